"""Watching with the real application: what arrives is read whole, and questions are answered meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bigrams import Bigrams
from conftest import ROOT
from watched import PATIENCE, Told, wait_until, watching

from bot.app import App
from bot.settings import Settings
from bot.watching import Pace, Pauses, Progress
from rag.types import ANSWERED
from vectorstore.sync import SyncSummary

MANY = 500
KNOWN = "云台镇"
PACE = Pace(
    tick=0.1, settle=1.0, empty=2.0, busy=0.1, unreadable=Pauses(0.2, 1.0), trouble=Pauses(0.2, 1.0), compare=PATIENCE
)

pytestmark = pytest.mark.timeout(600)


def application(home: Path) -> App:
    app = App(Settings(_env_file=None, reports_dir=home / "reports", data_dir=home / "data"))  # type: ignore[call-arg]
    app._made = Bigrams()
    return app


def report(place: str, bridges: int) -> str:
    return f"{place}修桥\n\n{place}今年修了{bridges}座桥。\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place with a folder of one report."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "known.txt").write_text(report(KNOWN, 17), encoding="utf-8")
    return tmp_path


def follower(app: App) -> Callable[[Progress], SyncSummary]:
    return lambda progress: app.index(None, progress=progress)


def held(app: App) -> dict[str, int]:
    """The index's reports with the number of their passages."""
    status = app.status()
    return {one.report: one.passages for one in status.reports} if status else {}


def answer(app: App, place: str) -> tuple[str, str]:
    """The figure that answers, and the report it stands in."""
    found = app.ask(f"{place}今年修了多少座桥？")
    return found.highlight[0] if found.status == ANSWERED else "", found.citations[0].report if found.citations else ""


def test_reports_arrive_change_move_and_go(home: Path) -> None:
    app, folder, outside = application(home), home / "reports", home / "outside"
    outside.mkdir()
    with watching(folder, follower(app), PACE) as told:

        def said(line: str) -> None:
            wait_until(lambda: line in told.done)

        said("1 added")
        (outside / "镇").mkdir()
        (outside / "镇" / "b.txt").write_text(report("松岭镇", 23), encoding="utf-8")
        (outside / "镇").rename(folder / "镇")
        said("1 added (镇/b.txt)")
        assert answer(app, "松岭镇") == ("23座", "镇/b.txt")

        with (folder / "c.txt").open("w", encoding="utf-8") as file:
            for piece in (report("柳河镇", 5), "此后", "又修了", "两条路。\n"):
                file.write(piece)
                file.flush()
                time.sleep(0.1)
        said("1 added (c.txt)")
        (folder / "镇").rename(folder / "县")
        said("1 moved (镇/b.txt → 县/b.txt)")
        assert answer(app, "松岭镇") == ("23座", "县/b.txt")

        (folder / "c.txt").write_text(report("柳河镇", 6), encoding="utf-8")
        said("1 changed (c.txt)")
        assert answer(app, "柳河镇") == ("6座", "c.txt")
        shutil.rmtree(folder / "县")
        said("1 deleted (县/b.txt)")
        assert held(app) == {"c.txt": 1, "known.txt": 1}
    assert (told.failures, told.errors, told.waiting) == ([], [], [])


def test_what_cannot_be_read_is_read_once_it_can_be(home: Path) -> None:
    app, folder = application(home), home / "reports"
    (folder / "b.docx").write_bytes(b"PK\x03\x04 no archive")
    with watching(folder, follower(app), PACE) as told:
        wait_until(lambda: told.failures and told.lines)
        (folder / "b.docx").write_text(report("松岭镇", 23), encoding="utf-8")
        wait_until(lambda: len(told.lines) == 2)
        assert answer(app, "松岭镇") == ("23座", "b.docx")
    assert told.done == ["1 added", "1 added (b.docx)"]
    assert [name for name, _ in told.failures] == ["b.docx"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_file_is_read_once_it_is_allowed(home: Path) -> None:
    app, folder = application(home), home / "reports"
    (folder / "b.txt").write_text(report("松岭镇", 23), encoding="utf-8")
    (folder / "b.txt").chmod(0)
    with watching(folder, follower(app), PACE) as told:
        wait_until(lambda: told.failures and told.lines)
        (folder / "b.txt").chmod(0o600)
        wait_until(lambda: len(told.lines) == 2)
    assert told.done == ["1 added", "1 added (b.txt)"]
    assert told.failures == [("b.txt", "no permission to read it")]


HOLD = """
import sys
from pathlib import Path
from filelock import FileLock
with FileLock(Path(sys.argv[1]) / "index.lock"):
    print("held", flush=True)
    sys.stdin.read()
"""


def beside(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Run a program that ends when its standard input does."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_another_process_that_holds_the_lock_is_waited_for(home: Path) -> None:
    app, tries = application(home), []

    def index(progress: Progress) -> SyncSummary:
        tries.append(1)
        return app.index(None, progress=progress)

    (home / "data").mkdir()
    with beside(HOLD, home / "data") as other:
        assert line_of(other) == "held"
        with watching(home / "reports", index, PACE) as told:
            wait_until(lambda: len(tries) >= 3)
            assert told.lines == []
            other.communicate()
            wait_until(lambda: told.lines)
    assert (told.done, told.errors) == (["1 added"], [])


ASK = """
import sys, threading
from pathlib import Path
sys.path[:0] = ["tests", "."]
from test_watching_live import KNOWN, answer, application
app, enough = application(Path(sys.argv[1])), threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), enough.set()), daemon=True).start()
answers = [answer(app, KNOWN)]
print("asking", flush=True)
while not enough.wait(0.05):
    answers.append(answer(app, KNOWN))
print(len(answers), set(answers), flush=True)
"""


class Asker(threading.Thread):
    """Asks the same application that reads what arrives, as the bot does."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self.app, self.enough = app, threading.Event()
        self.answers: list[tuple[str, str]] = []
        self.errors: list[BaseException] = []

    def run(self) -> None:
        while not self.enough.wait(0.05):
            try:
                self.answers.append(answer(self.app, KNOWN))
            except Exception as error:
                self.errors.append(error)


def sentence(n: int) -> str:
    return f"第{n}村今年修了{n + 1000}座桥。"


def drop(folder: Path, told: Told) -> None:
    before = len(told.lines)
    for n in range(MANY):
        (folder / f"{n}.txt").write_text(f"第{n}村修桥\n\n{sentence(n)}\n", encoding="utf-8")
    wait_until(lambda: sum(int(line.split()[0]) for line in told.lines[before:]) == MANY)


def test_500_files_arrive_while_questions_are_asked(home: Path) -> None:
    app = application(home)
    app.index(None)
    with beside(ASK, home) as other, watching(home / "reports", follower(app), PACE) as told:
        asker = Asker(app)
        asker.start()
        try:
            assert line_of(other) == "asking"
            wait_until(lambda: asker.answers or asker.errors)
            drop(home / "reports", told)
        finally:
            asker.enough.set()
            asker.join(PATIENCE)
        out = other.communicate()[0]
    assert asker.errors == []
    assert set(asker.answers) == {("17座", "known.txt")}
    assert out.partition(" ")[2] == "{('17座', 'known.txt')}\n"
    assert len(told.lines) <= 5
    assert held(app) == {"known.txt": 1} | {f"{n}.txt": 1 for n in range(MANY)}
    lost = [n for n in range(MANY) if f"{n}.txt" not in {hit.chunk.report for hit in app.search(sentence(n), 5)}]
    assert lost == []
