"""A report file becomes the passages that are stored: read, split, named and numbered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from vectorstore.articles import articles
from vectorstore.errors import ReportUnreadable
from vectorstore.lexical import Entry
from vectorstore.load import load_report
from vectorstore.split import split
from vectorstore.store import Line, Passage
from vectorstore.terms import text_terms
from vectorstore.types import Chunk

RECIPE = "1"
"""Changes whenever reading, splitting or what is embedded changes, so that old and new passages never mix."""

SENTENCE = "sentence"

CountTokens = Callable[[str], int]


def read_chunks(folder: Path, name: str, count_tokens: CountTokens) -> tuple[str, list[Chunk]]:
    """The SHA-256 of a report's bytes and its chunks; `ReportUnreadable` if it has none."""
    report = load_report(folder, name)
    chunks = [chunk for article in articles(report) for chunk in split(article, count_tokens)]
    if not chunks:
        raise ReportUnreadable(name, "holds no sentence that could be indexed")
    return report.sha256, chunks


def heading(chunk: Chunk) -> str:
    """What a passage's article says of it: its title, places and section."""
    return " ".join(part for part in (chunk.title, *chunk.places, chunk.section) if part)


def embedded_text(chunk: Chunk) -> str:
    """What a passage's vector is of: its article's title and main place, then its own text."""
    head = " ".join(part for part in (chunk.title, *chunk.places[:1], chunk.section) if part)
    return f"{head}\n{chunk.text}" if head else chunk.text


def passages(name: str, sha256: str, chunks: Iterable[Chunk], encoder: str) -> list[Passage]:
    """The stored form of a report's chunks. Ids are content-addressed: encoder, recipe, report, text, occurrence."""
    seen: Counter[str] = Counter()
    made = list(chunks)
    found = []
    for chunk in made:
        text = embedded_text(chunk)
        parts = (encoder, RECIPE, name, heading(chunk), text, str(seen[text]))
        seen[text] += 1
        id = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        lines = tuple(Line(SENTENCE, a, b, _line_text(chunk, a, b)) for a, b in chunk.sentences)
        found.append(Passage(id, chunk, sha256, len(made), lines))
    return found


def _line_text(chunk: Chunk, start: int, end: int) -> str:
    place = chunk.places[0] if chunk.places else ""
    return f"{place} {chunk.text[start:end]}".strip()


def passage_entry(id: str, chunk: Chunk) -> Entry:
    """A passage as the lexical index takes it."""
    return Entry(id, chunk.report, text_terms(chunk.text), text_terms(heading(chunk)))


def line_entries(chunk: Chunk, lines: Iterable[tuple[str, Line]]) -> list[Entry]:
    """A passage's lines, each with its id, as the lexical index takes them."""
    head = text_terms(heading(chunk))
    return [Entry(id, chunk.report, text_terms(chunk.text[line.start : line.end]), head) for id, line in lines]
