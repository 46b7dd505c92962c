"""A generation of the index on disk: what tantivy, the lines' vectors and the catalogue have, made from the record.

It is made from the generation before: reports whose passages are the same are taken over, the others read from the
record, some at a time, so that memory does not grow with what changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

from vectorstore.catalog import Catalog, entries, read_catalog, told_in_order, write_catalog
from vectorstore.errors import MEND, IndexChanged, ReportbotError
from vectorstore.ledger import State
from vectorstore.lexical import BROKEN, LexicalIndex
from vectorstore.lexical import Entry as Document
from vectorstore.lexical_parts import check_bytes
from vectorstore.lexical_writer import SEGMENT, writing
from vectorstore.line_vectors import LineVectors
from vectorstore.passages import line_entries, passage_entry
from vectorstore.record import Stored
from vectorstore.store import Store

Tell = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


_SEGMENTS = {"passages": SEGMENT, "lines": 2 * SEGMENT}
"""Documents of a part of each leg: a line has a fifth of a passage's terms."""

_TOGETHER = 200
"""Passages that are read from the record at once; a report is never read in parts."""


def make(folder: Path, before: Path | None, store: Store, reports: Mapping[str, State], tell: Tell = _quiet) -> None:
    """Write the `folder` of a generation that has `reports`, from that of the one `before` where it can be used.

    `tell` is called with the passages done and their number. Raises IndexChanged if the record does not have them.
    """
    try:
        if before:
            with suppress(*BROKEN):
                _make(folder, before, read_catalog(before), store, reports, tell)
                if is_whole(folder, reports):  # else the one before was not
                    return
        _make(folder, None, Catalog({}, ()), store, reports, tell)
    except BROKEN as error:
        raise ReportbotError(f"{folder} in DATA_DIR cannot be written: {error}.") from error


def is_whole(folder: Path, reports: Mapping[str, State]) -> bool:
    """Whether a folder has these reports and nothing else, and can be read."""
    try:
        catalog = read_catalog(folder)
        passages = sum(len(state.passages) for state in reports.values())
        digests = {report: state.digest for report, state in reports.items()}
        lines = LexicalIndex(folder / "lines")  # raises if it is broken
        whole = len(LexicalIndex(folder / "passages")) == passages <= len(lines) == len(LineVectors(folder / "lines"))
        return whole and dict(catalog.reports) == digests
    except BROKEN:
        return False


def is_sound(folder: Path) -> bool:
    """Whether every file of a folder's lexical indexes is as it was written; reads all of them."""
    try:
        for leg in ("passages", "lines"):
            check_bytes(folder / leg)
    except BROKEN:
        return False
    return True


def prune(folder: Path) -> None:
    """Remove all generations but that in `folder`."""
    for stale in folder.parent.iterdir():
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)


def _make(
    folder: Path, before: Path | None, old: Catalog, store: Store, reports: Mapping[str, State], tell: Tell
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    new = [report for report, state in reports.items() if old.reports.get(report) != state.digest]
    gone = {*(old.reports.keys() - reports.keys()), *(report for report in new if report in old.reports)}
    articles = [entry for entry in old.articles if entry.report not in gone]
    done, total = 0, sum(len(reports[report].passages) for report in new)
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        with _leg(folder, before, "passages", gone) as add_passage, _leg(folder, before, "lines", gone) as add_line:
            for part in _parts(new, reports):
                passages = _read(store, [id for report in part for id in reports[report].passages])
                articles += entries(passages)
                for id, stored in passages.items():
                    add_passage(passage_entry(id, stored.chunk))
                    for line in line_entries(id, stored):
                        add_line(line)
                done += len(passages)
                tell(done, total)
        digests = {report: state.digest for report, state in reports.items()}
        write_catalog(folder, Catalog(digests, told_in_order(articles)))
        undo.pop_all()


def _leg(
    folder: Path, before: Path | None, name: str, gone: Collection[str]
) -> AbstractContextManager[Callable[[Document], object]]:
    return writing(folder / name, before / name if before else None, gone, _SEGMENTS[name])


def _parts(names: Sequence[str], reports: Mapping[str, State]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for name in names:
        part.append(name)
        size += len(reports[name].passages)
        if size >= _TOGETHER:
            yield part
            part, size = [], 0
    if part:
        yield part


def _read(store: Store, ids: Sequence[str]) -> dict[str, Stored]:
    """Read passages by id, in the order of the text."""
    found = store.read(ids)
    if len(found) != len(ids):
        raise IndexChanged(f"Passages are missing in Chroma. {MEND}.")
    return {id: found[id] for id in ids}
