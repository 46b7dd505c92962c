"""Which pieces of a sentence of a source say what a claim says."""

from __future__ import annotations

import re

from rag.measures import Measure, same
from rag.reading import Claim, Sentence
from rag.relation import share, words_of

_CLAUSE = re.compile(r"[^，。！？；：,!?;:\n]+")


def highlights(claim: Claim, sentence: Sentence) -> tuple[str, ...]:
    """List the figures of a sentence, as written, whose values a claim states, in its order; else the best clause."""
    found = [piece for number in claim.numbers if (piece := _written(number, sentence))]
    return tuple(dict.fromkeys(found)) or _clause(claim, sentence)


def _written(number: Measure, sentence: Sentence) -> str:
    own = next((own for own in sentence.numbers if same(number, own)), None)
    if own is None:
        return ""
    start = sentence.span[0]
    for figure in sentence.figures:
        if figure.start <= own.start + start < figure.end:
            return figure.text.replace("\n", "")
    return sentence.text[own.start : own.end].replace("\n", "").strip()


def _clause(claim: Claim, sentence: Sentence) -> tuple[str, ...]:
    """Choose the clause that shares most words with a claim; the sentence if none shares any."""
    clauses = [m[0].strip() for m in _CLAUSE.finditer(sentence.text) if m[0].strip()]
    language = sentence.reading.language
    scored = [(share(claim.terms, words_of(clause, language)), clause) for clause in clauses]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    piece = best[1] if best[0] else sentence.text.strip().rstrip("。！？；.!?;")
    return (piece.replace("\n", ""),)
