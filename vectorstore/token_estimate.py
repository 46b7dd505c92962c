"""How many tokens a text has for a model whose tokenizer is out of reach."""

from __future__ import annotations

import re

LETTERS_A_TOKEN = 3
"""ASCII letters of a word that make one token at least: subword vocabularies take 4 to 5 of English."""

ASTRAL_TOKENS = 4
"""Tokens of a character beyond U+FFFF (rare Chinese, emoji), which byte-level vocabularies may spell in bytes."""

_PIECE = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")


def estimate(text: str) -> int:
    """Estimate the tokens of `text` on the high side; passage ids depend on it, so it must never change by itself.

    A word of ASCII letters costs a token for each LETTERS_A_TOKEN begun, a digit, sign or any other character one each,
    and whatever white space parts from the rest one more, as SentencePiece may mark its beginning. On Chinese reports
    that is 1.4 times what XLM-RoBERTa's vocabulary takes, on English text twice that.
    """
    return sum(_cost(found[0]) for found in _PIECE.finditer(text)) + len(text.split())


def _cost(piece: str) -> int:
    if piece[0] > "\uffff":
        return ASTRAL_TOKENS
    return -(-len(piece) // LETTERS_A_TOKEN)
