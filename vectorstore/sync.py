"""Make the index equal to a folder of reports: a difference of content-addressed ids, and nothing where there is none."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as changed_fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from vectorstore import lexical
from vectorstore.catalog import write_catalog
from vectorstore.errors import ReportbotError, ReportUnreadable
from vectorstore.index import Location, Manifest
from vectorstore.load import find_reports
from vectorstore.passages import RECIPE, embedded_text, line_entries, passage_entry, passages, read_chunks
from vectorstore.store import Held, Line, Passage, Store, Vector, Vectors, line_id, passage_of

if TYPE_CHECKING:
    from vectorstore.encoder import Encoder

Progress = Callable[[str, int, int], None]
"""Called with the stage, what is done and the total."""

_BATCH = 64
"""Passages that are encoded and stored together: what an interruption costs at most."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read, and why."""

    report: str
    error: str


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What a sync did, in reports; `passages` is what the index holds now, `seconds` the time it took."""

    added: int
    changed: int
    moved: int
    deleted: int
    unchanged: int
    failed: tuple[Failure, ...]
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Change:
    """A report whose passages must be written. `source` is the name under which its passages may be held already."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync will do, by report name."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    moved: tuple[Change, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]


def plan(folder: Path, names: Sequence[str], held: dict[str, Held]) -> Plan:
    """Compare the files of a folder with what is held; reads every file once, for its SHA-256."""
    hashes = {name: _file_hash(folder / name) for name in names}
    gone = {held[name].sha256: name for name in sorted(held.keys() - hashes.keys()) if held[name].whole}
    added, changed, moved, unchanged = [], [], [], []
    for name, sha256 in hashes.items():
        if name not in held:
            source = gone.pop(sha256, None)
            (moved if source else added).append(Change(name, source or name))
        elif held[name].whole and held[name].sha256 == sha256:
            unchanged.append(name)
        else:
            changed.append(Change(name, name))
    deleted = sorted(held.keys() - hashes.keys() - {change.source for change in moved})
    return Plan(tuple(added), tuple(changed), tuple(moved), tuple(deleted), tuple(unchanged))


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # unreadable: told apart from any content, and reported when it is loaded


def sync(
    folder: Path, location: Location, encoder: Encoder, *, replace: bool = False, progress: Progress | None = None
) -> SyncSummary:
    """Make the index of `location` equal to the reports in `folder`.

    Raises `ReportbotError` where there is nothing to read, the data folder cannot be written, another folder is
    mirrored there (unless `replace`), or another process is indexing. Stopped at any point, a later call completes it.
    """
    started = time.perf_counter()
    tell = progress or (lambda stage, done, total: None)
    folder = folder.resolve()
    if not folder.is_dir():
        raise ReportbotError(f"{folder}: no such folder of reports. Name one, or set REPORTS_DIR.")
    names = find_reports(folder)
    manifest = Manifest.read(location.data)
    if manifest and manifest.folder != str(folder) and not replace:
        raise ReportbotError(
            f"The index in DATA_DIR {location.data} mirrors {manifest.folder}, not {folder}. "
            "Add --replace to make it mirror this folder instead, or set another DATA_DIR."
        )
    if not names:
        raise ReportbotError(f"{folder} holds no .txt or .md report. The index is left as it is.")
    with _writing(location.data):
        name = collection_name(encoder.identity)
        store = Store(location.connect(), name)
        held = store.held()
        todo = plan(folder, names, held)
        failed = _Writer(folder, store, encoder, held, tell).write(todo)
        _finish(store, location, manifest, Manifest(str(folder), encoder.identity, name, 0, store.digest()), tell)
        bad = {failure.report for failure in failed}
        count = [sum(change.name not in bad for change in changes) for changes in (todo.added, todo.changed, todo.moved)]
        return SyncSummary(
            *count,
            deleted=len(todo.deleted),
            unchanged=len(todo.unchanged),
            failed=tuple(failed),
            passages=len(store),
            seconds=round(time.perf_counter() - started, 3),
        )


def collection_name(encoder: str) -> str:
    """The Chroma collection of an encoder and the current recipe: vectors of two models never mix."""
    return f"reports-{hashlib.sha256(f'{encoder} {RECIPE}'.encode()).hexdigest()[:16]}"


