"""Shards loaded: the same index as `reportbot index` makes, whatever stops it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
import sharded
from bigrams import BigramEncoder
from holdings import held_at
from sharded import NEW, TEXTS, encode, forge, index, load, write
from stepped import Steps, Stopped, stepped, watched

from vectorstore.errors import ReportbotError
from vectorstore.index import Location
from vectorstore.manifest import Manifest
from vectorstore.plan import Failure
from vectorstore.shard_load import load_shards
from vectorstore.sync import SyncSummary, sync

EMPTY = Failure("空.txt", "the file is empty")

folder, out, location = sharded.folder, sharded.out, sharded.location


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an index holds that was made from the reports themselves."""
    place = tmp_path_factory.mktemp("wanted")
    return held_at(index(write(place / "reports", TEXTS), place / "data"))


def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a report have several row groups, and what is loaded several writes."""
    monkeypatch.setattr("vectorstore.shard_encode.GROUP", 3)
    monkeypatch.setattr("vectorstore.shard_load._TOGETHER", 2)


def test_the_index_is_that_of_a_sync(
    folder: Path, location: Location, tmp_path: Path, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_batches(monkeypatch)
    made = encode(folder, tmp_path / "shards")
    assert [(str(one.part), one.reports, one.passages, one.failed) for one in made] == [
        ("1/3", 3, 10, ()),
        ("2/3", 2, 2, ()),
        ("3/3", 0, 0, (EMPTY,)),
    ]
    loaded = SyncSummary(5, 0, 0, 0, 0, (EMPTY,), 12, 0.0)
    assert load(tmp_path / "shards", folder, location) == loaded
    assert held_at(location) == wanted
    manifest = Manifest.read(location.data)
    again = sync(folder, location, BigramEncoder(stop_after=0))  # type: ignore[arg-type]
    assert (again.unchanged, again.failed, again.passages, again.added + again.changed) == (5, (EMPTY,), 12, 0)
    assert load(tmp_path / "shards", folder, location) == SyncSummary(0, 0, 0, 0, 5, (EMPTY,), 12, 0.0)
    assert Manifest.read(location.data) == manifest


def test_a_load_stopped_at_its_steps(
    folder: Path, out: Path, tmp_path: Path, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_batches(monkeypatch)
    old = index(write(tmp_path / "before", {"河口镇.txt": NEW, "白石村.txt": TEXTS["白石村.txt"]}), tmp_path / "old")
    before, last, steps = held_at(old), 1, Steps()
    while True:
        location, steps = Location(tmp_path / str(last)), Steps(last)
        shutil.copytree(old.data, location.data)
        try:
            load(out, folder, watched(location, steps), replace=True)
            break
        except Stopped:
            assert held_at(location) in (before, wanted), steps.done
        load(out, folder, location, replace=True)
        assert held_at(location) == wanted, steps.done
        shutil.rmtree(location.data)
        last += 8
    assert {"upsert passages", "upsert reports", "delete passages"} <= set(steps.done)


def test_a_stopped_load_is_taken_up(folder: Path, out: Path, location: Location, wanted: dict[str, Any]) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(out, folder, location, progress=stop)
    assert Manifest.read(location.data) is None
    steps = Steps()
    assert load(out, folder, watched(location, steps)) == SyncSummary(2, 0, 0, 0, 3, (EMPTY,), 12, 0.0)
    assert held_at(location) == wanted
    assert steps.done.count("upsert passages") == 1


def test_shards_over_an_older_index(folder: Path, out: Path, tmp_path: Path, wanted: dict[str, Any]) -> None:
    """What they have takes the place of what was there, what they lack stays, what they could not read goes."""
    shutil.move(folder, tmp_path / "new")
    write(folder, {"河口镇.txt": NEW, "双桥.txt": TEXTS["双桥.txt"], "旧.txt": NEW, "空.txt": NEW})
    location = index(folder, tmp_path / "data")
    assert load(out, folder, location) == SyncSummary(3, 1, 0, 0, 1, (EMPTY,), 13, 0.0)
    shutil.rmtree(folder)
    shutil.move(tmp_path / "new", folder)
    done = sync(folder, location, BigramEncoder(stop_after=0))  # type: ignore[arg-type]
    assert (done.unchanged, done.deleted, done.failed) == (5, 1, (EMPTY,))
    assert held_at(location) == wanted


def test_a_report_that_was_read_here_stays_though_not_read_there(folder: Path, out: Path, location: Location) -> None:
    digest = hashlib.sha256((folder / "双桥.txt").read_bytes()).hexdigest()
    index(folder, location.data)
    failed = [{"report": "双桥.txt", "sha256": digest, "error": "took too long"}]
    forge(out / "shard-3-of-3.parquet", {"failed": failed})
    assert load(out, folder, location, partial=True).passages == 12


def test_what_a_stopped_sync_left_stays_as_readers_see_it(
    folder: Path, out: Path, tmp_path: Path, wanted: dict[str, Any]
) -> None:
    texts = {"甲.txt": NEW, "乙.txt": NEW}
    location = index(write(folder, texts), tmp_path / "data")
    before = {name: state for name, state in held_at(location)["chunks"].items() if state.report in texts}
    (folder / "甲.txt").write_text(NEW.replace("33", "44"), encoding="utf-8")
    (folder / "丙.txt").write_text(NEW, encoding="utf-8")
    steps = Steps()
    stepped(folder, Location(shutil.copytree(location.data, tmp_path / "copy")), steps)
    stepped(folder, location, Steps(steps.done.index("upsert passages") + 1))
    load(out, folder, location)
    held = held_at(location)
    assert {id: one for id, one in held["chunks"].items() if one.report in (*texts, "丙.txt")} == before
    done = sync(folder, location, BigramEncoder())  # type: ignore[arg-type]
    assert (done.added, done.changed, done.unchanged) == (1, 1, 6)
    for name in (*texts, "丙.txt"):
        (folder / name).unlink()
    sync(folder, location, BigramEncoder(stop_after=0))  # type: ignore[arg-type]
    assert held_at(location) == wanted


def refused(*arguments: Any, **how: Any) -> str:
    with pytest.raises(ReportbotError) as error:
        load(*arguments, **how)
    return str(error.value)


def test_what_does_not_belong_together(folder: Path, out: Path, location: Location, tmp_path: Path) -> None:
    one, three = out / "shard-1-of-3.parquet", out / "shard-3-of-3.parquet"
    assert refused(out, folder, location, BigramEncoder("other")) == (
        f"{one} was encoded with bigrams (EMBEDDING_MODEL=bigrams), but EMBEDDING_MODEL names other here. "
        "Set EMBEDDING_MODEL as it was there, or encode again."
    )
    twice = shutil.copy(one, out / "shard-1-of-3-copy-of-it.parquet")
    assert refused(out, folder, location) == f"{twice} and {one} are both shard 1/3. Name one of them."
    Path(twice).unlink()
    encode(folder, out, 1)
    assert refused(out, folder, location) == (
        f"{one} is one of 3 shards, {out / 'shard-1-of-1.parquet'} one of 1. Load those of one division."
    )
    (out / "shard-1-of-1.parquet").unlink()
    one.unlink()
    three.unlink()
    assert refused(out, folder, location) == (
        "Shards are missing: 1/3, 3/3. Encode them, or add --partial to load the others."
    )
    assert refused(out, tmp_path / "none", location) == (
        f"{tmp_path / 'none'}: no such folder of reports. Name it with --reports, or set REPORTS_DIR."
    )
    assert refused(one, folder, location) == f"{one}: no such file."
    assert not location.data.exists()
    assert load(out, folder, location, partial=True) == SyncSummary(2, 0, 0, 0, 0, (), 2, 0.0)


def test_another_recipe(folder: Path, out: Path, location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.maker.RECIPE", "next")
    assert refused(out, folder, location) == (
        f"{out / 'shard-1-of-3.parquet'} was made by another version of reportbot. Encode again."
    )


def test_another_folder(folder: Path, out: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"旧.txt": NEW})
    location = index(other, tmp_path / "data")
    assert refused(out, folder, location) == (
        f"The index in DATA_DIR {location.data} mirrors {other}, not {folder}. "
        "Add --replace to make it mirror this folder instead, or set another DATA_DIR."
    )
    assert load(out, folder, location, replace=True).passages == 13
    assert (Manifest.read(location.data) or pytest.fail()).folder == str(folder)
    done = sync(folder, location, BigramEncoder(stop_after=0))  # type: ignore[arg-type]
    assert (done.unchanged, done.deleted, done.passages) == (5, 1, 12)


def test_over_the_index_of_another_encoder(folder: Path, out: Path, tmp_path: Path, wanted: dict[str, Any]) -> None:
    (folder / "旧.txt").write_text(NEW, encoding="utf-8")
    location = index(folder, tmp_path / "data", BigramEncoder("older"))
    before = held_at(location, "older")
    assert refused(out, folder, location) == (
        "The index was made with older, and the shards lack 1 of its reports (旧.txt …), which would be gone. "
        "Encode these too, or add --replace to go over to what the shards have."
    )
    assert held_at(location, "older") == before
    (folder / "旧.txt").unlink()
    load(out, folder, location, replace=True)
    assert held_at(location) == wanted


def test_load_in_the_library_takes_files(folder: Path, out: Path, location: Location) -> None:
    paths = [out / "shard-2-of-3.parquet", out / "shard-1-of-3.parquet", out]
    made: Any = BigramEncoder(stop_after=0)
    assert load_shards(paths, folder, location, made).added == 5
