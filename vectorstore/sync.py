"""Make the index equal to a folder of reports: a difference of content-addressed ids, nothing where there is none."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.index import Location, current, published
from vectorstore.ledger import State, held
from vectorstore.load import find_reports
from vectorstore.maker import Maker
from vectorstore.plan import Failure, Plan, plan
from vectorstore.store import Store
from vectorstore.update import refuse_another, updating
from vectorstore.writer import Progress, Writer

if TYPE_CHECKING:
    from vectorstore.text_encoder import TextEncoder


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
    folder: Path,
    location: Location,
    encoder: TextEncoder,
    *,
    replace: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> SyncSummary:
    """Make the index of `location` equal to the reports in `folder`; `force` encodes everything anew.

    Raises `ReportbotError` where there is nothing to read, the data folder cannot be written, another folder is
    mirrored there (unless `replace`), or another process is indexing. Stopped at any point, a later call completes it.
    """
    started = time.perf_counter()
    tell = progress or (lambda stage, done, total: None)
    folder, names = reports_in(folder)
    maker = Maker(encoder.identity, encoder.name)
    if not location.url and not replace and (old := published(location)):
        refuse_another(location, str(folder), old.folder)
    if not names:
        raise ReportbotError(f"{folder} holds no report that can be read. The index is left as it is.")
    with updating(location, str(folder), maker, to_another=replace) as update:
        todo = plan(folder, names, update.written, force=force)
        failed = Writer(update, encoder, tell).write(folder, todo, force=force)
        update.publish(lambda done, total: tell("terms", done, total))
        return _summary(todo, failed, update.passages, time.perf_counter() - started)


def remove(name: str, location: Location) -> SyncSummary:
    """Take a report out of the folder that the index mirrors, and out of the index.

    Raises `ReportbotError` if there is no such report, its file cannot be deleted, or another process is indexing.
    """
    started = time.perf_counter()
    manifest = current(location)
    folder = Path(manifest.folder)
    with updating(location, manifest.folder, Maker(manifest.encoder, manifest.model)) as update:
        names = find_reports(folder)
        if name not in names and name not in update.written:
            raise ReportbotError(_unknown(name, {*names, *update.written}))
        if name in names:
            try:
                (folder / name).unlink()
            except OSError as error:
                raise ReportbotError(f"{folder / name} cannot be deleted: {error.strerror}.") from error
        unchanged = tuple(update.written.keys() - {name})
        update.leave({name})
        update.announce([name] if name in update.rows else [], gone=True)
        update.publish(lambda done, total: None)
        todo = Plan((), (), (), (name,), unchanged)
        return _summary(todo, {}, update.passages, time.perf_counter() - started)


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, sorted(known), 3, 0.5)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no report {name} in the folder or the index.{meant}"


def preview(
    folder: Path, location: Location, encoder: TextEncoder, *, replace: bool = False, force: bool = False
) -> Plan:
    """Say what `sync` would do; nothing is written. Raises what it raises."""
    folder, names = reports_in(folder)
    written: dict[str, State] = {}
    if location.url or (location.data / "chroma").is_dir():
        client = location.connect()
        old = published(location, client)
        if old and not replace:
            refuse_another(location, str(folder), old.folder)
        with suppress(IndexMissing):
            rows = Store(client, Maker(encoder.identity, encoder.name).collection).ledger.rows()
            written = held(rows.values(), old.generation if old else 0)
    return plan(folder, names, written, force=force).tried(folder)


def reports_in(folder: Path) -> tuple[Path, list[str]]:
    """Resolve a folder and name the reports in it; ReportbotError if it is none."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise ReportbotError(f"{folder}: no such folder of reports. Name one, or set REPORTS_DIR.")
    return folder, find_reports(folder)


def _summary(todo: Plan, failed: Mapping[str, Failure], passages: int, seconds: float) -> SyncSummary:
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
