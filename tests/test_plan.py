"""The plan of a sync: what it says, that it writes nothing, that the sync then does it, and encoding all of it anew."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bigrams import BigramEncoder
from holdings import MANUSCRIPT, held, held_at
from stepped import Steps, stepped

from vectorstore.errors import ReportbotError
from vectorstore.index import Location, open_index, published
from vectorstore.ledger import ABSENT, State
from vectorstore.plan import Change, Failure, Plan, plan
from vectorstore.sync import preview, sync

pytestmark = pytest.mark.usefixtures("quick_opening")


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write(tmp_path / "reports", MANUSCRIPT)


@pytest.fixture
def location(reports: Path, tmp_path: Path) -> Location:
    made = Location(tmp_path / "data")
    sync(reports, made, BigramEncoder())
    return made


def of(text: str, *passages: str) -> State:
    """The state of a file with that text."""
    return State(hashlib.sha256(text.encode()).hexdigest(), "digest", passages or ("p",))


def same(*names: str) -> tuple[Change, ...]:
    return tuple(Change(name, name) for name in names)


def test_each_file_has_its_place_in_the_plan(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "r", {"same": "1", "changed": "2", "new name": "3", "copy": "1", "added": "4", "half": "5"}
    )
    held = {
        "same": of("1"),
        "changed": of("old"),
        "old name": of("3"),
        "half": ABSENT,
        "gone": of("6"),
        "half gone": ABSENT,
    }
    names = ["added", "changed", "copy", "half", "new name", "same"]
    changed = same("changed", "half")
    expected = Plan(
        added=(Change("added", "added"), Change("copy", "same")),
        changed=changed,
        moved=(Change("new name", "old name"),),
        deleted=("gone", "half gone"),
        unchanged=("same",),
    )
    assert plan(folder, names, held) == expected
    assert expected.changes == (*expected.added, *changed, *expected.moved)
    forced = plan(folder, names, held, force=True)
    assert (forced.changed, forced.unchanged) == (same("changed", "half", "same"), ())
    assert (forced.added, forced.moved, forced.deleted) == (expected.added, expected.moved, expected.deleted)


def test_names_that_are_exchanged_and_copies_that_move(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"a": "2", "b": "1"})
    assert plan(folder, ["a", "b"], {"a": of("1"), "b": of("2")}) == Plan((), same("a", "b"), (), (), ())
    folder = write(tmp_path / "s", {"3": "x", "4": "x", "5": "x"})
    moved = (Change("3", "1"), Change("4", "2"))
    assert plan(folder, ["3", "4", "5"], {"2": of("x"), "1": of("x")}) == Plan((Change("5", "1"),), (), moved, (), ())
    assert plan(folder, ["3"], {"1": ABSENT, "2": State("", "d", ("p",))}).added == same("3")


def test_files_that_cannot_be_read_are_tried_again(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"a.txt": MANUSCRIPT["双桥.txt"]})
    held = {"a.txt": of(MANUSCRIPT["双桥.txt"]), "gone.txt": State("", "d", ("p",))}
    assert plan(folder, ["a.txt", "gone.txt"], held) == Plan((), same("gone.txt"), (), (), ("a.txt",))


def everything(*folders: Path) -> dict[str, Any]:
    """Every file and folder below, with what is in it.

    Of Chroma's, which does not even open without writing a number into a table of its own, what its other tables hold.
    """
    found: dict[str, Any] = {str(one): one.exists() for one in folders}
    for path in (path for one in folders for path in one.rglob("*")):
        if "chroma" not in path.parts:
            found[str(path)] = path.read_bytes() if path.is_file() else b""
        elif path.name == "chroma.sqlite3":
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
                names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                for name in set(names) - {"acquire_write"}:
                    found[f"{path} {name}"] = opened.execute(f"SELECT * FROM {name}").fetchall()
    return found


def change(reports: Path) -> None:
    (reports / "河口镇.txt").rename(reports / "新 名字.txt")
    (reports / "白石村.txt").write_text("白石村书屋开放\n\n白石村书屋上月开放，藏书3500册。\n", encoding="utf-8")
    (reports / "双桥.txt").unlink()
    write(
        reports,
        {"新.txt": "东湾镇开新店\n\n东湾镇今年新开商店33家。\n", "empty.txt": "", "marks.txt": "！！！\n\n……\n"},
    )
    (reports / "binary.txt").write_bytes(bytes(range(256)) * 30)
    (reports / "sub folder" / "竹溪.md").write_bytes(Random(1).randbytes(3000))


FAILED = (
    Failure("binary.txt", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
    Failure("empty.txt", "the file is empty"),
    Failure("marks.txt", "holds no sentence that could be indexed"),
    Failure("sub folder/竹溪.md", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
)


def counts(todo: Plan) -> tuple[int, ...]:
    return len(todo.added), len(todo.changed), len(todo.moved), len(todo.deleted), len(todo.unchanged)


@pytest.mark.parametrize("force", [False, True])
def test_the_plan_is_read_and_then_done(reports: Path, location: Location, tmp_path: Path, force: bool) -> None:
    change(reports)
    write(reports, {"same.txt": "石门乡种茶\n\n石门乡今年种茶12亩。\n"})
    before = everything(tmp_path)
    todo = preview(reports, location, BigramEncoder(stop_after=0), force=force)
    assert everything(tmp_path) == before
    added, moved = (*same("same.txt"), *same("新.txt")), (Change("新 名字.txt", "河口镇.txt"),)
    expected = Plan(added, same("白石村.txt"), moved, ("双桥.txt",), ())
    assert (Plan(*(getattr(todo, one) for one in ("added", "changed", "moved", "deleted", "unchanged")))) == expected
    assert sorted(todo.failed, key=lambda one: one.report) == list(FAILED)
    done = sync(reports, location, BigramEncoder(), force=force)
    assert (done.added, done.changed, done.moved, done.deleted, done.unchanged) == counts(todo)
    assert sorted(done.failed, key=lambda one: one.report) == list(FAILED)
    again = preview(reports, location, BigramEncoder(stop_after=0))
    assert (counts(again), len(again.failed)) == ((0, 0, 0, 0, 4), 4)


@pytest.mark.skipif(sys.platform != "linux", reason="names of other bytes than UTF-8 exist on Linux only")
def test_a_name_that_is_not_utf8_is_named_in_the_plan(reports: Path, location: Location) -> None:
    with open(os.path.join(os.fsencode(reports), b"\xff.txt"), "wb") as file:
        file.write(MANUSCRIPT["双桥.txt"].encode())
    bad = Failure("?.txt", "its name is not valid UTF-8; rename it")
    todo = preview(reports, location, BigramEncoder(stop_after=0))
    assert (counts(todo), todo.failed) == ((0, 0, 0, 0, 4), (bad,))
    assert sync(reports, location, BigramEncoder()).failed == (bad,)


def test_a_plan_before_there_is_an_index(reports: Path, tmp_path: Path) -> None:
    location = Location(tmp_path / "nowhere" / "data")
    todo = preview(reports, location, BigramEncoder(stop_after=0))
    assert todo == Plan(same(*sorted(MANUSCRIPT)), (), (), (), ())
    assert not (tmp_path / "nowhere").exists()
    location.data.mkdir(parents=True)
    assert preview(reports, location, BigramEncoder()) == todo
    assert list(location.data.iterdir()) == []


def test_a_plan_for_another_encoder_or_folder(reports: Path, location: Location, tmp_path: Path) -> None:
    before = everything(tmp_path)
    assert preview(reports, location, BigramEncoder("others")).added == same(*sorted(MANUSCRIPT))
    with pytest.raises(ReportbotError, match=r"nowhere: no such folder of reports"):
        preview(tmp_path / "nowhere", location, BigramEncoder())
    assert everything(tmp_path) == before
    other = write(tmp_path / "other", {"双桥.txt": MANUSCRIPT["双桥.txt"]})
    before = everything(tmp_path)
    with pytest.raises(ReportbotError, match=f"mirrors {reports}, not {other}"):
        preview(other, location, BigramEncoder())
    gone = tuple(sorted(MANUSCRIPT.keys() - {"双桥.txt"}))
    assert preview(other, location, BigramEncoder(), replace=True) == Plan((), (), (), gone, ("双桥.txt",))
    assert everything(tmp_path) == before


@pytest.mark.parametrize("step", ["encode", "upsert passages", "terms", "delete passages"])
def test_a_plan_after_a_sync_that_was_stopped(reports: Path, location: Location, tmp_path: Path, step: str) -> None:
    change(reports)
    assert stepped(reports, location, Steps(stop_at=step))[0] is None
    before = everything(tmp_path)
    todo = preview(reports, location, BigramEncoder(stop_after=0))
    assert everything(tmp_path) == before
    done = sync(reports, location, BigramEncoder())
    assert (done.added, done.changed, done.moved, done.deleted, done.unchanged) == counts(todo)
    assert {one.report for one in done.failed} == {one.report for one in todo.failed}


class Doubled(BigramEncoder):
    """The same encoder after its maker has mended it: vectors are others, the identity stays."""

    def encode_passages(self, texts: list[str]) -> object:  # type: ignore[override]
        return super().encode_passages([text[::-1] for text in texts])


def test_force_encodes_everything_anew(reports: Path, location: Location) -> None:
    before, before_it = held_at(location), published(location)
    encoder, first = Doubled(), BigramEncoder()
    done = sync(reports, location, encoder, force=True)  # type: ignore[arg-type]
    assert (done.added, done.changed, done.moved, done.deleted, done.unchanged, done.passages) == (0, 4, 0, 0, 0, 4)
    sync(reports, Location(location.data.parent / "fresh"), first)
    assert sorted(text[::-1] for text in encoder.encoded) == sorted(first.encoded)
    after = held_at(location)
    assert {part: after[part] for part in after if part != "vectors"} == {
        part: before[part] for part in before if part != "vectors"
    }
    assert all(after["vectors"][id] != before["vectors"][id] for id in before["vectors"])
    now = published(location)
    assert before_it is not None and now is not None and now.generation == before_it.generation + 1
    sync(reports, location, BigramEncoder(), force=True)
    assert held_at(location) == before


def test_force_stopped_in_the_middle_is_no_harm(reports: Path, location: Location) -> None:
    before, reader = held_at(location), open_index(location)
    for step in ("encode", "upsert passages"):
        assert stepped(reports, location, Steps(stop_at=step), force=True)[0] is None
        assert held(reader) == held_at(location) == before
        reader.check()
    done = sync(reports, location, BigramEncoder(stop_after=0))
    assert (done.changed, done.unchanged, held_at(location)) == (4, 0, before)
