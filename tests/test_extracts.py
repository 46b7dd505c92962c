"""Which lines may answer a question for a number: made by hand, as the legs and the span reader would score them."""

from __future__ import annotations

from dataclasses import replace

from rag.asked import asked
from rag.candidates import Candidate
from rag.extract import SURER, extracts, fits
from rag.fusion import Evidence
from vectorstore.passages import lines_of
from vectorstore.terms import question_terms
from vectorstore.types import Chunk, Kind

TEXT = "为防拥挤，每辆校车只坐半数学生。学校租来车38趟，接回学生1140名。"
CUT = TEXT.index("学校")


def candidates(text: str, cut: int, reads: dict[str, float], pointed: str = "") -> list[Candidate]:
    """Make all lines of two sentences candidates that differ by the margins in `reads` alone, else -4.

    In the first sentence the reader points at the words `pointed`.
    """
    sentences = ((0, cut), (cut, len(text)))
    chunk = Chunk("school.txt", 0, "校车", (), "", "", Kind.TEXT, text, ((0, len(text)),), sentences)
    evidence = Evidence("a", 0.9, 0.9, 0.1)
    found = []
    for number, line in enumerate(lines_of(chunk)):
        said = line.figure.text if line.figure else text[line.start : line.end]
        start = text.index(pointed) if pointed and not line.figure and pointed in said else 0
        span = (start, start + len(pointed)) if pointed and not line.figure else None
        found.append(Candidate(f"a:{number}", line, chunk, evidence, 0.9, 0.0, read=reads.get(said, -4.0), span=span))
    return found


def best(question: str, reads: dict[str, float], pointed: str = "") -> str:
    lines = candidates(TEXT, CUT, reads, pointed)
    return extracts(lines, asked(question), question_terms(question, "zh"))[0].text


def test_the_reader_may_point_at_a_number_that_is_no_figure() -> None:
    assert "半数学生" in best("每辆校车坐多少学生?", {TEXT[:CUT]: SURER}, "半数学生")


def test_what_has_no_number_is_no_answer_to_how_many() -> None:
    assert best("学校租了多少趟校车?", {TEXT[:CUT]: SURER}, "每辆") == "38趟"


def test_the_measure_word_asked_for() -> None:
    assert best("接学生的校车有多少趟?", {"1140名": 0.0, "38趟": -2.0}) == "38趟"
    assert best("校车接回的学生有多少名?", {"38趟": 0.0, "1140名": -2.0}) == "1140名"
    assert best("How many students were brought back?", {"38趟": 0.0, "1140名": -2.0}) == "1140名"
    assert best("How many trips were made?", {"1140名": 0.0, "38趟": -2.0}) == "38趟"


def test_half_of_what_is_counted_is_worth_a_few_of_the_readers_points() -> None:
    text = "全乡成立抢险队12支、送水队17支。"
    question = "成立了多少支送水队?"

    def first(counts: float, behind: float) -> str:
        lines = [
            replace(one, counts=counts if one.line.figure and one.line.figure.text == "17支" else 0.0)
            for one in candidates(text, len(text), {"12支": behind, "17支": 0.0})
        ]
        return extracts(lines, asked(question), question_terms(question, "zh"))[0].text

    assert [first(counts, behind=3.0) for counts in (0.0, 0.4, 0.5, 1.0)] == ["12支", "12支", "17支", "17支"]
    assert first(1.0, behind=6.0) == "12支"


def test_a_sum_of_money_is_no_number_of_things() -> None:
    text = "学校添了课桌120套。家长们凑了3万元。"
    lines = candidates(text, text.index("家长"), {"120套": 8.0, "3万元": -6.0})
    assert extracts(lines, asked("添课桌花了多少钱?"), question_terms("", "zh"))[0].text == "3万元"
    assert extracts(lines, asked("添了多少?"), question_terms("", "zh"))[0].text == "120套"


def test_a_count_is_no_share() -> None:
    text = "学校有老师58名。到校率95%。"
    lines = candidates(text, text.index("到校"), {"95%": 8.0, "58名": -6.0})
    assert extracts(lines, asked("How many teachers came?"), question_terms("", "zh"))[0].text == "58名"
    assert extracts(lines, asked("What share came?"), question_terms("", "zh"))[0].text == "95%"


def test_what_fits() -> None:
    lines = candidates(TEXT, CUT, {})
    figures = [one for one in lines if one.line.figure]
    assert [fits(one, asked("校车花了多少钱?")) for one in figures] == [False, False, False]
    assert [fits(one, asked("校车有多少?")) for one in figures] == [True, True, True]
    days = [one for one in candidates("何玉梅今年58岁。教了28年书。", 9, {}) if one.line.figure]
    assert [fits(one, asked("何玉梅今年多大了?")) for one in days] == [True, False]
    assert [fits(one, asked("How many years has she taught?")) for one in days] == [True, True]
    assert [fits(one, asked("校长是谁?")) for one in candidates("镇长到校。校长方敏在。", 5, {})] == [False, True]


def test_the_mayor_is_no_party_secretary_however_sure_the_reader_is() -> None:
    text = "镇党委书记田守仁到校。镇长何玉梅送来课桌。"
    cut = text.index("镇长")
    lines = candidates(text, cut, {text[:cut]: 8.0, text[cut:]: 2.0})
    assert extracts(lines, asked("Who is the mayor?"), question_terms("", "en"))[0].text == "何玉梅"
    assert extracts(lines, asked("Who is the party secretary?"), question_terms("", "en"))[0].text == "田守仁"
