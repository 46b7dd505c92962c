"""The program's own commands as processes, with what each costs: seconds, processor and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import environment, status_bytes

START = 180.0
"""Seconds that the bot may take to be ready, and to stop."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that has ended: what it printed, its seconds, those of the processor, and its peak of memory."""

    output: str
    seconds: float
    processor: float
    peak: int


def run(arguments: Sequence[str], settings: Mapping[str, str]) -> Ended:
    """Run `reportbot` with some arguments; RuntimeError if it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = _start(arguments, settings, output.fileno(), errors.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = errors.read().decode(errors="replace").strip()[-500:]
            raise RuntimeError(f"reportbot {' '.join(arguments[:1])} ended with {process.returncode}: {said}")
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Ended(output.read().decode(), took, usage.ru_utime + usage.ru_stime, peak)


@contextmanager
def serving(settings: Mapping[str, str]) -> Iterator[int]:
    """Run `reportbot serve` and give its process number; it is told to stop at the end of the block."""
    with tempfile.TemporaryFile() as log:
        process = _start(["serve"], settings, log.fileno(), log.fileno())
        try:
            yield process.pid
        except Exception as error:
            log.seek(0)
            said = log.read().decode(errors="replace").strip()[-500:]
            raise RuntimeError(f"reportbot serve failed: {error!r}: {said}") from error
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(START)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def peak_of(pid: int) -> int:
    """Give the peak of memory, in bytes, of a process that runs."""
    return status_bytes(pid, "VmHWM")


def _start(arguments: Sequence[str], settings: Mapping[str, str], output: int, errors: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    folder = Path(settings["DATA_DIR"]).parent if "DATA_DIR" in settings else Path(tempfile.gettempdir())
    return subprocess.Popen(
        command, cwd=folder, env=environment(settings), stdin=subprocess.DEVNULL, stdout=output, stderr=errors
    )


def settings_of(reports: Path, data: Path) -> dict[str, str]:
    """Give the settings of an index."""
    return {"REPORTS_DIR": str(reports), "DATA_DIR": str(data)}
