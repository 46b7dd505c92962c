"""An uploaded report on its way into REPORTS_DIR: checked, kept while a question is open, put in or put back.

DATA_DIR/uploads/       reports that wait for a yes to "overwrite?"
REPORTS_DIR/.upload-*   a report that is being put in, and the one it replaces; hidden files are no reports
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from bot.report_name import report_name, same_name, split_name
from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format, format_of
from vectorstore.load import find_reports, load_report
from vectorstore.report_file import open_report

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)

Tell = Callable[[str, int, int], None]

FOLDER = "uploads"
STALE = 2 * 86_400
"""Seconds after which a kept upload is nobody's any more; its question is forgotten after one day."""

SUFFIX_OF = {Format.HTML: ".html", Format.PDF: ".pdf", Format.WORD: ".docx"}
"""How the name of a file ends that is no plain text."""

_BLANK = b" \t\r\n\f\v\0\x1a\xef\xbb\xbf\xff\xfe\xe3\x80\xc2\xa0"  # with the marks and spaces of UTF-8 and UTF-16
_MARK = ".upload-"


class Why(Enum):
    """Why something cannot be taken as a report."""

    EMPTY = auto()
    WRONG_TYPE = auto()
    UNREADABLE = auto()


class Refused(Exception):
    """What was sent is no report. `reason` is a line for the sender, "" if there is nothing more to say."""

    def __init__(self, why: Why, reason: str = "") -> None:
        super().__init__(why.name)
        self.why = why
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report that can be put in: its file name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What the index holds of a report that was put in."""

    passages: int
    figures: int


class Intray:
    """Takes reports for one folder. Its methods block; only one thread at a time may put something in."""

    def __init__(self, reports_dir: Path, data_dir: Path) -> None:
        self._reports = reports_dir
        self._kept = data_dir / FOLDER

    def check(self, called: str, data: bytes, day: date) -> Incoming:
        """Make sure that this is text that can be read, and give it a safe name; raise Refused if it is not.

        `called` is what the sender calls it, a path perhaps; where that says nothing the name comes from the first
        line and `day`. What kind of file it is is told by its content.
        """
        if not data.strip(_BLANK):
            raise Refused(Why.EMPTY)
        stem, ending = split_name(called)
        try:
            suffix = _suffix(format_of(data, f"report{ending}"), ending)
        except ReportUnreadable as error:
            raise Refused(Why.WRONG_TYPE, error.reason) from error
        title = self._first_line(data, suffix)
        name = report_name(stem, suffix) or titled(title, day, suffix)
        return Incoming(self._standing(name) or name, data)

    def twin(self, report: Incoming) -> str:
        """Give the name of a report that has the same bytes already, "" if there is none."""
        for name in find_reports(self._reports):
            with suppress(ReportUnreadable, OSError), open_report(self._reports, name) as file:
                if os.fstat(file.fileno()).st_size == len(report.data) and file.read() == report.data:
                    return name
        return ""

    def stands(self, report: Incoming) -> bool:
        """Whether there is something of its name in the folder."""
        return os.path.lexists(self._reports / report.name)

    def keep(self, report: Incoming) -> Path:
        """Keep a report until a question about it is answered; what nobody answered is removed."""
        self._kept.mkdir(parents=True, exist_ok=True)
        for path in self._kept.iterdir():
            with suppress(OSError):
                if path.is_file() and path.stat().st_mtime < time.time() - STALE:
                    path.unlink()
        path = self._kept / secrets.token_hex(8)
        _write(path, report.data, 0o600)
        return path

    def take_in(self, report: Incoming, app: App, tell: Tell) -> Taken:
        """Put a report into the folder and the index. If that fails both are put back as they were, and it raises.

        ReportUnreadable if the report holds nothing that could be indexed; else whatever went wrong.
        """
        try:
            with self.placed(report):
                summary = app.index(None, progress=tell)
                for failure in summary.failed:
                    if failure.report == report.name:
                        raise ReportUnreadable(failure.report, failure.error)
                return _taken(app, report.name)
        except BaseException:
            try:
                app.index(None)
            except Exception as error:  # what is raised is why the report was not taken in
                log.error("the index could not be put back (%s); the next run does it", type(error).__name__)
            raise

    @contextmanager
    def placed(self, report: Incoming) -> Iterator[None]:
        """Have a report in the folder from one moment to the next; if the block fails, what was there before is back.

        What was there keeps its inode and times: a hidden link holds it meanwhile.
        """
        self._reports.mkdir(parents=True, exist_ok=True)
        self._sweep()
        target, mark = self._reports / report.name, secrets.token_hex(8)
        new, old = (self._reports / f"{_MARK}{mark}.{part}" for part in ("new", "old"))
        try:
            _write(new, report.data, 0o666)
            if os.path.lexists(target):
                _link(target, old)
            new.replace(target)
            try:
                yield
            except BaseException:
                if os.path.lexists(old):
                    old.replace(target)
                else:
                    target.unlink(missing_ok=True)
                raise
        finally:
            for path in (new, old):
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _first_line(self, data: bytes, suffix: str) -> str:
        """Read a report as the index will, and give its first line."""
        self._kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._kept) as folder:
            _write(Path(folder, f"report{suffix}"), data, 0o600)
            try:
                text = load_report(Path(folder), f"report{suffix}").text
            except ReportUnreadable as error:
                raise Refused(Why.WRONG_TYPE if b"\0" in data else Why.UNREADABLE, error.reason) from error
        return next((line.strip() for line in text.split("\n") if any(map(str.isalnum, line))), "")

    def _standing(self, name: str) -> str:
        """Find the file that some file systems take for one of this name."""
        with suppress(OSError):
            return next((one for one in sorted(os.listdir(self._reports)) if same_name(one, name)), "")
        return ""

    def _sweep(self) -> None:
        """Remove what an earlier run left when it was killed."""
        for path in self._reports.glob(f"{_MARK}*"):
            with suppress(OSError):
                path.unlink()


def titled(title: str, day: date, suffix: str = ".txt") -> str:
    """Name a report by its title and the day it came."""
    return report_name(title.lstrip("# "), suffix, f" {day}") or f"report {day}{suffix}"


def _suffix(kind: Format, ending: str) -> str:
    if kind is Format.TEXT:
        return ".md" if ending in (".md", ".markdown") else ".txt"
    return ".htm" if (kind, ending) == (Format.HTML, ".htm") else SUFFIX_OF[kind]


def _taken(app: App, name: str) -> Taken:
    status = app.status()
    reports = status.reports if status else ()
    passages = sum(report.passages for report in reports if report.report == name)
    return Taken(passages, len(app.figures(report=name)))


def _write(path: Path, data: bytes, mode: int) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _link(path: Path, other: Path) -> None:
    try:
        os.link(path, other, follow_symlinks=False)
    except OSError:  # some file systems have no links
        shutil.copy2(path, other, follow_symlinks=False)
