"""The names of uploaded reports: whatever a sender calls them, a plain file name comes of it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incoming import Incoming, Intray
from bot.report_name import MOST_BYTES, report_name, same_name, split_name

DAY = date(2024, 5, 6)
TEXT = "柳河镇修桥\n\n柳河镇今年共修建桥梁12座，投入资金340万元。\n"


@pytest.fixture
def intray(tmp_path: Path) -> Intray:
    return Intray(tmp_path / "reports", tmp_path / "data")


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("report.txt", "report.txt"),
        ("REPORT.TXT", "REPORT.txt"),
        ("notes.md", "notes.md"),
        ("notes.markdown", "notes.md"),
        ("../../x", "x.txt"),
        ("..\\..\\windows\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd.txt"),
        ("C:\\x\\柳河镇.txt", "柳河镇.txt"),
        ("photo.png", "photo.txt"),
        ("v1.5", "v1.5.txt"),
        (".hidden.txt", "hidden.txt"),
        ("~draft#.txt", "draft#.txt"),
        ("a\x00b\x1b[31mc\u202etxt.exe", "ab[31mctxt.txt"),
        ("a\nb\t c.txt", "a b c.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("con.txt", "con_.txt"),
        ("LPT1.2024.txt", "LPT1_.2024.txt"),
        ('a<b>:"c|d?*.txt', "a_b___c_d__.txt"),
        ("name. .txt", "name.txt"),
        ("\ud800half.txt", "half.txt"),
        ("..", "柳河镇修桥 2024-05-06.txt"),
        (".txt", "柳河镇修桥 2024-05-06.txt"),
        ("///", "柳河镇修桥 2024-05-06.txt"),
        ("", "柳河镇修桥 2024-05-06.txt"),
    ],
)
def test_a_name_is_a_plain_file_name(intray: Intray, called: str, name: str) -> None:
    assert intray.check(called, TEXT.encode(), DAY) == Incoming(name, TEXT.encode())


def test_a_long_name_keeps_its_ending(intray: Intray) -> None:
    assert intray.check("桥" * 300 + ".md", TEXT.encode(), DAY).name == "桥" * 39 + ".md"
    assert intray.check("", ("长" * 90 + "\n" + TEXT).encode(), DAY).name == "长" * 35 + " 2024-05-06.txt"


@given(st.text(max_size=200))
def test_no_name_leads_out_of_the_folder(called: str) -> None:
    stem, _ = split_name(called)
    name = report_name(stem, ".txt")
    if name:
        assert os.path.basename(name) == name and "\\" not in name
        assert not name.startswith((".", "~", "#", "-")) and name.endswith(".txt")
        assert len(name.encode()) <= MOST_BYTES
        assert name.isprintable()
        assert report_name(name.removesuffix(".txt"), ".txt") == name


def test_names_that_some_file_systems_take_for_one() -> None:
    assert same_name("Café.TXT", "cafe\u0301.txt")
    assert not same_name("a.txt", "b.txt")
