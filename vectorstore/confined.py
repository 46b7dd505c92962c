"""Read web pages, PDFs and Word files in a process of its own, where a hostile one costs bounded time and memory.

`vectorstore.extraction` is what runs there. One process reads many files, one after the other, and ends by itself
when it has nothing to do. After a file that took too long or brought it down the next one gets a new process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format

SECONDS = 30.0
"""Time that one file may take."""
START_SECONDS = 60.0
"""Time that the process may take to start."""
MEGABYTES = 1024
"""Address space of the process, where the platform can limit it (Linux)."""
MAX_TEXT = 32 * 1024 * 1024
"""Bytes of UTF-8 that one file may give: some hundred books."""
MAX_HEADER = 4096
MOST_FILES = 200
"""Files after which a process is replaced, lest what its libraries keep adds up."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME")
"""What the process gets of the environment: nothing that could be a key."""


class Confined:
    """A process that reads files, started when it is first needed. Any thread may use it, one at a time."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, max_text: int = MAX_TEXT) -> None:
        self._seconds, self._megabytes, self._max_text = seconds, megabytes, max_text
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._files = 0

    def read(self, kind: Format, data: bytes, name: str) -> tuple[str, str]:
        r"""Return a file's text, line ends as `\n`, and its encoding; raise ReportUnreadable with one line."""
        with self._lock:
            if self._process is None or self._owner != os.getpid() or self._files >= MOST_FILES:
                self._replace(name)
            used = self._files > 0
            answer = self._exchange(kind, data, name)
            if answer is None and used:  # it had ended, being idle, or an earlier file had left it damaged
                self._replace(name)
                answer = self._exchange(kind, data, name)
        if answer is None:
            raise ReportUnreadable(name, f"damaged, or made to do harm: reading it as {kind.called} ended the process")
        header, text = answer
        if "error" in header:
            raise ReportUnreadable(name, header["error"])
        return text, header["encoding"]

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                _close(pipe)

    def _replace(self, name: str) -> None:
        self.close()
        try:
            self._process, self._owner, self._files = _start(self._megabytes), os.getpid(), 0
            with _Watch(self._process, START_SECONDS):
                ready = self._process.stdout and self._process.stdout.readline(MAX_HEADER)
        except OSError as error:
            raise ReportUnreadable(name, f"no process to read it in could be started: {error.strerror}") from error
        if not ready:
            self.close()
            raise ReportUnreadable(name, "no process to read it in could be started")

    def _exchange(self, kind: Format, data: bytes, name: str) -> tuple[dict[str, Any], str] | None:
        """Hand a file over and wait for its text; None if the process ended."""
        process = self._process
        assert process and process.stdin and process.stdout
        limits = {"seconds": self._seconds, "max_text": self._max_text}
        request = {"kind": kind, "name": name, "size": len(data)} | limits
        self._files += 1
        try:
            with _Watch(process, self._seconds) as watch:
                answer = _ask(process.stdin, process.stdout, request, data, self._max_text)
        except BaseException:
            self.close()
            raise
        if watch.ended:
            self.close()
            raise ReportUnreadable(name, f"took longer than {self._seconds:g} seconds to read")
        if answer is None:
            self.close()
        elif answer[0].get("spent"):
            self._files = MOST_FILES
        return answer


class _Watch:
    """Ends a process that takes too long. `ended` says whether it had to."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.ended = False
        self._process = process
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.ended = True
        self._process.kill()


def _start(megabytes: int) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key.upper() in _KEPT}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "vectorstore.extraction", str(megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _ask(
    stdin: IO[bytes], stdout: IO[bytes], request: dict[str, Any], data: bytes, most: int
) -> tuple[dict[str, Any], str] | None:
    """Write a request and read its answer: a line of JSON, then as many bytes as it says; None if there is none."""
    try:
        stdin.write(json.dumps(request).encode() + b"\n" + data)
        stdin.flush()
        header = json.loads(stdout.readline(MAX_HEADER))
        said = str(header.get("error") or header["encoding"])
        size = min(header["size"], most)
        text = stdout.read(size)
        return (header, text.decode()) if said and len(text) == size else None
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return None


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be written has no reader any more
        return
