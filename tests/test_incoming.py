"""Reports on their way into the folder: types by content, and everything as it was when something fails."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from pathlib import Path

import arrivals
import pytest
from arrivals import DAY, OTHER, PNG, TEXT, contents, ignore
from telegram_running import FolderApp

from bot.incoming import STALE, Incoming, Intray, Refused, Taken, Why
from vectorstore.load import load_report

intray = arrivals.intray


def zipped(data: bytes, name: str = "report.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_text_in_the_encodings_of_reports_is_taken_as_it_is(intray: Intray, tmp_path: Path, encoding: str) -> None:
    text = "柳河鎮修橋\n\n柳河鎮今年共修建橋梁12座。\n" * 8 if encoding == "big5" else TEXT * 4
    report = intray.check("x", text.encode(encoding), DAY)
    with intray.placed(report):
        assert load_report(tmp_path / "reports", "x.txt").text.removeprefix("\ufeff") == text
    assert contents(tmp_path / "reports") == {"x.txt": text.encode(encoding)}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.EMPTY),
        (b" \r\n\t\n", Why.EMPTY),
        (b"\xef\xbb\xbf \n", Why.EMPTY),
        ("\ufeff \n".encode("utf-16-le"), Why.EMPTY),
        ("\u3000\u3000\n".encode(), Why.EMPTY),
        (PNG, Why.WRONG_TYPE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40, Why.WRONG_TYPE),
        (b"%PDF-1.7\n1 0 obj <<>> endobj\n" + TEXT.encode(), Why.UNREADABLE),
        (b"{\\rtf1\\ansi 12}", Why.WRONG_TYPE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Why.WRONG_TYPE),
        (zipped(TEXT.encode()), Why.WRONG_TYPE),
        (zipped(bytes(30_000_000)), Why.WRONG_TYPE),
        (zipped(bytes(300_000_000), "word/document.xml"), Why.WRONG_TYPE),
        (gzip.compress(bytes(30_000_000)), Why.WRONG_TYPE),
        (b"\x7fELF" + bytes(4000), Why.WRONG_TYPE),
        (b"\xde\xad\xbe\xef" * 900, Why.UNREADABLE),
        (b"x" * 1_000_001, Why.UNREADABLE),
    ],
    ids=lambda value: value.name if isinstance(value, Why) else None,
)
def test_what_is_no_report_is_refused_whatever_it_is_called(
    intray: Intray, tmp_path: Path, data: bytes, why: Why
) -> None:
    for called in ("report.txt", "report.md", "report.pdf"):
        with pytest.raises(Refused) as refused:
            intray.check(called, data, DAY)
        assert refused.value.why is why
    assert contents(tmp_path / "reports") == {}
    assert list((tmp_path / "data").rglob("*")) in ([], [tmp_path / "data" / "uploads"])


@pytest.mark.parametrize(
    ("called", "name"), [("page.txt", "page.html"), ("page.htm", "page.htm"), ("page", "page.html")]
)
def test_a_web_page_is_called_one(intray: Intray, called: str, name: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>桥</title></head><body><p>{TEXT}</p></body></html>".encode()
    assert intray.check(called, page, DAY) == Incoming(name, page)


def test_plain_text_is_called_that_whatever_its_name_says(intray: Intray) -> None:
    assert intray.check("a.pdf", TEXT.encode(), DAY).name == "a.txt"
    assert intray.check("a.html", TEXT.encode(), DAY).name == "a.txt"


def test_a_report_that_is_there_already_is_known_by_its_bytes(intray: Intray, tmp_path: Path) -> None:
    below = tmp_path / "reports" / "2023"
    below.mkdir()
    (below / "bridge.txt").write_bytes(TEXT.encode())
    assert intray.twin(Incoming("x.txt", TEXT.encode())) == "2023/bridge.txt"
    assert intray.twin(Incoming("bridge.txt", OTHER.encode())) == ""


def test_a_name_that_differs_in_case_alone_is_the_one_that_stands(intray: Intray, tmp_path: Path) -> None:
    (tmp_path / "reports" / "Bridge.TXT").write_bytes(OTHER.encode())
    report = intray.check("bridge.txt", TEXT.encode(), DAY)
    assert (report.name, intray.stands(report)) == ("Bridge.TXT", True)
    assert not intray.stands(intray.check("bridges.txt", TEXT.encode(), DAY))


def test_what_was_replaced_comes_back_with_inode_and_times(intray: Intray, tmp_path: Path) -> None:
    path = tmp_path / "reports" / "a.txt"
    path.write_bytes(b"old \xff bytes")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = path.stat()
    with pytest.raises(ZeroDivisionError), intray.placed(Incoming("a.txt", TEXT.encode())):
        assert path.read_bytes() == TEXT.encode()
        raise ZeroDivisionError
    assert contents(tmp_path / "reports") == {"a.txt": b"old \xff bytes"}
    assert (path.stat().st_ino, path.stat().st_mtime) == (before.st_ino, before.st_mtime)


def test_what_was_new_is_gone_after_a_failure(intray: Intray, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), intray.placed(Incoming("a.txt", TEXT.encode())):
        raise ZeroDivisionError
    assert contents(tmp_path / "reports") == {}


def test_a_link_is_replaced_and_not_what_it_points_to(intray: Intray, tmp_path: Path) -> None:
    outside, link = tmp_path / "outside.txt", tmp_path / "reports" / "a.txt"
    outside.write_bytes(b"precious")
    link.symlink_to(outside)
    report = intray.check("a.txt", TEXT.encode(), DAY)
    assert intray.stands(report)
    with pytest.raises(ZeroDivisionError), intray.placed(report):
        raise ZeroDivisionError
    assert (link.readlink(), outside.read_bytes()) == (outside, b"precious")
    with intray.placed(report):
        pass
    assert (link.is_symlink(), link.read_bytes(), outside.read_bytes()) == (False, TEXT.encode(), b"precious")


def test_a_link_to_nowhere_counts_as_something_that_stands(intray: Intray, tmp_path: Path) -> None:
    (tmp_path / "reports" / "a.txt").symlink_to(tmp_path / "nowhere")
    assert intray.stands(Incoming("a.txt", b""))


def test_a_folder_of_that_name_stays(intray: Intray, tmp_path: Path) -> None:
    (tmp_path / "reports" / "a.txt").mkdir()
    with pytest.raises(OSError), intray.placed(Incoming("a.txt", TEXT.encode())):
        pass
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["a.txt"]
    assert (tmp_path / "reports" / "a.txt").is_dir()


def test_what_a_killed_run_left_is_no_report_and_is_removed(intray: Intray, tmp_path: Path) -> None:
    (tmp_path / "reports" / ".upload-0123.new").write_bytes(b"half")
    app = FolderApp(tmp_path / "reports")
    assert intray.take_in(Incoming("a.txt", TEXT.encode()), app, ignore) == Taken(1, 2)  # type: ignore[arg-type]
    assert contents(tmp_path / "reports") == {"a.txt": TEXT.encode()}


def test_kept_reports_are_for_their_owner_alone_and_do_not_pile_up(intray: Intray, tmp_path: Path) -> None:
    first = intray.keep(Incoming("a.txt", b"one"))
    second = intray.keep(Incoming("a.txt", b"two"))
    assert (first.read_bytes(), second.read_bytes(), first.stat().st_mode & 0o777) == (b"one", b"two", 0o600)
    old = time.time() - STALE - 1
    os.utime(first, (old, old))
    third = intray.keep(Incoming("b.txt", b"three"))
    assert sorted(path.parent == third.parent and path for path in third.parent.iterdir()) == sorted([second, third])
