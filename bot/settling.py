"""When what changed in a folder may be read: files have to stand still first, but not for ever.

A file that changed is taken for completely written once it has not changed again for a settle time; an empty one, which
somebody is about to fill, once a longer time has passed. An index run reads the whole folder, so it waits until all
that changed stands still, but what stands still waits only so long for what does not: then all is read as it is,
and a file that goes on growing is read again once it stands still. A file that grows alone is waited for to its end.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from vectorstore.load import find_reports

EMPTY = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another: inode, size in bytes, and times in nanoseconds.

    `changed` is the time of the last change to content, name or permissions; programs cannot set it back.
    """

    inode: int
    size: int
    modified: int
    changed: int


Snapshot = Mapping[str, Stamp]
"""The reports of a folder by name."""


class Verdict(Enum):
    """What is to be done about a folder."""

    SAME = auto()
    WAIT = auto()
    READY = auto()


def snapshot(folder: Path) -> dict[str, Stamp]:
    """Look at every report of a folder without opening it; ReportUnreadable if the folder cannot be looked at."""
    stamps = {name: _stamp(folder / name) for name in find_reports(folder)}
    return {name: stamp for name, stamp in stamps.items() if stamp}


class Settling:
    """Compares a folder with how it was at the last try, and knows since when each difference is as it is.

    `settle` and `empty` are the seconds that a file has to stand still, `patience` those that it waits for others.
    """

    def __init__(self, settle: float, empty: float, patience: float) -> None:
        self._settle, self._empty, self._patience = settle, empty, patience
        self._tried: Snapshot = {}
        self._since: dict[str, tuple[Stamp | None, float]] = {}

    def judge(self, found: Snapshot, now: float, due: float | None) -> Verdict:
        """Tell whether to read the folder, found so at `now`. `due` is when it is to be read all the same, if ever."""
        self._note(found, now)
        moving = {name for name, (stamp, since) in self._since.items() if now < since + self._rest(stamp)}
        waiting = [since for name, (_, since) in self._since.items() if name not in moving]
        if due is not None and due <= now:
            waiting.append(due)
        if not waiting:
            return Verdict.WAIT if moving else Verdict.SAME
        return Verdict.WAIT if moving and now < min(waiting) + self._patience else Verdict.READY

    def tried(self, found: Snapshot) -> None:
        """Compare with this state from now on."""
        self._tried, self._since = found, {}

    def _note(self, found: Snapshot, now: float) -> None:
        different = {name: found.get(name) for name in self._tried.keys() | found.keys()}
        different = {name: stamp for name, stamp in different.items() if stamp != self._tried.get(name)}
        before = self._since
        self._since = {
            name: before[name] if name in before and before[name][0] == stamp else (stamp, now)
            for name, stamp in different.items()
        }

    def _rest(self, stamp: Stamp | None) -> float:
        return self._empty if stamp and stamp.size == EMPTY else self._settle


def _stamp(path: Path) -> Stamp | None:
    for follow in (True, False):  # a link that leads nowhere is something too
        try:
            status = os.stat(path, follow_symlinks=follow)
        except OSError:
            continue
        return Stamp(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return None
