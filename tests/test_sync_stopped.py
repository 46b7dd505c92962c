"""A sync that is stopped, at any point, loses nothing: the next one makes the index equal to a fresh one."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from conftest import ROOT
from holdings import MANUSCRIPT, held_at
from stepped import Steps, stepped

from vectorstore.errors import ReportbotError
from vectorstore.index import Location
from vectorstore.maker import Maker
from vectorstore.store import Store
from vectorstore.sync import sync

pytestmark = pytest.mark.usefixtures("quick_opening")


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
    monkeypatch.setattr("vectorstore.writer._STORED", 1)
    old, fresh = Location(tmp_path / "old"), Location(tmp_path / "fresh")
    sync(folder, old, BigramEncoder())
    before = held_at(old)
    change(folder)
    sync(folder, fresh, BigramEncoder())
    expected = held_at(fresh)
    for last in range(100):
        location = Location(shutil.copytree(old.data, tmp_path / str(last)))
        steps, encoder = Steps(last), BigramEncoder()
        done, encoded = stepped(folder, location, steps)
        if done:
            break
        assert held_at(location) in (before, expected), f"interrupted after {steps.done}"
        sync(folder, location, encoder)
        assert held_at(location) == expected, f"interrupted after {steps.done}"
        passages = [text for text in encoded + encoder.encoded if "\n" in text]
        assert (len(set(passages)), len(passages) <= 3) == (2, True), f"interrupted after {steps.done}"
        shutil.rmtree(location.data)
    one = ["upsert reports", "encode", "upsert passages", "upsert reports"]
    moved = [step for step in one if step != "encode"]
    replaced = ["delete passages", "upsert reports", "delete reports"]
    assert steps.done == [
        *[f"get_or_create_collection {part}" for part in ("passages", "reports")],
        *one,  # the new one
        *one,  # the changed one
        *moved,
        "upsert reports",  # the deleted one, and the moved one's former name
        "terms",
        *replaced,
    ]


def test_what_a_report_left_that_went_before_it_was_whole_is_swept(folder: Path, tmp_path: Path) -> None:
    old = Location(tmp_path / "data")
    sync(folder, old, BigramEncoder())
    expected, opening = held_at(old), 2
    for last, step in enumerate(("upsert reports", "encode", "upsert passages", "upsert reports")):
        location, steps = Location(shutil.copytree(old.data, tmp_path / str(last))), Steps(opening + last + 1)
        (folder / "新.txt").write_text("东湾镇开新店\n\n东湾镇今年新开商店33家。\n", encoding="utf-8")
        assert stepped(folder, location, steps)[0] is None
        assert steps.done[opening + last :] == [step]
        (folder / "新.txt").unlink()
        sync(folder, location, BigramEncoder())
        assert held_at(location) == expected
        store = Store(location.connect(), Maker("bigrams", "bigrams").collection)
        assert {id for id, _ in store.lines()} == expected["lines"].keys()
        assert {id for id, _ in store.chunks()} == expected["chunks"].keys()
        assert store.ledger.rows().keys() == MANUSCRIPT.keys()


SLOW = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from bigrams import BigramEncoder
from vectorstore import sync, writer
from vectorstore.index import Location

class Slow(BigramEncoder):
    def encode_passages(self, texts):
        if len(self.encoded) > 6:
            print("encoding", flush=True)
            time.sleep(300)
        return super().encode_passages(texts)

writer._STORED = 1
sync.sync(Path(sys.argv[1]), Location(Path(sys.argv[2])), Slow())
"""


def test_killed_while_another_waits(folder: Path, tmp_path: Path) -> None:
    location, fresh = Location(tmp_path / "data"), Location(tmp_path / "fresh")
    command = [sys.executable, "-c", SLOW, str(folder), str(location.data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as other:
        try:
            assert other.stdout and other.stdout.readline() == "encoding\n"
            with pytest.raises(ReportbotError) as refused:
                sync(folder, location, BigramEncoder())
            message = f"Another process is indexing into DATA_DIR {location.data}. Wait for it, or end it."
            assert str(refused.value) == message
        finally:
            other.send_signal(signal.SIGKILL)
    encoder = BigramEncoder()
    summary = sync(folder, location, encoder)
    assert (summary.added + summary.unchanged, summary.unchanged > 0, summary.passages) == (4, True, 4)
    sync(folder, fresh, BigramEncoder())
    assert held_at(location) == held_at(fresh)
