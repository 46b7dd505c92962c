"""Make the index equal to a folder of reports: a difference of content-addressed ids, nothing where there is none."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from vectorstore.errors import Busy, ReportbotError, ReportUnreadable
from vectorstore.index import Location, Manifest
from vectorstore.load import find_reports
from vectorstore.passages import RECIPE, embedded_text, passages, read_chunks
from vectorstore.plan import Change, Plan, plan
from vectorstore.publish import publish
from vectorstore.record import Held, Passage, is_storable, line_id
from vectorstore.store import Store, Vectors
from vectorstore.types import Chunk

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
    old, where = Manifest.read(location.data), f"DATA_DIR {location.data}"
    if old and not replace:
        _refuse_another(folder, old.folder, where)
    if not names:
        raise ReportbotError(f"{folder} holds no report that can be read. The index is left as it is.")
    with held_still(location.data):
        old = Manifest.read(location.data)
        store = Store(location.connect(), collection_name(encoder.identity), create=True)
        if store.folder and not replace:
            _refuse_another(folder, store.folder, f"CHROMA_URL {location.url}" if location.url else where)
        store.folder = str(folder)
        held = store.held()
        todo = plan(folder, names, held)
        failed = _Writer(folder, store, encoder, held, tell).write(todo)
        publish(store, location, old, encoder.identity, lambda done, total: tell("terms", done, total))
        return _summary(todo, failed, len(store), time.perf_counter() - started)


def collection_name(encoder: str) -> str:
    """Name the Chroma collection of an encoder and the current recipe: vectors of two models never mix."""
    return f"reports-{hashlib.sha256(f'{encoder} {RECIPE}'.encode()).hexdigest()[:16]}"


def _refuse_another(folder: Path, mirrored: str, where: str) -> None:
    if mirrored != str(folder):
        raise ReportbotError(
            f"The index in {where} mirrors {mirrored}, not {folder}. "
            f"Add --replace to make it mirror this folder instead, or set another {where.split()[0]}."
        )


def _summary(todo: Plan, failed: dict[str, Failure], passages: int, seconds: float) -> SyncSummary:
    added, changed, moved = (
        sum(change.name not in failed for change in changes) for changes in (todo.added, todo.changed, todo.moved)
    )
    return SyncSummary(
        added=added,
        changed=changed,
        moved=moved,
        deleted=len(todo.deleted),
        unchanged=len(todo.unchanged),
        failed=tuple(failed.values()),
        passages=passages,
        seconds=round(seconds, 3),
    )


@contextmanager
def held_still(data: Path) -> Iterator[None]:
    """Hold the data folder's write lock, which a dead process leaves free."""
    lock = FileLock(data / "index.lock", timeout=0)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise Busy(f"Another process is indexing into DATA_DIR {data}. Wait for it, or end it.") from None
    except OSError as error:
        raise ReportbotError(f"DATA_DIR {data} cannot be written: {error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


class _Writer:
    """Carries out a plan, some passages at a time."""

    def __init__(self, folder: Path, store: Store, encoder: Encoder, held: dict[str, Held], tell: Progress) -> None:
        self._folder, self._store, self._encoder, self._held, self._tell = folder, store, encoder, held, tell
        self._pending: list[tuple[Change, list[Passage]]] = []

    def write(self, todo: Plan) -> dict[str, Failure]:
        """Add, replace and delete; the reports that could not be read, by file name."""
        failed: dict[str, Failure] = {}
        changes = todo.added + todo.changed + todo.moved
        for done, change in enumerate(changes):
            self._tell("reports", done, len(changes))
            try:
                sha256, chunks = self._read(change.name)
            except ReportUnreadable as error:
                failed[change.name] = Failure(error.name, error.reason)
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

    def _read(self, name: str) -> tuple[str, list[Chunk]]:
        if not is_storable(name):
            shown = name.encode(errors="replace").decode()
            raise ReportUnreadable(shown, "its name is not valid UTF-8; rename it")
        return read_chunks(self._folder, name, self._encoder.count_tokens)

    def _ids(self, name: str) -> tuple[str, ...]:
        return self._held[name].ids if name in self._held else ()

    def _flush(self) -> None:
        made = [passage for _, found in self._pending for passage in found]
        held_as = self._held_as()
        for i in range(0, len(made), _BATCH):
            self._add(made[i : i + _BATCH], held_as)
        kept = {passage.id for passage in made}
        for change, _ in self._pending:
            self._store.delete([id for id in self._ids(change.name) if id not in kept])
        self._pending.clear()

    def _held_as(self) -> dict[str, str]:
        """Map the ids that passages and lines have now to those under which the store may have their vectors."""
        held_as: dict[str, str] = {}
        for change, found in self._pending:
            if self._ids(change.source):
                was = passages(change.source, "", (p.chunk for p in found), self._encoder.identity)
                for old, new in zip(was, found, strict=True):
                    held_as[new.id] = old.id
                    held_as |= {line_id(new.id, n): line_id(old.id, n) for n in range(len(new.lines))}
        return held_as

    def _add(self, part: Sequence[Passage], held_as: dict[str, str]) -> None:
        texts = {p.id: embedded_text(p.chunk) for p in part}
        lines = {line_id(p.id, n): line.embedded for p in part for n, line in enumerate(p.lines)}
        known = self._store.vectors([held_as[id] for id in (*texts, *lines) if id in held_as])
        missing = {id: text for id, text in (texts | lines).items() if held_as.get(id) not in known}
        vectors = {id: known[held_as[id]] for id in (*texts, *lines) if id not in missing}
        if missing:
            vectors |= zip(missing, self._encoder.encode_passages(list(missing.values())), strict=True)
        self._store.add(part, _stack(vectors, texts), _stack(vectors, lines))


def _stack(vectors: dict[str, Vectors], ids: dict[str, str]) -> Vectors:
    return np.stack([vectors[id] for id in ids]) if ids else np.zeros((0, 0), np.float32)
