"""English stems of Chinese words."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.glosses import MAX_STEMS, STOP_WORDS, english_stems, gloss_stems, stem


@pytest.mark.parametrize(
    ("run", "english"),
    [("医院", "hospitals"), ("志愿者", "volunteer"), ("党员", "party members"), ("蔬菜", "vegetables")],
)
def test_a_word_has_the_stems_of_its_senses(run: str, english: str) -> None:
    assert set(english_stems(english)) <= set(gloss_stems(run))


def test_words_overlap_and_lone_characters_count() -> None:
    assert list(gloss_stems("医院")) == ["hospit"]
    assert set(gloss_stems("大医院")) == {*gloss_stems("大"), "hospit"}
    assert list(gloss_stems("医院医院")).count("hospit") == 2
    assert {*gloss_stems("志愿者")} >= {*gloss_stems("志愿")}


@pytest.mark.parametrize("character", ["会", "行", "血", "和", "王"])
def test_notes_on_use_are_no_senses(character: str) -> None:
    assert {"pr", "surnam", "taiwan", "cl", "variant"} & set(gloss_stems(character)) == set()


def test_nothing_comes_of_nothing() -> None:
    assert (
        list(gloss_stems(""))
        == list(gloss_stems("\u3400"))
        == english_stems("")
        == english_stems("the of 12 医院 a")
        == []
    )


def test_english_words_are_stemmed_and_those_without_meaning_left_out() -> None:
    assert english_stems("How many Volunteers did the hospital's doctors train?") == [
        "volunt",
        "hospit",
        "doctor",
        "train",
    ]
    assert {stem(word) for word in ("running", "runs", "run")} == {"run"}
    assert {"the", "how", "many"} <= STOP_WORDS


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_stems_are_words_and_few(run: str) -> None:
    stems = list(gloss_stems(run))
    assert all((one.isascii() and one.isalpha() and one not in STOP_WORDS) or one == stem(one) for one in stems)
    assert len(stems) <= MAX_STEMS * 6 * len(run)


def test_threads_share_the_stemmer() -> None:
    beginnings, endings = ("connect", "gener", "organ"), ("ization", "fulness", "ing")
    words = [f"{a}{b}{c}" for a in beginnings for b in "abcdefgh" for c in endings] * 20
    stem.cache_clear()
    alone = [stem.__wrapped__(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(stem.__wrapped__, words)) == alone
    finally:
        sys.setswitchinterval(interval)
