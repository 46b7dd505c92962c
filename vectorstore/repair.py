"""Find what does not agree between the ledger, the passages in Chroma and tantivy, and put the index in order again.

Whatever is wrong with a report, its passages are taken out and made anew from its file: the files are what counts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.disk import look_for_space
from vectorstore.errors import Damaged, IndexMissing
from vectorstore.generation import is_sound, is_whole
from vectorstore.index import Location, current, published
from vectorstore.ledger import ABSENT, Row, states
from vectorstore.lock import write_lock
from vectorstore.maker import Maker, is_current
from vectorstore.manifest import MANIFEST, Manifest
from vectorstore.passages import lines_of
from vectorstore.store import Store
from vectorstore.sync import SyncSummary, sync
from vectorstore.update import updating
from vectorstore.writer import Progress

if TYPE_CHECKING:
    from vectorstore.text_encoder import TextEncoder

_PAGE = 500
_LENGTH = 0.01
"""How far from one the length of a vector may be that an encoder made."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong: reports that lack something, ids in Chroma that belong to nothing, and tantivy's part.

    `unreadable` is why Chroma cannot be read at all, "" if it can; `manifest` whether the manifest was damaged.
    """

    damaged: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    lexical: bool = False
    unreadable: str = ""
    manifest: bool = False

    def __bool__(self) -> bool:
        return bool(self.damaged or self.orphans or self.lexical or self.unreadable or self.manifest)


def examine(location: Location) -> Findings:
    """Look through the whole index of a location; `IndexMissing` if there is none. Nothing is written."""
    manifest = current(location)
    sound = is_sound(location.lexical(manifest.generation))
    try:
        store = Store(location.connect(), manifest.collection)
        found = _examine(location, manifest, store)
        return found if sound else replace(found, lexical=True)
    except IndexMissing as error:
        return Findings(lexical=not sound, unreadable=str(error))
    except Damaged as error:
        if location.url:
            raise  # the server's own trouble, which is not this program's to mend
        return Findings(lexical=not sound, unreadable=error.reason)


def agrees(location: Location) -> bool:
    """Whether Chroma and tantivy have the same passages, as far as can be told without going through them."""
    manifest = current(location)
    store = Store(location.connect(), manifest.collection)
    reports = states(store.ledger.rows().values(), manifest.generation)
    passages = sum(len(state.passages) for state in reports.values())
    return len(store) >= passages and is_whole(location.lexical(manifest.generation), reports)


def repair(
    folder: Path, location: Location, encoder: TextEncoder, progress: Progress | None = None
) -> tuple[Findings, SyncSummary]:
    """Mend what is wrong, and make the index equal to the folder it mirrors; tell what was wrong and what was done.

    `folder` counts where nothing tells which one that is. Raises what `sync` raises; `Busy` while another process is
    indexing.
    """
    lost = _lose_damaged_manifest(location)
    manifest = published(location)
    if manifest:
        folder = Path(manifest.folder)
    known = manifest if manifest and is_current(manifest) else None  # what another version made is made anew
    found = replace(examine(location) if known else Findings(), manifest=lost)
    if known:
        _clear(found, known, location)
    try:
        return found, sync(folder, location, encoder, progress=progress)
    except Damaged as error:
        if location.url:
            raise
        found = replace(found, unreadable=error.reason)
    _lose_chroma(location)
    return found, sync(folder, location, encoder, progress=progress)


def _clear(found: Findings, manifest: Manifest, location: Location) -> None:
    """Take out what is wrong."""
    if found.lexical:
        with write_lock(location.data):
            shutil.rmtree(location.lexical(manifest.generation), ignore_errors=True)
    if found.unreadable and not location.url:
        _lose_chroma(location)
    elif found.damaged or found.orphans:
        with updating(location, manifest.folder, Maker(manifest.encoder, manifest.model)) as update:
            update.store.remove(found.orphans)
            update.store.keep({report: () for report in found.damaged})
            update.store.ledger.put([_emptied(update.rows[report]) for report in found.damaged])


def _lose_chroma(location: Location) -> None:
    """Remove what cannot be read: all of it is made from the reports."""
    with write_lock(location.data):
        look_for_space(location.data)
        shutil.rmtree(location.data / "chroma", ignore_errors=True)


def _lose_damaged_manifest(location: Location) -> bool:
    """Remove the manifest in DATA_DIR if it is damaged, and say whether it was."""
    with write_lock(location.data):
        try:
            Manifest.read(location.data)
        except Damaged:
            (location.data / MANIFEST).unlink()
            return True
    return False


def _examine(location: Location, manifest: Manifest, store: Store) -> Findings:
    rows = store.ledger.rows()
    reports = states(rows.values(), manifest.generation)
    owner = {id: report for report, row in rows.items() for id in (*row.now.passages, *row.coming.passages)}
    passages = set(_sound(store))
    damaged = sorted(report for report, state in reports.items() if not passages.issuperset(state.passages))
    orphans = sorted(id for id in store.ids() if id not in owner)
    lexical = not is_whole(location.lexical(manifest.generation), reports)
    return Findings(tuple(damaged), tuple(orphans), lexical)


def _sound(store: Store) -> Iterator[str]:
    """Yield the ids of passages whose vectors are there and are vectors, with all their lines."""
    ids = list(store.ids())
    for i in range(0, len(ids), _PAGE):
        page = ids[i : i + _PAGE]
        whole = _whole(store, page)
        for id, vector in store.vectors(page).items():
            if id in whole and abs(float(np.linalg.norm(vector.astype(np.float64))) - 1) < _LENGTH:
                yield id


def _whole(store: Store, ids: Sequence[str]) -> set[str]:
    """Give the ids of those among some passages that have all their lines, with vectors."""
    try:
        read = store.read(ids)
    except Damaged:
        half = len(ids) // 2
        return _whole(store, ids[:half]) | _whole(store, ids[half:]) if half else set()
    return {
        id for id, stored in read.items() if stored.lines == lines_of(stored.chunk) and stored.vectors.any(axis=1).all()
    }


def _emptied(row: Row) -> Row:
    """Give the row of a report of which nothing is left, so that the next sync writes it anew."""
    return replace(row, now=replace(ABSENT, passages=row.now.passages), coming=ABSENT, since=0, settled=True)
