"""What the record packs and unpacks: ids, chunks, lines and vectors of one byte a number."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.record import (
    Line,
    Passage,
    dequantize,
    is_storable,
    line_id,
    pack,
    passage_of,
    quantize,
    unpack,
    unpack_stored,
)
from vectorstore.types import Chunk, Figure, Kind, Unit


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


@given(chunks, st.builds(Line, st.integers(0), st.integers(0), text, st.none() | figures), st.integers(1, 900))
def test_packing_loses_nothing(chunk: Chunk, line: Line, dimension: int) -> None:
    said = replace(line, embedded=line.embedded + chunk.text[line.start : line.end])
    vectors = np.arange(2 * dimension).reshape(2, -1).astype(np.int8)
    metadata = json.loads(json.dumps(pack(Passage("id", chunk, (line, said)), vectors, dimension)))
    assert max(len(value) for key, value in metadata.items() if key.startswith("vectors")) <= 4096
    assert unpack(metadata, chunk.text) == chunk
    read = unpack_stored(metadata, chunk.text)
    assert (read.chunk, read.lines) == (chunk, (line, said))
    np.testing.assert_array_equal(read.vectors, vectors)
    none = unpack_stored(json.loads(json.dumps(pack(Passage("id", chunk, ()), vectors[:0], dimension))), chunk.text)
    assert (none.lines, none.vectors.shape) == ((), (0, dimension))


directions = st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8).filter(lambda row: max(map(abs, row)) > 1e-3)


@given(st.lists(directions, min_size=1))
def test_quantizing_twice_is_quantizing_once(rows: list[list[float]]) -> None:
    made = np.array(rows, np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    once = quantize(made)
    assert (once.dtype, set(np.abs(once).max(axis=1))) == (np.int8, {127})
    np.testing.assert_allclose(np.linalg.norm(dequantize(once), axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(dequantize(once), made, atol=0.5 / 127 + 0.02)
    np.testing.assert_array_equal(quantize(dequantize(once)), once)


def test_quantizing_nothing() -> None:
    assert quantize(np.zeros((0, 4), np.float32)).shape == (0, 4)
    assert not dequantize(quantize(np.zeros((1, 4), np.float32))).any()
