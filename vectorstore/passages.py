"""A report file becomes the passages that are stored: read, split, named and numbered."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.articles import articles
from vectorstore.errors import ReportUnreadable
from vectorstore.figures import figures
from vectorstore.ledger import State
from vectorstore.lexical import Entry
from vectorstore.load import load_report
from vectorstore.record import Line, Passage, Stored, is_storable, line_id, printable
from vectorstore.split import CountTokens, split
from vectorstore.terms import text_terms
from vectorstore.types import Chunk, Span

if TYPE_CHECKING:
    from vectorstore.text_encoder import TextEncoder

RECIPE = "8"
"""Changes whenever reading, splitting, what is embedded or the terms of a text change: old and new never mix."""

_FIELDS = tuple(field.name for field in fields(Chunk))
_MARK = re.compile(r"[，。！？；、：!?;:]|,(?!\d{3})")


def read_chunks(
    folder: Path, name: str, count_tokens: CountTokens, most_tokens: CountTokens | None = None
) -> tuple[str, list[Chunk]]:
    """Read a report as the SHA-256 of its bytes and its chunks; `ReportUnreadable` if it has none that can be kept."""
    if not is_storable(name):
        raise ReportUnreadable(printable(name), "its name is not valid UTF-8; rename it")
    report = load_report(folder, name)
    chunks = [chunk for article in articles(report) for chunk in split(article, count_tokens, most_tokens=most_tokens)]
    if not any(character.isalnum() for chunk in chunks for character in chunk.text):
        raise ReportUnreadable(name, "holds no sentence that could be indexed")
    return report.sha256, chunks


def heading(chunk: Chunk) -> str:
    """Say what a passage's article says of it: its title, places and section."""
    return " ".join(part for part in (chunk.title, *chunk.places, chunk.section) if part)


def embedded_text(chunk: Chunk) -> str:
    """Write what a passage's vector is of: its article's title and main place, then its own text."""
    head = " ".join(part for part in (chunk.title, *chunk.places[:1], chunk.section) if part)
    return f"{head}\n{chunk.text}" if head else chunk.text


def passages(name: str, chunks: Sequence[Chunk], encoder: str) -> list[Passage]:
    """Give the form in which a report's chunks are stored."""
    return [
        Passage(id, chunk, lines_of(chunk))
        for id, chunk in zip(passage_ids(name, chunks, encoder), chunks, strict=True)
    ]


def passage_ids(name: str, chunks: Sequence[Chunk], encoder: str) -> list[str]:
    """Name the passages that a report's chunks become: hash encoder, recipe, report and all of the chunk.

    Where a passage stands is part of it: one that is moved by what is put in before it is another passage, so that
    readers of a generation see what its files said.
    """
    values = ({field: getattr(chunk, field) for field in _FIELDS} for chunk in chunks)
    parts = ((encoder, RECIPE, name, json.dumps(of, ensure_ascii=False)) for of in values)
    return [hashlib.sha256("\0".join(part).encode()).hexdigest()[:32] for part in parts]


def read_passages(folder: Path, name: str, encoder: TextEncoder) -> tuple[str, list[Passage]]:
    """Read a report as the SHA-256 of its bytes and its passages; `ReportUnreadable` if it has none."""
    sha256, chunks = read_chunks(folder, name, encoder.count_tokens, encoder.most_tokens)
    return sha256, passages(name, chunks, encoder.identity)


def state_of(sha256: str, made: Sequence[Passage]) -> State:
    """Give the state of a report whose file has that SHA-256 and is made of these passages."""
    return State(sha256, digest(*(passage.id for passage in made)), tuple(passage.id for passage in made))


def digest(*parts: str) -> str:
    """Hash the ids of a report's passages, or what else its state is told by."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def lines_of(chunk: Chunk) -> tuple[Line, ...]:
    """Give the sentences and figures of a passage."""
    return (*_sentence_lines(chunk), *_figure_lines(chunk))


def _sentence_lines(chunk: Chunk) -> Iterator[Line]:
    place = chunk.places[0] if chunk.places else ""
    for start, end in chunk.sentences:
        yield Line(start, end, f"{place} {chunk.text[start:end]}".strip())


def _figure_lines(chunk: Chunk) -> Iterator[Line]:
    """Write a figure as what it counts, then its clause: two of one clause must not look alike."""
    for figure in figures(chunk.text, chunk.sentences):
        sentence = next((a, b) for a, b in chunk.sentences if a <= figure.start < b)
        start, end = _clause(chunk.text, figure.start, figure.end, sentence)
        said = f"{figure.action}{figure.text}{figure.counted}"
        head = [part for part in (*chunk.places[:1], figure.when, said) if part]
        yield Line(start, end, f"{' '.join(head)}，{chunk.text[start:end]}", figure)


def _clause(text: str, start: int, end: int, sentence: Span) -> Span:
    """Cut out the part of a sentence between the punctuation marks around `start` to `end`, brackets read over."""
    low = max((m.end() for m in _MARK.finditer(text, sentence[0], start)), default=sentence[0])
    mark = _MARK.search(text, end, sentence[1])
    return low, mark.start() if mark else sentence[1]


def passage_entry(id: str, chunk: Chunk) -> Entry:
    """Write a passage as the lexical index takes it."""
    return Entry(id, chunk.report, text_terms(chunk.text), text_terms(heading(chunk)))


def line_entries(id: str, stored: Stored) -> Iterator[Entry]:
    """Yield the lines of a passage as the lexical index takes them, without a head, which is their passage's."""
    chunk = stored.chunk
    for number, (line, vector) in enumerate(zip(stored.lines, stored.vectors, strict=True)):
        yield Entry(line_id(id, number), chunk.report, text_terms(chunk.text[line.start : line.end]), {}, vector)
