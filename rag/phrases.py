"""The assistant's own words, in Chinese and in English (for every other language)."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language import CHINESE

MOST_NAMED = 3
"""Missing words that a refusal names."""

LONGEST = 30
"""Characters of such a word that are repeated."""


def refusal(language: str, missing: Sequence[str]) -> str:
    """Say that the reports do not answer, and which words of the question no passage found has."""
    named = [word if len(word) <= LONGEST else word[: LONGEST - 1] + "…" for word in missing[:MOST_NAMED]]
    if language == CHINESE:
        if not named:
            return "报道中没有提到。最接近的段落也没有回答这个问题。"
        return f"报道中没有提到。已查找{'、'.join(f'“{word}”' for word in named)},最接近的段落里没有。"
    if not named:
        return "The reports don't say. Even the nearest passages do not answer this."
    return f"The reports don't say. Looked for {', '.join(f'“{word}”' for word in named)}: not in the nearest passages."


def nothing(language: str) -> str:
    """Refuse a question that no passage was found for."""
    return "报道中没有提到。" if language == CHINESE else "The reports don't say."


def no_figure(language: str, places: Sequence[str]) -> str:
    """Say of which places compared no figure was found."""
    if not places:
        return ""
    if language == CHINESE:
        return f"{'、'.join(places)}:报道中没有。"
    return f"Not in the reports: {', '.join(places)}."


def comparison(language: str, figures: Sequence[tuple[str, str]], winner: str) -> str:
    """State each place's figure, the largest first, and which place has more; `winner` is "" for a tie."""
    if language == CHINESE:
        said = "；".join(f"{place} {figure}" for place, figure in figures)
        return f"{said}。" + (f"最多的是{winner}。" if winner else "")
    said = "; ".join(f"{place} {figure}" for place, figure in figures)
    return f"{said}." + (f" Most: {winner}." if winner else "")
