"""Everyday English for words of reports."""

from __future__ import annotations

import re

import pytest

from vectorstore.glosses import STOP_WORDS, english_stems, word_stems
from vectorstore.vocabulary import WORDS, vocabulary

GROUPS = [line for line in WORDS.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("word", "english"),
    [("卡口", "checkpoints"), ("接种", "shots"), ("学生", "pupils"), ("校长", "headteacher"), ("公斤", "kilos")],
)
def test_what_people_ask_with_is_a_gloss(word: str, english: str) -> None:
    assert set(english_stems(english)) <= set(word_stems(word))


def test_the_dictionary_has_its_say_too() -> None:
    assert {"student", "pupil"} <= set(word_stems("学生"))


def test_comments_are_no_words() -> None:
    assert not any(re.search("[#a-zA-Z ]", word) for word in vocabulary())


def test_every_line_is_a_group_of_words_and_what_they_mean() -> None:
    form = re.compile(r"[\u4e00-\u9fff]{1,6}(?: [\u4e00-\u9fff]{1,6})* = [a-z][a-z' -]*(?:, [a-z][a-z' -]*)*")
    assert [line for line in GROUPS if not form.fullmatch(line)] == []
    assert [line for line in GROUPS if len(set(words := line.split(" = ")[0].split())) < len(words)] == []


def test_all_that_is_said_carries_meaning() -> None:
    said = {english for meant in vocabulary().values() for english in meant}
    assert [one for one in said if not english_stems(one) or one in STOP_WORDS] == []
