"""A generation's folder made of the one before equals one made of the record alone, whatever state that one is in."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from bigrams import BigramEncoder
from breakages import BROKEN

from vectorstore.catalog import CATALOG, read_catalog
from vectorstore.errors import IndexChanged, ReportbotError
from vectorstore.generation import is_whole, make, prune
from vectorstore.index import Location
from vectorstore.ledger import State
from vectorstore.lexical import LexicalIndex
from vectorstore.line_vectors import LineVectors
from vectorstore.passages import embedded_text, passages, state_of
from vectorstore.record import Stored
from vectorstore.store import Store
from vectorstore.terms import KINDS, question_terms
from vectorstore.types import Chunk, Kind

pytestmark = pytest.mark.usefixtures("quick_opening")

PLACES = ("河口镇", "白石村", "竹溪乡", "双桥镇")
DONE = ("修通村道{}条", "藏书{}册", "采茶{}吨", "办夜校{}所", "种下樟树{}棵")
QUESTIONS = ("河口镇修通了多少条村道？", "白石村藏书多少册？", "竹溪乡采茶12吨", "哪里办夜校？", "樟树")
ENCODER = BigramEncoder()


def chunks(name: str, chance: random.Random) -> list[Chunk]:
    """The chunks of a report of one to three articles."""
    found = []
    for article in range(chance.randint(1, 3)):
        place = chance.choice(PLACES)
        for _ in range(chance.randint(1, 3)):
            text = "，".join(f"{place}{chance.choice(DONE).format(chance.randint(1, 99))}" for _ in range(3)) + "。"
            sentences = ((0, len(text)),)
            found.append(
                Chunk(name, article, f"{place}新闻", (place,), "2021", "", Kind.TEXT, text, ((0, 9),), sentences)
            )
    return found


def put(store: Store, name: str, chance: random.Random) -> State:
    """Write a report into the record, and give its state."""
    made = passages(name, chunks(name, chance), "bigrams")
    lines = [line.embedded for passage in made for line in passage.lines]
    texts = [embedded_text(passage.chunk) for passage in made]
    store.add(made, ENCODER.encode_passages(texts), ENCODER.encode_passages(lines))
    return state_of("sha", made)


def told(folder: Path) -> dict[str, Any]:
    """What a folder says: its catalogue, and of both lexical indexes the documents and what they answer."""
    legs = {}
    weights = {f"{area}_{kind}": 1.0 for area in ("body", "head") for kind in KINDS}
    for name in ("passages", "lines"):
        index = LexicalIndex(folder / name)
        found = [
            {one.id: round(one.score, 3) for one in index.search(question_terms(question, "zh"), weights, 10_000)}
            for question in QUESTIONS
        ]
        ids = sorted({id for rows in found for id in rows})
        legs[name] = (len(index), found, index.fields(ids))
    near = [dict(LineVectors(folder / "lines").nearest(ENCODER.encode_query(one), 10_000)) for one in QUESTIONS]
    return {"catalog": read_catalog(folder), "file": (folder / CATALOG).read_bytes(), "near": near, **legs}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(Location(tmp_path_factory.mktemp("store")).connect(), "reports-test", create=True)


@pytest.fixture(scope="module")
def reports(store: Store) -> dict[str, State]:
    return {f"报道 {n}.txt": put(store, f"报道 {n}.txt", random.Random(n)) for n in range(5)}


@pytest.fixture
def before(store: Store, reports: dict[str, State], tmp_path: Path) -> Path:
    make(tmp_path / "lexical" / "1", None, store, reports)
    return tmp_path / "lexical" / "1"


def test_a_chain_of_changes_ends_in_what_is_made_from_nothing(store: Store, tmp_path: Path) -> None:
    chance = random.Random(3)
    now: dict[str, State] = {}
    folder: Path | None = None
    for step in range(8):
        gone = chance.sample(sorted(now), chance.randint(0, len(now)))
        new = [f"{step} {n}.txt" for n in range(chance.randint(0, 3))] + [
            name for name in gone if chance.random() < 0.6
        ]
        kept = {name: state for name, state in now.items() if name not in gone}
        now = kept | {name: put(store, name, chance) for name in new}
        heard: list[tuple[int, int]] = []
        make(tmp_path / f"{step}", folder, store, now, lambda done, total: heard.append((done, total)))  # noqa: B023
        make(tmp_path / f"fresh{step}", None, store, now)
        assert told(tmp_path / f"{step}") == told(tmp_path / f"fresh{step}")
        assert is_whole(tmp_path / f"{step}", now)
        written = sum(len(now[name].passages) for name in new)
        assert heard[-1:] == ([(written, written)] if new else [])
        folder = tmp_path / f"{step}"
    assert len({entry.report for entry in read_catalog(tmp_path / "7").articles}) == len(now) > 3


def test_the_catalogue_of_a_folder(store: Store, reports: dict[str, State], before: Path) -> None:
    catalog = read_catalog(before)
    assert dict(catalog.reports) == {name: state.digest for name, state in reports.items()}
    found: dict[str, tuple[str, ...]] = {}
    for entry in catalog.articles:
        found[entry.report] = (*found.get(entry.report, ()), *entry.passages)
        assert {chunk.title for chunk in store.get(entry.passages).values()} == {entry.title}
        lines = [line for stored in store.read(entry.passages).values() for line in stored.lines]
        assert entry.figures == sum(line.figure is not None for line in lines) > 0
    assert found == {name: state.passages for name, state in reports.items()}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_folder_is_not_built_upon(
    store: Store, reports: dict[str, State], before: Path, tmp_path: Path, broken: str
) -> None:
    expected = told(before)
    BROKEN[broken](before)
    assert not is_whole(before, reports)
    make(tmp_path / "lexical" / "2", before, store, reports)
    assert told(tmp_path / "lexical" / "2") == expected
    assert is_whole(tmp_path / "lexical" / "2", reports)


def test_whole_is_what_has_these_reports_and_no_others(reports: dict[str, State], before: Path) -> None:
    name, *_ = reports
    assert is_whole(before, reports)
    assert is_whole(before, dict(reversed(reports.items())))
    others = [
        {},
        {one: state for one, state in reports.items() if one != name},
        reports | {"more.txt": State("sha", "digest", ("id",))},
        reports | {name: State("sha", "another digest", reports[name].passages)},
    ]
    assert [is_whole(before, other) for other in others] == [False] * len(others)


def test_passages_that_the_record_lacks(store: Store, reports: dict[str, State], before: Path, tmp_path: Path) -> None:
    old = told(before)
    missing = reports | {"more.txt": State("sha", "digest", ("0" * 32,))}
    for start in (None, before):
        with pytest.raises(IndexChanged, match="Passages are missing in Chroma"):
            make(tmp_path / "lexical" / "2", start, store, missing)
    assert [path.name for path in before.parent.iterdir()] == ["1"]
    assert told(before) == old


def test_what_was_left_in_the_folder_is_replaced(
    store: Store, reports: dict[str, State], before: Path, tmp_path: Path
) -> None:
    half = tmp_path / "lexical" / "2"
    shutil.copytree(before / "lines", half / "passages")
    (half / CATALOG).write_text("{}", encoding="utf-8")
    make(half, before, store, reports)
    assert told(half) == told(before)


def test_a_folder_that_cannot_be_written(store: Store, reports: dict[str, State], tmp_path: Path) -> None:
    (tmp_path / "lexical").write_text("", encoding="utf-8")
    with pytest.raises(ReportbotError, match=r"lexical/1 in DATA_DIR cannot be written: .*Not a directory"):
        make(tmp_path / "lexical" / "1", None, store, reports)


def test_no_reports_make_a_folder_of_nothing(store: Store, before: Path, tmp_path: Path) -> None:
    make(tmp_path / "lexical" / "2", before, store, {})
    catalog = read_catalog(tmp_path / "lexical" / "2")
    assert (dict(catalog.reports), catalog.articles, is_whole(tmp_path / "lexical" / "2", {})) == ({}, (), True)


class Counting(Store):
    """Notes the passages it is asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.asked: list[list[str]] = []

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        self.asked.append(list(ids))
        return self.store.read(ids)


def test_the_record_is_read_in_parts_and_reports_are_not_parted(
    store: Store, reports: dict[str, State], before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(before)
    for together in (1, 4, 9):
        monkeypatch.setattr("vectorstore.generation._TOGETHER", together)
        counting, folder = Counting(store), tmp_path / f"{together}"
        make(folder, None, counting, reports)
        assert told(folder) == expected
        longest = max(len(state.passages) for state in reports.values())
        assert max(len(ids) for ids in counting.asked) < together + longest
        parts = {id: n for n, ids in enumerate(counting.asked) for id in ids}
        assert all(len({parts[id] for id in state.passages}) == 1 for state in reports.values())
    counting = Counting(store)
    only = {name: state for name, state in reports.items() if not name.endswith("2.txt")}
    make(tmp_path / "less", before, counting, only)
    assert counting.asked == []


def test_pruning_leaves_one_generation(before: Path) -> None:
    for name in ("2", "30", "left over"):
        shutil.copytree(before, before.parent / name)
    prune(before.parent / "2")
    assert [path.name for path in before.parent.iterdir()] == ["2"]
