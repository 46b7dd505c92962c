"""What the record says of each report: which passages it has, from which generation of the index on.

A report's row is its commit point. It is written before anything of the report is, so that what a killed sync leaves
always belongs to a row that tells of it; and it keeps the state that readers see beside the one that is coming.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from vectorstore.client import call

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")
_PAGE = 500


@dataclass(frozen=True, slots=True)
class State:
    """One state of a report: its file's SHA-256, a digest of its passages, and their ids in the order of the text."""

    sha256: str
    digest: str
    passages: tuple[str, ...]


ABSENT = State("", "", ())
"""The state of a report that the index does not have."""


@dataclass(frozen=True, slots=True)
class Row:
    """A report's states: `now`, and from generation `since` on `coming`; nothing is coming where `since` is 0.

    `settled` is whether all passages of what is coming are written.
    """

    report: str
    now: State = ABSENT
    coming: State = ABSENT
    since: int = 0
    settled: bool = True

    def at(self, generation: int) -> State:
        """Give the state that a generation of the index has."""
        return self.coming if 0 < self.since <= generation else self.now

    @property
    def written(self) -> State:
        """The state that was written last, `ABSENT` where that is not whole."""
        if not self.since:
            return self.now
        return self.coming if self.settled else ABSENT

    def after(self, generation: int) -> Row:
        """Give the row once what `generation` had before is gone."""
        return Row(self.report, self.at(generation)) if self.since <= generation else self

    def announced(self, generation: int, published: int) -> Row:
        """Give the row before a sync that will publish `generation` writes anything of the report."""
        return Row(self.report, self.at(published), ABSENT, generation, settled=False)

    def to(self, state: State) -> Row:
        """Give the announced row once all of `state` is written."""
        return replace(self, coming=state, settled=True)


class Ledger:
    """The rows of one index, in a Chroma collection of their own, whose vectors mean nothing.

    Every method raises `ReportbotError` where Chroma fails, `IndexMissing` where the collection is gone.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @property
    def folder(self) -> str:
        """The reports folder that the passages come from, "" if none was set."""
        return str((self._collection.metadata or {}).get("folder", ""))

    @folder.setter
    def folder(self, folder: str) -> None:
        if folder != self.folder:
            call(self._collection.modify, metadata={"folder": folder})

    def rows(self) -> dict[str, Row]:
        """Read every row, by report."""
        rows = (_unpack(metadata, document) for metadata, document in self._all())
        return {row.report: row for row in rows}

    def put(self, rows: Sequence[Row]) -> None:
        """Add or replace rows."""
        for page in _pages(rows):
            packed = [_pack(row) for row in page]
            call(
                self._collection.upsert,
                ids=[_id(row.report) for row in page],
                embeddings=[[1.0]] * len(page),
                metadatas=[metadata for metadata, _ in packed],
                documents=[document for _, document in packed],
            )

    def drop(self, reports: Sequence[str]) -> None:
        """Remove rows; unknown reports are passed over."""
        for page in _pages(reports):
            call(self._collection.delete, ids=[_id(report) for report in page])

    def _all(self) -> Iterator[tuple[Mapping[str, Any], str]]:
        for offset in range(0, call(self._collection.count), _PAGE):
            got = call(self._collection.get, limit=_PAGE, offset=offset, include=["metadatas", "documents"])
            yield from zip(got["metadatas"], got["documents"], strict=True)


def states(rows: Iterable[Row], generation: int) -> dict[str, State]:
    """Give what a generation of the index has: the states of its reports, in the order of their names."""
    found = {row.report: row.at(generation) for row in rows}
    return {report: found[report] for report in sorted(found) if found[report].passages}


def held(rows: Iterable[Row], published: int) -> dict[str, State]:
    """Give what was written last of each report that readers see or that is whole; `ABSENT` if what was is not whole.

    `published` is the generation that readers see.
    """
    return {row.report: row.written for row in rows if row.written.passages or row.at(published).passages}


def digest_of(reports: Mapping[str, State]) -> str:
    """Hash the states of all reports: changes whenever a passage does."""
    lines = (f"{report}\0{reports[report].digest}" for report in sorted(reports))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _pages(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[i : i + _PAGE] for i in range(0, len(rows), _PAGE))


def _id(report: str) -> str:
    return hashlib.sha256(report.encode()).hexdigest()[:32]


def _pack(row: Row) -> tuple[dict[str, str | int | bool], str]:
    metadata: dict[str, str | int | bool] = {"report": row.report, "since": row.since, "settled": row.settled}
    for name, state in (("now", row.now), ("coming", row.coming)):
        metadata |= {f"{name}_sha256": state.sha256, f"{name}_digest": state.digest}
    return metadata, json.dumps([row.now.passages, row.coming.passages])


def _unpack(metadata: Mapping[str, Any], document: str) -> Row:
    now, coming = (
        State(metadata[f"{name}_sha256"], metadata[f"{name}_digest"], tuple(ids))
        for name, ids in zip(("now", "coming"), json.loads(document), strict=True)
    )
    return Row(metadata["report"], now, coming, metadata["since"], metadata["settled"])
