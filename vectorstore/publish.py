"""Let readers see a new state of the record: tantivy and the catalogue brought in step with it, then the manifest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vectorstore import lexical
from vectorstore.catalog import write_catalog
from vectorstore.errors import IndexMissing
from vectorstore.index import Location, Manifest, open_lexical
from vectorstore.passages import line_entries, passage_entry
from vectorstore.record import Line, passage_of
from vectorstore.store import Store
from vectorstore.types import Chunk

Tell = Callable[[int, int], None]


def publish(store: Store, location: Location, old: Manifest | None, encoder: str, tell: Tell) -> None:
    """Make what readers see equal to `store`, and remove what it replaces; nothing where it is so already.

    `tell` is called with the passages done and their number.
    """
    new = Manifest(store.folder, encoder, store.name, old.generation if old else 0, store.digest())
    if new == old and _is_whole(location.lexical(old.generation), len(store)):
        return
    _sweep(store)
    new = replace(new, generation=new.generation + 1, digest=store.digest())
    folder = location.lexical(new.generation)
    shutil.rmtree(folder, ignore_errors=True)
    _build(folder, store, tell)
    new.write(location.data)
    for stale in folder.parent.iterdir():
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)
    if old and old.collection != new.collection:
        _drop(location, old.collection)


def _is_whole(folder: Path, passages: int) -> bool:
    try:
        return len(open_lexical(folder)[0]) == passages
    except IndexMissing:
        return False


def _sweep(store: Store) -> None:
    """Remove the lines of passages that an interrupted sync never added or had deleted already."""
    passages = {id for id, _ in store.chunks()}
    store.delete_lines([id for id, _ in store.lines() if passage_of(id) not in passages])


def _build(folder: Path, store: Store, tell: Tell) -> None:
    """Write a generation's folder. Passages go in by their place, so that equal records give equal indexes."""
    chunks = dict(sorted(store.chunks(), key=_place))
    total = len(chunks)
    lexical.build(folder / "passages", (passage_entry(id, chunk) for id, chunk in chunks.items()))
    tell(total // 2, total)
    lines: dict[str, list[tuple[str, Line]]] = {id: [] for id in chunks}
    for id, line in store.lines():
        lines[passage_of(id)].append((id, line))
    ordered = ((chunk, sorted(lines[id], key=lambda row: (len(row[0]), row[0]))) for id, chunk in chunks.items())
    lexical.build(folder / "lines", (entry for chunk, found in ordered for entry in line_entries(chunk, found)))
    write_catalog(folder, chunks)
    tell(total, total)


def _place(row: tuple[str, Chunk]) -> tuple[str, int, str]:
    id, chunk = row
    return chunk.report, chunk.start, id


def _drop(location: Location, collection: str) -> None:
    try:
        Store(location.connect(), collection).drop()
    except IndexMissing:
        return  # somebody removed it already
