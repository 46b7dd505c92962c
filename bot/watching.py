"""Keep the index equal to a folder: read what changes once it is completely written, and try again what failed.

The loop of `reportbot watch`, and of `reportbot serve` with WATCH. It ends only when told to. When files count as
completely written is in bot.settling; everything else that takes time is in `Pace`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol

from bot.folder_events import Wake, wakes
from bot.settling import Settling, Snapshot, Verdict, snapshot
from bot.watch_line import run_line
from vectorstore.errors import Busy, ReportbotError

if TYPE_CHECKING:
    from vectorstore.plan import Failure
    from vectorstore.sync import SyncSummary

Progress = Callable[[str, int, int], None]
Index = Callable[[Progress], "SyncSummary"]

_EASE = 10
"""A look at a large folder takes time; so many times as long passes until the next one."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between tries: the first pause, doubled each time up to the longest."""

    first: float
    longest: float

    def after(self, tries: int) -> float:
        """Give the pause after so many tries, at least one, that failed."""
        return min(self.first * 2.0 ** min(tries - 1, 32), self.longest)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds."""

    tick: float = 0.5
    """Between two looks at the clock, and at files that do not stand still yet."""
    settle: float = 1.5
    """That a file must not change to count as completely written."""
    empty: float = 10.0
    """The same for an empty file."""
    patience: float = 30.0
    """That files which stand still wait for those that do not."""
    compare: float = 180.0
    """Between two comparisons of the whole folder, for where the system does not tell what happens."""
    busy: float = 2.0
    """Until the next try while another process is indexing."""
    unreadable: Pauses = Pauses(5.0, 1800.0)
    """Between two tries to read the files that cannot be read, if nothing else changes."""
    trouble: Pauses = Pauses(2.0, 120.0)
    """Between two tries after one that failed as a whole, if nothing changes; a change is tried at once."""


class Stopped(BaseException):
    """Ends an index run, wherever it stands; the next run completes it."""


class Teller(Protocol):
    """Says what happens, each thing once."""

    def did(self, line: str) -> None:
        """Say what a run did."""

    def unreadable(self, failures: Sequence[Failure]) -> None:
        """Say which files cannot be read."""

    def failed(self, error: Exception) -> None:
        """Say why a run failed as a whole."""

    def waits(self, line: str) -> None:
        """Say what is being waited for, or done without."""


class Watcher:
    """Watches one folder. `index` makes the index equal to it; it is called by one thread, once at a time."""

    def __init__(self, folder: Path, index: Index, teller: Teller, stop: Event, pace: Pace | None = None) -> None:
        self._folder, self._index, self._teller, self._stop = folder, index, teller, stop
        self._pace = pace or Pace()
        self._settling = Settling(self._pace.settle, self._pace.empty, self._pace.patience)
        self._known: Snapshot | None = None  # what the last run that did not fail has read
        self._missing = False
        self._look_due, self._next_look, self._compare = True, 0.0, 0.0
        self._retry: float | None = None
        self._tries: dict[str, int] = {}  # of files that cannot be read
        self._reasons: dict[str, set[str]] = {}  # that were told of them
        self._failures = 0  # in a row, of whole runs
        self._told: set[str] = set()  # the kinds of them

    def run(self) -> None:
        """Bring the index up to date, and keep it so until told to stop; raises only what the teller raises."""
        try:
            for wake in wakes(self._folder, self._stop, self._pace.tick, self._teller.waits):
                self._woken(wake)
        except Stopped:
            return

    def _woken(self, wake: Wake) -> None:
        now = time.monotonic()
        if wake is Wake.MISSING:
            if not self._missing:
                self._teller.waits(f"{self._folder}: no such folder of reports. Waiting for it.")
            self._missing = True
            return
        self._missing = False
        if wake is Wake.CHANGED or now >= self._compare:
            self._look_due = True
        if (self._look_due or self._retry_is_due(now)) and now >= self._next_look:
            self._look()

    def _retry_is_due(self, now: float) -> bool:
        return self._retry is not None and now >= self._retry

    def _look(self) -> None:
        """Compare the folder with how it was; read it if that is to be done now."""
        started = time.monotonic()
        try:
            found = snapshot(self._folder)
        except (OSError, ReportbotError) as error:
            self._look_due = False
            self._trouble(error)
            return
        now = time.monotonic()
        self._next_look, self._compare = now + _EASE * (now - started), now + self._pace.compare
        verdict = self._settling.judge(found, now, self._retry)
        self._look_due = verdict is not Verdict.SAME
        if verdict is Verdict.READY:
            self._settling.tried(found)
            self._read(found)

    def _read(self, found: Snapshot) -> None:
        try:
            summary = self._index(self._progress)
        except Busy:
            self._retry = time.monotonic() + self._pace.busy
        except Exception as error:
            self._trouble(error)
        else:
            self._done(summary, found)

    def _progress(self, stage: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Stopped

    def _trouble(self, error: Exception) -> None:
        self._failures += 1
        self._retry = time.monotonic() + self._pace.trouble.after(self._failures)
        kind = f"{type(error).__name__} {re.sub('[0-9]+', '', str(error))}"
        if kind not in self._told:
            self._told.add(kind)
            self._teller.failed(error)

    def _done(self, summary: SyncSummary, found: Snapshot) -> None:
        before, self._failures = self._known, 0
        names = {failure.report for failure in summary.failed}
        self._known = {name: stamp for name, stamp in found.items() if name not in names}
        if line := run_line(summary, before, self._known):
            self._teller.did(line)
        elif self._told:
            self._teller.did("Reading the reports works again; nothing has changed")
        self._told.clear()
        self._unreadable(summary.failed)

    def _unreadable(self, failures: Sequence[Failure]) -> None:
        """Say what cannot be read and was not said yet, and set the time of the next try."""
        self._tries = {one.report: self._tries.get(one.report, 0) + 1 for one in failures}
        pause = self._pace.unreadable.after(min(self._tries.values())) if failures else None
        self._retry = None if pause is None else time.monotonic() + pause
        self._reasons = {one.report: self._reasons.get(one.report, set()) for one in failures}
        new = [one for one in failures if one.error not in self._reasons[one.report]]
        for one in new:
            self._reasons[one.report].add(one.error)
        if new:
            self._teller.unreadable(new)
