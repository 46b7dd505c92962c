"""Which questions need those before, how far back is looked, and what stays as it is."""

from __future__ import annotations

import pytest
from follow_ups import ARTICLES, BRANCHES, POSTS_ZH
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.followup import CHARACTERS, TURNS, needs_context, standalone
from rag.types import Turn


@pytest.mark.parametrize(
    "question",
    [
        "How many volunteers did Yunxi town have?",
        "东桥镇有多少名志愿者?",
        "Where is Yunxi?",
        "东桥镇在哪里?",
        "What is the capital of Australia?",
        "澳大利亚的首都是哪里?",
        "Wie hoch ist der Mount Everest?",
        "How many masks were donated by the charity federation?",
        "Which town has the most volunteers?",
        "王小兰在哪里当护士?",
        "Who is Li Hong?",
        "Will it rain tomorrow?",
        "明天会下雨吗?",
        "hi, can you write me a poem about the sea?",
        "给我讲个笑话吧",
        "Thanks!",
        "谢谢",
        "",
        "?",
    ],
)
def test_a_question_that_stands_on_its_own_stays_as_it_is(question: str) -> None:
    history = [Turn(POSTS_ZH, "35个"), Turn(BRANCHES, "477个")]
    assert standalone(question, history, ARTICLES) == question
    assert not needs_context(question, history, ARTICLES)


@pytest.mark.parametrize(
    "question",
    ["and in Yunxi?", "那志愿者呢?", "when?", "它有多少人口?", "哪个更多?", "Who leads them there?", "镇长是谁?"],
)
def test_a_follow_up_needs_a_history(question: str) -> None:
    assert needs_context(question, [Turn(BRANCHES, "477个")], ARTICLES)
    assert not needs_context(question, [], ARTICLES)
    assert standalone(question, [], ARTICLES) == question


def test_only_the_newest_turns_within_the_bounds_are_looked_at() -> None:
    idle = Turn("How are records kept?", "")
    assert standalone("and checkpoints?", [Turn(BRANCHES, ""), *[idle] * (TURNS - 1)], ARTICLES) != "and checkpoints?"
    assert "Liuhe" not in standalone("and checkpoints?", [Turn(BRANCHES, ""), *[idle] * TURNS], ARTICLES)
    long = Turn("How are records kept?", "x" * CHARACTERS)
    assert "Liuhe" not in standalone("and checkpoints?", [Turn(BRANCHES, ""), long], ARTICLES)
    assert standalone("and in Yunxi?" + " x" * 100, [Turn(BRANCHES, "")], ARTICLES) == "and in Yunxi?" + " x" * 100


LETTERS = st.characters(exclude_categories=("Cs", "Nd"), include_characters="0123456789")
WORDS = st.sampled_from(
    ["and ", "那", "呢", "How many ", "多少个", "卡点", "Yunxi", "东桥镇", "它", "there", "3月", "?"]
)
ANY = st.text(LETTERS, max_size=40) | st.lists(WORDS, max_size=8).map("".join)


@settings(max_examples=100, deadline=None)
@given(ANY, st.lists(st.tuples(ANY, ANY), max_size=3))
def test_any_text_gives_a_text(question: str, before: list[tuple[str, str]]) -> None:
    history = [Turn(*turn) for turn in before]
    made = standalone(question, history, ARTICLES)
    assert made == question or needs_context(question, history, ARTICLES)
