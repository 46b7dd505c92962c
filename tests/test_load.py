import codecs
import hashlib
import os
import random
from pathlib import Path

import pytest

from vectorstore.errors import ReportUnreadable
from vectorstore.load import find_reports, load_report
from vectorstore.report_file import MAX_BYTES

TEXT = "石桥镇设立防汛值守点14个。\n镇长周海涛说：“水不退，人不退。”\n"
SHORT = "石桥镇防汛"


def loaded(folder: Path, data: bytes, name: str = "a.txt") -> tuple[str, str]:
    (folder / name).write_bytes(data)
    report = load_report(folder, name)
    return report.text, report.encoding


@pytest.mark.parametrize("text", [TEXT, SHORT, "疫情防控", "共计1,350人。"])
@pytest.mark.parametrize(
    ("mark", "codec", "named"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (b"", "gb18030", "gb18030"),
        (b"", "gbk", "gb18030"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(tmp_path: Path, text: str, mark: bytes, codec: str, named: str) -> None:
    assert loaded(tmp_path, mark + text.encode(codec)) == (text, named)


def test_traditional_characters_in_big5(tmp_path: Path) -> None:
    text = "石橋鎮設立防汛值守點十四個，鎮長說水不退人不退。\n"
    assert loaded(tmp_path, text.encode("big5")) == (text, "big5")


def test_english_with_chinese_quotes_in_gb18030(tmp_path: Path) -> None:
    text = "The town “Shiqiao” opened 14 posts — all manned.\n"
    assert loaded(tmp_path, text.encode("gb18030")) == (text, "gb18030")


def test_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    assert loaded(tmp_path, "\ufeff甲。\r\n乙。\r丙。".encode())[0] == "甲。\n乙。\n丙。"


def test_what_a_report_holds(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").write_text("# 题\n", encoding="utf-8")
    report = load_report(tmp_path, "b/c.md")
    assert (report.name, report.text, report.encoding) == ("b/c.md", "# 题\n", "utf-8")
    assert report.sha256 == hashlib.sha256("# 题\n".encode()).hexdigest()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (" \n\u3000\t\r\n".encode(), "the file is empty"),
        (codecs.BOM_UTF8, "the file is empty"),
        (codecs.BOM_UTF16_LE + b"\xd8", "marked as UTF-16-LE, but it is not; save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
        ("石桥镇\0\0\0".encode(), "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
        (random.Random(1).randbytes(5000), "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
        (random.Random(2).randbytes(40), "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
        ("石桥镇".encode() + b"\xff", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
    ],
)
def test_unreadable(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable) as error:
        loaded(tmp_path, data)
    assert (error.value.name, error.value.reason) == ("a.txt", reason)


def test_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReportUnreadable, match="67,108,865 bytes; at most 67,108,864 are read"):
        load_report(tmp_path, "a.txt")


def test_vanished_and_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ReportUnreadable, match="no longer there"):
        load_report(tmp_path, "a.txt")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(ReportUnreadable, match="not a regular file"):
        load_report(tmp_path, "b.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReportUnreadable, match="no permission"):
        load_report(tmp_path, "a.txt")


def test_find(tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "C.TXT", "sub/d.Md", "sub/deep/e.txt", "x.doc", ".hidden.txt", ".git/f.txt", "g.txt~"]
    for name in [*names, "~$h.txt", "#i.txt", "#i.txt#", ".#j.txt", "k.txt.bak", "notes.text"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("甲。", encoding="utf-8")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "folder.txt").mkdir()
    assert find_reports(tmp_path) == ["C.TXT", "a.md", "b.txt", "sub/d.Md", "sub/deep/e.txt"]


def test_find_in_nothing(tmp_path: Path) -> None:
    assert find_reports(tmp_path / "missing") == []
    assert find_reports(tmp_path) == []
