"""Forms and spellings of English words."""

from __future__ import annotations

import pytest

from vectorstore.glosses import stem, stems_of
from vectorstore.irregular import american, base_form


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("came", "come"),
        ("rebuilt", "rebuild"),
        ("withdrew", "withdraw"),
        ("oxen", "ox"),
        ("set", "set"),
        ("remet", "remeet"),
        ("reached", "reached"),
    ],
)
def test_a_form_is_one_of_its_base(word: str, base: str) -> None:
    assert base_form(word) == base


@pytest.mark.parametrize(
    ("british", "ours"),
    [
        ("organised", "organized"),
        ("organisations", "organizations"),
        ("neighbourhood", "neighborhood"),
        ("kilometres", "kilometers"),
        ("centre", "center"),
        ("analysed", "analyzed"),
        ("programmes", "programs"),
        ("tonne", "ton"),
    ],
)
def test_british_and_american_spellings_have_one_stem(british: str, ours: str) -> None:
    assert american(british) == ours
    assert stem(british) == stem(ours)


@pytest.mark.parametrize("word", ["hour", "four", "acre", "rise", "tourist", "wisdom", "store", "read", "days"])
def test_what_is_spelled_alike_stays(word: str) -> None:
    assert american(word) == word


def test_a_form_has_the_stem_of_its_base_too() -> None:
    assert stems_of("rebuilt") == ("rebuilt", "rebuild")
    assert stems_of("masks") == ("mask",)
