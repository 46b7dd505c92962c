"""A sync that is stopped, at any point, loses nothing: the next one makes the index equal to a fresh one."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bigrams import BigramEncoder
from conftest import ROOT
from holdings import MANUSCRIPT, held_at

from vectorstore.errors import ReportbotError
from vectorstore.index import Location
from vectorstore.sync import sync


@dataclass(frozen=True)
class Steps:
    """Counts what a sync does, and interrupts it at step `last`."""

    last: int
    done: list[str]

    def take(self, step: str) -> None:
        if len(self.done) == self.last:
            raise KeyboardInterrupt
        self.done.append(step)


class SteppedEncoder(BigramEncoder):
    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self.steps = steps

    def encode_passages(self, texts: Any) -> Any:
        self.steps.take("encode")
        return super().encode_passages(texts)


class SteppedCollection:
    """A Chroma collection whose writes are steps."""

    def __init__(self, collection: Any, steps: Steps) -> None:
        self._collection, self._steps = collection, steps

    def __getattr__(self, name: str) -> Any:
        if name in ("upsert", "delete"):
            self._steps.take(name)
        return getattr(self._collection, name)


class SteppedClient:
    """A Chroma client whose collections' writes are steps."""

    def __init__(self, client: Any, steps: Steps) -> None:
        self._client, self._steps = client, steps

    def get_or_create_collection(self, **arguments: Any) -> SteppedCollection:
        return SteppedCollection(self._client.get_or_create_collection(**arguments), self._steps)


class SteppedLocation(Location):
    steps: Steps

    def connect(self) -> Any:
        return SteppedClient(Location.connect(self), self.steps)


def stopped(folder: Path, data: Path, last: int) -> tuple[list[str], list[str]] | None:
    """The steps done before `last`, which was interrupted, and the texts encoded; None if there is no such step."""
    steps = Steps(last, [])
    location = SteppedLocation(data)
    object.__setattr__(location, "steps", steps)
    encoder = SteppedEncoder(steps)
    try:
        sync(folder, location, encoder, progress=lambda stage, *_: stage == "terms" and steps.take(stage))  # type: ignore[arg-type]
    except KeyboardInterrupt:
        return steps.done, encoder.encoded
    return None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports" / "sub folder").mkdir(parents=True)
    for name, text in MANUSCRIPT.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    return tmp_path / "reports"


def change(folder: Path) -> None:
    """Change, move, delete and add a report."""
    (folder / "白石村.txt").write_text("白石村书屋开放\n\n白石村书屋上月开放，藏书3500册。\n", encoding="utf-8")
    (folder / "河口镇.txt").rename(folder / "新 名字.txt")
    (folder / "双桥.txt").unlink()
    (folder / "新.txt").write_text("东湾镇开新店\n\n东湾镇今年新开商店33家。\n", encoding="utf-8")


def test_interrupted_at_every_step(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.sync._BATCH", 1)
    old, fresh = Location(tmp_path / "old"), Location(tmp_path / "fresh")
    sync(folder, old, BigramEncoder())  # type: ignore[arg-type]
    change(folder)
    sync(folder, fresh, BigramEncoder())  # type: ignore[arg-type]
    expected, last, steps = held_at(fresh), 0, []
    while made := stopped(folder, shutil.copytree(old.data, tmp_path / str(last)), last):
        location, encoder, (steps, encoded) = Location(tmp_path / str(last)), BigramEncoder(), made
        sync(folder, location, encoder)  # type: ignore[arg-type]
        assert held_at(location) == expected, f"interrupted after {steps}"
        passages = [text for text in encoded + encoder.encoded if "\n" in text]
        assert (len(set(passages)), len(passages) <= 3) == (2, True), f"interrupted after {steps}"
        shutil.rmtree(location.data)
        last += 1
    assert {"encode", "upsert", "delete", "terms"} == set(steps)


def test_lines_of_a_report_that_went_before_it_was_whole_are_swept(folder: Path, tmp_path: Path) -> None:
    location = Location(tmp_path / "data")
    sync(folder, location, BigramEncoder())  # type: ignore[arg-type]
    expected = held_at(location)
    (folder / "新.txt").write_text("东湾镇开新店\n\n东湾镇今年新开商店33家。\n", encoding="utf-8")
    made = stopped(folder, location.data, 2)
    assert made and made[0] == ["encode", "upsert"]
    (folder / "新.txt").unlink()
    sync(folder, location, BigramEncoder())  # type: ignore[arg-type]
    assert held_at(location) == expected


SLOW = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from bigrams import BigramEncoder
from vectorstore import sync
from vectorstore.index import Location

class Slow(BigramEncoder):
    def encode_passages(self, texts):
        if len(self.encoded) > 6:
            print("encoding", flush=True)
            time.sleep(300)
        return super().encode_passages(texts)

sync._BATCH = 1
sync.sync(Path(sys.argv[1]), Location(Path(sys.argv[2])), Slow())
"""


def test_killed_while_another_waits(folder: Path, tmp_path: Path) -> None:
    location, fresh = Location(tmp_path / "data"), Location(tmp_path / "fresh")
    command = [sys.executable, "-c", SLOW, str(folder), str(location.data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as other:
        try:
            assert other.stdout and other.stdout.readline() == "encoding\n"
            with pytest.raises(ReportbotError) as refused:
                sync(folder, location, BigramEncoder())  # type: ignore[arg-type]
            message = f"Another process is indexing into DATA_DIR {location.data}. Wait for it, or end it."
            assert str(refused.value) == message
        finally:
            other.send_signal(signal.SIGKILL)
    encoder = BigramEncoder()
    summary = sync(folder, location, encoder)  # type: ignore[arg-type]
    assert (summary.added + summary.unchanged, summary.unchanged > 0, summary.passages) == (4, True, 4)
    sync(folder, fresh, BigramEncoder())  # type: ignore[arg-type]
    assert held_at(location) == held_at(fresh)
