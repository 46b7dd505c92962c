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
from rag.extract import pool, worth
from rag.retrieve import Retrieved
from rag.span_reader import SpanReader
from vectorstore.types import Chunk, Span

SENTENCES = 3
"""Sentences that are read once more."""


def read_again(lines: Sequence[Candidate], asked: Asked, found: Retrieved, spans: SpanReader) -> list[Candidate]:
    """Read once more those of some lines' sentences that answer best, if there is more of their passages to leave out.

    Gives all lines in their order.
    """
    parts: dict[tuple[str, Span], tuple[Chunk, Span]] = {}
    for line in sorted(pool(lines, asked), key=lambda line: (-worth(line, asked), line.id)):
        parts.setdefault(_place(line), (line.chunk, _beside(line)))
        if len(parts) == SENTENCES:
            break
    shorter = {place: (chunk, part) for place, (chunk, part) in parts.items() if part != (0, len(chunk.text))}
    readings = spans.read_parts(found.question, found.terms, list(shorter.values()))
    again = dict(zip(shorter, readings, strict=True))
    return [
        replace(line, read=fmean((line.read, reading.best(line.extent)[0])), beside=reading.answered)
        if (reading := again.get(_place(line)))
        else line
        for line in lines
    ]


def _place(line: Candidate) -> tuple[str, Span]:
    return line.evidence.id, line.sentence


def _beside(line: Candidate) -> Span:
    """Give the offsets of a line's sentence together with the ones before and after it."""
    sentences = line.chunk.sentences
    at = sentences.index(line.sentence)
    return sentences[max(at - 1, 0)][0], sentences[min(at + 1, len(sentences) - 1)][1]
