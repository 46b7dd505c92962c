"""The gazetteer leaves out no article that a question names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gazetteer import Gazetteer
from rag.language import detect
from rag.mentions import Question
from rag.names import named
from vectorstore.catalog import Entry
from vectorstore.index import Index
from vectorstore.terms import question_terms

PLACES = (
    "北河镇", "曲江区", "南县", "南洲镇", "大李庄乡", "平澜市第三人民医院", "桐湾经济开发区", "幸福村", "吕梁市",
    "绿水县", "滨河区罗塘街道", "青岭县", "石桥铺镇", "东石桥镇", "石桥镇", "Riverside",
)  # fmt: skip
ENTRIES = [
    Entry(f"{number}.txt", 0, f"{place}的一天" if number % 2 else "", (place, *wider), "", ("p",))
    for number, place in enumerate(PLACES)
    for wider in ((), ("平澜市",), ("湘南省", "平澜市"))
]
ASKED = (
    "北河镇有多少人?", "北河有多少人?", "平澜三院有多少张床?", "How many people live in Beihe town?",
    "How many beds does Pinglan Third People's Hospital have?", "Сколько людей в Бэйхэ?", "南县南洲镇设立了几个卡点?",
    "How many firms are in the Tongwan zone?", "How many in Nan county?", "呂梁市有多少人?",
    "Lüliang, Lvliang or Luliang?", "東石橋鎮は何人ですか?", "幸福吗?", "石桥铺和东石桥哪个多?",
    "what is in Riverside?", "", " ", "??",
)  # fmt: skip


def same(question: str, entries: list[Entry]) -> None:
    terms = question_terms(question, detect(question))
    near = Gazetteer(entries).near(Question(question))
    assert named(question, terms, near) == named(question, terms, entries)
    assert near == [entry for entry in entries if entry in near]


@pytest.mark.parametrize("question", ASKED)
def test_nothing_that_a_question_names_is_left_out(question: str) -> None:
    same(question, ENTRIES)


@settings(deadline=None)  # what names may be in other scripts is read when it is first asked for
@given(st.lists(st.sampled_from([*PLACES, "在", "的", "和", " in ", " of ", "Beihe", "Qujiang", " town"]), max_size=5))
def test_no_more_of_any_pieces_in_a_row(parts: list[str]) -> None:
    same("".join(parts), ENTRIES)


def test_the_sample_questions_name_the_same(sample_index: Index) -> None:
    lines = Path(__file__).with_name("data").joinpath("sample_questions.jsonl").read_text("utf-8").splitlines()
    articles = list(sample_index.articles)
    some = [json.loads(line)["question"] for line in lines]
    for question in some:
        same(question, articles)
    gazetteer = Gazetteer(articles)
    assert sum(len(gazetteer.near(Question(question))) for question in some) < len(some) * len(articles) / 2


def test_few_articles_are_looked_at() -> None:
    near = Gazetteer(ENTRIES[::3]).near(Question("北河镇和Qujiang district?"))
    assert [entry.places[0] for entry in near] == ["北河镇", "曲江区"]
    assert Gazetteer([]).near(Question("北河镇?")) == []
