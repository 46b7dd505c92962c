"""What goes to standard error at which level, and where an unexpected error is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.logs import LOG_FILE, MAX_BYTES, record

ROOT = Path(__file__).parent.parent
PROGRAM = """
import logging, sys, warnings
from bot.logs import configure
configure(sys.argv[1])
for name in ("vectorstore.sync", "elsewhere"):
    for level in (logging.DEBUG, logging.WARNING, logging.ERROR):
        logging.getLogger(name).log(level, "%s", logging.getLevelName(level))
warnings.warn("old")
"""


@pytest.mark.parametrize(
    ("level", "lines"),
    [
        ("WARNING", ["WARNING vectorstore.sync", "ERROR vectorstore.sync", "ERROR elsewhere"]),
        ("ERROR", ["ERROR vectorstore.sync", "ERROR elsewhere"]),
        (
            "DEBUG",
            [
                *("DEBUG vectorstore.sync", "WARNING vectorstore.sync", "ERROR vectorstore.sync"),
                *("WARNING elsewhere", "ERROR elsewhere", "UserWarning"),
            ],
        ),
    ],
)
def test_levels(level: str, lines: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, level], cwd=ROOT, capture_output=True, text=True)
    shown = [
        line.rpartition(": ")[0].partition(" ")[2] or line.rpartition(": ")[0] for line in done.stderr.splitlines()
    ]
    assert (shown, done.stdout) == (lines, "")


def test_the_log_of_errors_does_not_grow_for_ever(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / LOG_FILE).write_text("x" * (MAX_BYTES + 1), encoding="utf-8")
    line = record(ValueError("odd"), tmp_path)
    assert line.startswith("unexpected ValueError: odd (reference ")
    assert (tmp_path / "logs" / "errors.log.1").stat().st_size == MAX_BYTES + 1
    assert (tmp_path / LOG_FILE).read_text(encoding="utf-8").endswith("ValueError: odd\n\n")
