"""The vectors of all lines: a byte a number, in files beside the words of the lines, searched by their signs first.

Each part of the folder of lines (lexical_parts.py) has its vectors in two files: the numbers, line by line, and which
passages they are of. The lines that the codes of their signs (sign_codes.py) put first are measured exactly. That looks
at every line; a graph such as HNSW would keep each with its neighbours in memory and take a millisecond to add it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical_parts import Part, first_segment, name_of, read_parts
from vectorstore.record import Int8Vectors, Near, Vectors, dequantize, line_id, passage_of
from vectorstore.sign_codes import SignCodes

VECTORS, PASSAGES = ".vectors", ".passages"
"""How the names of a part's two files end."""

RESCORED = 2048
"""Lines whose cosines are computed: those that the codes put first. So all but one in a thousand of the ten nearest
among 19,000 lines are found, with questions in seven languages; more lines were tried with made-up vectors only."""

_SAMPLE = 8192
"""Lines that the mean is taken of."""

_DRAWN = 1 << 16
"""Scores that tell which are the best: of 583,000 two hundred of them are, so that the number found is 7 % off."""

_MEASURED = 4096
"""Lines that are measured at once."""

Rows = NDArray[np.int64]


def write_vectors(folder: Path, vectors: Sequence[tuple[str, Int8Vectors]]) -> None:
    """Write the vectors of lines, by their ids, beside the part that a folder is; nothing where there are none.

    Raises LookupError where some line of a passage is not there.
    """
    if not vectors:
        return
    of: dict[str, dict[str, Int8Vectors]] = {}
    for id, vector in vectors:
        of.setdefault(passage_of(id), {})[id] = vector
    rows = [lines[line_id(passage, number)] for passage, lines in of.items() for number in range(len(lines))]
    counts = [[passage, len(lines)] for passage, lines in of.items()]
    about, segment = {"dimension": len(rows[0]), "passages": counts}, first_segment(folder)
    for suffix, content in ((VECTORS, np.stack(rows).tobytes()), (PASSAGES, json.dumps(about).encode())):
        with (folder / f"{segment}{suffix}").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def read_vectors(folder: Path, part: Part) -> Iterator[tuple[str, Int8Vectors]]:
    """Yield what `write_vectors` wrote of a part; LookupError, ValueError or OSError if it is broken."""
    passages, vectors = _read(folder, part)
    ids = (line_id(passage, number) for passage, count in passages for number in range(count))
    yield from zip(ids, vectors, strict=True)


