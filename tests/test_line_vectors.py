"""The vectors of lines in their files: what is found is what brute force finds, whatever parts they are in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vectorstore.lexical import BROKEN, Entry
from vectorstore.lexical_parts import PARTS, read_parts
from vectorstore.lexical_writer import writing
from vectorstore.line_vectors import RESCORED, LineVectors, _least, read_vectors
from vectorstore.record import Int8Vectors, dequantize, line_id, quantize

DIMENSION, REPORTS = 48, 500


def spread(rows: int, seed: int) -> np.ndarray:
    """Vectors as encoders make them: all within a cone, near to some of a few dozen topics."""
    random = np.random.default_rng(seed)
    topics = np.random.default_rng(0).normal(size=(40, DIMENSION))
    made = 2 * np.ones(DIMENSION) + topics[random.integers(0, 40, rows)] + 0.7 * random.normal(size=(rows, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def about(passages: list[Any], dimension: int = DIMENSION) -> bytes:
    return json.dumps({"dimension": dimension, "passages": passages}).encode()


def entries(reports: range, vectors: dict[str, Int8Vectors]) -> Iterator[Entry]:
    for report in reports:
        for passage in range(report % 3 + 1):
            for number in range((report + passage) % 12):
                id = line_id(f"{report:04}{passage}", number)
                yield Entry(id, f"r{report}", {"word": [f"{report}"]}, {}, vectors[id])


@pytest.fixture(scope="module")
def vectors() -> dict[str, Int8Vectors]:
    ids = [
        line_id(f"{report:04}{passage}", number)
        for report in range(2 * REPORTS)
        for passage in range(report % 3 + 1)
        for number in range((report + passage) % 12)
    ]
    return dict(zip(ids, quantize(spread(len(ids), 1)), strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, vectors: dict[str, Int8Vectors]) -> Path:
    """Of reports 0 to 499 a part, then, without every seventh of them and with 500 to 999, some more."""
    made = tmp_path_factory.mktemp("vectors")
    with writing(made / "1") as add:
        for entry in entries(range(REPORTS), vectors):
            add(entry)
    with writing(made / "2", made / "1", [f"r{report}" for report in range(0, REPORTS, 7)]) as add:
        for entry in entries(range(REPORTS, 2 * REPORTS), vectors):
            add(entry)
    assert len(read_parts(made / "2")) > 1
    return made / "2"


@pytest.fixture(scope="module")
def lines(folder: Path) -> LineVectors:
    return LineVectors(folder)


@pytest.fixture(scope="module")
def kept(vectors: dict[str, Int8Vectors]) -> dict[str, np.ndarray]:
    rows = dequantize(np.stack(list(vectors.values())))
    gone = {f"{report:04}" for report in range(0, REPORTS, 7)}
    return {id: row for id, row in zip(vectors, rows, strict=True) if id[:4] not in gone}


def test_a_part_has_the_vectors_of_its_lines(
    folder: Path, kept: dict[str, np.ndarray], vectors: dict[str, Int8Vectors]
) -> None:
    read = {id: vector for part in read_parts(folder) for id, vector in read_vectors(folder, part)}
    assert read.keys() == kept.keys()
    assert all(np.array_equal(vector, vectors[id]) for id, vector in read.items())


@pytest.mark.parametrize("k", [1, 10, 100])
def test_nearly_all_that_brute_force_finds_is_found(lines: LineVectors, kept: dict[str, np.ndarray], k: int) -> None:
    assert len(lines) == len(kept) > 2 * RESCORED
    ids, rows, shared = list(kept), np.stack(list(kept.values())), 0
    for query in spread(50, 2):
        found = lines.nearest(query, k)
        assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
        assert dict(found) == {id: pytest.approx(float(kept[id] @ query), abs=1e-5) for id, _ in found}
        shared += len({id for id, _ in found} & {ids[n] for n in np.argsort(-(rows @ query))[:k]})
    assert shared > 0.97 * 50 * k


def test_all_of_a_few_passages_are_measured(lines: LineVectors, kept: dict[str, np.ndarray]) -> None:
    (query,) = spread(1, 3)
    passages = ["00010", "00081", "09992", "00000", "unknown"]  # 00000 has gone with its report
    found = lines.nearest(query, 10_000, only=passages)
    assert {id for id, _ in found} == {id for id in kept if id.partition(":")[0] in passages}
    assert lines.nearest(query, 3, only=passages) == found[:3]
    rest = lines.nearest(query, 10_000, only=passages, exclude=passages[:2])
    assert {id for id, _ in rest} == {id for id in kept if id.startswith("09992:")}
    assert lines.nearest(query, 5, only=[]) == lines.nearest(query, 0) == lines.nearest(query, -1) == []


def test_what_is_left_out_takes_no_place(lines: LineVectors, kept: dict[str, np.ndarray]) -> None:
    (query,) = spread(1, 4)
    nearest = lines.nearest(query, 40)
    without = {id.partition(":")[0] for id, _ in nearest[:20]}
    found = lines.nearest(query, 40, exclude=without)
    assert len(found) == 40 and not {id.partition(":")[0] for id, _ in found} & without
    assert lines.nearest(query, 40, exclude={"unknown"}) == nearest
    everything = {id.partition(":")[0] for id in kept}
    assert lines.nearest(query, 5, exclude=everything) == []
    some = sorted(everything)[::2]
    among = lines.nearest(query, 40, only=some)
    allowed = [id for id in kept if id.partition(":")[0] in set(some)]
    assert len(allowed) > RESCORED + 40
    best = sorted(allowed, key=lambda id: -float(kept[id] @ query))[:40]
    assert len(among) == 40 and len({id for id, _ in among} & set(best)) >= 38
    assert not {id.partition(":")[0] for id, _ in lines.nearest(query, 40, only=some, exclude=some[:100])} & set(
        some[:100]
    )


def test_threads_search_at_once(folder: Path) -> None:
    lines, queries = LineVectors(folder), spread(64, 5)
    expected = [LineVectors(folder).nearest(query, 5) for query in queries[:4]]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: lines.nearest(query, 5), queries))
    assert found[:4] == expected


def test_a_folder_without_lines(tmp_path: Path) -> None:
    with writing(tmp_path / "1"):
        pass
    with writing(tmp_path / "2") as add:
        add(Entry("a", "r", {"word": ["x"]}, {}))
    for name in ("1", "2"):
        lines = LineVectors(tmp_path / name)
        lines.load()
        assert (len(lines), lines.nearest(spread(1, 6)[0], 5)) == (0, [])


def test_a_line_that_is_missing_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(LookupError), writing(tmp_path / "1") as add:
        add(Entry("a:1", "r", {"word": ["x"]}, {}, quantize(spread(1, 7))[0]))


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[1]", b"{}", about([["a", 3]]), about([["a", "b"]]), about([["a", 2]], 47), None]
)
def test_broken_files_are_told(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    with writing(tmp_path / "1") as add:
        add(Entry("a:0", "r", {"word": ["x"]}, {}, quantize(spread(1, 8))[0]))
        add(Entry("a:1", "r", {"word": ["y"]}, {}, quantize(spread(1, 9))[0]))
    assert len(LineVectors(tmp_path / "1")) == 2
    (file,) = (tmp_path / "1").glob("*.passages")
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
        (part,) = read_parts_of(tmp_path / "1")
        part["files"][file.name] = [len(content), 0]
        (tmp_path / "1" / PARTS).write_text(json.dumps([part]))
    with pytest.raises(BROKEN):
        LineVectors(tmp_path / "1")


def read_parts_of(folder: Path) -> list[dict[str, Any]]:
    """What PARTS says, as it stands there."""
    found: list[dict[str, Any]] = json.loads((folder / PARTS).read_text())
    return found


def test_no_file_stays_open(folder: Path, vectors: dict[str, Int8Vectors], tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("only Linux lists a process's open files")
    LineVectors(folder)  # what is imported for it opens files too
    before = len(list(descriptors.iterdir()))
    opened = [LineVectors(folder) for _ in range(20)]
    assert len(list(descriptors.iterdir())) == before
    assert all(len(one) == len(opened[0]) for one in opened)


def test_names_may_be_repeated(lines: LineVectors) -> None:
    (query,) = spread(1, 10)
    assert lines.nearest(query, 9, exclude=["00010"] * 9000) == lines.nearest(query, 9, exclude=["00010"])
    assert lines.nearest(query, 9, only=["00010"] * 9) == lines.nearest(query, 9, only=["00010"])


@pytest.mark.parametrize("period", [2, 6, 7, 18])
def test_lines_that_come_in_a_rhythm(period: int) -> None:
    """Every so manyth of many lines scores high; what tells how many do must not look at these alone, or never."""
    scores = np.random.default_rng(1).integers(0, 100, 300_000).astype(np.int16)
    scores[::period] += 1000
    for most in (2148, 12_000):
        assert 0.8 * most < np.count_nonzero(scores >= _least(scores, most)) < 1.5 * most + 300_000 / 100 / period
