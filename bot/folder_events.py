"""What the system tells of a folder as it happens, by watchfiles.

Where the system tells nothing (some network folders), WATCHFILES_FORCE_POLLING has watchfiles look every
WATCHFILES_POLL_DELAY_MS milliseconds instead, as its documentation says; without it the caller looks now and then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from enum import Enum, auto
from pathlib import Path
from threading import Event

from vectorstore.load import SUFFIXES

STEP = 50
"""Milliseconds in which watchfiles gathers what happens at once, and notices that it is to stop."""


class Wake(Enum):
    """Why the one who watches is woken."""

    CHANGED = auto()
    """Something happened that may concern a report, or the watching has begun just now."""
    QUIET = auto()
    """Nothing; time has passed."""
    MISSING = auto()
    """There is no such folder."""


def wakes(folder: Path, stop: Event, tick: float, note: Callable[[str], None]) -> Iterator[Wake]:
    """Wake the caller every `tick` seconds at least, until `stop` is set.

    A folder that is not there, or no longer the same, is watched again as soon as there is one. What the caller does
    meanwhile makes it miss nothing. `note` is told, once, where the system can watch no more folders.
    """
    polling: bool | None = None
    while not stop.is_set():
        identity = _identity(folder)
        if identity is None:
            yield Wake.MISSING
            stop.wait(tick)
            continue
        try:
            yield from _watched(folder, identity, stop, tick, polling)
        except FileNotFoundError:
            stop.wait(tick)  # it went in this moment
        except (OSError, RuntimeError) as error:
            if not polling:
                note(f"the system does not tell what happens in {folder} ({error}); looking at it again and again")
            polling = True
            yield Wake.QUIET
            stop.wait(tick)


def _watched(folder: Path, identity: object, stop: Event, tick: float, polling: bool | None) -> Iterator[Wake]:
    """Wake until the folder is another one; it is watched before the first time."""
    from watchfiles import Change, watch

    root, milliseconds = folder.resolve(), int(1000 * tick)
    wake = Wake.CHANGED
    for changes in watch(
        root,
        watch_filter=None,  # one that leaves nothing over would keep the time from passing
        debounce=milliseconds,
        step=STEP,
        stop_event=stop,
        rust_timeout=milliseconds,
        yield_on_timeout=True,
        force_polling=polling,
        ignore_permission_denied=True,
    ):
        if any(_concerns(root, path) for _, path in changes):
            wake = Wake.CHANGED
        yield wake
        if _identity(folder) != identity or (Change.deleted, str(root)) in changes:
            return
        wake = Wake.QUIET


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None


def _concerns(root: Path, path: str) -> bool:
    """Whether a path may be a report, or a folder that may hold some; one that is gone may have been either."""
    try:
        inside = Path(path).relative_to(root)
    except ValueError:
        return True
    if any(part.startswith(".") for part in inside.parts) or inside.name.startswith(("~", "#")):
        return False
    return inside.name.lower().endswith(SUFFIXES) or not os.path.isfile(path)
