"""Find report files in a folder and read them as text: decoded, or extracted from a page, a PDF or a Word file."""

from __future__ import annotations

import atexit
import hashlib
import os
import stat
from pathlib import Path

from vectorstore.confined import Confined
from vectorstore.decode import decode
from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format, format_of
from vectorstore.lines import BLANK
from vectorstore.types import Report

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 1_000_000
"""Characters of the longest line that is taken for prose: twenty times the longest report, a line."""
SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""How the names of reports end, in small letters; what a file is, its content tells."""

_confined = Confined()
atexit.register(_confined.close)


def find_reports(folder: Path) -> list[str]:
    """Return the names of the reports under `folder`, relative to it with `/`, sorted.

    Hidden files and folders and editors' backups are left out. Linked folders are followed, each real folder
    once. A folder that does not exist has no reports.
    """
    names: list[str] = []
    seen: set[str] = set()
    for parent, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(parent)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(parent).relative_to(folder)
        names += [(inside / name).as_posix() for name in files if _is_report(Path(parent, name))]
    return sorted(names)


def load_report(folder: Path, name: str) -> Report:
    r"""Read `folder / name`; raise ReportUnreadable if it holds no text that can be read.

    Of a web page, a PDF or a Word file, `Report.text` is what was extracted: the main text, over it the title and a
    line with source, author and day of publication where the file states them outside its text. It has `\n` line ends,
    and every offset is one in it, not in the file. `encoding` is then that of the page, or "pdf" or "docx". The same
    bytes give the same text. What kind of file it is its content tells; the name decides where that leaves it open.
    """
    data = _read(folder / name, name)
    kind = format_of(data, name)
    text, encoding = decode(data, name) if kind is Format.TEXT else _confined.read(kind, data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(BLANK + "\n"):
        raise ReportUnreadable(name, "the file is empty" if kind is Format.TEXT else "holds no text")
    if (longest := max(map(len, text.split("\n")))) > MAX_LINE:
        raise ReportUnreadable(name, f"a line of {longest:,} characters; at most {MAX_LINE:,} are read as one")
    return Report(name=name, text=text, encoding=encoding, sha256=hashlib.sha256(data).hexdigest())


def _is_report(path: Path) -> bool:
    name = path.name
    return name.lower().endswith(SUFFIXES) and not name.startswith((".", "~", "#")) and path.is_file()


def _read(path: Path, name: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReportUnreadable(name, "not a regular file")
        if status.st_size > MAX_BYTES:
            raise ReportUnreadable(name, f"{status.st_size:,} bytes; at most {MAX_BYTES:,} are read")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ReportUnreadable(name, "the file is no longer there") from error
    except PermissionError as error:
        raise ReportUnreadable(name, "no permission to read it") from error
    except OSError as error:
        raise ReportUnreadable(name, error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise ReportUnreadable(name, f"more than {MAX_BYTES:,} bytes")
    return data
