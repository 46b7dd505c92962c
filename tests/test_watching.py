"""Watching a folder: real files, real events, an index of the test's own. Nothing is asserted of when, only of what."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import watched
from conftest import ROOT
from watched import PATIENCE, QUICK, Texts, wait_until, watching

from bot.settling import Stamp
from bot.watch_line import run_line
from bot.watching import Progress
from vectorstore.sync import SyncSummary

folder = watched.folder


def test_what_happens_to_reports_is_taken_up_and_said(folder: Path) -> None:
    texts = Texts(folder)
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 2)
        (folder / "b.txt").write_text("乙乙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 3)
        (folder / "b.txt").rename(folder / "c.txt")
        wait_until(lambda: len(told.lines) == 4)
        (folder / "镇").mkdir()
        (folder / "镇" / "d.txt").write_text("丁", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 5)
        (folder / "镇").rename(folder / "县")
        wait_until(lambda: len(told.lines) == 6)
        (folder / "c.txt").unlink()
        wait_until(lambda: len(told.lines) == 7)
    assert told.lines == [
        "1 added; 1 report, 1 passage; 0.2 s",
        "1 added (b.txt); 2 reports, 2 passages; 0.2 s",
        "1 changed (b.txt); 2 reports, 2 passages; 0.2 s",
        "1 moved (b.txt → c.txt); 2 reports, 2 passages; 0.2 s",
        "1 added (镇/d.txt); 3 reports, 3 passages; 0.2 s",
        "1 moved (镇/d.txt → 县/d.txt); 3 reports, 3 passages; 0.2 s",
        "1 deleted (c.txt); 2 reports, 2 passages; 0.2 s",
    ]
    assert (told.failures, told.errors, told.waiting) == ([], [], [])


def test_a_file_is_not_read_before_it_is_whole(folder: Path) -> None:
    texts = Texts(folder)
    with watching(folder, texts.index, replace(QUICK, settle=2.0)) as told:
        wait_until(lambda: told.lines)
        with (folder / "b.txt").open("w", encoding="utf-8") as file:
            for piece in "一二三四五六七八九十":
                time.sleep(0.1)
                file.write(piece)
                file.flush()
        wait_until(lambda: len(told.lines) == 2)
    assert [run.get("b.txt") for run in texts.runs] == [None, "一二三四五六七八九十"]


def test_an_empty_file_is_not_read_while_somebody_is_about_to_fill_it(folder: Path) -> None:
    texts = Texts(folder)
    with watching(folder, texts.index, replace(QUICK, empty=PATIENCE)) as told:
        wait_until(lambda: told.lines)
        (folder / "b.txt").touch()
        time.sleep(3 * QUICK.settle)
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 2)
    assert [run.get("b.txt") for run in texts.runs] == [None, "乙"]


def test_what_stands_still_does_not_wait_for_ever(folder: Path) -> None:
    texts, enough = Texts(folder), threading.Event()

    def grow() -> None:
        with (folder / "grows.txt").open("w", encoding="utf-8") as file:
            while not enough.wait(0.01):
                file.write("长")
                file.flush()
            file.write("完")

    grower = threading.Thread(target=grow)
    with watching(folder, texts.index, replace(QUICK, settle=1.0, patience=0.5)) as told:
        wait_until(lambda: told.lines)
        grower.start()
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: "b.txt" in texts.texts)
        half = texts.texts["grows.txt"]
        enough.set()
        grower.join()
        whole = (folder / "grows.txt").read_text(encoding="utf-8")
        wait_until(lambda: texts.texts["grows.txt"] == whole)
    assert "完" not in half and whole.endswith("完")


def test_500_files_become_a_few_runs(folder: Path) -> None:
    texts = Texts(folder)
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
        for n in range(500):
            (folder / f"{n}.txt").write_text(f"第{n}篇", encoding="utf-8")
        wait_until(lambda: len(texts.texts) == 501)
    assert len(texts.runs) <= 5


def test_what_is_no_report_wakes_nobody(folder: Path) -> None:
    texts = Texts(folder)
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
        (folder / ".git").mkdir()
        for name in (".b.txt", ".git/c.txt", "~$d.docx", "#e.txt", "f.txt~", "g.log", "g.txt.part"):
            (folder / name).write_text("x", encoding="utf-8")
        (folder / "g.log").unlink()
        time.sleep(3 * QUICK.settle)
        assert texts.tries == 1
        (folder / "g.txt.part").rename(folder / "g.txt")
        wait_until(lambda: len(told.lines) == 2)
    assert told.done == ["1 added", "1 added (g.txt)"]


def test_a_run_is_left_in_its_middle(folder: Path) -> None:
    begun = threading.Event()

    def endless(progress: Progress) -> SyncSummary:
        begun.set()
        while True:
            progress("reports", 0, 1)

    with watching(folder, endless) as told:
        wait_until(begun.is_set)
    assert (told.lines, told.errors) == ([], [])


def test_a_folder_that_is_not_there_is_waited_for(folder: Path) -> None:
    texts, away = Texts(folder), folder.with_name("away")
    folder.rename(away)
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.waiting)
        away.rename(folder)
        wait_until(lambda: len(told.lines) == 1)
        folder.rename(away)
        wait_until(lambda: len(told.waiting) == 2)
        (away / "b.txt").write_text("乙", encoding="utf-8")
        away.rename(folder)
        wait_until(lambda: len(told.lines) == 2)
        (folder / "b.txt").unlink()
        wait_until(lambda: len(told.lines) == 3)
    assert told.waiting == [f"{folder}: no such folder of reports. Waiting for it."] * 2
    assert told.done == ["1 added", "1 added (b.txt)", "1 deleted (b.txt)"]
    assert told.errors == []


def test_another_folder_of_the_same_name_is_watched(folder: Path) -> None:
    texts, other = Texts(folder), folder.with_name("other")
    other.mkdir()
    (other / "a.txt").write_text("甲", encoding="utf-8")
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
        folder.rename(folder.with_name("away"))
        other.rename(folder)
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 2)
        (folder / "c.txt").write_text("丙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 3)
    assert told.done == ["1 added", "1 added (b.txt)", "1 added (c.txt)"]


@pytest.mark.parametrize(("delay", "compare"), [(20, PATIENCE), (3_600_000, 0.2)], ids=["watchfiles", "comparison"])
def test_without_events_the_folder_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch, delay: int, compare: float
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", str(delay))
    texts = Texts(folder)
    with watching(folder, texts.index, replace(QUICK, compare=compare)) as told:
        wait_until(lambda: told.lines)
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: len(told.lines) == 2)
    assert told.done == ["1 added", "1 added (b.txt)"]


FULL = """
import os, resource, sys
from dataclasses import replace
from pathlib import Path
sys.path[:0] = ["tests", "."]
from watched import QUICK, Texts, wait_until, watching
import watchfiles
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
taken = []
try:
    while True:
        taken.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    for one in taken[:2]:
        os.close(one)
