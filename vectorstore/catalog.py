"""The articles of an index and the places or bodies they are about, beside the lexical index of each generation."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.types import Chunk

CATALOG = "articles.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, by its report and its number in it; `places` as in `types.Article`, `passages` their ids."""

    report: str
    article: int
    title: str
    places: tuple[str, ...]
    date: str
    passages: tuple[str, ...]


def write_catalog(folder: Path, chunks: Mapping[str, Chunk]) -> None:
    """Write the articles of all chunks, given by id, into a generation's folder."""
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    for id, chunk in chunks.items():
        ids[chunk.report, chunk.article].append(id)
    rows = []
    for key in sorted(ids):
        chunk = chunks[ids[key][0]]
        entry = Entry(chunk.report, chunk.article, chunk.title, chunk.places, chunk.date, tuple(ids[key]))
        rows.append(asdict(entry))
    (folder / CATALOG).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read_catalog(folder: Path) -> tuple[Entry, ...]:
    """Read the articles of a generation; `ValueError` or `OSError` if the file is broken or missing."""
    rows = json.loads((folder / CATALOG).read_text(encoding="utf-8"))
    return tuple(Entry(**row | {"places": tuple(row["places"]), "passages": tuple(row["passages"])}) for row in rows)
