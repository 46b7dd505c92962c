"""The best sentences read once more, each with no more of its passage than the sentences beside it.

A long passage draws the span reader to what is told beside the answer. What counts is the mean of what it says of a
sentence in the whole passage and in that part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from rag.asked import Asked
from rag.candidates import Candidate
from rag.extract import nearly_best
from rag.retrieve import Retrieved
from rag.span_reader import SpanReader, SpanReading, tidy
from vectorstore.types import Span

SENTENCES = 3
"""Sentences that are read once more at most: those that score hardly less than the best one."""


def read_again(lines: Sequence[Candidate], asked: Asked, found: Retrieved, spans: SpanReader) -> list[Candidate]:
    """Read once more those of some lines' sentences that may answer best, if they are not all of their passages.

    Gives all lines in their order. One whose passage was not read as a whole keeps the least margin as its first one.
    """
    parts = {one.place: (one.chunk, _beside(one)) for _, one in nearly_best(lines, asked, SENTENCES)}
    shorter = {place: (chunk, part) for place, (chunk, part) in parts.items() if part != (0, len(chunk.text))}
    if not shorter:
        return list(lines)
    readings = spans.read_parts(found.question, found.terms, list(shorter.values()))
    again = dict(zip(shorter, readings, strict=True))
    return [_read_twice(line, again[line.place]) if line.place in again else line for line in lines]


def _read_twice(line: Candidate, second: SpanReading) -> Candidate:
    """Give a line the mean of both readings; what is pointed at is that of the first, if there was one."""
    margin, span = second.best(line.extent)
    twice = replace(line, read=fmean((line.read, margin)), beside=second.answered)
    if line.reading:
        return twice
    return replace(twice, reading=second, span=None if line.line.figure else tidy(second.text, span, ()))


def _beside(line: Candidate) -> Span:
    """Give the offsets of a line's sentence together with the ones before and after it."""
    sentences = line.chunk.sentences
    at = sentences.index(line.sentence)
    return sentences[max(at - 1, 0)][0], sentences[min(at + 1, len(sentences) - 1)][1]