@contextmanager
def _writing(data: Path) -> Iterator[None]:
    """Hold the data folder's write lock, which a dead process leaves free."""
    lock = FileLock(data / "index.lock", timeout=0)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ReportbotError(f"Another process is indexing into DATA_DIR {data}. Wait for it, or end it.") from None
    except OSError as error:
        raise ReportbotError(f"DATA_DIR {data} cannot be written: {error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


class _Writer:
    """Carries out a plan, some reports at a time."""

    def __init__(self, folder: Path, store: Store, encoder: Encoder, held: dict[str, Held], tell: Progress) -> None:
        self._folder, self._store, self._encoder, self._held, self._tell = folder, store, encoder, held, tell
        self._pending: list[tuple[Change, list[Passage]]] = []

    def write(self, todo: Plan) -> list[Failure]:
        """Add, replace and delete; the reports that could not be read."""
        failed = []
        changes = todo.added + todo.changed + todo.moved
        for done, change in enumerate(changes):
            self._tell("reports", done, len(changes))
            try:
                sha256, chunks = read_chunks(self._folder, change.name, self._encoder.count_tokens)
            except ReportUnreadable as error:
                failed.append(Failure(change.name, error.reason))
                self._store.delete(self._ids(change.name))
                continue
            self._pending.append((change, passages(change.name, sha256, chunks, self._encoder.identity)))
            if sum(len(made) for _, made in self._pending) >= _BATCH:
                self._flush()
        self._flush()
        self._tell("reports", len(changes), len(changes))
        for name in (*todo.deleted, *(change.source for change in todo.moved)):
            self._store.delete(self._ids(name))
        return failed

    def _ids(self, name: str) -> tuple[str, ...]:
        return self._held[name].ids if name in self._held else ()

    def _flush(self) -> None:
        made = [passage for _, found in self._pending for passage in found]
        known = self._known()
        vectors = self._encode({p.id: embedded_text(p.chunk) for p in made}, known)
        lines = {line_id(p.id, n): line.embedded for p in made for n, line in enumerate(p.lines)}
        self._store.add(made, vectors, self._encode(lines, known))
        kept = {passage.id for passage in made}
        for change, _ in self._pending:
            self._store.delete([id for id in self._ids(change.name) if id not in kept])
        self._pending.clear()

    def _known(self) -> dict[str, Vector]:
        """Vectors that the store has already, under the ids that they will have."""
        known: dict[str, Vector] = {}
        for change, found in self._pending:
            if not self._ids(change.source):
                continue
            was = passages(change.source, "", (p.chunk for p in found), self._encoder.identity)
            renamed = {
                before: after
                for old, new in zip(was, found, strict=True)
                for before, after in [(old.id, new.id), *((line_id(old.id, n), line_id(new.id, n)) for n in range(len(new.lines)))]
            }
            known |= {renamed[id]: vector for id, vector in self._store.vectors(list(renamed)).items()}
        return known

    def _encode(self, texts: dict[str, str], known: dict[str, Vector]) -> Vectors:
        """Vectors (texts, dimension) in the order of `texts`, those that are not known newly made."""
        missing = [id for id in texts if id not in known]
        fresh = dict(zip(missing, self._encoder.encode_passages([texts[id] for id in missing]), strict=True)) if missing else {}
        return np.stack([known[id] if id in known else fresh[id] for id in texts]) if texts else np.zeros((0, 0), np.float32)


def _finish(store: Store, location: Location, old: Manifest | None, new: Manifest, tell: Progress) -> None:
    """Bring tantivy in step with the record, then let readers see the new state, then remove what it replaces."""
    if old and changed_fields(old, generation=new.generation) == new and location.lexical(old.generation).is_dir():
        return
    new = changed_fields(new, generation=old.generation + 1 if old else 1)
    folder = location.lexical(new.generation)
    shutil.rmtree(folder, ignore_errors=True)
    chunks = dict(store.chunks())
    total = len(chunks)
    lexical.build(folder / "passages", (passage_entry(id, chunk) for id, chunk in chunks.items()))
    tell("terms", total // 2, total)
    lines: dict[str, list[tuple[str, Line]]] = {id: [] for id in chunks}
    for id, _, line in store.lines():
        lines.get(passage_of(id), []).append((id, line))
    entries = (entry for id, chunk in chunks.items() for entry in line_entries(chunk, lines[id]))
    lexical.build(folder / "lines", entries)
    write_catalog(folder, chunks)
    tell("terms", total, total)
    new.write(location.data)
    for stale in (location.data / "lexical").iterdir():
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)
    if old and old.collection != new.collection:
        Store(location.connect(), old.collection).drop()
