"""How a source names the reports that reprint it: composed, as JSON, on the terminal and in Telegram."""

from __future__ import annotations

from dataclasses import replace

from bot.output import answer_json
from bot.render import answer_lines, passage_lines
from bot.telegram.answer_message import answer_messages
from bot.telegram.passage_message import passage_message
from bot.wording import words
from rag.checked import Checked, Evidence, Part, Source
from rag.compose import Composer
from rag.reprints import Told
from rag.types import ANSWERED, EXTRACTED, Answer, Citation
from vectorstore.types import Chunk, Kind

QUOTE = "河口镇今年共修通村道21条。"
COPY = "河口鎮今年共修通村道21條."
ROADS = Citation(
    1, "a.txt", "河口镇修路忙", QUOTE, 7, 20, "河口镇", "2021-05", QUOTE, 7, 20, also_in=("b.txt", "c.txt")
)
ANSWER = Answer("几条？", f"21条 — {QUOTE} [1]", "zh", ANSWERED, EXTRACTED, 0.9, ("21条",), (ROADS,))
MANY = replace(ROADS, also_in=tuple(f"{letter}.txt" for letter in "bcdefg"))


def source(n: int, report: str, text: str, also_in: tuple[str, ...] = ()) -> Source:
    span = (0, len(text))
    chunk = Chunk(report, 0, "", (), "", "", Kind.TEXT, text, (span,), (span,))
    return Source(n, f"id{n}", chunk, (), ("a.txt", 0), {span: also_in})


def composed(*sources: Source) -> Composer:
    composer = Composer()
    for one in sources:
        evidence = Evidence(one, one.chunk.sentences[0], ("21条",))
        composer.add(Checked("21条。", True, "", (Part("21条。", (evidence,)),)))
    return composer


def test_a_sentence_and_its_reprint_get_one_number() -> None:
    answer = composed(source(1, "a.txt", QUOTE, ("b.txt",)), source(2, "b.txt", COPY))
    assert answer.text == "21条[1]。21条[1]。"
    assert [(one.n, one.report, one.also_in) for one in answer.citations] == [(1, "a.txt", ("b.txt",))]


def test_what_only_the_other_spelling_has_is_no_highlight() -> None:
    assert composed(source(1, "b.txt", COPY), source(2, "a.txt", QUOTE)).highlight == ()


def test_another_number_gets_another_number() -> None:
    answer = composed(source(1, "a.txt", QUOTE), source(2, "b.txt", QUOTE.replace("21", "12")))
    assert answer.text == "21条[1]。21条[2]。"


def test_sentences_are_told_apart_by_story_numbers_and_wording() -> None:
    told = Told[int]()
    sentences = (
        QUOTE,
        "河口鎮今年共修通村道２１條.",
        "河口镇今年共修通村道二十一条。",
        "河口镇今年共修通村道二十二条。",
        "河口镇今年共植树造林21条。",
        "河口镇有一所小学，三位老师。",
        "河口镇有两所小学，三位老师。",
    )
    assert [told.first(("a.txt", 0), text, n) for n, text in enumerate(sentences)] == [0, 0, 2, 3, 4, 5, 6]
    assert told.first(("b.txt", 0), QUOTE, 9) == 9


def test_json_lists_them_after_the_rest() -> None:
    (shown,) = answer_json("几条？", ANSWER)["citations"]
    assert list(shown) == ["n", "report", "title", "quote", "start", "end", "place", "date", "also_in"]
    assert shown["also_in"] == ["b.txt", "c.txt"]


def test_the_terminal_names_them_beside_the_offsets() -> None:
    assert answer_lines(ANSWER)[-1][1].plain == "characters 7–20; also in b.txt, c.txt"
    assert passage_lines(ROADS, ("", ""))[1][1].plain == "characters 7–20; also in b.txt, c.txt"
    hostile = replace(ROADS, also_in=("\x1b[2Jb.txt",))
    assert passage_lines(hostile, ("", ""))[1][1].plain == "characters 7–20; also in �[2Jb.txt"


def test_telegram_names_them_under_the_source() -> None:
    (english,), (chinese,) = (answer_messages(ANSWER, "k3", words(language)) for language in ("en", "zh"))
    source = "<b>[1]</b> 河口镇修路忙 · 河口镇 · 2021-05\n<code>a.txt</code>"
    assert english.html.endswith(f"{source}\n<i>Also in b.txt, c.txt</i>")
    assert chinese.html.endswith(f"{source}\n<i>另见：b.txt、c.txt</i>")


def test_telegram_names_three_and_counts_the_rest() -> None:
    (message,) = answer_messages(replace(ANSWER, citations=(MANY,)), "k3", words("en"))
    assert message.plain.endswith("Also in b.txt, c.txt, d.txt +3")


def test_telegram_names_them_over_the_passage() -> None:
    shown = passage_message(ROADS, "k3", words("en"), before=False, after=False)
    assert shown.plain == f"[1] 河口镇修路忙\n河口镇 · 2021-05\na.txt\nAlso in b.txt, c.txt\n\n{QUOTE}"
