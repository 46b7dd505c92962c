"""Cyclic garbage is looked for less often while an index is written, which makes millions of objects in no cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

RARELY = (50_000, 50, 100)
"""Thresholds of `gc.set_threshold` meanwhile, for all threads of the process: by Python's own, looking takes a tenth of
the time beside encoding."""

_lock = Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look rarely in the block; of several blocks at once the last to end puts the thresholds back."""
    with _lock:
        _before.append(_before[0] if _before else gc.get_threshold())
        gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        with _lock:
            usual = _before.pop()
            if not _before:
                gc.set_threshold(*usual)
