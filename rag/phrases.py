"""The assistant's own words, in Chinese and in English (for every other language)."""

from __future__ import annotations

from rag.language import CHINESE


def nothing(language: str) -> str:
    """The refusal of a question that no passage was found for."""
    return "报道中没有提到。" if language == CHINESE else "The reports don't say."
