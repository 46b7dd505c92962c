"""The piece of a sentence that is the answer itself: a figure, a name, a date, or the clause that says it."""

from __future__ import annotations

import re

from rag.asked import Asked, Want
from rag.candidates import Candidate
from rag.clock import clock_times
from rag.offices import holders
from rag.people import people
from vectorstore.folding import fold
from vectorstore.terms import BIGRAM, PINYIN, Terms
from vectorstore.transcription import sounds_of
from vectorstore.types import Span

_CN = "[〇零一二三四五六七八九十廿]"
_DATE = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|\d{1,2}月(?:份|初|[上中下]旬|底|末)?"
    rf"|\d{{1,2}}[日号](?=[上下晚凌,，])|(?:{_CN}{{4}}年)?{_CN}{{1,2}}月(?:{_CN}{{1,3}}[日号]|份|初|[上中下]旬|底|末)|{_CN}{{4}}年"
    rf"|(?:正月|大年|腊月)初?{_CN}{{1,2}}|初[一二三四五六七八九十]|除夕"
)
POINTED = -5.0
"""Below this margin what the span reader points at in a sentence is no answer."""

NEAR = 4.0
"""A name or date is the answer if its margin is at most so much below that of the best span."""

_DOTS = tuple("·•‧・")
_CLAUSE = re.compile(r"[^，。！？；：,!?;:\n]+")


def highlight(candidate: Candidate, asked: Asked, terms: Terms) -> Span:
    """Find what answers, as offsets in the passage's text, inside the candidate's sentence."""
    text, line = candidate.chunk.text, candidate.line
    if line.figure:
        return line.figure.start, line.figure.end
    start, end = candidate.sentence
    new = [span for span in pieces(candidate, asked) if not _is_in(text[slice(*span)], terms)]
    if candidate.span and candidate.reading:
        margin = candidate.reading.best(candidate.extent)[0]
        margins = {span: candidate.reading.best(span)[0] for span in new}
        best = max(margins, key=margins.__getitem__, default=candidate.span)
        dated = asked.clock and bool(_DATE.search(text, *candidate.span))  # a day is no time of it
        if margin > POINTED:
            return best if margins.get(best, POINTED) > margin - NEAR or (dated and new) else candidate.span
    spans = new or [m.span() for m in _CLAUSE.finditer(text, start, end)]
    return _nearest(spans, _focus(text, start, end, terms)) if spans else (start, end)


def pieces(candidate: Candidate, asked: Asked) -> list[Span]:
    """List the names, dates or times of day of a candidate's sentence, if the question asks for one of them."""
    start, end = candidate.sentence
    if asked.want is Want.PERSON:
        text = candidate.chunk.text
        named = [span for span in people(text, start, end) if not _is_part(text, span)]
        return (holders(asked.office, text, named) if asked.office else []) or named
    if asked.clock:
        return clock_times(candidate.chunk.text, start, end)
    if asked.want is Want.TIME:
        return [m.span() for m in _DATE.finditer(candidate.chunk.text, start, end)]
    return []


def _is_in(name: str, terms: Terms) -> bool:
    """Whether a name or date stands in the question itself, in characters or in pinyin."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return bool(pairs) and (pairs <= set(terms[BIGRAM]) or any(sound in terms[PINYIN] for sound in sounds_of(name)))


def _is_part(text: str, span: Span) -> bool:
    """Whether a name goes on beyond an interpunct, as transcribed ones do."""
    return text[max(0, span[0] - 1) : span[0]] in _DOTS or text[span[1] : span[1] + 1] in _DOTS


def _focus(text: str, start: int, end: int, terms: Terms) -> int:
    """Find where the question's own words stand in a sentence: the middle of those found, its start if none are."""
    wanted = set(terms[BIGRAM])
    folded = fold(text) if len(fold(text)) == len(text) else text
    at = [i for i in range(start, end - 1) if folded[i : i + 2] in wanted]
    return at[len(at) // 2] if at else start


def _nearest(spans: list[Span], focus: int) -> Span:
    return min(spans, key=lambda span: (max(span[0] - focus, focus - span[1], 0), span[0]))