texts = Texts(folder)
with watching(folder, texts.index) as told:
    wait_until(lambda: told.lines)
    (folder / "b.txt").write_text("b")
    wait_until(lambda: len(told.lines) == 2)
print(told.done, len(told.waiting))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts what inotify needs")
def test_where_the_system_watches_no_more_folders_they_are_looked_at(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, folder], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("['1 added', '1 added (b.txt)'] 1\n", 0), done.stderr


def test_names_in_a_line_are_few_and_harmless() -> None:
    def summary(**counts: int) -> SyncSummary:
        none = {"added": 0, "changed": 0, "moved": 0, "deleted": 0, "unchanged": 0}
        return SyncSummary(**none | counts, failed=(), passages=3000, seconds=1.0)

    after = {f"{n}.txt": Stamp(n, 1, 1, 1) for n in range(6)}
    odd = {"a\x1b[2J\nb.txt": Stamp(1, 1, 1, 1)}
    assert run_line(summary(unchanged=6), after, after) == ""
    assert run_line(summary(added=6), {}, after) == "6 added; 6 reports, 3,000 passages; 1.0 s"
    assert run_line(summary(added=1), {}, odd) == "1 added (a�[2J b.txt); 1 report, 3,000 passages; 1.0 s"
    assert run_line(summary(deleted=2), after, {}) == "2 deleted; 0 reports, 3,000 passages; 1.0 s"
    assert run_line(summary(added=1), None, odd) == "1 added; 1 report, 3,000 passages; 1.0 s"


def test_it_is_free_of_telegram_and_typer() -> None:
    program = "import sys; import bot.watching; print([name for name in ('telegram', 'typer') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.stdout == "[]\n"
