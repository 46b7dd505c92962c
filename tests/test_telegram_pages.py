"""What the bot sends, whole: answers, refusals and comparisons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from telegram_citations import BOOKS, CHINESE, ENGLISH, ROAD, ROADS
from telegram_html import parse_html

from bot.telegram.answer_message import answer_buttons, answer_messages, copied_text
from bot.telegram.callback import CLOSE, FEEDBACK, LISTING, SOURCE, callback
from bot.telegram.message import Button, Message, Rows
from rag.phrases import comparison
from rag.sayings import LANGUAGES
from rag.types import EXTRACTED, GENERATED, REFUSED, Answer, Row

RATE = (Button("👍", "f:k3:u"), Button("👎", "f:k3:d"))


def data(rows: Rows) -> list[list[str]]:
    return [[button.data or "copy" for button in row] for row in rows]


def test_an_extracted_answer_is_its_figure_then_the_quote_once() -> None:
    assert answer_messages(ROAD, "k3", CHINESE) == [
        Message(
            "<b>21条</b> [1]\n"
            "<blockquote expandable>河口镇今年共修通村道<b>21条</b>，长36公里。</blockquote>\n"
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n<code>a.txt</code>",
            "21条 [1]\n河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05\na.txt",
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
    assert message.html == f"<b>{quote}</b> [1]\n\n<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n<code>a.txt</code>"


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
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n<code>a.txt</code>\n\n"
            "<blockquote expandable>白石村 &lt;书屋&gt; 藏书<b>3000册</b>。</blockquote>\n"
            "<b>[2]</b> 白石村\n<code>sub/b.txt</code>\n\n"
            "<i>Asked as: how many roads?</i>",
            "They built 21 roads [1] & lent 3000册 of books [2].\n"
            "河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05\na.txt\n\n"
            "白石村 <书屋> 藏书3000册。\n[2] 白石村\nsub/b.txt\n\nAsked as: how many roads?",
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
            "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n<code>a.txt</code>",
            "The reports don't say.\n\n最接近的段落（都没有回答这个问题）：\n\n"
            "河口镇今年共修通村道21条，长36公里。\n[1] 河口镇修路忙 · 河口镇 · 2021-05\na.txt",
            ((Button("[1] 河口镇", "s:k3:1"),), RATE),
        )
    ]
    bare = Message("The reports don't say.", "The reports don't say.", (RATE,))
    assert answer_messages(replace(refusal, nearest=()), "k3", ENGLISH) == [bare]


def test_what_a_follow_up_was_read_as_stands_under_the_answer() -> None:
    follow_up = replace(ROAD, question="那河口镇呢?", standalone="河口镇修<通>村道\n多少条?")
    shown = "<b>21条</b> [1]\n<i>理解为：河口镇修&lt;通&gt;村道 多少条?</i>\n<blockquote"
    assert answer_messages(follow_up, "k3", CHINESE)[0].html.startswith(shown)
    refusal = replace(follow_up, answer="Nothing.", status=REFUSED, citations=(), nearest=(ROADS,), standalone="Who?")
    assert answer_messages(refusal, "k3", ENGLISH)[0].plain.startswith("Nothing.\nRead as: Who?\n\n")


ROWS = (Row("河口镇", "2021-05", "a.txt", "21条", 21.0, 1), Row("白石村委会", "", "b.txt", "9条", 9.0, 2))


def test_a_comparison_is_a_table_of_columns() -> None:
    answer = replace(
        ROAD,
        answer="河口镇 21条 [1]；白石村委会 9条 [2]。最多的是河口镇。 东村:没有找到。",
        citations=(ROADS, BOOKS),
        table=ROWS,
    )
    (message,) = answer_messages(answer, "k3", CHINESE)
    assert message.html.split("\n<blockquote")[0] == (
        "<b>最多的是河口镇。</b> 东村:没有找到。\n<pre>河口镇      21条  [1]  2021-05\n白石村委会   9条  [2]</pre>"
    )
    first, second = parse_html(message.html).text.split("\n")[1:3]
    assert cell_len(first.split("  [")[0]) == cell_len(second.split("  [")[0])


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_comparison_shows_its_figures_once_in_every_language(language: str) -> None:
    said = comparison(language, [(row.place, f"{row.text} [{row.n}]") for row in ROWS], "河口镇", ["东村"])
    answer = replace(ROAD, answer=said, language=language, citations=(ROADS, BOOKS), table=ROWS)
    (message,) = answer_messages(answer, "k3", ENGLISH)
    shown = message.html.split("</pre>")[0]
    assert shown.count("21条") == shown.count("9条") == 1
    assert "东村" in shown


@pytest.mark.parametrize(
    "text", ["河口镇 21条 [1]; 白石村委会 21条 [2].", "河口镇 21条 [1]; 白石村委会 21条 [2]. None found for East."]
)
def test_a_comparison_that_nobody_wins_keeps_its_text(text: str) -> None:
    rows = (ROWS[0], replace(ROWS[1], text="21条"))
    (message,) = answer_messages(replace(ROAD, answer=text, table=rows), "k3", ENGLISH)
    assert message.html.startswith(text.replace("21条", "<b>21条</b>") + "\n<pre>")


def test_one_row_is_no_table() -> None:
    answer = replace(ROAD, answer="河口镇 21条 [1]。 东村:没有找到。", table=ROWS[:1])
    (message,) = answer_messages(answer, "k3", ENGLISH)
    assert message.html.startswith("河口镇 <b>21条</b> [1]。 东村:没有找到。\n<blockquote expandable>")


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


def test_a_source_without_title_place_and_date_is_its_file() -> None:
    one = replace(ROADS, report="a&b<c>.txt", title="", place="", date="")
    shown = answer_messages(replace(ROAD, citations=(one,)), "k3", ENGLISH)[0].html
    assert shown.endswith("</blockquote>\n<b>[1]</b> <code>a&amp;b&lt;c&gt;.txt</code>")


def test_a_title_written_from_right_to_left_does_not_reorder_its_line() -> None:
    (message,) = answer_messages(replace(ROAD, citations=(replace(ROADS, title="\u202eחדשות"),)), "k3", ENGLISH)
    assert message.plain.endswith("[1] \u2068חדשות\u2069 · 河口镇 · 2021-05\na.txt")


@pytest.mark.parametrize("kind", [SOURCE, CLOSE, FEEDBACK, LISTING])
@pytest.mark.parametrize("part", ["", "a:b", "é", "x" * 33, "1\n"])
def test_what_a_button_cannot_send(kind: str, part: str) -> None:
    with pytest.raises(ValueError, match="cannot be sent by a button"):
        callback(kind, part)
