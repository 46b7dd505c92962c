"""The rows of a shard: a passage each, with its lines and what the encoder made of it and of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from vectorstore.passages import passage_ids, state_of
from vectorstore.record import Line, Passage, Vectors
from vectorstore.shards import Header, Listed
from vectorstore.types import Chunk, Figure

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile
    from pydantic import TypeAdapter

GROUP = 64
"""Passages in a row group: what is encoded, written and read at once."""

_MOST_BYTES = 2**30
"""Of a row group; more than GROUP passages of any report and encoder take."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A report out of a shard; `vectors` is (passages, dimension), `line_vectors` (all their lines, dimension)."""

    listed: Listed
    passages: list[Passage]
    vectors: Vectors
    line_vectors: Vectors


def schema(dimension: int) -> pa.Schema:
    """Give the columns for vectors of some length."""
    import pyarrow as pa

    vector = pa.list_(pa.float32(), dimension)
    text, offset = pa.string(), pa.int32()
    line = pa.struct([("start", offset), ("end", offset), ("embedded", text), ("figure", text)])
    columns = [("report", text), ("id", text), ("chunk", text), ("vector", vector)]
    return pa.schema([*columns, ("lines", pa.list_(line)), ("line_vectors", pa.list_(vector))])


def table(passages: Sequence[Passage], vectors: Vectors, line_vectors: Vectors) -> pa.Table:
    """Write passages, (passages, dimension) and (all their lines, dimension), as rows."""
    import pyarrow as pa

    made = schema(vectors.shape[1])
    ends = pa.array([0, *accumulate(len(passage.lines) for passage in passages)], pa.int32())
    columns = [
        pa.array([passage.chunk.report for passage in passages], pa.string()),
        pa.array([passage.id for passage in passages], pa.string()),
        pa.array([json.dumps(asdict(passage.chunk), ensure_ascii=False) for passage in passages], pa.string()),
        pa.FixedSizeListArray.from_arrays(pa.array(vectors.reshape(-1)), vectors.shape[1]),
        pa.array([[_packed(line) for line in passage.lines] for passage in passages], made.field("lines").type),
        pa.ListArray.from_arrays(
            ends, pa.FixedSizeListArray.from_arrays(pa.array(line_vectors.reshape(-1)), vectors.shape[1])
        ),
    ]
    return pa.Table.from_arrays(columns, schema=made)


def read_reports(file: ParquetFile, header: Header, wanted: Callable[[Listed], bool]) -> Iterator[Loaded]:
    """Yield the wanted reports of a shard one by one; row groups without any are not read.

    Raises ValueError or pyarrow's errors where a row is not what it must be.
    """
    groups = _Groups(file)
    ends = pairwise([0, *accumulate(one.passages for one in header.reports)])
    for listed, (start, end) in zip(header.reports, ends, strict=True):
        if wanted(listed):
            yield _loaded(listed, header.encoder, list(groups.rows(start, end)))


def check(file: ParquetFile, dimension: int) -> None:
    """Raise ValueError if the columns or the sizes of a file's row groups are not those that shards have."""
    if not file.schema_arrow.equals(schema(dimension)):
        raise ValueError(f"its columns are not those of a shard with vectors of {dimension} numbers")
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        if group.num_rows > GROUP or group.total_byte_size > _MOST_BYTES:
            raise ValueError("its row groups are too large")


class _Groups:
    """Rows of a file by their numbers; the row group that was read last is kept."""

    def __init__(self, file: ParquetFile) -> None:
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
        self._file, self._ends = file, list(accumulate(sizes, initial=0))
        self._kept: tuple[int, pa.Table] | None = None
        self._first = 0

    def rows(self, start: int, end: int) -> Iterator[pa.Table]:
        """Yield rows `start` to `end`, which must not be before those asked for last."""
        while self._ends[self._first + 1] <= start:
            self._first += 1
        number = self._first
        while number + 1 < len(self._ends) and self._ends[number] < end:
            low = max(start - self._ends[number], 0)
            yield self._group(number).slice(low, end - self._ends[number] - low)
            number += 1

    def _group(self, number: int) -> pa.Table:
        if self._kept is None or self._kept[0] != number:
            self._kept = number, self._file.read_row_group(number)
        return self._kept[1]


def _loaded(listed: Listed, encoder: str, parts: Sequence[pa.Table]) -> Loaded:
    passages = [passage for part in parts for passage in _passages(part)]
    chunks = [passage.chunk for passage in passages]
    ids = [passage.id for passage in passages]
    reports = {chunk.report for chunk in chunks} | {name for part in parts for name in part["report"].to_pylist()}
    if reports != {listed.report} or ids != passage_ids(listed.report, chunks, encoder):
        raise ValueError(f"the passages of {listed.report} are not its own")
    state = state_of(listed.sha256, passages)
    if (state.digest, len(ids)) != (listed.digest, listed.passages):
        raise ValueError(f"the passages of {listed.report} are not those that it lists")
    vectors = np.concatenate([_vectors(part["vector"].combine_chunks()) for part in parts])
    line_vectors = np.concatenate([_vectors(part["line_vectors"].combine_chunks().flatten()) for part in parts])
    if (len(vectors), len(line_vectors)) != (len(ids), sum(len(passage.lines) for passage in passages)):
        raise ValueError(f"vectors of {listed.report} are missing")
    return Loaded(listed, passages, vectors, line_vectors)


def _passages(part: pa.Table) -> Iterator[Passage]:
    chunk_type, figure_type = _types()
    for id, text, rows in zip(*(part[name].to_pylist() for name in ("id", "chunk", "lines")), strict=True):
        chunk = chunk_type.validate_json(text)
        figures = [figure_type.validate_json(row["figure"]) if row["figure"] else None for row in rows]
        lines = [Line(row["start"], row["end"], row["embedded"], of) for row, of in zip(rows, figures, strict=True)]
        inside = [*chunk.sentences, *((line.start, line.end) for line in lines)]
        inside += [(figure.start, figure.end) for figure in figures if figure]
        if not all(0 <= start < end <= len(chunk.text) for start, end in inside) or not _cover(chunk):
            raise ValueError(f"offsets of {chunk.report} lie outside its text")
        yield Passage(id, chunk, tuple(lines))


@cache
def _types() -> tuple[TypeAdapter[Chunk], TypeAdapter[Figure]]:
    from pydantic import TypeAdapter

    return TypeAdapter(Chunk), TypeAdapter(Figure)


def _cover(chunk: Chunk) -> bool:
    """Whether a passage's text is as long as the pieces of the report that it is made of."""
    lengths = [end - start for start, end in chunk.spans if 0 <= start < end]
    return len(lengths) == len(chunk.spans) and sum(lengths) == len(chunk.text) > 0


def _vectors(array: pa.FixedSizeListArray) -> Vectors:
    """Read vectors as (rows, dimension); ValueError if they are not of length one."""
    numbers: Vectors = array.flatten().to_numpy(zero_copy_only=False).reshape(-1, array.type.list_size)
    if not np.allclose(np.linalg.norm(numbers, axis=1), 1.0, atol=1e-3):
        raise ValueError("vectors are not of length one")
    return numbers


def _packed(line: Line) -> dict[str, Any]:
    figure = json.dumps(asdict(line.figure), ensure_ascii=False) if line.figure else ""
    return {"start": line.start, "end": line.end, "embedded": line.embedded, "figure": figure}
