"""An index as one file: written while readers go on, unpacked on another machine without encoding anything again.

A gzipped tar of what DATA_DIR holds of an embedded index. SQLite files go in through SQLite's backup, so that what is
being written is in whole or not at all; the index itself is held still by its write lock.
"""

from __future__ import annotations

import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from vectorstore.errors import ReportbotError, UsageError
from vectorstore.index import Location, current
from vectorstore.lock import write_lock
from vectorstore.manifest import MANIFEST, Manifest

SQLITE = ".sqlite3"
PARTS = ("chroma", "lexical", MANIFEST)


def export(location: Location, target: Path, others: tuple[str, ...] = ()) -> int:
    """Write the index to `target`, with `others` of DATA_DIR's files where they are there; give its size in bytes.

    `IndexMissing` if there is no index; `UsageError` for one on a Chroma server, which has backups of its own.
    """
    if location.url:
        raise UsageError("The index is on a Chroma server (CHROMA_URL): back that up with its own means.")
    data = location.data
    with write_lock(data):
        manifest = current(location)
        temporary = target.with_name(f"{target.name}.part")
        try:
            with tarfile.open(temporary, "w:gz", compresslevel=1) as archive:
                for name in _files(data, manifest, others):
                    _add(archive, data, name)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise ReportbotError(f"{target} cannot be written: {error.strerror}.") from error
    return target.stat().st_size


def unpack(source: Path, location: Location, *, replace: bool = False) -> Manifest:
    """Make the index in `source` that of DATA_DIR, which must have none unless `replace`; give its manifest."""
    data = location.data
    data.mkdir(parents=True, exist_ok=True)
    with write_lock(data), tempfile.TemporaryDirectory(dir=data, prefix="import-") as folder:
        if Manifest.read(data) and not replace:
            raise ReportbotError(f"DATA_DIR {data} has an index already: add --replace, or name another folder.")
        fresh = Path(folder)
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(fresh, filter="data")
        except (OSError, EOFError, tarfile.TarError) as error:
            raise ReportbotError(f"{source} is no exported index: {error}.") from error
        manifest = Manifest.read(fresh)
        if manifest is None or not (fresh / "chroma").is_dir():
            raise ReportbotError(f"{source} is no exported index: it lacks {MANIFEST} or its passages.")
        _put(fresh, data)
        return manifest


def _files(data: Path, manifest: Manifest, others: tuple[str, ...]) -> Iterator[str]:
    """Name the files, relative to DATA_DIR; the manifest last, since it makes an index of the others."""
    generation = Location(data).lexical(manifest.generation)
    for folder in (data / "chroma", generation):
        yield from (path.relative_to(data).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    yield from (name for name in others if (data / name).is_file())
    yield MANIFEST


def _add(archive: tarfile.TarFile, data: Path, name: str) -> None:
    if name.endswith((f"{SQLITE}-wal", f"{SQLITE}-shm", f"{SQLITE}-journal")):
        return
    if not name.endswith(SQLITE):
        archive.add(data / name, name)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        with closing(sqlite3.connect(data / name)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        archive.add(copy, name)


def _put(fresh: Path, data: Path) -> None:
    """Move what was unpacked into DATA_DIR, the manifest last; what was there goes with the temporary folder."""
    before = fresh / "before"
    before.mkdir()
    (data / MANIFEST).unlink(missing_ok=True)
    names = [path.name for path in fresh.iterdir() if path != before and path.name != MANIFEST]
    for name in (*names, MANIFEST):
        for leftover in (name, f"{name}-wal", f"{name}-shm"):
            if (data / leftover).exists():
                (data / leftover).rename(before / leftover)
        (fresh / name).rename(data / name)
