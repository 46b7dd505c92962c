"""The list of reports, the first message and the ones that ask for a choice, whole."""

from __future__ import annotations

from bot.telegram.message import Button, Message, Rows, file_of
from bot.telegram.reports_message import Listed, report_message, reports_message
from bot.telegram.start_message import Known, language_message, overwrite_message, start_message
from bot.wording import words

ENGLISH, CHINESE = words("en"), words("zh")


def data(rows: Rows) -> list[list[str]]:
    return [[button.data for button in row] for row in rows]


REPORTS = [
    Listed(f"r{n}", f"{n}.txt", f"标题{n}" if n % 2 else "", "河口镇" if n < 9 else "", "2021-05", n)
    for n in range(1, 18)
]


def test_the_list_of_reports_in_pages() -> None:
    first = reports_message(REPORTS, 0, ENGLISH)
    assert first.html.split("\n")[:9] == [
        "<b>17 reports · Page 1 of 3</b>",
        "",
        "1. <b>标题1</b>",
        "河口镇 · 2021-05 · 1 figure",
        "<code>1.txt</code>",
        "",
        "2. <b>2.txt</b>",
        "河口镇 · 2021-05 · 2 figures",
        "",
    ]
    assert data(first.buttons) == [
        ["o:r1:0", "o:r2:0", "o:r3:0", "o:r4:0"],
        ["o:r5:0", "o:r6:0", "o:r7:0", "o:r8:0"],
        ["l:1"],
    ]
    last = reports_message(REPORTS, 99, CHINESE)
    assert last == Message(
        "<b>共 17 篇报道 · 第 3 页，共 3 页</b>\n\n17. <b>标题17</b>\n2021-05 · 17 个数字\n<code>17.txt</code>",
        "共 17 篇报道 · 第 3 页，共 3 页\n\n17. 标题17\n2021-05 · 17 个数字\n17.txt",
        ((Button("17", "o:r17:0"),), (Button("◀", "l:1"),)),
    )
    assert reports_message(REPORTS[:1], -3, ENGLISH).buttons == ((Button("1", "o:r1:0"),),)
    assert reports_message([], 0, ENGLISH) == Message("There are no reports yet.", "There are no reports yet.")


def test_a_file_is_named_on_one_line_and_without_its_middle_if_it_is_long() -> None:
    assert file_of("2020/a\nb.txt") == "2020/a b.txt"
    assert file_of("报" * 44 + ".txt") == "报" * 44 + ".txt"
    assert file_of(f"2020/{'报' * 60}-曲江区-2020.txt") == f"2020/{'报' * 22}…{'报' * 7}-曲江区-2020.txt"


def test_a_report_is_read_passage_by_passage() -> None:
    assert report_message(REPORTS[0], "修路<忙>。", 0, 3, ENGLISH) == Message(
        "<b>标题1</b>\n河口镇 · 2021-05 · 1 figure\n<code>1.txt</code>\n<i>Passage 1 of 3</i>\n\n修路&lt;忙&gt;。",
        "标题1\n河口镇 · 2021-05 · 1 figure\n1.txt\nPassage 1 of 3\n\n修路<忙>。",
        ((Button("▶", "o:r1:1"),),),
    )
    assert data(report_message(REPORTS[0], "x", 1, 3, ENGLISH).buttons) == [["o:r1:0", "o:r1:2"]]
    assert report_message(REPORTS[0], "x", 0, 1, ENGLISH).buttons == ()


def test_the_first_message() -> None:
    known = Known(2, 30, 1, ["河口镇", "白石村"], "2020", "2021-05")
    message = start_message(known, [("e1", "河口镇修了多少路?"), ("e2", "How many books?")], CHINESE)
    assert message.plain == (
        f"{CHINESE.start}\n\n我读过 2 篇报道，共 30 段、1 个数字。\n涉及：河口镇、白石村。\n时间：2020 至 2021-05。"
        "\n\n比如可以问："
    )
    assert message.buttons == ((Button("河口镇修了多少路?", "q:e1"),), (Button("How many books?", "q:e2"),))
    many = start_message(Known(1, 1, 1, list("甲乙丙丁戊己"), "2021", "2021"), [], ENGLISH)
    assert many.plain.split("\n\n")[1] == (
        "I know 1 report with 1 figure in 1 passage.\nPlaces: 甲, 乙, 丙, 丁, 戊….\nAll from 2021."
    )
    assert start_message(Known(0, 0, 0), [("e1", "?")], ENGLISH).plain.endswith("\n\nThere are no reports yet.")


def test_questions_with_a_choice() -> None:
    assert language_message("zh", ENGLISH).buttons == (
        (Button("Automatic", "g:auto"), Button("English", "g:en"), Button("中文 ✓", "g:zh")),
    )
    assert overwrite_message("a<b>.txt", "u1", ENGLISH) == Message(
        "There is already a report called a&lt;b&gt;.txt. Replace it?",
        "There is already a report called a<b>.txt. Replace it?",
        ((Button("Replace it", "w:u1:y"), Button("Keep the old one", "w:u1:n")),),
    )
