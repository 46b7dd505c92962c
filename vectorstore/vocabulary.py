"""Everyday English for the words of Chinese reports, beside what a dictionary has of them.

A dictionary says it in its own words (接种 is to vaccinate) or has another sense (卡口, a bayonet mount); people ask
for shots and checkpoints. The words stand in vocabulary.txt, a line a group: Chinese ones, an equals sign, and English
ones of which each says what each of the Chinese ones says.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("vocabulary.txt")


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """Give the English words and phrases of each Chinese word, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for words, meant in _groups():
        found |= {word: (*found.get(word, ()), *meant) for word in words}
    return found


def alike(word: str) -> tuple[str, ...]:
    """List a Chinese word and those that say the same, itself first."""
    return tuple(dict.fromkeys((word, *_alike().get(word, ()))))


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for words, _ in _groups():
        found |= {word: (*found.get(word, ()), *words) for word in words}
    return found


@cache
def _groups() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Read each group's Chinese words and English ones; lines that begin with # are none."""
    lines = (line for line in WORDS.read_text("utf-8").splitlines() if not line.startswith("#"))
    sides = (line.split(" = ") for line in lines)
    return tuple((tuple(chinese.split()), tuple(english.split(", "))) for chinese, english in sides)
