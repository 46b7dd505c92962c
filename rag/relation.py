"""How much of what a claim says, numbers aside, the words of a Chinese text say too, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.language import CHINESE, ENGLISH, JAPANESE
from vectorstore.folding import fold
from vectorstore.glosses import STOP_WORDS, gloss_stems, stem, stems_of
from vectorstore.numerals import DIGITS, SCALES
from vectorstore.terms import MAX_NAME_WORDS, MAX_SYLLABLES
from vectorstore.transcription import latin_syllables, sounding

Words = frozenset[str]
"""The terms of a Chinese text."""

Terms = tuple[tuple[str, ...], ...]
"""The words of a claim, each with the terms any of which stands for it in a Chinese text."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMERAL = re.compile(f"[{''.join(DIGITS)}{''.join(SCALES)}]{{2,}}")
_OTHER = re.compile(r"(?<!\d)[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+(?:['’][^\W\d_]+)*")
_ATTRIBUTION = """
    accord according report reports reported say says said state states stated mention mentions mentioned passage
    passages source sources article articles text texts note notes noted
"""
_SAYING = frozenset(_ATTRIBUTION.split())
"""Words by which an answer refers to its passages, and says nothing of what is in them."""

_FOREIGN_WORD = 5
"""Letters that a word of a language other than English must have to be looked for among English glosses."""

_NAME = 4
"""Letters that a name must have to be looked for among pinyin."""


def reads_characters(language: str) -> bool:
    """Whether claims in a language are compared with Chinese text by its characters, not by English glosses."""
    return language in (CHINESE, JAPANESE)


@lru_cache(maxsize=4096)
def words_of(text: str, language: str) -> Words:
    """List the terms of a Chinese text that claims in a language are compared by."""
    folded = fold(text)
    runs = _HAN.findall(folded)
    found = {stem(word) for word in _OTHER.findall(folded)}
    if reads_characters(language):
        found.update(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    else:
        found.update(term for run in runs for term in gloss_stems(run))
        found.update(name for run in runs for name in _names(run))
    return frozenset(found)


def terms_of(claim: str, language: str) -> Terms:
    """List the words of a claim that carry meaning, Chinese ones as pairs of characters."""
    folded = fold(claim)
    runs = _HAN.findall(_NUMERAL.sub(" ", folded))
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)} if reads_characters(language) else ()
    words = _OTHER.findall(folded)
    names = [latin_syllables(word) for word in words]
    found = []
    for at, word in enumerate(words):
        if word in STOP_WORDS or word in _SAYING or len(word) < 2:
            continue
        terms = [*stems_of(word)] if language == ENGLISH or len(word) >= _FOREIGN_WORD else []
        terms += [f"~{name}" for name in _joined(names, at) if len(name) >= _NAME]
        if terms:
            found.append(tuple(terms))
    return (*((pair,) for pair in pairs), *dict.fromkeys(found))


def share(terms: Terms, *words: Words) -> float:
    """Give the share of a claim's words that some of several texts have; 0 for none."""
    return sum(any(t in one for one in words for t in term) for term in terms) / len(terms) if terms else 0.0


def _names(run: str) -> Iterator[str]:
    return (f"~{sound}" for _, _, sound in sounding(run, MAX_SYLLABLES))


def _joined(names: Sequence[str], at: int) -> Iterator[str]:
    """Join a word with its neighbours as a name may be written (Luo Haijun, Da Li Zhuang)."""
    for size in range(1, MAX_NAME_WORDS + 1):
        for start in range(max(0, at - size + 1), min(at, len(names) - size) + 1):
            yield "".join(names[start : start + size])
