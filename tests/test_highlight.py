"""The piece of a sentence that answers."""

from __future__ import annotations

import pytest

from rag.asked import Asked, Want, asked
from rag.candidates import Candidate
from rag.fusion import Evidence
from rag.highlight import highlight
from vectorstore.record import Line
from vectorstore.terms import question_terms
from vectorstore.types import Chunk, Figure, Kind, Unit


def candidate(text: str, sentence: tuple[int, int], figure: Figure | None = None) -> Candidate:
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), (sentence,))
    line = Line(sentence[0], sentence[1], text[slice(*sentence)], figure)
    return Candidate("a", line, chunk, Evidence("a", 0.5, 0.5, 0.0), 0.5, 0.0)


def marked(text: str, want: Want, question: str = "") -> str:
    span = highlight(candidate(text, (0, len(text))), Asked(want), question_terms(question, "zh"))
    return text[slice(*span)]


def test_a_figure_is_its_own_answer() -> None:
    text = "全村种下樟树一千二百棵。"
    figure = Figure(6, 11, "一千二百棵", 1200.0, None, "", "棵", Unit.THINGS, "樟树", "种下", "", "")
    one = candidate(text, (0, len(text)), figure)
    assert highlight(one, Asked(Want.NUMBER), question_terms("种了多少树", "zh")) == (6, 11)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("书屋从3月12日起开放。", "3月12日"),
        ("书屋2021年3月开放。", "2021年3月"),
        ("书屋2021年3月12日开放。", "2021年3月12日"),
        ("书屋二〇二一年三月十二日开放。", "二〇二一年三月十二日"),
        ("书屋三月上旬开放。", "三月上旬"),
        ("书屋正月初六开放。", "正月初六"),
        ("书屋除夕开放。", "除夕"),
        ("书屋初八开放。", "初八"),
        ("12日上午书屋开放。", "12日"),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert marked(text, Want.TIME) == date


@pytest.mark.parametrize("text", ["书屋调解了三起纠纷。", "书屋办了12个月。", "书屋一月比一月热闹。"])
def test_what_is_no_date(text: str) -> None:
    assert marked(text, Want.TIME) in (text.removesuffix("。"), "12个月")


def test_the_date_nearest_to_what_is_asked() -> None:
    text = "3月1日书屋动工，整个冬天大家都没有停下来，直到12月8日茶园开放。"
    assert marked(text, Want.TIME, "书屋什么时候动工") == "3月1日"
    assert marked(text, Want.TIME, "茶园什么时候开放") == "12月8日"


def test_the_person_nearest_to_what_is_asked() -> None:
    text = "夜校校长欧阳明远每天最后一个离开，扫盲班的事交给了茶园经理王秀英。"
    assert marked(text, Want.PERSON, "夜校校长是谁") == "欧阳明远"
    assert marked(text, Want.PERSON, "茶园经理是谁") == "王秀英"


def test_the_clause_that_has_the_questions_words() -> None:
    text = "山路修通了，村民到镇上只要一刻钟，茶叶也卖得出去了。"
    assert marked(text, Want.OTHER, "茶叶怎么样了") == "茶叶也卖得出去了"
    assert marked(text, Want.OTHER) == "山路修通了"


def test_only_the_sentence_is_looked_at() -> None:
    text = "书屋3月1日开放。茶园关了。路也断了。"
    span = highlight(candidate(text, (9, 14)), Asked(Want.TIME), question_terms("书屋什么时候开放", "zh"))
    assert text[slice(*span)] == "茶园关了"


def test_a_sentence_without_a_clause_is_its_own_answer() -> None:
    assert marked("……", Want.OTHER) == "……"
    assert marked("。", Want.OTHER) == "。"


def test_who_is_asked_about_is_not_the_answer() -> None:
    text = "守桥人何玉梅是村里的会计，女儿田小满在县城。"
    assert marked(text, Want.PERSON, "何玉梅的女儿是谁?") == "田小满"
    assert marked(text, Want.PERSON, "Who is the daughter of He Yumei?") == "田小满"


def test_the_holder_of_the_office() -> None:
    text = "县委书记田守仁、县长何玉梅到桥头察看。"
    one, terms = candidate(text, (0, len(text))), question_terms("", "zh")
    for question, name in (("县长是谁?", "何玉梅"), ("Who is the party secretary?", "田守仁"), ("谁来了?", "田守仁")):
        assert text[slice(*highlight(one, asked(question), terms))] == name
