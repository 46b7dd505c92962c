"""Runs `reportbot index` again and again, and ends each run where it is told to.

`PYTHONPATH=. python tests/killed.py` imports everything once, then forks a process for each line on standard input:

    {"data": DATA_DIR, "reports": REPORTS_DIR, "at": N or 0, "how": "before" | "during" | "after", "seconds": S or 0}

The process ends itself at its `at`-th write, before it, after it, or up to `seconds` into it; where `at` is 0 it is
killed `seconds` after it began, or never if that is 0 too. A line on standard output tells how it ended. What counts as
a write: what Python does to files under DATA_DIR, and every call that changes something in Chroma or tantivy, whose own
writes Python does not see.
"""

from __future__ import annotations

import atexit
import gc
import json
import mmap
import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer
from typing import Any, NoReturn

from bigrams import DIMENSION, BigramEncoder
from changing import Changing

from bot.app import App
from bot.cli import main
from bot.settings import Settings
from vectorstore.passages import line_entries, passage_entry, passages, read_chunks
from vectorstore.text_encoder import TextEncoder

FILE_WRITES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.truncate")
CHROMA_WRITES = ("add", "upsert", "update", "delete", "modify")
CLIENT_WRITES = ("create_collection", "get_or_create_collection", "delete_collection")
TANTIVY_WRITES = ("commit", "wait_merging_threads")
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Bigrams(BigramEncoder, TextEncoder):
    """An encoder that costs nothing."""

    name = identity = "bigrams"
    dimension, max_tokens = DIMENSION, 512


class BigramApp(App):
    """The application with that encoder."""

    @property
    def encoder(self) -> TextEncoder:
        return Bigrams()


def build(settings: Settings) -> App:
    """Make the application, as bot.app.build does."""
    return BigramApp(settings)


class Writes:
    """Lists this process's writes where its parent sees it, and ends it at one of them."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 1 << 20)
        self._data, self._at, self._how, self._seconds, self._number = "", 0, "", 0.0, 0

    def reset(self) -> None:
        self._shared[:] = bytes(len(self._shared))

    @property
    def begun(self) -> list[str]:
        """What has been written, or was about to be when the process was killed."""
        return bytes(self._shared).rstrip(b"\0").decode().splitlines()

    def watch(self, data: str, at: int, how: str, seconds: float) -> None:
        """Begin to count, in a process that ends before the next run."""
        self._data, self._at, self._how, self._seconds = data, at, how, seconds
        _wrap_chroma(self)
        _wrap_tantivy(self)
        sys.addaudithook(self._audit)

    def called(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Make `call` count as a write."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            if not self._reached(what):
                return call(*args, **kwargs)
            done = call(*args, **kwargs)
            if self._how == "after":
                die()
            return done

        return counted

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        writing = event in FILE_WRITES or (event == "open" and (args[2] or 0) & _OPENED_TO_WRITE)
        if writing and any(self._inside(arg, args) for arg in args) and self._reached(f"{event} {_named(args)}"):
            sys.setprofile(lambda *_: die() if self._how == "after" else None)  # called as soon as the write returns

    def _inside(self, arg: Any, args: tuple[Any, ...]) -> bool:
        if not isinstance(arg, str | bytes | os.PathLike):
            return False
        path = os.fsdecode(arg)
        folders = [one for one in args if isinstance(one, int) and one > 2]
        if not os.path.isabs(path) and folders:  # shutil.rmtree names files by the open folder they are in
            path = os.readlink(f"/proc/self/fd/{folders[-1]}")
        return path.startswith(self._data)

    def _reached(self, what: str) -> bool:
        self._number += 1
        self._shared.write(f"{what}\n".encode())
        if self._number != self._at:
            return False
        if self._how == "before":
            die()
        if self._how == "during":
            signal.setitimer(signal.ITIMER_REAL, self._seconds)  # SIGALRM, unhandled, ends a process as SIGKILL does
        return True


def die() -> NoReturn:
    """End this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed, and yet alive")


def _named(args: tuple[Any, ...]) -> str:
    return " ".join(os.fsdecode(arg)[-60:] for arg in args if isinstance(arg, str | bytes | os.PathLike))


def _wrap_chroma(writes: Writes) -> None:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    for kind, names in ((Collection, CHROMA_WRITES), (Client, CLIENT_WRITES)):
        for name in names:
            setattr(kind, name, writes.called(f"chroma {name}", getattr(kind, name)))


def _wrap_tantivy(writes: Writes) -> None:
    import tantivy

    real = tantivy.Index

    class Writer:
        def __init__(self, writer: Any) -> None:
            self._writer = writer

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._writer, name)
            return writes.called(f"tantivy {name}", found) if name in TANTIVY_WRITES else found

    class Index:
        def __init__(self, *args: Any, made: Any = None, **kwargs: Any) -> None:
            self._index = made or real(*args, **kwargs)

        @classmethod
        def open(cls, path: str) -> Index:
            return cls(made=real.open(path))

        def writer(self, *args: Any, **kwargs: Any) -> Writer:
            return Writer(self._index.writer(*args, **kwargs))

        def __getattr__(self, name: str) -> Any:
            return getattr(self._index, name)

    tantivy.Index = Index  # type: ignore[misc, assignment]


def warm() -> None:
    """Import and load what a run needs, but open no store: threads do not outlive a fork."""
    for name in ("chromadb.api.rust", "tantivy", "bot.progress", "rag.chain"):
        import_module(name)
    with TemporaryDirectory() as folder:
        changing = Changing(Path(folder), 0, reports=1, long=1)
        for name in changing.state().passages:
            for made in passages(name, read_chunks(changing.folder, name, len)[1], "any"):
                passage_entry(made.id, made.chunk)
                line_entries(made.chunk, [(str(n), line) for n, line in enumerate(made.lines)])


def run(order: dict[str, Any], writes: Writes) -> int:
    """Be the forked process: one run of the command."""
    os.environ.update(DATA_DIR=order["data"], REPORTS_DIR=order["reports"])
    writes.watch(order["data"], order["at"], order["how"], order["seconds"])
    return main(["index", "--json"], build=build)


def leave(code: int) -> NoReturn:
    """End a forked process as the interpreter would, but leave what it shares with its parent to the system."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def serve() -> None:
    """Fork a run for each order."""
    warm()
    gc.freeze()
    writes = Writes()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        order = json.loads(line)
        with TemporaryFile() as said:
            writes.reset()
            began = time.monotonic()
            pid = os.fork()
            if not pid:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
                leave(run(order, writes))
            killer = Timer(order["seconds"], os.kill, (pid, signal.SIGKILL))
            if order["seconds"] and not order["at"]:
                killer.start()
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            killer.cancel()
            if killer.ident:
                killer.join()
            said.seek(0)
            told = {"code": code, "began": began, "ended": time.monotonic(), "writes": writes.begun}
            print(json.dumps(told | {"said": said.read().decode()}), flush=True)


if __name__ == "__main__":
    serve()
