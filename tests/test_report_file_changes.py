"""Files and folders that are exchanged after they were found: nothing outside the folder is read."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import linked
import pytest
from linked import TEXT, below, link, why

from vectorstore.errors import ReportUnreadable
from vectorstore.load import find_reports
from vectorstore.report_file import LEADS_OUT, read_report

folder = linked.folder


def exchange_file(folder: Path) -> str:
    (folder / "a.txt").unlink()
    link(folder, "a.txt", "../outside/a.txt")
    return LEADS_OUT


def exchange_folder(folder: Path) -> str:
    (folder / "sub").rename(folder / ".gone")
    link(folder, "sub", "../outside")
    return LEADS_OUT


def exchange_folder_for_file(folder: Path) -> str:
    (folder / "sub").rename(folder / ".gone")
    below(folder, "sub")
    return "exchanged for something else while it was read"


def exchange_file_for_pipe(folder: Path) -> str:
    (folder / "a.txt").unlink()
    os.mkfifo(folder / "a.txt")
    return "not a regular file"


def vanish(folder: Path) -> str:
    (folder / "a.txt").unlink()
    return "the file is no longer there"


def vanish_folder(folder: Path) -> str:
    (folder / "sub").rename(folder / ".gone")
    return "the file is no longer there"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a.txt", exchange_file),
        ("sub/a.txt", exchange_folder),
        ("sub/a.txt", exchange_folder_for_file),
        ("a.txt", exchange_file_for_pipe),
        ("a.txt", vanish),
        ("sub/a.txt", vanish_folder),
    ],
)
def test_what_changes_after_it_was_found(folder: Path, name: str, change: Callable[[Path], str]) -> None:
    below(folder, "sub/a.txt")
    assert name in find_reports(folder)
    reason = change(folder)
    assert why(folder, name) == reason


@pytest.fixture
def swapping(folder: Path) -> Iterator[Path]:
    """A folder in which a file and a folder are links to the outside again and again."""
    below(folder, "sub/a.txt")
    link(folder, "file.link", "../outside/a.txt")
    link(folder, "sub.link", "../outside")
    below(folder, "file.real")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for kind in ("link", "real"):
                os.link(folder / f"file.{kind}", folder / "file.new", follow_symlinks=False)
                (folder / "file.new").replace(folder / "a.txt")
            (folder / "sub").rename(folder / "sub.real")
            (folder / "sub.link").rename(folder / "sub")
            (folder / "sub").rename(folder / "sub.link")
            (folder / "sub.real").rename(folder / "sub")

    thread = threading.Thread(target=swap)
    thread.start()
    yield folder
    over.set()
    thread.join()


def test_nothing_outside_is_read_while_links_come_and_go(swapping: Path) -> None:
    read: set[bytes] = set()
    refused = 0
    for _ in range(1500):
        for name in ("a.txt", "sub/a.txt"):
            try:
                read.add(read_report(swapping, name))
            except ReportUnreadable:
                refused += 1
        find_reports(swapping)
    assert (read, refused > 0) == ({TEXT.encode()}, True)
