"""One index on a real Chroma server, for two machines that index and two that read, while the server is restarted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from bigrams import BigramEncoder
from chroma_server import ChromaServer
from conftest import ROOT
from holdings import held_at

from vectorstore.index import Location
from vectorstore.sync import sync

ROUNDS = 5
REPORTS = ("东村.txt", "西村.txt", "南村.txt", "北村.txt")


def write(folder: Path, name: str, version: int) -> None:
    """Write a report of two passages, both of which say which version this is."""
    parts = [f"{name[:2]}第{version}版公告：本村第{version}版共修路{n}条。" + "村民都说路好走了。" * 40 for n in (3, 7)]
    (folder / f".{name}").write_text("\n\n".join([f"{name[:2]}修路忙", *parts]) + "\n", encoding="utf-8")
    (folder / f".{name}").replace(folder / name)


class Machine:
    """A process that indexes or reads until it is stopped; `lines` is what it has said."""

    def __init__(self, what: str, folder: Path, location: Location) -> None:
        script = Path(__file__).with_name("sharing.py")
        command = [sys.executable, str(script), what, str(folder), str(location.data), location.url, location.database]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self.lines: list[str] = []

    def until(self, said: str) -> str:
        """Wait for a line that begins with `said`."""
        assert self._process.stdout
        for line in self._process.stdout:
            self.lines.append(line.strip())
            if line.startswith(said):
                return line.strip()
        raise AssertionError(f"ended with {self._process.wait()}: {self._process.communicate()[1][-2000:]}")

    def end(self) -> None:
        """End it where it did not stop."""
        self._process.kill()
        with suppress(ValueError):  # what was read to its end
            self._process.communicate()

    def stop(self) -> None:
        out, err = self._process.communicate(timeout=120)
        self.lines += out.split("\n")
        assert (self._process.returncode, err) == (0, "")


@contextmanager
def machines(folder: Path, locations: list[Location]) -> Iterator[list[Machine]]:
    with ExitStack() as stack:
        made = []
        for what, location in zip(("index", "index", "read", "read"), locations, strict=True):
            machine = Machine(what, folder, location)
            stack.callback(machine.end)
            made.append(machine)
        yield made


def state(location: Location) -> dict[str, Any]:
    held = held_at(location)
    held["vectors"] = dict(sorted(held["vectors"].items()))
    return held


@pytest.mark.timeout(600)
def test_two_indexers_two_readers_and_a_restart(tmp_path: Path, chroma_server: ChromaServer) -> None:
    folder, database = tmp_path / "reports", chroma_server.database()
    folder.mkdir()
    for name in REPORTS:
        write(folder, name, 1)
    locations = [Location(tmp_path / f"machine{n}", chroma_server.url, database=database) for n in range(4)]
    sync(folder, locations[0], BigramEncoder())
    with machines(folder, locations) as (one, two, third, fourth):
        third.until("read")
        for version in range(2, ROUNDS + 2):
            write(folder, REPORTS[version % 4], version)
            if version == 4:
                chroma_server.stop()
                chroma_server.start()
            (one, two)[version % 2].until("done")
            (third, fourth)[version % 2].until("read")
        (folder / REPORTS[0]).unlink()
        for machine in (one, two, third, fourth):
            machine.stop()
    looks = [line.split()[1:] for machine in (third, fourth) for line in machine.lines if line.startswith("read")]
    assert looks
    for look in looks:
        versions = dict(part.split("=") for part in look)
        assert set(versions) in (set(REPORTS), set(REPORTS[1:]))
        assert all(version.isdigit() for version in versions.values()), "half a report"
    sync(folder, locations[1], BigramEncoder())
    fresh = Location(tmp_path / "fresh")
    sync(folder, fresh, BigramEncoder())
    expected = state(fresh)
    assert [state(location) == expected for location in locations] == [True] * 4
    assert not any((location.data / "chroma").exists() for location in locations)
