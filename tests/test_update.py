"""One change of an index, stopped anywhere: readers see the state before or after it, and the next one completes it."""

from __future__ import annotations

import gc
from itertools import count
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from chroma_server import ChromaServer
from holdings import BIGRAMS, MANUSCRIPT, OTHERS, assert_clean, generation, held_at, there, wanted
from stepped import Steps, Stopped, stepped

from vectorstore.errors import Busy, IndexMissing, ReportbotError
from vectorstore.index import Location, open_index
from vectorstore.store import Store
from vectorstore.sync import SyncSummary, remove, sync
from vectorstore.types import Chunk
from vectorstore.update import updating

pytestmark = pytest.mark.usefixtures("quick_opening")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in MANUSCRIPT.items():
        (tmp_path / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    return tmp_path / "reports"


@pytest.fixture
def location(folder: Path, tmp_path: Path) -> Location:
    made = Location(tmp_path / "data")
    run(folder, made)
    return made


def run(folder: Path, location: Location, identity: str = "bigrams") -> tuple[SyncSummary, list[str]]:
    encoder = BigramEncoder(identity)
    return sync(folder, location, encoder), encoder.encoded


def shuffle(folder: Path, n: int) -> None:
    """Change a folder: `n` tells how."""
    for old in folder.glob("moving*.txt"):
        old.rename(folder / f"moving {n}.txt")
    for old in folder.glob("short-lived*.txt"):
        old.unlink()
    (folder / "双桥.txt").write_text(f"双桥镇办夜校\n\n双桥镇办起夜校{n + 20}所。\n学员共有640人。\n", encoding="utf-8")
    (folder / f"short-lived {n}.txt").write_text(f"东湾镇开新店\n\n东湾镇今年新开商店{n + 3}家。\n", encoding="utf-8")
    if not n:
        (folder / "moving 0.txt").write_text("石门乡种茶\n\n石门乡今年种茶12亩。\n", encoding="utf-8")


def test_stopped_anywhere_the_next_run_completes_it(
    folder: Path, location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stops at every call of `progress` and at every check of the lease, in the same folder one after the other."""
    monkeypatch.setattr("vectorstore.generation._TOGETHER", 1)
    passed: list[str] = []
    last = -1

    def take(step: str) -> None:
        if len(passed) == last:
            raise Stopped
        passed.append(step)

    monkeypatch.setattr("vectorstore.update._nobody_else", lambda: take("check"))
    before = wanted(folder)
    for last in count():
        shuffle(folder, last)
        expected, old = wanted(folder), generation(location)
        passed.clear()
        try:
            sync(folder, location, BigramEncoder(), progress=lambda stage, *_: take(stage))
            break
        except Stopped:
            assert (there(location), generation(location)) in ((before, old), (expected, old + 1)), passed
        last = -1
        sync(folder, location, BigramEncoder())
        assert there(location) == expected
        assert generation(location) > old
        assert_clean(location)
        before = expected
    assert there(location) == expected
    assert {*passed} == {"reports", "passages", "terms", "check"}
    assert last >= 14


def test_a_second_change_of_nothing_writes_no_manifest(folder: Path, location: Location) -> None:
    path = location.data / "index.json"
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert run(folder, location)[0].unchanged == 4
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert_clean(location)


def test_a_lost_manifest_is_made_again_without_encoding(folder: Path, location: Location) -> None:
    for n in range(3):
        shuffle(folder, n)
        run(folder, location)
    expected = held_at(location)
    path = location.data / "index.json"
    path.unlink()
    with pytest.raises(IndexMissing):
        open_index(location)
    assert (run(folder, location)[1], held_at(location)) == ([], expected)
    assert_clean(location)


@pytest.mark.parametrize("step", ["encode", "upsert passages", "terms", "delete passages"])
def test_a_manifest_lost_in_the_middle_of_a_change(folder: Path, location: Location, step: str) -> None:
    shuffle(folder, 0)
    assert stepped(folder, location, Steps(stop_at=step))[0] is None
    (location.data / "index.json").unlink()
    shuffle(folder, 1)
    run(folder, location)
    assert there(location) == wanted(folder)
    assert_clean(location)


@pytest.mark.parametrize("step", ["upsert reports", "encode", "upsert passages", "terms"])
def test_a_change_of_models_that_is_given_up(folder: Path, location: Location, step: str) -> None:
    before = held_at(location)
    steps = Steps(stop_at=step)
    assert stepped(folder, location, steps, "others")[0] is None
    assert held_at(location) == before
    assert Store(location.connect(), OTHERS.collection).name == OTHERS.collection
    summary, encoded = run(folder, location)
    assert (summary.unchanged, encoded, held_at(location)) == (4, [], before)
    assert generation(location) == 1
    assert_clean(location)


@pytest.mark.parametrize("part", ["reports", "passages"])
def test_a_change_of_models_that_is_done_and_undone(folder: Path, location: Location, part: str) -> None:
    before = held_at(location)
    steps = Steps(stop_at=f"delete_collection {part}")
    assert stepped(folder, location, steps, "others")[0] is None
    assert open_index(location).manifest.encoder == "others"
    whole = not any("delete_collection" in step for step in steps.done)
    assert whole == (part == "reports")
    (folder / "双桥.txt").unlink()
    summary, encoded = run(folder, location)
    assert (summary.unchanged, not encoded) == ((3, True) if whole else (0, False))
    kept = {id: chunk for id, chunk in before["chunks"].items() if chunk.report != "双桥.txt"}
    assert (held_at(location)["chunks"], generation(location)) == (kept, 3)
    assert_clean(location)


def test_a_half_written_change_outlives_a_change_of_models(folder: Path, location: Location) -> None:
    shuffle(folder, 0)
    assert stepped(folder, location, Steps(stop_at="upsert passages"))[0] is None
    assert stepped(folder, location, Steps(stop_at="delete_collection reports"), "others")[0] is None
    shuffle(folder, 1)
    run(folder, location)
    assert there(location) == wanted(folder)
    assert_clean(location)


def test_a_machine_that_is_behind_builds_upon_what_it_has(
    folder: Path, location: Location, chroma_server: ChromaServer, tmp_path: Path
) -> None:
    database = chroma_server.database()
    one, other = (Location(tmp_path / name, chroma_server.url, database=database) for name in ("one", "other"))
    run(folder, one)
    open_index(other)
    segments = {path.name: path.stat().st_ino for path in other.lexical(1).rglob("*.store")}
    for name, at in (("甲.txt", one), ("乙.txt", other)):
        (folder / name).write_text(f"{name[0]}村修路忙\n\n{name[0]}村今年共修通村道21条。\n", encoding="utf-8")
        assert run(folder, at)[0].added == 1
    assert (generation(one), generation(other)) == (3, 3)
    now = {path.name: path.stat().st_ino for path in other.lexical(3).rglob("*.store")}
    assert len(segments) == 2 and segments.items() < now.items()
    for at in (one, other):
        summary, encoded = run(folder, at)  # the other machine's generation is taken over, none is made
        assert (summary.unchanged, encoded, generation(at)) == (6, [], 3)
        assert [path.name for path in at.lexical(3).parent.iterdir()] == ["3"]
    assert there(other) == there(one) == wanted(folder)


def test_leftover_collections_go_and_others_stay(folder: Path, location: Location) -> None:
    mine = ["reports-0123456789abcdef", "reports-0123456789abcdef-lines", "reports-ffffffffffffffff-reports"]
    others = ["reportbot", "reports-0123456789abcdef-more", "reports-of-mine", "another"]
    client = location.connect()
    for name in (*mine, *others):
        client.create_collection(name)
    run(folder, location)
    name = BIGRAMS.collection
    kept = [*others, name, f"{name}-reports"]
    assert sorted(one.name for one in location.connect().list_collections()) == sorted(kept)


def test_one_change_at_a_time(folder: Path, location: Location) -> None:
    with updating(location, str(folder), BIGRAMS) as update:
        for use in (lambda: run(folder, location), lambda: remove("双桥.txt", location)):
            with pytest.raises(Busy, match="Another process is indexing into DATA_DIR"):
                use()
        assert (update.published, update.generation, update.passages) == (1, 2, 4)
    for error, seen in ((Stopped(), Stopped), (OSError(28, "No space left on device"), ReportbotError)):
        with pytest.raises(seen), updating(location, str(folder), BIGRAMS):
            raise error
    assert run(folder, location)[0].unchanged == 4


@pytest.mark.parametrize(
    "steps", [Steps(stop_at="encode"), Steps(stop_at="upsert reports", nth=2)], ids=["half", "all"]
)
def test_taking_a_report_out_leaves_what_a_stopped_sync_was_at(folder: Path, location: Location, steps: Steps) -> None:
    before = held_at(location)["chunks"]
    (folder / "白石村.txt").write_text("白石村书屋开放\n\n白石村书屋上月开放，藏书3500册。\n", encoding="utf-8")
    (folder / "新.txt").write_text("东湾镇开新店\n\n东湾镇今年新开商店33家。\n", encoding="utf-8")
    assert stepped(folder, location, steps)[0] is None
    summary = remove("双桥.txt", location)
    assert ((folder / "双桥.txt").exists(), summary.deleted, summary.passages) == (False, 1, 3)
    assert held_at(location)["chunks"] == {id: chunk for id, chunk in before.items() if chunk.report != "双桥.txt"}
    assert_clean(location)
    summary, _ = run(folder, location)
    assert (summary.added, summary.changed, summary.unchanged) == (1, 1, 2)
    assert there(location) == wanted(folder)
    assert_clean(location)


def test_memory_does_not_grow_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for constant in ("writer._STORED", "generation._TOGETHER", "update._SWEPT"):
        monkeypatch.setattr(f"vectorstore.{constant}", 6)
    (tmp_path / "reports").mkdir()
    most: dict[str, list[int]] = {"reports": [], "passages": [], "terms": []}

    def progress(stage: str, done: int, total: int) -> None:
        most[stage].append(sum(type(one) is Chunk for one in gc.get_objects()))  # a Passage has a Chunk

    for year in ("今年", "去年"):
        for n in range(40):
            text = f"第{n}村修路忙\n\n第{n}村{year}共修通村道{n + 3}条，长36公里。\n"
            (tmp_path / "reports" / f"{n}.txt").write_text(text, encoding="utf-8")
        summary = sync(tmp_path / "reports", Location(tmp_path / "data"), BigramEncoder(), progress=progress)
        assert summary.passages == 40
        for stage, counts in most.items():
            assert (len(counts) > 5, max(counts) <= 12) == (True, True), (stage, counts)
            counts.clear()
