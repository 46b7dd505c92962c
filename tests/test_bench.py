"""What speed is measured with: news, cheap vectors, the reference's pieces, what is counted, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from benchmarks import report, tutorial
from benchmarks.bench import tried
from benchmarks.corpus import base_vectors, sentences
from benchmarks.indexing import run
from benchmarks.machine import machine
from benchmarks.news import questions, story, write_news
from benchmarks.opened import drawn, session_runs
from benchmarks.processes import sizes_of
from benchmarks.result import Result, Target, of, percentile, ratios
from benchmarks.scaling import steps
from benchmarks.synthetic import SyntheticEncoder
from bot.app import App
from bot.settings import Settings
from vectorstore.encoder import Encoder
from vectorstore.passages import embedded_text, read_passages

RESULTS = [
    of([10.0, 12.0, 11.0], "retrieval", "median at 1,000", "ms", target=Target(12.0), series="median", at=1000),
    of([30.0], "retrieval", "median at 10,000", "ms", target=Target(12.0), note="alone", series="median", at=10_000),
    of([1.9, 2.1], "indexing", "ours | theirs", "times", target=Target(1.8, floor=True), note="alone"),
    Result("disk", "failed: OSError", None, "", note="full"),
]


def test_a_story_is_the_same_for_the_same_number_and_seed() -> None:
    assert story(3) == story(3)
    assert len({story(3), story(4), story(3, seed=2)}) == 3


def test_passages_of_news_are_distinct_and_have_figures(tmp_path: Path, encoder: Encoder) -> None:
    written = write_news(tmp_path, stories=40)
    passages = [passage for one in written for passage in read_passages(tmp_path, one.name, encoder)[1]]
    texts = [passage.chunk.text for passage in passages]
    assert len(passages) > 120
    assert len({*texts}) == len(texts)
    assert sum(line.figure is not None for passage in passages for line in passage.lines) > len(passages)
    towns = {one.name: one.town for one in written}
    assert sum(towns[passage.chunk.report] in passage.chunk.places for passage in passages) > 0.9 * len(passages)


def test_news_has_as_many_characters_as_wanted(tmp_path: Path) -> None:
    written = write_news(tmp_path, characters=5000, first=7)
    assert sum(len(path.read_text("utf-8")) for path in tmp_path.iterdir()) == 5000
    assert [one.number for one in written] == [*range(7, 7 + len(written))]


@pytest.mark.parametrize(("language", "ends"), [("en", "?"), ("zh", "?")])
def test_questions_are_drawn_by_seed(language: str, ends: str) -> None:
    first, again, other = (list(islice(questions(50, language, seed), 20)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(question.endswith(ends) and question.isascii() == (language == "en") for question in first)


def test_drawn_questions_are_different_and_change_their_language() -> None:
    found = drawn(20, 15, 1)
    assert len({*found}) == len(found) == 30
    assert [question.isascii() for question in found] == [True, False] * 15


def test_synthetic_vectors_are_told_by_the_text_and_near_to_real_ones(encoder: Encoder) -> None:
    real, texts = encoder.encode_passages(sentences(1)[:8]), [f"第{n}句" for n in range(200)]
    made = SyntheticEncoder(encoder, real)
    vectors = made.encode_passages(texts)
    assert (made.identity, made.name, made.dimension) == (encoder.identity, encoder.name, encoder.dimension)
    assert vectors.shape == (200, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(made.encode_passages(texts[50:60]), vectors[50:60])
    assert len(np.unique(vectors, axis=0)) == 200
    assert (vectors @ real.T).max(axis=1).min() > 0.9
    np.testing.assert_array_equal(made.encode_query("问"), encoder.encode_query("问"))
    assert made.encode_passages([]).shape == (0, encoder.dimension)


def test_base_vectors_are_kept_for_the_next_process(tmp_path: Path, encoder: Encoder) -> None:
    texts = sentences(1)[:8]
    first = base_vectors(encoder, texts, tmp_path)
    (kept,) = tmp_path.iterdir()
    np.save(kept, 2 * first)
    np.testing.assert_array_equal(first, encoder.encode_passages(texts))
    np.testing.assert_array_equal(base_vectors(encoder, texts, tmp_path), 2 * first)
    np.testing.assert_array_equal(base_vectors(encoder, texts[1:], tmp_path), encoder.encode_passages(texts[1:]))


def test_the_reference_cuts_as_the_tutorials_do() -> None:
    paragraphs = ["甲" * 400, "乙" * 500, "丙" * 300, "丁" * 1500]
    found = list(tutorial.split("\n\n".join(paragraphs)))
    assert [(piece[0], piece[-1], len(piece)) for piece in found] == [
        ("甲", "乙", 902), ("丙", "丙", 300), ("丁", "丁", 999), ("丁", "丁", 701),
    ]  # fmt: skip


def test_pieces_overlap_where_parts_are_short_enough() -> None:
    lines = [f"{n:03}" + "字" * 96 for n in range(20)]
    first, second, *_ = tutorial.split("\n".join(lines))
    assert first.splitlines() == lines[:10]
    assert second.splitlines()[0] == lines[8]


def test_both_pipelines_index_the_same_text_and_the_limit_has_the_same_passes(tmp_path: Path, encoder: Encoder) -> None:
    app = App(Settings(_env_file=None, data_dir=tmp_path / "news" / "ours"))
    done = run(app, tutorial.Embedder(encoder.folder), tmp_path / "news", 1500, 0)
    reports = tmp_path / "news" / "reports"
    found = [passage for path in reports.iterdir() for passage in read_passages(reports, path.name, encoder)[1]]
    encoded = {embedded_text(one.chunk) for one in found} | {line.embedded for one in found for line in one.lines}
    app.close()
    sizes = sizes_of(tmp_path / "news" / "ours")
    assert sum(sizes.values()) == sum(p.stat().st_size for p in (tmp_path / "news" / "ours").rglob("*") if p.is_file())
    parts = ("chroma: SQLite", "chroma: HNSW", "tantivy: passages", "tantivy: lines", "vectors", "catalogue")
    assert all(sizes[name] for name in parts)
    assert done.forwards.texts == len(encoded)
    assert 0 < done.forwards.tokens <= done.forwards.padded
    assert min(done.ours, done.reference, done.limit) > 0


def test_the_runs_of_sessions_can_be_done_again() -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])
    made = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
    graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "negative", [value], [made])
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 18)])
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    given = {"x": np.array([1, 2], np.float32)}
    with session_runs() as runs:
        (first,) = session.run(["y"], given)
    session.run(["y"], given)
    (again,) = (run() for run in runs)
    np.testing.assert_array_equal(again, [first])
    np.testing.assert_array_equal(first, [-1, -2])


def test_a_part_that_fails_keeps_what_it_found() -> None:
    def part() -> object:
        yield RESULTS[0]
        raise ValueError("no\nspace")

    found: Callable[[], object] = part
    assert tried("disk", found) == [RESULTS[0], Result("disk", "failed: ValueError", None, "", note="no space")]  # type: ignore[arg-type]


def test_targets_are_met_from_their_side() -> None:
    assert [one.met for one in RESULTS] == [True, False, True, None]
    assert (percentile([1.0, 2.0, 3.0], 50), percentile([5.0], 95), ratios([4.0], [2.0])) == (2.0, 5.0, [2.0])


def test_the_table_tells_target_value_and_spread() -> None:
    assert list(report.table_lines(RESULTS, {"cores": "2"}))[3:] == [
        "| part | what | reach | got | quartiles | n | met |",
        "|---|---|---|---|---|---|---|",
        "| retrieval | median at 1,000 | ≤ 12 ms | 11 ms | 10.5 – 11.5 | 3 | yes |",
        "|  | median at 10,000 [1] | ≤ 12 ms | 30 ms |  | 1 | **no** |",
        "| indexing | ours \\| theirs [1] | ≥ 1.8 times | 2 times | 1.95 – 2.05 | 2 | yes |",
        "| disk | failed: OSError [2] |  | failed |  | 1 |  |",
        "",
        "1. alone",
        "2. full",
    ]


def test_results_are_written_as_table_numbers_and_plots(tmp_path: Path) -> None:
    files = report.write(tmp_path, RESULTS, {"cores": "2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results.json", "results.md", "retrieval.png"]
    assert {*files} == {*tmp_path.iterdir()}
    assert (tmp_path / "retrieval.png").read_bytes()[:4] == b"\x89PNG"
    written = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert written["about"] == {"cores": "2"}
    assert [(one["value"], one["met"]) for one in written["results"]] == [
        (11, True),
        (30, False),
        (2, True),
        (None, None),
    ]


def test_the_machine_is_named() -> None:
    assert {"processor", "cores", "memory", "number format", "commit"} <= machine().keys()


def test_an_index_grows_in_steps() -> None:
    assert steps(300_000, ()) == [10_000, 30_000, 100_000, 300_000]
    assert steps(100, (50, 20, 100, 900)) == [20, 50, 100]
