"""The reports of an index as something to read: what there is, and passage after passage in the order of the text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from vectorstore.catalog import Entry
from vectorstore.errors import IndexChanged
from vectorstore.types import Chunk

KEY = 12
"""Hexadecimal digits of a report's key, 48 bits: of 100,000 reports two share one with a probability of 1 in 56,000."""


class Record(Protocol):
    """Where passages and their lines are kept, such as vectorstore.store.Store."""

    def get(self, ids: Sequence[str]) -> Mapping[str, Chunk]:
        """Get passages by id; ids that are not there are left out."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A report that can be read.

    `key` is short, made of its name. `title` is its first article's that has one, `places` are its articles' main
    ones, `date` is the latest, each "" or empty if unknown. `passages` are ids in the order of the text.
    """

    key: str
    name: str
    title: str
    places: tuple[str, ...]
    date: str
    figures: int
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds: its reports by name, and its main places, the one with the most passages first."""

    reports: tuple[Readable, ...]
    places: tuple[str, ...]

    @property
    def passages(self) -> int:
        """Count the passages."""
        return sum(len(report.passages) for report in self.reports)

    @property
    def figures(self) -> int:
        """Count the figures."""
        return sum(report.figures for report in self.reports)

    @property
    def dates(self) -> tuple[str, str]:
        """Give the first and the last date of a report, "" if none has one."""
        known = [report.date for report in self.reports if report.date]
        return min(known, default=""), max(known, default="")


@dataclass(frozen=True, slots=True)
class Page:
    """A passage's text, and whether its article has one before and after it."""

    text: str
    before: bool
    after: bool


class Library:
    """Reads from one state of an index: its articles and its record. Its methods block, and may run in any thread."""

    def __init__(self, articles: Sequence[Entry], record: Record) -> None:
        self._record = record
        self._articles = articles
        self._article = {id: entry for entry in articles for id in entry.passages}
        self._contents: Contents | None = None
        self._counting = Lock()

    def contents(self) -> Contents:
        """Tell what there is."""
        with self._counting:
            if self._contents is None:
                self._contents = self._read()
            return self._contents

    def report(self, key: str) -> Readable | None:
        """Find a report by its key."""
        return next((report for report in self.contents().reports if report.key == key), None)

    def text(self, id: str) -> str | None:
        """Give a passage's text, None if it is gone."""
        try:
            chunk = self._record.get([id]).get(id)
        except IndexChanged:
            return None
        return chunk.text if chunk else None

    def page(self, id: str, offset: int = 0) -> Page | None:
        """Turn `offset` passages on from one in its article, or back; None if that is not there."""
        entry = self._article.get(id)
        if entry is None:
            return None
        at = entry.passages.index(id) + offset
        text = self.text(entry.passages[at]) if 0 <= at < len(entry.passages) else None
        return None if text is None else Page(text, at > 0, at + 1 < len(entry.passages))

    def _read(self) -> Contents:
        reports: dict[str, list[Entry]] = {}
        weights: Counter[str] = Counter()
        for entry in sorted(self._articles, key=lambda one: (one.report, one.article)):
            reports.setdefault(entry.report, []).append(entry)
            for place in entry.places[:1]:
                weights[place] += len(entry.passages)
        read = tuple(_readable(name, entries) for name, entries in reports.items())
        return Contents(read, tuple(place for place, _ in weights.most_common()))


def report_key(name: str) -> str:
    """Make the key of a report of its name, which may hold bytes that are no text."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:KEY]


def _readable(name: str, entries: Sequence[Entry]) -> Readable:
    return Readable(
        key=report_key(name),
        name=name,
        title=next((entry.title for entry in entries if entry.title), ""),
        places=tuple(dict.fromkeys(place for entry in entries for place in entry.places[:1])),
        date=max(entry.date for entry in entries),
        figures=sum(entry.figures for entry in entries),
        passages=tuple(id for entry in entries for id in entry.passages),
    )
