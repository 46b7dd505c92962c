"""Readers of one generation while the next is written and put in its place: they see whole reports, or IndexChanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bigrams import BigramEncoder
from holdings import MANUSCRIPT, held
from stepped import Steps, stepped

from vectorstore.errors import IndexChanged, IndexMissing
from vectorstore.index import Index, Location, open_index
from vectorstore.record import Line, Passage, Scope, line_id
from vectorstore.snapshot import Snapshot
from vectorstore.store import Store
from vectorstore.sync import sync
from vectorstore.types import Chunk, Kind

pytestmark = pytest.mark.usefixtures("quick_opening")

ASKED = BigramEncoder().encode_query("河口镇今年共修通村道21条")
EVERYTHING = 500


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports" / "sub folder").mkdir(parents=True)
    for name, text in MANUSCRIPT.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    return tmp_path / "reports"


@pytest.fixture
def location(folder: Path, tmp_path: Path) -> Location:
    made = Location(tmp_path / "data")
    sync(folder, made, BigramEncoder())
    return made


def change(folder: Path) -> None:
    """Change, move, delete and add a report."""
    (folder / "白石村.txt").write_text("白石村书屋开放\n\n白石村书屋上月开放，藏书3500册。\n", encoding="utf-8")
    (folder / "河口镇.txt").rename(folder / "新 名字.txt")
    (folder / "双桥.txt").unlink()
    (folder / "新.txt").write_text("河口镇开新店\n\n河口镇今年新开商店33家。\n", encoding="utf-8")


def seen(index: Index) -> dict[str, Any]:
    """What a reader sees, by every method."""
    whole, store = held(index), index.store
    passages = list(whole["chunks"])
    found = {"passages": store.nearest(ASKED, EVERYTHING), "lines": index.line_vectors.nearest(ASKED, EVERYTHING)}
    near = {name: {id: round(cosine, 5) for id, cosine in rows} for name, rows in found.items()}
    read = {id: (one.chunk, one.lines, one.vectors.tolist()) for id, one in store.read(passages).items()}
    return whole | {
        "near": near,
        "read": read,
        "got": store.get(passages),
        "vector ids": store.vectors(passages).keys(),
        "count": len(store),
    }


def test_a_reader_sees_its_own_generation_until_it_is_replaced(
    folder: Path, location: Location, tmp_path: Path
) -> None:
    staying = open_index(location)
    before = seen(staying)
    change(folder)
    sync(folder, Location(tmp_path / "fresh"), BigramEncoder())
    expected = seen(open_index(Location(tmp_path / "fresh")))
    replaced = before["chunks"].keys() - expected["chunks"].keys()
    still, looks = sorted(before["chunks"].keys() - replaced), []

    def look(done: list[str]) -> None:
        opened = open_index(location)
        if opened.manifest == staying.manifest:
            staying.check()
            assert seen(staying) == seen(opened) == before, f"after {done}"
            looks.append("old")
            return
        assert seen(opened) == expected, f"after {done}"
        with pytest.raises(IndexChanged):
            staying.check()
        assert staying.store.get(still) == {id: before["chunks"][id] for id in still}
        try:
            assert staying.store.get(list(before["chunks"])) == before["chunks"], f"after {done}"
            assert staying.store.read(list(before["chunks"])).keys() == before["chunks"].keys(), f"after {done}"
            looks.append("new")
        except IndexChanged:
            looks.append("gone")

    assert stepped(folder, location, Steps(watch=look))[0]
    look(["everything"])
    assert [one for n, one in enumerate(looks) if looks[n - 1 : n] != [one]] == ["old", "new", "gone"]
    for use in (staying.store.get, staying.store.read):
        for id in replaced:
            with pytest.raises(IndexChanged, match=r"The index was changed while it was read\. Ask again\."):
                use([*still, id])
    assert {id for id, _ in staying.store.nearest(ASKED, EVERYTHING)} <= before["chunks"].keys()
    assert dict(staying.store.chunks()).keys() == before["chunks"].keys() - replaced


def test_a_reader_goes_on_while_the_next_model_moves_in(folder: Path, location: Location) -> None:
    staying = open_index(location)
    before = seen(staying)

    def look(done: list[str]) -> None:
        opened = open_index(location)
        if opened.manifest.encoder == "bigrams":
            assert seen(staying) == seen(opened) == before, f"after {done}"
        else:
            assert len(held(opened)["chunks"]) == len(before["chunks"]), f"after {done}"

    assert stepped(folder, location, Steps(watch=look), "others")[0]
    for use in (staying.store.get, staying.store.read):
        with pytest.raises(IndexMissing):
            use(list(before["chunks"]))
    assert open_index(location).manifest.encoder == "others"


def chunk(report: str, text: str) -> Chunk:
    return Chunk(report, 0, "题", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, np.ndarray, frozenset[str]]:
    """A store of 900 passages, each with a line; of every 30 one is visible, those farthest from vector 0."""
    random = np.random.default_rng(5)
    near = random.normal(size=(870, 24)) * 0.2 + np.eye(24)[0]
    far = random.normal(size=(30, 24)) - np.eye(24)[0]
    vectors = np.concatenate([near, far]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = Store(Location(tmp_path_factory.mktemp("crowded")).connect(), "reports-test", create=True)
    passages = [
        Passage(f"{n:032x}", chunk(f"r{n % 3}", f"第{n}段。"), (Line(0, 2, f"第{n}"),)) for n in range(len(vectors))
    ]
    store.add(passages, vectors, vectors)
    return store, vectors, frozenset(p.id for p in passages[870:])


@pytest.mark.parametrize("k", [1, 7, 30, 31, EVERYTHING])
@pytest.mark.parametrize("scope", [Scope(), Scope(only=("r1", "r2"), exclude=("r2",)), Scope(exclude=("r1",))])
def test_what_is_not_visible_pushes_nothing_out(
    crowded: tuple[Store, np.ndarray, frozenset[str]], k: int, scope: Scope
) -> None:
    store, vectors, visible = crowded
    snapshot = Snapshot(store, visible)
    reports = {n for n in range(3) if f"r{n}" not in scope.exclude and (not scope.only or f"r{n}" in scope.only)}
    query = vectors[0]
    expected = sorted((n for n in range(870, 900) if n % 3 in reports), key=lambda n: -float(vectors[n] @ query))[:k]
    assert [int(id, 16) for id, _ in snapshot.nearest(query, k, scope)] == expected
    cosines = [cosine for _, cosine in snapshot.nearest(query, k, scope)]
    np.testing.assert_allclose(cosines, [vectors[n] @ query for n in expected], atol=1e-5)


def test_only_what_is_visible_can_be_read(crowded: tuple[Store, np.ndarray, frozenset[str]]) -> None:
    store, vectors, visible = crowded
    snapshot, ids = Snapshot(store, visible), [f"{n:032x}" for n in range(900)]
    assert len(snapshot) == len(visible) == 30
    for found in (dict(snapshot.chunks()), snapshot.get([*ids, "unknown"]), snapshot.vectors(ids)):
        assert found.keys() == visible
    lines = {line_id(id, 0) for id in visible}
    assert dict(snapshot.lines()).keys() == lines
    assert snapshot.read(ids).keys() == visible
    nothing = Snapshot(store, frozenset())
    assert (len(nothing), nothing.nearest(vectors[0], 5), nothing.get(ids), nothing.read(ids)) == (0, [], {}, {})
    assert [snapshot.nearest(vectors[0], k) for k in (0, -1)] == [[], []]


def test_what_is_gone_is_told_or_passed_over(crowded: tuple[Store, np.ndarray, frozenset[str]]) -> None:
    store, _, visible = crowded
    with_gone = visible | {"gone"}
    for use in ("get", "read"):
        with pytest.raises(IndexChanged):
            getattr(Snapshot(store, with_gone), use)(sorted(with_gone))
        assert len(getattr(Snapshot(store, with_gone, lenient=True), use)(sorted(with_gone))) == 30
        assert len(getattr(Snapshot(store, with_gone), use)(sorted(visible))) == 30
    assert Snapshot(store, with_gone).vectors(["gone"]) == {}
