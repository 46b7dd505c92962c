"""Find report files in a folder and read them as text: decoded, or extracted from a page, a PDF or a Word file."""

from __future__ import annotations

import atexit
import hashlib
import os
from heapq import heappop, heappush
from pathlib import Path

from vectorstore.confined import Confined
from vectorstore.decode import decode
from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format, format_of
from vectorstore.lines import BLANK
from vectorstore.report_file import Kind, listing, read_report, real_place
from vectorstore.types import Report

MAX_LINE = 1_000_000
"""Characters of the longest line that is taken for prose: twenty times the longest report, a line."""
SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""How the names of reports end, in small letters; what a file is, its content tells."""

_confined = Confined()
atexit.register(_confined.close)


def find_reports(folder: Path) -> list[str]:
    """Return the names of the reports under `folder`, relative to it with `/`, sorted.

    Hidden files and folders and editors' backups are left out. A folder that does not exist has no reports; one that
    cannot be listed is `ReportUnreadable`. `folder` may be a link. Of the links in it those are followed that lead to
    something inside it, where that is not found without them (a file in a hidden folder, say); each file is found once.
    What a person would miss is a name too, and loading it says what is wrong: a link elsewhere that is called as
    reports are, and, with a `/` at its end, a linked folder elsewhere or one that cannot be listed.
    """
    return _Search(folder).run() if folder.is_dir() else []


def load_report(folder: Path, name: str) -> Report:
    r"""Read `folder / name`; raise ReportUnreadable if it holds no text that can be read.

    Of a web page, a PDF or a Word file, `Report.text` is what was extracted: the main text, over it the title and a
    line with source, author and day of publication where the file states them outside its text. It has `\n` line ends,
    and every offset is one in it, not in the file. `encoding` is then that of the page, or "pdf" or "docx". The same
    bytes give the same text. What kind of file it is its content tells; the name decides where that leaves it open.
    """
    data = read_report(folder, name)
    kind = format_of(data, name)
    text, encoding = decode(data, name) if kind is Format.TEXT else _confined.read(kind, data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(BLANK + "\n"):
        raise ReportUnreadable(name, "the file is empty" if kind is Format.TEXT else "holds no text")
    if (longest := max(map(len, text.split("\n")))) > MAX_LINE:
        raise ReportUnreadable(name, f"a line of {longest:,} characters; at most {MAX_LINE:,} are read as one")
    return Report(name=name, text=text, encoding=encoding, sha256=hashlib.sha256(data).hexdigest())


class _Search:
    """Goes through a folder: first what is really in it, then what its links lead to, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}  # by where the file is
        self._links: list[str] = []
        self._walked: set[str] = set()

    def run(self) -> list[str]:
        self._walk("")
        while self._links:
            self._follow(heappop(self._links))
        return sorted(self._names.values())

    def _walk(self, top: str) -> None:
        folders = [top]
        while folders:
            name = folders.pop()
            try:
                place = real_place(self._folder, name)
                if place in self._walked:
                    continue
                self._walked.add(place)
                entries = listing(self._folder, name)
            except ReportUnreadable as error:
                if not name:
                    raise ReportUnreadable(str(self._folder), error.reason) from error
                self._names[f"{name}/"] = f"{name}/"
                continue
            for entry, kind in entries:
                below = f"{name}/{entry}" if name else entry
                if kind is Kind.FOLDER and not entry.startswith("."):
                    folders.append(below)
                elif kind is Kind.LINK and not entry.startswith("."):
                    heappush(self._links, below)
                elif kind is Kind.FILE and _is_report(entry):
                    self._names.setdefault(f"{place}/{entry}" if place else entry, below)

    def _follow(self, link: str) -> None:
        path = os.path.join(self._folder, link)
        try:
            place = real_place(self._folder, link)
        except ReportUnreadable:
            if os.path.isdir(path):
                self._names[f"{link}/"] = f"{link}/"
            elif _is_report(os.path.basename(link)):
                self._names[link] = link
            return
        if os.path.isdir(path):
            self._walk(link)
        elif _is_report(os.path.basename(link)) and (os.path.isfile(path) or not os.path.exists(path)):
            self._names.setdefault(place, link)


def _is_report(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith((".", "~", "#"))