class LineVectors:
    """Read access to the vectors of a folder of lines. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open a folder; raises one of lexical.BROKEN if it is broken."""
        parts = [_read(folder, part) for part in read_parts(folder)]
        self._parts = [vectors for _, vectors in parts]
        self._ends = np.cumsum([len(vectors) for vectors in self._parts], dtype=np.int64)
        self._passages = [passage for passages, _ in parts for passage, _ in passages]
        counts = [count for passages, _ in parts for _, count in passages]
        self._starts = np.array([0, *accumulate(counts)], dtype=np.int64)
        self._number = {passage: number for number, passage in enumerate(self._passages)}
        self._lock = Lock()
        self._codes: SignCodes | None = None

    def __len__(self) -> int:
        return int(self._starts[-1])

    def load(self) -> None:
        """Make the codes that the search of many lines needs, which else the first one does."""
        if len(self) > RESCORED:
            self._coded()

    def nearest(
        self, vector: Vectors, k: int, *, exclude: Collection[str] = (), only: Collection[str] | None = None
    ) -> list[Near]:
        """Find the ids and cosines of the `k` lines nearest to a vector, nearest first.

        None of the passages in `exclude`, of those in `only` alone if there is such a list; unknown ones are passed
        over.
        """
        rows = self._chosen(vector, RESCORED + k, self._rows(exclude), only)
        return self._measured(vector, rows, max(k, 0))

    def _chosen(self, vector: Vectors, most: int, left_out: Rows, only: Collection[str] | None) -> Rows:
        """Choose among the rows that are allowed some `most` whose codes come first, or all if they are no more."""
        if only is None:
            rows = np.setdiff1d(np.arange(len(self)), left_out, assume_unique=True) if len(left_out) else None
        else:
            rows = np.setdiff1d(self._rows(only), left_out, assume_unique=True)
        allowed = len(self) if rows is None else len(rows)
        if allowed <= most:
            return np.arange(len(self)) if rows is None else rows
        scores = self._coded().scores(vector)
        if rows is None:
            return np.flatnonzero(scores >= _least(scores, most))
        scores = scores[rows]
        return rows[scores >= _least(scores, most)]

    def _rows(self, passages: Collection[str]) -> Rows:
        numbers = sorted({self._number[passage] for passage in passages if passage in self._number})
        spans = [np.arange(self._starts[number], self._starts[number + 1]) for number in numbers]
        return np.concatenate(spans) if spans else np.empty(0, np.int64)

    def _measured(self, vector: Vectors, rows: Rows, most: int) -> list[Near]:
        """Give the ids and cosines of the `most` nearest of some rows, nearest first."""
        if not len(rows):
            return []
        blocks = (rows[start : start + _MEASURED] for start in range(0, len(rows), _MEASURED))
        cosines = np.concatenate([self._cosines(vector, block) for block in blocks])
        best = np.argsort(-cosines, kind="stable")[:most]
        passages = np.searchsorted(self._starts, rows[best], side="right") - 1
        places = zip(passages, rows[best] - self._starts[passages], cosines[best], strict=True)
        return [(line_id(self._passages[passage], number), float(cosine)) for passage, number, cosine in places]

    def _cosines(self, vector: Vectors, rows: Rows) -> Vectors:
        numbers = self._vectors(rows).astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", numbers, numbers))
        found: Vectors = numbers @ vector / np.maximum(lengths, 1)
        return found

    def _vectors(self, rows: Rows) -> Int8Vectors:
        """Read the vectors of rows, which must be in order."""
        part = np.searchsorted(self._ends, rows, side="right")
        first = [0, *(np.flatnonzero(np.diff(part)) + 1), len(rows)]
        found = []
        for start, end in pairwise(first):
            number = part[start]
            found.append(self._parts[number][rows[start:end] - (self._ends[number] - len(self._parts[number]))])
        return np.concatenate(found)

    def _coded(self) -> SignCodes:
        with self._lock:
            if self._codes is None:
                sample = np.unique(np.linspace(0, len(self) - 1, _SAMPLE, dtype=np.int64))
                self._codes = SignCodes(dequantize(self._vectors(sample)).mean(axis=0), self._parts)
            return self._codes


def _least(scores: NDArray[np.int16], most: int) -> int:
    """Give a score that some `most` of many have or more: as far as _DRAWN of them tell, if they are more."""
    some = scores
    if len(scores) > _DRAWN:
        some = scores[np.random.default_rng(0).integers(0, len(scores), _DRAWN)]
    place = max(len(some) - 1 - most * len(some) // len(scores), 0)
    return int(np.partition(some, place)[place])


def _read(folder: Path, part: Part) -> tuple[list[tuple[str, int]], Int8Vectors]:
    """Give the passages of a part with their numbers of lines, and the vectors of these."""
    import pyarrow as pa

    file = folder / f"{name_of(part.segments[0])}{PASSAGES}"
    if file.name not in part.files:
        return [], np.empty((0, 0), np.int8)
    about = json.loads(file.read_text(encoding="utf-8"))
    passages = [(str(passage), int(count)) for passage, count in about["passages"]]
    with pa.memory_map(str(file.with_suffix(VECTORS))) as mapped:  # holds no file open, as mmap would for each part
        vectors = np.frombuffer(mapped.read_buffer(), np.int8)
    return passages, vectors.reshape(sum(count for _, count in passages), about["dimension"])
