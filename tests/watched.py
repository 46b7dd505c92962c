"""A folder that is watched in a thread while a test works in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.watching import Pace, Pauses, Progress, Watcher
from vectorstore.load import find_reports
from vectorstore.sync import Failure, SyncSummary

PATIENCE = 120.0
"""Seconds that a test waits for what has to come, on a machine that does other things too."""

QUICK = Pace(
    tick=0.05,
    settle=0.3,
    empty=0.6,
    patience=PATIENCE,
    compare=PATIENCE,
    busy=0.05,
    unreadable=Pauses(0.05, 0.2),
    trouble=Pauses(0.05, 0.2),
)


def wait_until(done: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


class Told:
    """Keeps what a watcher says."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failures: list[tuple[str, str]] = []
        self.errors: list[str] = []
        self.waiting: list[str] = []

    def did(self, line: str) -> None:
        self.lines.append(line)

    def unreadable(self, failures: Sequence[Failure]) -> None:
        self.failures += [(one.report, one.error) for one in failures]

    def failed(self, error: Exception) -> None:
        self.errors.append(str(error))

    def waits(self, line: str) -> None:
        self.waiting.append(line)

    @property
    def done(self) -> list[str]:
        """What the lines say was done, without what the index holds and the time."""
        return [line.partition(";")[0] for line in self.lines]


class Texts:
    """An index of texts by name. What `troubles` has is raised by the next runs; `bad` are files that fail, and why."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.troubles: list[Exception] = []
        self.bad: dict[str, str] = {}
        self.runs: list[dict[str, str]] = []
        self.failed: list[str] = []
        self.tries = 0

    def index(self, progress: Progress) -> SyncSummary:
        self.tries += 1
        if self.troubles:
            raise self.troubles.pop(0)
        old, new = self.texts, {}
        names = find_reports(self.folder)
        for done, name in enumerate(names):
            progress("reports", done, len(names))
            if name not in self.bad:
                new[name] = (self.folder / name).read_text(encoding="utf-8")
        failed = tuple(Failure(name, why) for name, why in self.bad.items() if name in names)
        self.texts = new
        self.runs.append(new)
        self.failed = [one.report for one in failed]
        added, gone = new.keys() - old.keys(), old.keys() - new.keys()
        moved = {name for name in added if new[name] in [old[one] for one in gone]}
        return SyncSummary(
            added=len(added) - len(moved),
            changed=sum(new[name] != old[name] for name in new.keys() & old.keys()),
            moved=len(moved),
            deleted=len(gone) - len(moved),
            unchanged=sum(new[name] == old[name] for name in new.keys() & old.keys()),
            failed=failed,
            passages=len(new),
            seconds=0.25,
        )


@contextmanager
def watching(folder: Path, index: Callable[[Progress], SyncSummary], pace: Pace = QUICK) -> Iterator[Told]:
    """Watch during the block; what the thread raises is raised at its end."""
    told, stop, raised = Told(), threading.Event(), []

    def run() -> None:
        try:
            Watcher(folder, index, told, stop, pace).run()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()
    assert raised == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one report."""
    made = tmp_path / "reports"
    made.mkdir()
    (made / "a.txt").write_text("甲", encoding="utf-8")
    return made
