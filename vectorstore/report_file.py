"""The files of a reports folder, opened so that nothing outside it is ever read.

The way to a file is gone from the folder on, a step at a time, and at no step a link. Where there is one it is resolved
first, and what it leads to must lie inside the folder: a link that is put in between finding and reading leads nowhere.
Only regular files are opened; opening a named pipe or a device can wait, or do something.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from vectorstore.errors import ReportUnreadable

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
"""Folders in one another that are looked into. The way to a folder is gone from the top, so a deep one takes long."""

LEADS_OUT = "a link that leads out of the reports folder; links are followed only inside it"

_ODD = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|\0")  # what may lead up, or nowhere
_FROM_FOLDER = os.open in os.supports_dir_fd
_CAREFULLY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_LINK = (errno.ELOOP, errno.ENOTDIR)
"""What opening without following gives for a link, or for a way that leads over something that is no folder."""


class Kind(Enum):
    """What stands in a folder; what is none of these is no report."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()


def real_place(folder: Path, name: str) -> str:
    """Follow the links in a name: where the file is, relative to the folder with `/`, "" for the folder itself.

    `ReportUnreadable` if that is outside. Nothing has to be there.
    """
    root = os.path.realpath(folder)
    try:
        place = Path(os.path.relpath(os.path.realpath(os.path.join(root, name)), root))
    except ValueError as error:  # a zero byte; another drive
        raise ReportUnreadable(name, "no file can have this name") from error
    except OSError as error:  # a link that is gone before it is read
        raise ReportUnreadable(name, _said(error)) from error
    if place.is_absolute() or ".." in place.parts[:1]:
        raise ReportUnreadable(name, LEADS_OUT)
    return "" if place == Path() else place.as_posix()


def listing(folder: Path, name: str) -> list[tuple[str, Kind]]:
    """List what stands in a folder below `folder` ("" for itself), but no pipes, sockets and devices.

    `ReportUnreadable` if it cannot be listed.
    """
    place = real_place(folder, name)
    if place.count("/") >= MAX_DEPTH:
        raise ReportUnreadable(name, f"in more than {MAX_DEPTH} folders; put it further up")
    try:
        if not _FROM_FOLDER:
            return _entries(os.path.join(os.path.realpath(folder), place))
        handle = _opened(folder, name, _FOLDER)
        try:
            return _entries(handle)
        finally:
            os.close(handle)
    except FileNotFoundError:
        return []  # gone since it was found
    except OSError as error:
        raise ReportUnreadable(name, f"this folder cannot be listed: {_said(error)}") from error


def open_report(folder: Path, name: str) -> BinaryIO:
    """Open a report's file to be read; `ReportUnreadable` if it is none that may be read.

    A name that ends in `/` is that of a folder in which no reports could be found; this says why.
    """
    if name.endswith("/"):
        listing(folder, name)
        raise ReportUnreadable(name, "this folder could not be listed a moment ago")
    try:
        handle = _opened(folder, name, 0)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise ReportUnreadable(name, "not a regular file")
            if status.st_size > MAX_BYTES:
                raise ReportUnreadable(name, f"{status.st_size:,} bytes; at most {MAX_BYTES:,} are read")
            return open(handle, "rb")
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        if isinstance(error, FileNotFoundError) and os.path.islink(os.path.join(folder, name)):
            raise ReportUnreadable(name, "a link to a file that is not there") from error
        raise ReportUnreadable(name, _said(error)) from error


def read_report(folder: Path, name: str) -> bytes:
    """Read a report's file as a whole; `ReportUnreadable` if it cannot be."""
    try:
        with open_report(folder, name) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReportUnreadable(name, _said(error)) from error
    if len(data) > MAX_BYTES:
        raise ReportUnreadable(name, f"more than {MAX_BYTES:,} bytes")
    return data


def file_hash(folder: Path, name: str) -> str:
    """Give the SHA-256 of a report's file in hexadecimal, "" if it cannot be read: reading it says why."""
    with suppress(ReportUnreadable):
        return hashlib.sha256(read_report(folder, name)).hexdigest()
    return ""


def _opened(folder: Path, name: str, how: int) -> int:
    """Open what a name below the folder means; OSError, or ReportUnreadable if that is outside."""
    if _FROM_FOLDER and not _ODD.search(name):
        try:
            return _step_by_step(folder, name, how)
        except OSError as error:
            if error.errno not in _LINK:
                raise
    place = real_place(folder, name)
    if _FROM_FOLDER:
        return _step_by_step(folder, place, how)
    return os.open(os.path.join(os.path.realpath(folder), place), os.O_RDONLY | _CAREFULLY)


def _step_by_step(folder: Path, place: str, how: int) -> int:
    """Open what is at a place below the folder, and follow no link on the way; OSError."""
    handle = os.open(folder, os.O_RDONLY | _FOLDER | os.O_CLOEXEC)
    steps = place.split("/") if place else []
    for number, step in enumerate(steps, 1):
        above = handle
        try:
            last = number == len(steps)
            if last and not how:
                _must_be_openable(step, above)
            handle = os.open(step, os.O_RDONLY | _CAREFULLY | (how if last else _FOLDER), dir_fd=above)
        finally:
            os.close(above)
    return handle


def _must_be_openable(step: str, above: int) -> None:
    """Refuse to open what opening might set going."""
    mode = os.stat(step, dir_fd=above, follow_symlinks=False).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):  # opening a link fails
        raise OSError(errno.EINVAL, "not a regular file")


def _entries(where: int | str) -> list[tuple[str, Kind]]:
    with os.scandir(where) as entries:
        return [(entry.name, kind) for entry in entries if (kind := _kind(entry))]


def _kind(entry: os.DirEntry[str]) -> Kind | None:
    with suppress(OSError):  # gone, or not to be looked at
        if entry.is_symlink():
            return Kind.LINK
        if entry.is_dir(follow_symlinks=False):
            return Kind.FOLDER
        if entry.is_file(follow_symlinks=False):
            return Kind.FILE
    return None


def _said(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the file is no longer there"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if error.errno in _LINK:
        return "exchanged for something else while it was read"
    return error.strerror or str(error)
