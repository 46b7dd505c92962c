"""What the span reader is given to read: a question and a passage as they are worded in training and in use."""

from __future__ import annotations

from collections.abc import Sequence

from rag.place_names import name_of
from vectorstore.model_folder import PROMPTS
from vectorstore.transcription import syllables

TITLE = 40
"""Characters of an article's title that are read."""
TOKENS = 440, 64
"""Tokens of a passage and of a question that are read, together fewer than the encoder has positions."""
PLACES = 2
"""Places of an article that are read: its main one and the next wider."""


def question_text(question: str) -> str:
    """Word a question as the encoder's lower layers read it: as it does for retrieval."""
    return PROMPTS["query"] + question


def passage_text(title: str, places: Sequence[str], text: str) -> tuple[str, int]:
    """Word a passage under its article's places, in characters and pinyin, and title; tell where its text begins."""
    named = [f"{place} {romanised(place)}" for place in places[:PLACES]]
    head = PROMPTS["passage"] + "".join(part + "\n" for part in (*named, title[:TITLE]) if part)
    return head + text, len(head)


def romanised(place: str) -> str:
    """Write a place's name, without its kind, as it is written in Latin letters (南洲镇: Nanzhou).

    >>> romanised("曲江区")
    'Qujiang'
    """
    return "".join(syllables(name_of(place).stem)).capitalize()
