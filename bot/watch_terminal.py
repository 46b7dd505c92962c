"""`reportbot watch`: what was done on standard output, what went wrong on standard error."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import typer

from bot import logs
from bot.output import write
from bot.progress import progress_bar
from bot.watch_line import shown
from bot.watching import Pace, Progress, Watcher
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings
    from vectorstore.plan import Failure
    from vectorstore.sync import SyncSummary


def watch(app: App, settings: Settings, folder: Path | None, pace: Pace | None = None) -> None:
    """Keep the index equal to a folder (default REPORTS_DIR) until SIGTERM or Ctrl-C; a second one ends at once."""

    def index(progress: Progress) -> SyncSummary:
        with progress_bar() as bar:

            def tell(stage: str, done: int, total: int) -> None:
                progress(stage, done, total)
                if bar:
                    bar(stage, done, total)

            return app.index(folder, progress=tell)

    place = folder or settings.reports_dir
    with told_to_stop() as stop:
        typer.echo(f"Watching {shown(str(place))}. Ctrl-C stops it.", err=True)
        Watcher(place, index, Terminal(settings.data_dir), stop, pace).run()


class Terminal:
    """Says what happens, with the time."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def did(self, line: str) -> None:
        """Say what a run did."""
        write(f"{_now()} {line}\n")

    def unreadable(self, failures: Sequence[Failure]) -> None:
        """Say which files cannot be read, each on a line."""
        for failure in failures:
            typer.echo(f"{_now()} {shown(failure.report)}: {shown(failure.error)}", err=True)

    def failed(self, error: Exception) -> None:
        """Say why a run failed; the traceback of what nobody expected is kept."""
        line = str(error) if isinstance(error, ReportbotError) else logs.record(error, self._data)
        typer.echo(f"{_now()} {shown(line).rstrip('.')}; trying again", err=True)

    def waits(self, line: str) -> None:
        """Say what is being waited for."""
        typer.echo(f"{_now()} {shown(line)}", err=True)


@contextmanager
def told_to_stop() -> Iterator[Event]:
    """Give an event that is set by SIGTERM and Ctrl-C, which end the block quietly too, wherever it is."""
    stop = Event()
    before: dict[signal.Signals, Any] = {}

    def stopped(number: int, frame: object) -> None:
        for one, handler in before.items():
            signal.signal(one, handler)
        stop.set()  # for where the exception is swallowed
        raise KeyboardInterrupt

    for one in (signal.SIGTERM, signal.SIGINT):
        before[one] = signal.signal(one, stopped)
    try:
        yield stop
    except KeyboardInterrupt:
        if not stop.is_set():
            raise
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _now() -> str:
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"
