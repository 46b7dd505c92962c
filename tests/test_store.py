"""The record in Chroma: what goes in comes out, is found by its vector, and goes again with its lines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vectorstore.errors import Damaged, IndexMissing
from vectorstore.index import Location
from vectorstore.record import Line, Passage, Scope, line_id, quantize
from vectorstore.store import Store
from vectorstore.types import Chunk, Figure, Kind, Unit

COUNT = 1100
FIGURE = Figure(3, 7, "近20万", 200000.0, None, "under", "份", Unit.THINGS, "宣传单", "发放", "", "今年")


def passage(n: int, report: str = "", text: str = "") -> Passage:
    text = text or f"第{n}段。"
    lines = (Line(0, len(text), f"{n}"), Line(0, 2, f"figure {n}", FIGURE)) if n % 100 == 0 else ()
    size = len(text)
    chunk = Chunk(
        report or f"r{n % 7}.txt", n, "题", ("甲镇",), "2021", "节", Kind.TEXT, text, ((n, n + size),), ((0, size),)
    )
    return Passage(f"{n:032x}", chunk, lines)


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


def test_vectors_come_back_as_they_were(store: Store, vectors: np.ndarray) -> None:
    ids = [f"{n:032x}" for n in range(COUNT)]
    found = store.vectors([*ids, "unknown", ids[0]])
    assert {vector.dtype for vector in found.values()} == {np.dtype(np.float32)}
    assert found.keys() == set(ids)
    np.testing.assert_allclose([found[id] for id in ids], vectors, atol=1e-6)


def test_get_takes_unknown_repeated_and_many_ids(store: Store, passages: list[Passage]) -> None:
    ids = [p.id for p in passages]
    assert store.get(["unknown", ids[3], "", ids[3]]) == {ids[3]: passages[3].chunk}
    assert store.get([]) == {}
    assert store.get([*ids, *(f"unknown{n}" for n in range(40_000))]) == {p.id: p.chunk for p in passages}


def test_passages_are_read_with_their_lines(store: Store, passages: list[Passage], vectors: np.ndarray) -> None:
    found = store.read([passages[100].id, passages[1].id, "unknown", passages[100].id])
    assert found.keys() == {passages[100].id, passages[1].id}
    for n in (1, 100):
        assert (found[passages[n].id].chunk, found[passages[n].id].lines) == (passages[n].chunk, passages[n].lines)
    np.testing.assert_array_equal(found[passages[100].id].vectors, quantize(vectors[[100, 100]]))
    assert found[passages[1].id].vectors.shape == (0, 96)
    everything = store.read([p.id for p in passages])
    assert {id: one.lines for id, one in everything.items()} == {p.id: p.lines for p in passages}
    assert store.read([]) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"vectors0": "AAAA"},
        {"vectors0": None},
        {"vectors0": "no base64"},
        {"vectors0": 3},
        {"lines": "["},
        {"lines": "5"},
        {"lines": "[5]"},
        {"lines": 2},
        {"lines": None},
        {"dimension": 8},
        {"dimension": 96.0},
        {"dimension": None},
        {"chunk": "5"},
    ],
)
def test_a_passage_whose_lines_are_not_all_there_is_damaged(
    empty: Store, vectors: np.ndarray, change: dict[str, str | float | None]
) -> None:
    empty.add([passage(0), passage(1)], vectors[:2], vectors[[0, 0]])
    collection = empty._client.get_collection(empty.name)
    collection.update(ids=[passage(0).id], metadatas=[change])
    with pytest.raises(Damaged, match=passage(0).id):
        empty.read([passage(1).id, passage(0).id])
    assert empty.read([passage(1).id]).keys() == {passage(1).id}


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


def test_threads_search_at_once(store: Store, vectors: np.ndarray) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: store.nearest(vectors[n], 1)[0][0], range(200)))
    assert found == [f"{n:032x}" for n in range(200)]


def test_an_empty_store(empty: Store, vectors: np.ndarray) -> None:
    assert (len(empty), empty.ledger.rows(), list(empty.chunks()), list(empty.lines())) == (0, {}, [], [])
    assert (empty.nearest(vectors[0], 5), empty.get(["a"]), empty.vectors(["a"])) == ([], {}, {})
    assert (empty.read(["a"]), empty.embedded("a.txt")) == ({}, ({}, {}))
    empty.remove(["a"])
    empty.keep({"a.txt": []})
    empty.keep({})


def test_a_report_keeps_what_is_named_of_it(empty: Store, vectors: np.ndarray) -> None:
    made = [passage(n, report) for n, report in ((0, "a"), (100, "a"), (200, "a"), (300, "b"), (400, "c"))]
    empty.add(made, vectors[:5], np.repeat(vectors[:5], 2, axis=0))
    _, second, _, _, c = (p.id for p in made)
    empty.keep({"a": [second, "unknown"], "b": [], "unknown": []})
    assert sorted(empty.ids()) == [second, c]
    empty.remove(["unknown", c])
    assert sorted(empty.ids()) == [second]
    empty.keep({"a": [second], "c": []})
    assert list(empty.ids()) == list(empty.vectors([p.id for p in made])) == [second]


def test_more_than_a_page_is_kept_and_removed(empty: Store, passages: list[Passage], vectors: np.ndarray) -> None:
    empty.add(passages, vectors, np.repeat(vectors[::100], 2, axis=0))
    kept = {f"r{n}": [] for n in range(1500)} | {f"r{n}.txt": [] for n in range(1, 7)}
    empty.keep(kept | {"r0.txt": [passages[0].id, "unknown"]})
    assert list(empty.ids()) == [passages[0].id]
    empty.add(passages, vectors, np.repeat(vectors[::100], 2, axis=0))
    empty.remove([p.id for p in passages])
    assert list(empty.ids()) == []


def test_vectors_of_a_report_by_what_they_are_of(store: Store, passages: list[Passage], vectors: np.ndarray) -> None:
    found, of_lines = store.embedded("r2.txt")
    texts = {f"题 甲镇 节\n第{n}段。": n for n in range(2, COUNT, 7)}
    lines = {text: n for n in range(0, COUNT, 100) if n % 7 == 2 for text in (f"{n}", f"figure {n}")}
    assert (found.keys(), of_lines.keys()) == (texts.keys(), lines.keys())
    for text, n in texts.items():
        np.testing.assert_allclose(found[text], vectors[n], atol=1e-6)
    for text, n in lines.items():
        np.testing.assert_array_equal(quantize(of_lines[text][None]), quantize(vectors[[n]]))


def test_a_passage_that_is_written_again_with_fewer_lines(empty: Store) -> None:
    one, vectors = passage(0), np.random.default_rng(1).normal(size=(9, 1024)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    empty.add([replace(one, lines=one.lines * 4)], vectors[:1], vectors[1:])
    empty.add([one], vectors[:1], vectors[1:3])
    stored = empty.read([one.id])[one.id]
    assert stored.lines == one.lines
    np.testing.assert_array_equal(stored.vectors, quantize(vectors[1:3]))


def test_long_texts_and_many_spans(empty: Store, vectors: np.ndarray) -> None:
    text = "长" * 1_000_000
    chunk = Chunk(
        "a.txt", 0, "题" * 1000, (), "", "", Kind.TEXT, text, tuple((n, n + 1) for n in range(20_000)), ((0, 9),)
    )
    empty.add([Passage("a", chunk, ())], vectors[:1], vectors[:0])
    assert empty.get(["a"]) == {"a": chunk}


def test_folder_is_kept_and_a_missing_collection_is_told(tmp_path: Path) -> None:
    location = Location(tmp_path)
    with pytest.raises(IndexMissing, match="Run `reportbot index` to build it again"):
        Store(location.connect(), "reports-test")
    made = Store(location.connect(), "reports-test", create=True)
    assert made.ledger.folder == ""
    made.ledger.folder = "/a folder/报道"
    assert Store(location.connect(), "reports-test", create=True).ledger.folder == "/a folder/报道"
    Store(location.connect(), "reports-test").drop()
    for use in (lambda: len(made), made.ledger.rows, lambda: made.read(["a"])):
        with pytest.raises(IndexMissing):
            use()
