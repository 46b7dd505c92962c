"""One writer at a time: a lock on the data folder, which a dead process leaves free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import Busy, ReportbotError


@contextmanager
def write_lock(data: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Hold the data folder's write lock; `Busy` if another process has it for more than `patience` seconds."""
    lock = FileLock(data / "index.lock", timeout=patience)
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
