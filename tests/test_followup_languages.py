"""Follow-ups in another language than the question before, and what an English one is asked as with why."""

from __future__ import annotations

import pytest
from follow_ups import ARTICLES, BRANCHES, follow

from rag.followup_naming import named_in

MORE = "Which of them set up more checkpoints (Yunxi town and Dongqiao town)?"


@pytest.mark.parametrize(
    ("place", "language", "named"),
    [
        ("云溪镇", "en", "Yunxi Town"),
        ("云溪", "en", "Yunxi Town"),
        ("Yunxi town", "zh", "云溪镇"),
        ("Yunxi", "zh", "云溪镇"),
        ("云溪镇", "zh", "云溪镇"),
        ("云溪镇", "es", "云溪镇"),
        ("南浦镇", "en", "南浦镇"),
        ("Hangzhou", "zh", "Hangzhou"),
        ("安和县", "en", "Anhe County"),
        ("安和县人民医院", "en", "安和县人民医院"),
        ("Anhe", "zh", "Anhe"),
        ("el mercado de Yunxi", "en", "Yunxi"),
        ("Rio de Janeiro", "en", "Rio de Janeiro"),
    ],
)
def test_a_place_is_named_as_the_language_has_it_if_that_names_no_other(place: str, language: str, named: str) -> None:
    assert named_in(place, language, ARTICLES) == named


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Who is the party secretary of Yunxi town?", "东桥镇呢？", "Who is the party secretary of Dongqiao Town?"),
        ("云溪镇的书记是谁?", "and in Dongqiao?", "东桥镇的书记是谁?"),
        ("云溪镇有多少志愿者?", "Who is its secretary?", "Who is Yunxi Town's secretary?"),
        ("How many volunteers did Yunxi town have?", "书记是谁?", "云溪镇的书记是谁?"),
        (BRANCHES, "¿Y en el mercado de Yunxi?", "How many party branches did Yunxi set up?"),
        (
            "¿Cuántos voluntarios hay en Liuhe?",
            "¿Y en el mercado de Yunxi?",
            "¿Cuántos voluntarios hay en el mercado de Yunxi?",
        ),
        (BRANCHES, "and in the market of Yunxi?", "How many party branches did the market of Yunxi set up?"),
        (BRANCHES, "and the volunteers of Yunxi?", "How many volunteers in Yunxi?"),
        (MORE, "¿Y en el mercado de Liuhe?", "How many checkpoints in Liuhe?"),
        ("Which town has the most volunteers?", "and Liuhe?", "How many volunteers in Liuhe?"),
    ],
)
def test_another_place_in_another_language(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("How many checkpoints did Yunxi and Dongqiao set up?", "Why did Yunxi and Dongqiao set up checkpoints?"),
        ("How many masks has Liuhe received?", "Why has Liuhe received masks?"),
        ("Where did Liuhe set up posts?", "Why did Liuhe set up posts?"),
        ("When was Liuhe closed?", "Why was Liuhe closed?"),
        ("Who is 云溪镇's party secretary?", "Why (云溪镇's party secretary)?"),
        ("Where is Yunxi?", "Why (Yunxi)?"),
        ("Which has more posts, Yunxi town or Dongqiao town?", "Why (posts Yunxi town Dongqiao town)?"),
        ("Which town has the most posts?", "Why (most posts)?"),
    ],
)
def test_why_is_asked_of_a_clause_or_of_the_matter(before: str, expected: str) -> None:
    assert follow("why?", before) == expected
