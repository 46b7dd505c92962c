"""Which characters of a passage the question has too: as they are, by what they mean, or by their sound.

The span reader is given this beside the text: what a small encoder may not know, dictionaries do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.folding import fold
from vectorstore.glosses import MAX_WORD, stem, word_stems
from vectorstore.terms import BIGRAM, GLOSS, LATIN, MEANT, NUMBER, PINYIN, Terms, number_terms
from vectorstore.transcription import is_pinyin, sounding
from vectorstore.types import Span

SAME, SENSE, SOUND = 0, 1, 2
"""Columns: the same characters, numbers or Latin words; a word that says what one of the question does in another
language; a name by its pinyin."""
KINDS = 3

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
_LONGEST_NAME = 4


def marks(terms: Terms, text: str) -> NDArray[np.bool_]:
    """Mark the characters of `text` that the question of these terms has, shape (len(text), KINDS)."""
    found = np.zeros((len(text), KINDS), np.bool_)
    pairs, stems, sounds = set(terms[BIGRAM]), set(terms[GLOSS]), set(filter(is_pinyin, terms[PINYIN]))
    plain = fold(text)
    plain = plain if len(plain) == len(text) else text
    for start, end in _shared(plain, pairs):
        found[start:end, SAME] = True
    numbers, words = set(terms[NUMBER]), {*terms[LATIN], *terms[GLOSS]}
    for value, (start, end) in number_terms(plain) if numbers else ():
        found[start:end, SAME] |= value in numbers
    for match in _WORD.finditer(plain) if words else ():
        found[slice(*match.span()), SAME] |= stem(match[0].lower()) in words
    for word in terms.get(MEANT, ()):
        for match in re.finditer(re.escape(word), plain):
            found[slice(*match.span()), SENSE] = True
    if stems:
        for start, end, senses in _glossed(plain):
            if not stems.isdisjoint(senses):
                found[start:end, SENSE] = True
    if sounds:
        for start, end in _sounding(plain, sounds):
            found[start:end, SOUND] = True
    return found


def token_marks(terms: Terms, text: str, offsets: Sequence[Span]) -> NDArray[np.float32]:
    """Mark tokens by their offsets in a text: 1 where a character of one is marked, shape (tokens, KINDS)."""
    found = marks(terms, text)
    return np.array([found[a:b].any(axis=0) for a, b in offsets], np.float32).reshape(-1, KINDS)


def _shared(text: str, pairs: set[str]) -> list[Span]:
    return [(i, i + 2) for i in range(len(text) - 1) if text[i : i + 2] in pairs] if pairs else []


@lru_cache(maxsize=1024)
def _glossed(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """List the dictionary's words of two characters or more in a text, with the stems of their glosses."""
    return tuple(
        (i, i + size, frozenset(stems))
        for run in _RUN.finditer(text)
        for i in range(run.start(), run.end() - 1)
        for size in range(2, min(MAX_WORD, run.end() - i) + 1)
        if (stems := word_stems(text[i : i + size]))
    )


def _sounding(text: str, sounds: set[str]) -> list[Span]:
    return [
        (run.start() + start, run.start() + end)
        for run in _RUN.finditer(text)
        for start, end, sound in sounding(run[0], _LONGEST_NAME)
        if sound in sounds
    ]
