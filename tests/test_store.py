"""The record in Chroma: what goes in comes out, is found by its vector, and goes again with its lines."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import IndexMissing
from vectorstore.index import Location
from vectorstore.record import (
    Held,
    Line,
    Passage,
    Scope,
    is_storable,
    line_id,
    pack,
    pack_line,
    passage_of,
    unpack,
    unpack_line,
)
from vectorstore.store import Store
from vectorstore.types import Chunk, Figure, Kind, Unit

COUNT = 1100
FIGURE = Figure(3, 7, "近20万", 200000.0, None, "under", "份", Unit.THINGS, "宣传单", "发放", "", "今年")


def passage(n: int, report: str = "", sha256: str = "s", text: str = "", total: int = COUNT) -> Passage:
    text = text or f"第{n}段。"
    lines = (Line(0, len(text), f"{n}"), Line(0, 2, f"figure {n}", FIGURE)) if n % 100 == 0 else ()
    size = len(text)
    chunk = Chunk(
        report or f"r{n % 7}.txt", n, "题", ("甲镇",), "2021", "节", Kind.TEXT, text, ((n, n + size),), ((0, size),)
    )
    return Passage(f"{n:032x}", chunk, sha256, total, lines)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(COUNT, 96)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return [passage(n) for n in range(COUNT)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, passages: list[Passage], vectors: np.ndarray) -> Store:
    made = Store(Location(tmp_path_factory.mktemp("store")).connect(), "reports-test", create=True)
    made.add(passages, vectors, np.repeat(vectors[::100], 2, axis=0))
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(Location(tmp_path).connect(), "reports-test", create=True)


def exact(vectors: np.ndarray, query: np.ndarray, k: int, reports: set[int]) -> list[int]:
    order = np.argsort(-(vectors @ query), kind="stable")
    return [int(n) for n in order if n % 7 in reports][:k]


def test_everything_comes_back_over_several_pages(store: Store, passages: list[Passage]) -> None:
    assert len(store) == COUNT
    assert dict(store.chunks()) == {p.id: p.chunk for p in passages}
    assert dict(store.lines()) == {line_id(p.id, n): line for p in passages for n, line in enumerate(p.lines)}
    held = {f"r{r}.txt": Held("s", COUNT, tuple(p.id for p in passages[r::7])) for r in range(7)}
    assert {name: (h.sha256, h.total, sorted(h.ids)) for name, h in store.held().items()} == {
        name: (h.sha256, h.total, sorted(h.ids)) for name, h in held.items()
    }


def test_vectors_come_back_as_they_were(store: Store, vectors: np.ndarray) -> None:
    ids = [f"{n:032x}" for n in range(COUNT)]
    found = store.vectors([*ids, f"{ids[300]}:1", "unknown", "unknown:0"])
    assert {vector.dtype for vector in found.values()} == {np.dtype(np.float32)}
    assert set(found) == {*ids, f"{ids[300]}:1"}
    np.testing.assert_allclose([found[id] for id in ids], vectors, atol=1e-6)
    np.testing.assert_allclose(found[f"{ids[300]}:1"], vectors[300], atol=1e-6)


def test_get_takes_unknown_repeated_and_many_ids(store: Store, passages: list[Passage]) -> None:
    ids = [p.id for p in passages]
    assert store.get(["unknown", ids[3], "", ids[3]]) == {ids[3]: passages[3].chunk}
    assert store.get([]) == {}
    assert store.get([*ids, *(f"unknown{n}" for n in range(40_000))]) == {p.id: p.chunk for p in passages}


def test_lines_of_passages(store: Store, passages: list[Passage], vectors: np.ndarray) -> None:
    found = {id: (line, vector) for id, line, vector in store.lines_of([passages[100].id, passages[1].id, "unknown"])}
    assert {id: line for id, (line, _) in found.items()} == {
        line_id(passages[100].id, n): line for n, line in enumerate(passages[100].lines)
    }
    assert all(np.allclose(vector, vectors[100], atol=1e-6) for _, vector in found.values())
    assert (store.lines_of([]), len(store.lines_of([p.id for p in passages]))) == ([], 22)


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(exclude=("r0.txt", "r3.txt")), Scope(only=("r5.txt", "r3.txt"), exclude=("r3.txt",))]
)
@pytest.mark.parametrize("k", [1, 10, 50, 100])
def test_finds_what_brute_force_finds(store: Store, vectors: np.ndarray, scope: Scope, k: int) -> None:
    reports = {
        r for r in range(7) if f"r{r}.txt" not in scope.exclude and (not scope.only or f"r{r}.txt" in scope.only)
    }
    queries = np.random.default_rng(k).normal(size=(40, 96)).astype(np.float32)
    shared = 0
    for query in queries / np.linalg.norm(queries, axis=1, keepdims=True):
        found = [(int(id, 16), cosine) for id, cosine in store.nearest(query, k, scope)]
        assert [cosine for _, cosine in found] == sorted((c for _, c in found), reverse=True)
        np.testing.assert_allclose([c for _, c in found], [vectors[n] @ query for n, _ in found], atol=1e-5)
        shared += len({n for n, _ in found} & set(exact(vectors, query, k, reports)))
    assert shared > 0.99 * 40 * k


@pytest.mark.parametrize(("k", "count"), [(10**15, COUNT), (COUNT + 1, COUNT), (0, 0), (-1, 0)])
def test_any_number_may_be_asked_for(store: Store, vectors: np.ndarray, k: int, count: int) -> None:
    assert len({id for id, _ in store.nearest(vectors[0], k)}) == count


def test_scopes_that_hold_little_or_nothing(store: Store, vectors: np.ndarray) -> None:
    everything = tuple(f"r{r}.txt" for r in range(7))
    assert store.nearest(vectors[0], 5, Scope(exclude=everything)) == []
    assert store.nearest(vectors[0], 5, Scope(only=("r0.txt",), exclude=("r0.txt",))) == []
    assert store.nearest(vectors[0], 5, Scope(only=("\udcff",))) == []
    assert len(store.nearest(vectors[0], COUNT, Scope(only=("r0.txt", "r0.txt")))) == len(range(0, COUNT, 7))
    assert [id for id, _ in store.nearest(vectors[9], 1, Scope(exclude=("\udcff", "unknown")))] == [f"{9:032x}"]
    assert {id for id, _ in store.nearest_lines(vectors[100], 2)} == {f"{100:032x}:0", f"{100:032x}:1"}


def test_threads_search_at_once(store: Store, vectors: np.ndarray) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: store.nearest(vectors[n], 1)[0][0], range(200)))
    assert found == [f"{n:032x}" for n in range(200)]


def test_an_empty_store(empty: Store, vectors: np.ndarray) -> None:
    assert (len(empty), empty.held(), list(empty.chunks()), list(empty.lines())) == (0, {}, [], [])
    assert (empty.nearest(vectors[0], 5), empty.get(["a"]), empty.vectors(["a", "a:0"])) == ([], {}, {})
    empty.delete(["a"])


def test_held_of_several_states_is_not_whole(empty: Store, vectors: np.ndarray) -> None:
    both = [
        passage(0, "a.txt", "old", total=2),
        passage(1, "a.txt", "new", total=2),
        passage(2, "b.txt", "one", total=2),
    ]
    empty.add([*both, passage(3, "c.txt", "one", total=1)], vectors[:4], vectors[:2])
    held = empty.held()
    assert {name: h.whole for name, h in held.items()} == {"a.txt": False, "b.txt": False, "c.txt": True}
    assert {name: h.sha256 for name, h in held.items()} == {"a.txt": "", "b.txt": "one", "c.txt": "one"}


def test_delete_takes_the_lines_along_and_the_digest_tells(empty: Store, vectors: np.ndarray) -> None:
    empty.add([passage(0), passage(100)], vectors[:2], vectors[:4])
    before = empty.digest()
    empty.delete([f"{0:032x}", "unknown"])
    assert ([id for id, _ in empty.chunks()], len(list(empty.lines()))) == ([f"{100:032x}"], 2)
    after = empty.digest()
    empty.delete_lines([f"{100:032x}:1"])
    assert len({before, after, empty.digest()}) == 3


def test_long_texts_and_many_spans(empty: Store, vectors: np.ndarray) -> None:
    text = "长" * 1_000_000
    chunk = Chunk(
        "a.txt", 0, "题" * 1000, (), "", "", Kind.TEXT, text, tuple((n, n + 1) for n in range(20_000)), ((0, 9),)
    )
    empty.add([Passage("a", chunk, "s", 1, ())], vectors[:1], vectors[:0])
    assert empty.get(["a"]) == {"a": chunk}


def test_folder_is_kept_and_a_missing_collection_is_told(tmp_path: Path) -> None:
    location = Location(tmp_path)
    with pytest.raises(IndexMissing, match="Run `reportbot index` to build it again"):
        Store(location.connect(), "reports-test")
    made = Store(location.connect(), "reports-test", create=True)
    assert made.folder == ""
    made.folder = "/a folder/报道"
    assert Store(location.connect(), "reports-test", create=True).folder == "/a folder/报道"
    Store(location.connect(), "reports-test").drop()
    with pytest.raises(IndexMissing):
        len(made)


def test_ids() -> None:
    assert (line_id("abc", 12), passage_of("abc:12"), passage_of("abc")) == ("abc:12", "abc", "abc")
    assert [is_storable(name) for name in ("a b/报道.txt", "😀.md", "\udcff.txt")] == [True, True, False]


text = st.text(st.characters(codec="utf-8"))
spans = st.lists(st.tuples(st.integers(0), st.integers(0)), min_size=1).map(tuple)
chunks = st.builds(
    Chunk, text, st.integers(0), text, st.lists(text).map(tuple), text, text, st.sampled_from(Kind), text, spans, spans
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
figures = st.builds(
    Figure,
    st.integers(0),
    st.integers(0),
    text,
    numbers,
    st.none() | numbers,
    text,
    text,
    st.sampled_from(Unit),
    *[text] * 4,
)


@given(chunks, st.builds(Line, st.integers(0), st.integers(0), text, st.none() | figures))
def test_packing_loses_nothing(chunk: Chunk, line: Line) -> None:
    stored = Passage("id", chunk, "sha", 1, (line,))
    assert unpack(json.loads(json.dumps(pack(stored))), chunk.text) == chunk
    assert unpack_line(json.loads(json.dumps(pack_line(stored, line))), line.embedded) == line
