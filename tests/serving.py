"""The bot in a process of its own, against the tests' Bot API server, over the index of the sample reports."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import pytest
from telegram_server import TelegramServer

from bot.telemetry import DEFAULTS
from vectorstore.index import Location

ROOT = Path(__file__).resolve().parents[1]
START = 120.0
"""Seconds that the bot has to start, on a machine that does other things too."""

QUESTION = "How many temporary party branches did Qujiang set up?"
NAME = "reports_bot"


class Serving:
    """`reportbot serve` as a context manager; ends it with SIGTERM. `settings` are environment variables."""

    def __init__(self, server: TelegramServer, data: Path, **settings: str) -> None:
        self._server = server
        self.log_file = data.parent / f"{data.name}.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "CHAT_"))}
        self._environment = clean | DEFAULTS | {
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_BASE_URL": server.base_url,
            "TELEGRAM_FILE_BASE_URL": server.file_url,
            "DATA_DIR": str(data),
            "REPORTS_DIR": str(ROOT / "reports"),
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
            **settings,
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the bot has logged, in all its runs."""
        return self.log_file.read_text(encoding="utf-8") if self.log_file.exists() else ""

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process
        return self._process.pid

    def begin(self) -> subprocess.Popen[bytes]:
        """Start the process."""
        with self.log_file.open("ab") as log:
            command = [sys.executable, "-m", "bot.cli", "serve"]
            self._process = subprocess.Popen(
                command,
                cwd=self.log_file.parent,
                env=self._environment,
                stderr=log,
                stdout=log,
                stdin=subprocess.DEVNULL,
            )
        return self._process

    def wait_until_up(self) -> None:
        """Wait until the bot asks for updates, or is called."""
        process, begun = self._process, self.log.count("serving as")
        assert process
        for _ in range(int(START / 0.1)):
            if self.log.count("serving as") > begun:
                return
            assert process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(f"the bot did not start: {self.log}")

    def __enter__(self) -> Serving:
        self.begin()
        self.wait_until_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        code = self.stop()
        if error is None:
            assert code == 0, self.log

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 60.0) -> int:
        """End the process; give its exit code."""
        process = self._process
        assert process
        if process.poll() is None:
            process.send_signal(how)
        try:
            return process.wait(seconds)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sample_location: Location) -> Path:
    """A folder with the index of the sample reports, for one module's bots."""
    folder = tmp_path_factory.mktemp("serve") / "data"
    shutil.copytree(sample_location.data, folder)
    return folder


def copied(data: Path, tmp_path: Path) -> Path:
    target = tmp_path / "data"
    shutil.copytree(data, target, ignore=shutil.ignore_patterns("bot.sqlite3*", "logs"))
    return target
