"""The articles of an index and the places or bodies they are about, beside the lexical index of each generation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.types import Chunk

CATALOG = "articles.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, by its report and its number in it; `places` as in `types.Article`."""

    report: str
    article: int
    title: str
    places: tuple[str, ...]
    date: str


def write_catalog(folder: Path, chunks: Iterable[Chunk]) -> None:
    """Write the articles of all chunks into a generation's folder."""
    entries = {(c.report, c.article): Entry(c.report, c.article, c.title, c.places, c.date) for c in chunks}
    rows = [asdict(entries[key]) for key in sorted(entries)]
    (folder / CATALOG).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read_catalog(folder: Path) -> tuple[Entry, ...]:
    """The articles of a generation; `ValueError` or `OSError` if the file is broken or missing."""
    rows = json.loads((folder / CATALOG).read_text(encoding="utf-8"))
    return tuple(Entry(**row | {"places": tuple(row["places"])}) for row in rows)
