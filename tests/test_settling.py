"""When what changed in a folder may be read, with a clock that is set by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settling import Settling, Stamp, Verdict, snapshot

SAME, WAIT, READY = Verdict.SAME, Verdict.WAIT, Verdict.READY
A1, A2, EMPTY = Stamp(1, 10, 100, 100), Stamp(1, 20, 200, 200), Stamp(2, 0, 100, 100)


@pytest.fixture
def settling() -> Settling:
    return Settling(settle=2, empty=10, patience=30)


def test_a_file_is_read_once_it_stands_still(settling: Settling) -> None:
    assert settling.judge({"a": A1}, 0, None) is WAIT
    assert settling.judge({"a": A1}, 1.9, None) is WAIT
    assert settling.judge({"a": A2}, 1.95, None) is WAIT
    assert settling.judge({"a": A2}, 3.9, None) is WAIT
    assert settling.judge({"a": A2}, 3.95, None) is READY
    settling.tried({"a": A2})
    assert settling.judge({"a": A2}, 4, None) is SAME


def test_a_deletion_settles_too_and_what_comes_back_was_never_gone(settling: Settling) -> None:
    settling.tried({"a": A1})
    assert settling.judge({}, 0, None) is WAIT
    assert settling.judge({"a": A1}, 1, None) is SAME
    assert settling.judge({}, 5, None) is WAIT
    assert settling.judge({}, 7, None) is READY


def test_an_empty_file_waits_longer(settling: Settling) -> None:
    assert settling.judge({"a": EMPTY}, 0, None) is WAIT
    assert settling.judge({"a": EMPTY}, 9.9, None) is WAIT
    assert settling.judge({"a": EMPTY}, 10, None) is READY


def growing(time: float) -> Stamp:
    return Stamp(9, int(time * 10) + 1, 0, 0)


def test_others_do_not_wait_for_ever_for_one_that_grows(settling: Settling) -> None:
    verdicts = [settling.judge({"a": A1, "log": growing(t)}, t, None) for t in range(40)]
    assert verdicts.index(READY) == 30
    settling.tried({"a": A1, "log": growing(30)})
    later = [settling.judge({"a": A1, "log": growing(t)}, t, None) for t in range(31, 4000)]
    assert set(later) == {WAIT}
    assert [settling.judge({"a": A1, "log": A2}, t, None) for t in (4000, 4001, 4002)] == [WAIT, WAIT, READY]


def test_what_is_due_is_read_without_a_change(settling: Settling) -> None:
    settling.tried({"a": A1})
    assert [settling.judge({"a": A1}, t, 5) for t in (4, 5)] == [SAME, READY]
    verdicts = [settling.judge({"a": A1, "log": growing(t)}, t, 5) for t in range(6, 50)]
    assert verdicts.index(READY) == 29


def test_a_snapshot_has_the_reports_only(tmp_path: Path) -> None:
    (tmp_path / "镇").mkdir()
    for name in ("镇/a.txt", "b.MD", ".c.txt", "~d.txt", "e.log"):
        (tmp_path / name).write_text("abc", encoding="utf-8")
    status = os.stat(tmp_path / "b.MD")
    found = snapshot(tmp_path)
    assert sorted(found) == ["b.MD", "镇/a.txt"]
    assert found["b.MD"] == Stamp(status.st_ino, 3, status.st_mtime_ns, status.st_ctime_ns)
    assert snapshot(tmp_path / "nowhere") == {}
