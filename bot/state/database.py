"""A SQLite file with a versioned schema: one connection, one transaction at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock

from bot.state.schema import MIGRATIONS, Migration
from vectorstore.errors import ReportbotError

Clock = Callable[[], float]
Value = str | int | bytes | None

BUSY_SECONDS = 5.0  # that a transaction waits for another process
AGAIN_SECONDS = 0.01
PRIVATE = 0o600

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNUSABLE = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = FULL",
)


class Transaction:
    """Runs statements; lone surrogates, which no UTF-8 has, are stored as question marks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, statement: str, *values: Value) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(statement, [_storable(value) for value in values])

    def count(self, statement: str, *values: Value) -> int:
        """Give the single number that a SELECT makes."""
        return int(self(statement, *values).fetchone()[0] or 0)


class Database:
    """The file at `path`, made if there is none, for its owner only, brought to the newest schema.

    Raises ReportbotError if it cannot be opened, is damaged, or was written by a newer version of the project.
    """

    def __init__(self, path: Path, clock: Clock = time.time, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        self.path = path
        self._clock = clock
        self._lock = RLock()
        _make(path)
        self._connection = self._connect()
        try:
            self._migrate(migrations)
        except BaseException:
            self._connection.close()
            raise

    def now(self) -> int:
        """Tell the time in whole seconds since 1970, UTC."""
        return int(self._clock())

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Run statements that take effect together or not at all."""
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._connection)
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def erase_log(self) -> None:
        """Empty the write-ahead log, in which deleted rows may stand until it is written over."""
        with self._lock, self._explained():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def backup(self, path: Path) -> None:
        """Write a consistent copy in one file to `path` in one step, for its owner only; writers go on meanwhile."""
        temporary = path.with_name(f"{path.name}.new")
        try:
            temporary.unlink(missing_ok=True)
            _create(temporary)
            with (
                self._explained(temporary),
                closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as source,
                closing(sqlite3.connect(temporary)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            temporary.replace(path)
        except OSError as error:
            raise ReportbotError(f"{path}: the backup cannot be written: {error.strerror}") from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the connection once the running transaction has ended."""
        with self._lock:
            self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        with self._explained():
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                for pragma in _PRAGMAS:
                    connection.execute(pragma).fetchone()
                _write_ahead(connection)
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            except BaseException:
                connection.close()
                raise
        if found != "ok":
            connection.close()
            raise self._damaged(" ".join(str(found).split()))
        return connection

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        with self.transaction() as run:
            version = run.count("PRAGMA user_version")
            if version > len(migrations):
                raise ReportbotError(
                    f"{self.path} was written by a newer reportbot (schema {version}, this one knows "
                    f"{len(migrations)}). Upgrade reportbot, or set DATA_DIR to another folder."
                )
            for statement in (one for migration in migrations[version:] for one in migration):
                run(statement)
            run(f"PRAGMA user_version = {len(migrations)}")

    @contextmanager
    def _explained(self, written: Path | None = None) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = _code(error)
            if code in _DAMAGED:
                raise self._damaged(str(error)) from error
            if code in _LOCKED:
                raise ReportbotError(f"{self.path} is locked by another process. End it, then try again.") from error
            if code in _UNUSABLE:
                raise ReportbotError(
                    f"{written or self.path} cannot be used: {error}. It needs a folder that can be written, on a disk "
                    "with room."
                ) from error
            raise

    def _damaged(self, what: str) -> ReportbotError:
        name = self.path.name
        return ReportbotError(
            f"{self.path} is damaged ({what}). Put a backup in its place, or move it away with {name}-wal and "
            f"{name}-shm: the bot then starts with an empty memory."
        )


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # to open and close a file that is in use would end SQLite's locks on it
            _create(path)
        if not path.is_file():
            raise ReportbotError(f"{path} is no file. Move it away, or set DATA_DIR to another folder.")
        with suppress(OSError):  # some file systems have no permissions
            path.chmod(PRIVATE)
    except OSError as error:
        raise ReportbotError(
            f"{path} cannot be made: {error.strerror}. DATA_DIR must be a folder that can be written."
        ) from error


def _create(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, for which SQLite does not wait while others open or close the same file."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.Error as error:
            if _code(error) not in _LOCKED or time.monotonic() > end:
                raise
        time.sleep(AGAIN_SECONDS)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _storable(value: Value) -> Value:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
