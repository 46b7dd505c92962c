"""What the bot sends, whole: answers, refusals, comparisons, passages, the list of reports, the first message."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import nasty
from rich.cells import cell_len
from telegram_html import parse_html
from telegram_markup import tidy

from bot.telegram.answer_message import answer_buttons, answer_messages, copied_text
from bot.telegram.callback import CLOSE, FEEDBACK, LISTING, PATTERNS, SOURCE, callback
from bot.telegram.markup import clean, is_blank, units
from bot.telegram.message import Button, Message, Rows
from bot.telegram.passage_message import passage_message, quote_span
from bot.telegram.reports_message import Listed, report_message, reports_message
from bot.telegram.start_message import Known, language_message, overwrite_message, start_message
from bot.wording import words
from rag.types import ANSWERED, EXTRACTED, GENERATED, REFUSED, Answer, Citation, Row

ENGLISH, CHINESE = words("en"), words("zh")
PASSAGE = "开春以来。\n河口镇今年共修通村\n道21条，长36公里。路边种下1200棵樟树。"
ROADS = Citation(
    1, "a.txt", "河口镇修路忙", "河口镇今年共修通村道21条，长36公里。", 14, 34, "河口镇", "2021-05", PASSAGE, 7, 50
)
BOOKS = Citation(
    2, "sub/b.txt", "", "白石村 <书屋> 藏书3000册。", 8, 24, "白石村", "", "白石村 <书屋> 藏书3000册。", 8, 24
)
ROAD = Answer(
    "河口镇修通村道多少条?",
    "21条 — 河口镇今年共修通村道21条，长36公里。 [1]",
    "zh",
    ANSWERED,
    EXTRACTED,
    0.9,
    ("21条",),
    (ROADS,),
)
RATE = (Button("👍", "f:k3:u"), Button("👎", "f:k3:d"))


def data(rows: Rows) -> list[list[str]]:
    return [[button.data or "copy" for button in row] for row in rows]


def test_an_extracted_answer_is_its_figure_then_the_quote_once() -> None:
    assert answer_messages(ROAD, "k3", CHINESE) == [
        Message(
            "<b>21条</b> [1]\n"
            "<blockquote expandable>河口镇今年共修通村道<b>21条</b>，长36公里。</blockquote>\n"
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05",
            "21条 [1]\n河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05",
            (
                (Button("[1] 河口镇", "s:k3:1"),),
                (Button("📋 复制原文", copied="河口镇今年共修通村道21条，长36公里。"), *RATE),
            ),
        )
    ]


def test_a_sentence_that_answers_is_not_quoted_again() -> None:
    quote = ROADS.quote
    answer = replace(ROAD, answer=f"{quote} — {quote} [1]", highlight=(quote,))
    (message,) = answer_messages(answer, "k3", ENGLISH)
    assert message.html == f"<b>{quote}</b> [1]\n\n<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05"


def test_an_answer_without_a_lead_is_bold_as_a_whole() -> None:
    (message,) = answer_messages(replace(ROAD, answer="修了不少路。", highlight=()), "k3", ENGLISH)
    assert message.html.startswith("<b>修了不少路。</b>\n<blockquote expandable>河口镇")


def test_a_generated_answer_keeps_its_text_with_the_figures_bold() -> None:
    answer = replace(
        ROAD,
        answer="They built 21 roads [1] & lent 3000册 of books [2].",
        mode=GENERATED,
        highlight=("21", "3000册"),
        citations=(ROADS, BOOKS),
        note="Asked as: how many roads?",
    )
    assert answer_messages(answer, "k3", ENGLISH) == [
        Message(
            "They built <b>21</b> roads [1] &amp; lent <b>3000册</b> of books [2].\n"
            "<blockquote expandable>河口镇今年共修通村道<b>21</b>条，长36公里。</blockquote>\n"
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n\n"
            "<blockquote expandable>白石村 &lt;书屋&gt; 藏书<b>3000册</b>。</blockquote>\n"
            "<b>[2]</b> sub/b.txt · 白石村\n\n"
            "<i>Asked as: how many roads?</i>",
            "They built 21 roads [1] & lent 3000册 of books [2].\n"
            "河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05\n\n"
            "白石村 <书屋> 藏书3000册。\n[2] sub/b.txt · 白石村\n\nAsked as: how many roads?",
            (
                (Button("[1] 河口镇", "s:k3:1"), Button("[2] 白石村", "s:k3:2")),
                (Button("📋 Copy quote", copied="河口镇今年共修通村道21条，长36公里。"), *RATE),
            ),
        )
    ]


def test_a_refusal_says_that_what_came_near_is_no_answer() -> None:
    refusal = Answer("Who won?", "The reports don't say.", "en", REFUSED, EXTRACTED, 0.1, nearest=(ROADS,))
    assert answer_messages(refusal, "k3", CHINESE) == [
        Message(
            "The reports don't say.\n\n"
            "<i>最接近的段落（都没有回答这个问题）：</i>\n\n"
            "<blockquote expandable>河口镇今年共修通村道21条，长36公里。</blockquote>\n"
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05",
            "The reports don't say.\n\n最接近的段落（都没有回答这个问题）：\n\n"
            "河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05",
            ((Button("[1] 河口镇", "s:k3:1"),), RATE),
        )
    ]
    (nothing,) = answer_messages(replace(refusal, nearest=()), "k3", ENGLISH)
    assert nothing == Message("The reports don't say.", "The reports don't say.", (RATE,))


ROWS = (Row("河口镇", "2021-05", "a.txt", "21条", 21.0, 1), Row("白石村委会", "", "b.txt", "9条", 9.0, 2))


def test_a_comparison_is_a_table_of_columns() -> None:
    answer = replace(
        ROAD,
        answer="河口镇 21条 [1]；白石村委会 9条 [2]。最多的是河口镇。 东村:报道中没有。",
        citations=(ROADS, BOOKS),
        table=ROWS,
    )
    (message,) = answer_messages(answer, "k3", CHINESE)
    assert message.html.split("\n<blockquote")[0] == (
        "<b>最多的是河口镇。</b> 东村:报道中没有。\n<pre>河口镇      21条  [1]  2021-05\n白石村委会   9条  [2]</pre>"
    )
    first, second = parse_html(message.html).text.split("\n")[1:3]
    assert cell_len(first.split("  [")[0]) == cell_len(second.split("  [")[0])


@pytest.mark.parametrize(
    "text", ["河口镇 21条 [1]; 白石村委会 21条 [2].", "河口镇 21条 [1]; 白石村委会 21条 [2]. Not in the reports: East."]
)
def test_a_comparison_that_nobody_wins_keeps_its_text(text: str) -> None:
    rows = (ROWS[0], replace(ROWS[1], text="21条"))
    (message,) = answer_messages(replace(ROAD, answer=text, table=rows), "k3", ENGLISH)
    assert message.html.startswith(text.replace("21条", "<b>21条</b>") + "\n<pre>")


def test_one_row_is_no_table() -> None:
    answer = replace(ROAD, answer="河口镇 21条 [1]。 东村:报道中没有。", table=ROWS[:1])
    (message,) = answer_messages(answer, "k3", ENGLISH)
    assert message.html.startswith("河口镇 <b>21条</b> [1]。 东村:报道中没有。\n<blockquote expandable>")


def test_sources_of_one_place_are_told_apart_by_date_and_without_a_place_by_title() -> None:
    sources = (ROADS, replace(ROADS, n=2, date="2022-05"), replace(ROADS, n=3, place=""), replace(BOOKS, n=4, place=""))
    rows = answer_buttons(replace(ROAD, citations=sources), "k3", ENGLISH)
    assert [[button.text for button in row] for row in rows[:2]] == [
        ["[1] 河口镇 2021-05", "[2] 河口镇 2022-05"],
        ["[3] 河口镇修路忙", "[4] sub/b.txt"],
    ]


def test_a_thumb_down_asks_why_until_it_is_told() -> None:
    asks = answer_buttons(ROAD, "k3", ENGLISH, rated="d")
    assert [[button.text for button in row] for row in asks[1:]] == [
        ["📋 Copy quote", "👍", "👎 ✓"],
        ["Wrong figure", "Wrong place"],
        ["Not what I asked", "The sources don't say it"],
    ]
    assert data(asks) == [["s:k3:1"], ["copy", "f:k3:u", "f:k3:d"], ["r:k3:f", "r:k3:p"], ["r:k3:q", "r:k3:s"]]
    told = answer_buttons(ROAD, "k3", ENGLISH, rated="d", reason="p")
    assert told == asks[:2]


@pytest.mark.parametrize(
    ("quote", "highlight", "copied"),
    [
        ("河口镇修路21条。", ("21条",), "河口镇修路21条。"),
        ("长" * 300 + "，河口镇修路21条，长36公里。", ("21条",), "河口镇修路21条，"),
        ("长" * 300 + "21条" + "长" * 300, ("21条",), "21条"),
        ("长" * 300, ("21条",), ""),
        ("😀" * 129, (), ""),
        (" ", (), ""),
    ],
)
def test_what_is_copied_stands_in_the_quote(quote: str, highlight: tuple[str, ...], copied: str) -> None:
    answer = replace(ROAD, citations=(replace(ROADS, quote=quote),), highlight=highlight)
    assert copied_text(answer) == copied
    assert copied in quote


def test_a_passage_with_its_quote_marked() -> None:
    assert passage_message(ROADS, "k3", ENGLISH, before=True, after=False) == Message(
        "<b>[1] 河口镇修路忙</b>\n河口镇 · 2021-05\n<code>a.txt</code>\n\n"
        "开春以来。\n<b><u>河口镇今年共修通村\n道21条，长36公里。</u></b>路边种下1200棵樟树。",
        f"[1] 河口镇修路忙\n河口镇 · 2021-05\na.txt\n\n{PASSAGE}",
        ((Button("◀", "p:k3:1:-1"), Button("✕", "x:k3")),),
    )


def test_the_passage_after_it() -> None:
    message = passage_message(BOOKS, "k3", CHINESE, offset=2, text="村民都说好。", before=True, after=True)
    assert message == Message(
        "<b>[2]</b>\n白石村\n<code>sub/b.txt</code>\n<i>引文之后</i>\n\n村民都说好。",
        "[2]\n白石村\nsub/b.txt\n引文之后\n\n村民都说好。",
        ((Button("◀", "p:k3:2:1"), Button("✕", "x:k3"), Button("▶", "p:k3:2:3")),),
    )


def test_a_long_passage_is_shortened_around_its_quote() -> None:
    passage = "前" * 9000 + "河口镇修路21条。" + "后" * 9000
    one = replace(ROADS, quote="河口镇修路21条。", passage=passage, start=9007)
    message = passage_message(one, "k3", ENGLISH, before=False, after=False)
    body = message.plain.split("\n\n")[1]
    assert units(message.plain) == 4096
    assert "前<b><u>河口镇修路21条。</u></b>后" in message.html
    assert (body[:2], body[-2:]) == ("…前", "后…")
    assert abs(body.count("前") - body.count("后")) <= 1


@pytest.mark.parametrize(("start", "span"), [(0, (0, 4)), (8, (7, 12))])
def test_of_two_places_the_quote_is_the_one_the_report_has(start: int, span: tuple[int, int]) -> None:
    one = replace(ROADS, quote="路通了。", passage="路通了。桥不。路通\n了。", start=start, passage_start=0)
    assert quote_span(one) == span


def test_a_quote_that_is_not_in_its_passage_marks_nothing() -> None:
    message = passage_message(replace(ROADS, quote="没有"), "k3", ENGLISH, before=False, after=False)
    assert message.html.endswith(f"\n\n{PASSAGE}")


REPORTS = [
    Listed(f"r{n}", f"{n}.txt", f"标题{n}" if n % 2 else "", "河口镇" if n < 9 else "", "2021-05", n)
    for n in range(1, 18)
]


def test_the_list_of_reports_in_pages() -> None:
    first = reports_message(REPORTS, 0, ENGLISH)
    assert first.html.split("\n")[:6] == [
        "<b>17 reports · Page 1 of 3</b>",
        "",
        "1. <b>标题1</b>",
        "河口镇 · 2021-05 · 1 figure",
        "",
        "2. <b>2.txt</b>",
    ]
    assert data(first.buttons) == [
        ["o:r1:0", "o:r2:0", "o:r3:0", "o:r4:0"],
        ["o:r5:0", "o:r6:0", "o:r7:0", "o:r8:0"],
        ["l:1"],
    ]
    last = reports_message(REPORTS, 99, CHINESE)
    assert last == Message(
        "<b>共 17 篇报道 · 第 3 页，共 3 页</b>\n\n17. <b>标题17</b>\n2021-05 · 17 个数字",
        "共 17 篇报道 · 第 3 页，共 3 页\n\n17. 标题17\n2021-05 · 17 个数字",
        ((Button("17", "o:r17:0"),), (Button("◀", "l:1"),)),
    )
    assert reports_message(REPORTS[:1], -3, ENGLISH).buttons == ((Button("1", "o:r1:0"),),)
    assert reports_message([], 0, ENGLISH) == Message("There are no reports yet.", "There are no reports yet.")


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


def test_a_title_written_from_right_to_left_does_not_reorder_its_line() -> None:
    one = replace(ROADS, title="\u202eחדשות", place="河口镇")
    (message,) = answer_messages(replace(ROAD, citations=(one,)), "k3", ENGLISH)
    assert message.plain.endswith("[1] \u2068חדשות\u2069 · 河口镇 · 2021-05")


@pytest.mark.parametrize("kind", [SOURCE, CLOSE, FEEDBACK, LISTING])
@pytest.mark.parametrize("part", ["", "a:b", "é", "x" * 33, "1\n"])
def test_what_a_button_cannot_send(kind: str, part: str) -> None:
    with pytest.raises(ValueError, match="cannot be sent by a button"):
        callback(kind, part)


citations = st.builds(Citation, st.integers(1, 99), nasty, nasty, nasty, st.integers(0, 99), st.integers(0, 99), nasty,
                      nasty, nasty, st.integers(0, 99), st.integers(0, 99))  # fmt: skip
answers = st.builds(
    Answer,
    question=nasty,
    answer=nasty.map(lambda text: f"修路。{text}"),
    language=st.just("zh"),
    status=st.sampled_from([ANSWERED, REFUSED]),
    mode=st.sampled_from([EXTRACTED, GENERATED]),
    confidence=st.just(0.5),
    highlight=st.lists(nasty, max_size=3).map(tuple),
    citations=st.lists(citations, max_size=4).map(tuple),
    nearest=st.lists(citations, max_size=2).map(tuple),
    table=st.lists(st.builds(Row, nasty, nasty, nasty, nasty, st.just(1.0), st.integers(1, 99)), max_size=4).map(tuple),
    note=nasty,
)


def check(message: Message) -> None:
    """Fail if Telegram would refuse the message."""
    shown = tidy(parse_html(message.html)).text
    assert parse_html(message.html).text.strip() == message.plain.strip()
    assert units(shown) <= 4096
    assert not is_blank(shown)
    for button in (button for row in message.buttons for button in row):
        assert not is_blank(button.text) and "\n" not in button.text and clean(button.text) == button.text
        assert bool(button.data) != bool(button.copied)
        assert units(button.copied) <= 256
        assert not button.data or PATTERNS[button.data[0]].fullmatch(button.data)
        assert len(button.data.encode()) <= 64


@settings(deadline=None, max_examples=40)
@given(answers)
def test_no_answer_is_refused_by_telegram(answer: Answer) -> None:
    sent = answer_messages(answer, "AZaz09_-AZ", ENGLISH)
    for message in sent:
        check(message)
    assert sent[-1].buttons and not any(message.buttons for message in sent[:-1])


@settings(deadline=None, max_examples=40)
@given(citations, st.integers(-9999, 9999), nasty, st.integers(1, 200))
def test_no_passage_is_refused_by_telegram(one: Citation, offset: int, text: str, times: int) -> None:
    one = replace(one, passage=one.passage * times + one.quote + one.passage * times)
    for before, after in product((False, True), repeat=2):
        check(passage_message(one, "AZaz09_-AZ", CHINESE, offset=offset, text=text * times, before=before, after=after))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(nasty, nasty, nasty, nasty), max_size=20), st.integers(-1, 4), nasty)
def test_no_list_of_reports_is_refused_by_telegram(reports: list[tuple[str, ...]], page: int, text: str) -> None:
    listed = [Listed(f"k{n}", *(part * 50 for part in report), n) for n, report in enumerate(reports)]
    check(reports_message(listed, page, ENGLISH))
    for report in listed[:1]:
        check(report_message(report, text * 500, 1, 3, ENGLISH))
    check(start_message(Known(1, 1, 1, [text, "x"], text, "2021"), [("e", text)], ENGLISH))
