"""What a generation of the index has, beside its lexical indexes: its reports, and their articles and places."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from vectorstore.record import Stored
from vectorstore.reprints import signature, stories

CATALOG = "articles.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, by its report and its number in it.

    `places` as in `types.Article`, `passages` their ids, `figures` how many stand in them. `signature` is what
    reprints are told by (reprints.py), `story` the report and number of the article that this one is a reprint of,
    its own if of none.
    """

    report: str
    article: int
    title: str
    places: tuple[str, ...]
    date: str
    passages: tuple[str, ...]
    figures: int = 0
    signature: str = ""
    story: tuple[str, int] = ("", 0)


_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Catalog:
    """The digest of each report's passages (ledger.State), and the articles by report and number."""

    reports: Mapping[str, str]
    articles: tuple[Entry, ...]


def entries(passages: Mapping[str, Stored]) -> list[Entry]:
    """List the articles of some whole reports, given by their passages by id."""
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    for id, one in passages.items():
        ids[one.chunk.report, one.chunk.article].append(id)
    found = []
    for key, of in sorted(ids.items()):
        chunk = passages[of[0]].chunk
        count = sum(line.figure is not None for id in of for line in passages[id].lines)
        signed = signature("\n".join(passages[id].chunk.text for id in of))
        found.append(Entry(*key, chunk.title, chunk.places, chunk.date, tuple(of), count, signed, key))
    return found


def told_in_order(articles: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sort the articles of an index, each with the story that it tells among them."""
    ordered = sorted(articles, key=lambda entry: (entry.report, entry.article))
    of = stories([((entry.report, entry.article), entry.signature) for entry in ordered])
    return tuple(replace(entry, story=of[entry.report, entry.article]) for entry in ordered)


def write_catalog(folder: Path, catalog: Catalog) -> None:
    """Write the catalogue into a generation's folder."""
    with (folder / CATALOG).open("w", encoding="utf-8") as file:
        articles = [{name: getattr(entry, name) for name in _FIELDS} for entry in catalog.articles]
        file.write(json.dumps({"reports": dict(catalog.reports), "articles": articles}, ensure_ascii=False))
        file.flush()
        os.fsync(file.fileno())


def read_catalog(folder: Path) -> Catalog:
    """Read a generation's catalogue; ValueError, TypeError, LookupError or OSError if it is broken or missing."""
    read = json.loads((folder / CATALOG).read_text(encoding="utf-8"))
    return Catalog(dict(read["reports"]), tuple(_entry(row) for row in read["articles"]))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**row | {field: tuple(row[field]) for field in ("places", "passages", "story")})
