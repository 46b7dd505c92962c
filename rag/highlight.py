"""The piece of a sentence that is the answer itself: a figure, a name, a date, or the clause that says it."""

from __future__ import annotations

import re

from rag.asked import Asked, Want
from rag.candidates import Candidate
from vectorstore.terms import BIGRAM, Terms, fold
from vectorstore.types import Span

_DATE = re.compile(
    r"(?:(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|\d{1,2}月(?:份|初|中旬|底|末)?|\d{1,2}[日号](?=[上下晚凌,，])"
    r"|(?:除夕|正月|大年)?[初三十一二四五六七八九]{1,3}(?=起|开始)|除夕)"
)
_CLAUSE = re.compile(r"[^，。！？；：,!?;:\n]+")
_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》]{2,40})[”\"」』》]")


def highlight(candidate: Candidate, asked: Asked, terms: Terms) -> Span:
    """Offsets in the passage's text of what answers, inside the candidate's sentence."""
    text, line = candidate.chunk.text, candidate.line
    if line.figure:
        return line.figure.start, line.figure.end
    start, end = candidate.sentence
    focus = _focus(text, start, end, terms)
    if asked.want is Want.PERSON and (names := _names(text, start, end)):
        return _nearest(names, focus)
    if asked.want is Want.TIME and (dates := [m.span() for m in _DATE.finditer(text, start, end)]):
        return _nearest(dates, focus)
    clauses = [m.span() for m in _CLAUSE.finditer(text, start, end)]
    return _nearest(clauses, focus) if clauses else (start, end)


def _focus(text: str, start: int, end: int, terms: Terms) -> int:
    """Where the question's own words stand in a sentence: the middle of those found, its start if none are."""
    wanted = set(terms[BIGRAM])
    folded = fold(text) if len(fold(text)) == len(text) else text
    at = [i for i in range(start, end - 1) if folded[i : i + 2] in wanted]
    return at[len(at) // 2] if at else start


def _names(text: str, start: int, end: int) -> list[Span]:
    """Offsets of people's names of two to four characters."""
    import rjieba

    names, at = [], start
    for word, tag in rjieba.tag(text[start:end]):
        if tag == "nr" and 2 <= len(word) <= 4:
            names.append((at, at + len(word)))
        at += len(word)
    return names


def _nearest(spans: list[Span], focus: int) -> Span:
    return min(spans, key=lambda span: (max(span[0] - focus, focus - span[1], 0), span[0]))
