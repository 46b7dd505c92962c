"""Small disks and read-only ones: processes with mounts of their own, and `reportbot` run in them."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bigrams import BigramEncoder
from conftest import ROOT

from bot.app import App
from bot.cli import main
from bot.settings import Settings
from vectorstore.text_encoder import TextEncoder

WAYS = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
PROGRAM = """
import json, sys
import chromadb, tantivy, rag.answer, rag.chain  # once, not in every process that is made of this one
from {module} import {name}
print(json.dumps({name}(*sys.argv[1:])))
"""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Bigrams(BigramEncoder, TextEncoder):
    """The tiny encoder where a whole chain wants one."""

    name = identity = ""
    dimension = max_tokens = 0


class TinyApp(App):
    """The application with the tiny encoder."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._made = Bigrams()


@cache
def way_in() -> list[str]:
    """The command that runs another with mounts of its own, [] if there is none."""
    with tempfile.TemporaryDirectory() as place:
        for way in WAYS:
            mount = [*way, "mount", "-t", "tmpfs", "-o", "size=1m", "none", place]
            if shutil.which(way[0]) and not subprocess.run(mount, capture_output=True).returncode:
                return way
    return []


def inside(function: Callable[..., Any], *arguments: Path) -> Any:
    """Call a test module's function in such a process and give what it returns, as JSON does; skip if there is none."""
    if not way_in():
        pytest.skip("this process may not mount anything, not even in a namespace of its own")
    program = PROGRAM.format(module=function.__module__, name=function.__name__)
    environment = {"PATH": os.environ["PATH"], "HOME": str(Path.home()), "PYTHONPATH": "tests"}
    done = subprocess.run(
        [*way_in(), sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def mount(place: Path, size: str) -> None:
    """Put an empty disk of this size over a folder."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place], check=True)


def make_read_only(place: Path) -> None:
    """Let nobody write to a disk any more."""
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)


def fill(place: Path, free: int) -> None:
    """Fill a disk with a file until so many bytes are free."""
    with (place / "ballast").open("ab") as file:
        while (left := shutil.disk_usage(place).free - free) > 0:
            try:
                os.write(file.fileno(), bytes(min(left, 1 << 20)))
            except OSError:
                return


def reportbot(*argv: str, build: Callable[[Settings], App] = TinyApp) -> Ended:
    """Run a command in a process of its own, which is a copy of this one: nothing is imported again."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:

        def run() -> int:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            code = main(argv, build=build)
            sys.stdout.flush()
            sys.stderr.flush()
            return code

        code = _forked(run)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
        return Ended(code, *said)


def apart(call: Callable[[], Any]) -> Any:
    """Give what a call returns that is made in a process of its own, a copy of this one."""
    with tempfile.TemporaryFile() as file:

        def run() -> int:
            pickle.dump(call(), file)
            file.flush()
            return 0

        assert _forked(run) == 0
        file.seek(0)
        return pickle.load(file)


def _forked(call: Callable[[], int]) -> int:
    child = os.fork()
    if not child:
        code = 99
        try:
            code = call()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
