"""Figures of several places, or of one place at several times, side by side."""

from __future__ import annotations

import pytest
from opened import opened

from rag.answer import Assistant
from rag.types import ANSWERED, REFUSED, Answer
from vectorstore.encoder import Encoder
from vectorstore.index import Index

ORCHARDS = {
    "songlin-2021.txt": "松林镇：果园里的秋天\n\n——松林镇采摘记\n\n2021年9月10日，松林镇的果园开园。全镇收获苹果3吨，"
    "种下梨树120棵，来了45名志愿者。镇里的蜂箱有80个。\n",
    "zhuxi-2021.txt": "竹溪镇：一筐苹果出山\n\n——竹溪镇采摘记\n\n2021年9月12日，竹溪镇的苹果也红了。"
    "全镇收获苹果4800斤，种下梨树95棵，来了60名志愿者。镇里买了7台拖拉机。\n",
}
SECOND = "松林镇：第二年的果园\n\n——松林镇采摘记\n\n2022年9月8日，松林镇的果园又开园了。全镇种下梨树200棵。\n"


@pytest.fixture
def assistant(sample_index: Index, encoder: Encoder) -> Assistant:
    return Assistant(sample_index, encoder)


@pytest.fixture(scope="module")
def orchards(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """Two places, each reported on once."""
    return opened(tmp_path_factory.mktemp("orchards"), ORCHARDS, encoder)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """The same, and one of the places a year later."""
    return opened(tmp_path_factory.mktemp("years"), ORCHARDS | {"songlin-2022.txt": SECOND}, encoder)


def rows(answer: Answer) -> list[tuple[str, str]]:
    """The places and figures of a comparison, once its citations are seen to be its rows'."""
    assert (answer.status, answer.nearest) == (ANSWERED, ())
    assert [row.n for row in answer.table] == list(range(1, len(answer.table) + 1))
    cited = {c.n: c for c in answer.citations}
    assert list(cited) == [row.n for row in answer.table]
    for row in answer.table:
        assert (row.report, row.date) == (cited[row.n].report, cited[row.n].date)
        assert row.text in cited[row.n].quote
        assert f"{row.place} {row.text} [{row.n}]" in answer.answer
    assert answer.highlight == tuple(dict.fromkeys(row.text for row in answer.table))
    return [(row.place, row.text) for row in answer.table]


CHECKPOINTS = [("北河镇", "35个"), ("石桥铺镇", "28个")]
VOLUNTEERS = [("北河镇", "1186名"), ("石桥铺镇", "743名")]


@pytest.mark.parametrize(
    ("question", "expected", "said"),
    [
        ("北河镇和石桥铺镇哪个镇的志愿者多?", VOLUNTEERS, "最多的是北河镇。"),
        ("北河镇和石桥铺镇各有多少个卡点?", CHECKPOINTS, "最多的是北河镇。"),
        ("Which has more volunteers, Beihe town or Shiqiaopu town?", VOLUNTEERS, "Most: 北河镇."),
        ("How many volunteers did Beihe town and Shiqiaopu town each have?", VOLUNTEERS, "Most: 北河镇."),
    ],
)
def test_two_places(assistant: Assistant, question: str, expected: list[tuple[str, str]], said: str) -> None:
    answer = assistant.ask(question)
    assert rows(answer) == expected
    assert answer.answer.endswith(said)


def test_the_whole_of_an_answer(assistant: Assistant) -> None:
    answer = assistant.ask("罗塘街道、北河镇、石桥铺镇的临时党支部各有多少个?")
    assert rows(answer) == [("罗塘街道", "34个"), ("北河镇", "26个"), ("石桥铺镇", "19个")]
    assert [row.value for row in answer.table] == [34.0, 26.0, 19.0]
    assert answer.answer == "罗塘街道 34个 [1]；北河镇 26个 [2]；石桥铺镇 19个 [3]。最多的是罗塘街道。"


@pytest.mark.parametrize(
    ("question", "most"),
    [("哪里的志愿者最多?", "最多的是罗塘街道。"), ("Which place has the most volunteers?", "Most: 罗塘街道.")],
)
def test_which_of_all_has_the_most(assistant: Assistant, question: str, most: str) -> None:
    answer = assistant.ask(question)
    assert rows(answer) == [("罗塘街道", "2360余名"), *VOLUNTEERS]
    assert most in answer.answer


def test_which_of_all_has_the_most_checkpoints(assistant: Assistant) -> None:
    assert rows(assistant.ask("哪里的卡点最多?")) == [("罗塘街道", "41个"), *CHECKPOINTS, ("北河村", "2个")]


def test_two_places_of_two_reports(assistant: Assistant) -> None:
    assert rows(assistant.ask("北河镇和罗塘街道哪里的卡点多?")) == [("罗塘街道", "41个"), ("北河镇", "35个")]


def test_a_side_without_a_figure_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("北河镇、石桥铺镇和桐湾经开区各有多少卡点?")
    assert rows(answer) == CHECKPOINTS
    assert answer.answer.endswith("桐湾经开区:没有找到。")


def test_the_other_of_two_sides_without_a_figure_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("青岭一中和平澜市第三人民医院各有多少张床位?")
    assert "650张" in answer.answer
    assert "青岭" in answer.answer


@pytest.mark.parametrize(
    ("question", "winner"),
    [
        ("松林镇和竹溪镇各收获了多少苹果?", "最多的是松林镇。"),
        ("Which town harvested more apples, Songlin or Zhuxi?", "Most: 松林镇."),
    ],
)
def test_units_are_put_on_one_scale(orchards: Assistant, question: str, winner: str) -> None:
    answer = orchards.ask(question)
    assert rows(answer) == [("松林镇", "3吨"), ("竹溪镇", "4800斤")]
    assert answer.answer.endswith(winner)


def test_two_places_in_a_language_of_other_words(orchards: Assistant) -> None:
    answer = orchards.ask("¿Cuántos voluntarios vinieron a Songlin y cuántos a Zhuxi?")
    assert (answer.language, rows(answer)) == ("es", [("竹溪镇", "60名"), ("松林镇", "45名")])
    assert answer.answer == "竹溪镇 60名 [1]; 松林镇 45名 [2]. La cifra más alta: 竹溪镇."


def test_what_only_one_has_is_not_compared_with_something_else(orchards: Assistant) -> None:
    answer = orchards.ask("松林镇和竹溪镇哪个镇的蜂箱多?")
    assert [(row.place, row.text) for row in answer.table] == [("松林镇", "80个")]
    assert answer.answer == "松林镇 80个 [1]。竹溪镇:没有找到。"


def test_what_only_one_has_is_not_compared_with_what_both_have(orchards: Assistant) -> None:
    answer = orchards.ask("松林镇和竹溪镇各有多少台拖拉机?")
    assert answer.status == REFUSED or answer.highlight[:1] == ("7台",)


def test_one_place_asked_for_is_no_comparison(orchards: Assistant) -> None:
    answer = orchards.ask("竹溪镇种下了多少棵梨树?")
    assert (answer.status, answer.highlight[:1], answer.table) == (ANSWERED, ("95棵",), ())


@pytest.mark.parametrize("question", ["松林镇种下了多少棵梨树?", "松林镇2021年和2022年各种下多少棵梨树?"])
def test_one_place_at_two_dates(years: Assistant, question: str) -> None:
    answer = years.ask(question)
    assert rows(answer) == [("松林镇 (2022-09)", "200棵"), ("松林镇 (2021-09)", "120棵")]
    assert [row.date for row in answer.table] == ["2022-09", "2021-09"]
    assert answer.answer.endswith("最多的是松林镇 (2022-09)。")


@pytest.mark.parametrize(("year", "trees"), [("2022", "200棵"), ("2021", "120棵")])
def test_one_place_at_the_date_asked_for(years: Assistant, year: str, trees: str) -> None:
    answer = years.ask(f"松林镇{year}年种下多少棵梨树?")
    assert (answer.status, answer.highlight[:1], answer.table) == (ANSWERED, (trees,), ())
