"""`reportbot watch` and `reportbot serve` with WATCH, each in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from serving import Serving
from telegram_server import TelegramServer
from watched import PATIENCE, wait_until

from bot.settings import names
from bot.telemetry import DEFAULTS
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index
from vectorstore.sync import sync

ROOT = Path(__file__).resolve().parents[1]
ADMIN = 7

pytestmark = pytest.mark.timeout(600)


def report(place: str, bridges: int) -> str:
    return f"{place}修桥\n\n{place}今年修了{bridges}座桥。\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place with a folder of one report."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(report("云台镇", 17), encoding="utf-8")
    return tmp_path


class Watch:
    """`reportbot watch` over home/reports, its output in files."""

    def __init__(self, home: Path, *arguments: str, **settings: str) -> None:
        self._home = home
        clean = {name: value for name, value in os.environ.items() if name not in names()}
        environment = clean | DEFAULTS | {"DATA_DIR": "data", "PYTHONPATH": str(ROOT)} | settings
        command = [sys.executable, "-m", "bot.cli", "watch", *arguments]
        with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
            self.process = subprocess.Popen(command, cwd=home, env=environment, stdout=out, stderr=err)

    @property
    def out(self) -> list[str]:
        """The lines of standard output, without the time and the seconds a run took."""
        lines = (self._home / "out").read_text(encoding="utf-8").splitlines()
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .+; [\d.]+ s", line) for line in lines)
        return [line[20:].rpartition(";")[0] for line in lines]

    @property
    def err(self) -> list[str]:
        """The lines of standard error, without the time."""
        lines = (self._home / "err").read_text(encoding="utf-8").splitlines()
        return [re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "", line) for line in lines]

    def wait(self, line: str) -> None:
        """Wait until a line stands on standard output."""

        def said() -> bool:
            assert self.process.poll() is None, self.err
            return line in self.out

        wait_until(said)

    def end(self, how: signal.Signals) -> int:
        """The exit code once it is told to stop so."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def test_it_says_what_it_does_and_ends_when_told_to(home: Path) -> None:
    watch = Watch(home)
    try:
        watch.wait("1 added; 1 report, 1 passage")
        (home / "reports" / "b.txt").write_text(report("松岭镇", 23), encoding="utf-8")
        watch.wait("1 added (b.txt); 2 reports, 2 passages")
        (home / "reports" / "c.txt").write_text("……\n", encoding="utf-8")
        (home / "reports" / "b.txt").unlink()
        watch.wait("1 deleted (b.txt); 1 report, 1 passage")
        assert watch.end(signal.SIGTERM) == 0
    finally:
        watch.process.kill()
        watch.process.wait()
    assert len(watch.out) == 3
    assert watch.err[0] == "Watching reports. Ctrl-C stops it."
    assert [line.partition(":")[0] for line in watch.err[1:]] == ["c.txt"]


def is_indexing(data: Path) -> bool:
    """Whether a process has the data folder's write lock."""
    lock = FileLock(data / "index.lock", timeout=0)
    try:
        with lock:
            return False
    except (Timeout, FileNotFoundError):
        return data.is_dir()


def test_it_ends_in_the_middle_of_a_run_which_a_later_one_completes(home: Path, encoder: Encoder) -> None:
    for n in range(24):
        (home / "reports" / f"{n}.txt").write_text(report(f"第{n}村", n), encoding="utf-8")
    watch = Watch(home, "reports", REPORTS_DIR="nowhere")
    try:
        wait_until(lambda: is_indexing(home / "data"))
        wait_until(lambda: (home / "data" / "chroma").is_dir())
        assert watch.end(signal.SIGINT) == 0
    finally:
        watch.process.kill()
        watch.process.wait()
    assert (watch.out, watch.err) == ([], ["Watching reports. Ctrl-C stops it."])
    location = Location(home / "data")
    summary = sync(home / "reports", location, encoder)
    assert (summary.failed, summary.passages) == ((), 25)
    assert len(open_index(location, encoder.identity).store) == 25


def test_the_bot_takes_up_what_is_put_into_its_folder(home: Path, encoder: Encoder) -> None:
    sync(home / "reports", Location(home / "data"), encoder)
    settings = {"REPORTS_DIR": str(home / "reports"), "WATCH": "true", "TELEGRAM_ADMINS": str(ADMIN)}
    with TelegramServer() as server:
        ada = server.user(ADMIN, "Ada", "en")
        chat = server.private(ada)
        with Serving(server, home / "data", **settings) as serving:
            chat.send(ada, "/help")
            chat.wait_reply(1, 30)
            (home / "reports" / "b.txt").write_text(report("松岭镇", 23), encoding="utf-8")
            server.wait(lambda _: re.search(r"1 added( \(b.txt\))?; 2 reports, 2 passages", serving.log), PATIENCE)
            chat.send(ada, "松岭镇今年修了多少座桥？")
            assert chat.wait_reply(2, 60)[1].text.startswith("23座")

            (home / "reports" / "c.txt").write_text("……\n", encoding="utf-8")
            assert chat.wait_reply(3, PATIENCE)[2].text.startswith("Could not be read: ")
            (home / "reports" / "c.txt").unlink()

            chat.upload(ada, "d.txt", report("柳河镇", 5).encode())
            chat.wait_reply(4, PATIENCE)
            server.wait(lambda _: "d.txt is in" in chat.replies[3].text, PATIENCE)
            (home / "reports" / "e.txt").write_text(report("石桥镇", 8), encoding="utf-8")
            # The name is left out where the watcher has not looked since the upload: two are new to it then.
            server.wait(lambda _: re.search(r"1 added( \(e.txt\))?; 4 reports, 4 passages", serving.log), PATIENCE)
        assert len(chat.replies) == 4
    said = re.findall(r"folder_watch: (1 added|[a-z].txt:)", serving.log)
    assert said == ["1 added", "c.txt:", "1 added"]
