"""The vectors of all lines: a byte a number, in files beside the words of the lines, searched by their signs first.

Each part of the folder of lines (lexical_parts.py) has its vectors in two files: the numbers, line by line, and which
passages they are of. The lines that the codes of their signs (sign_codes.py) put first are measured exactly. That looks
at every line, where a graph such as HNSW would keep 1.7 KB in memory for each and take a millisecond to add it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical_parts import Part, first_segment, name_of, read_parts
from vectorstore.record import Bytes, Vectors, line_id, passage_of, restored
from vectorstore.sign_codes import SignCodes

VECTORS, PASSAGES = ".vectors", ".passages"
"""How the names of a part's two files end."""

RESCORED = 2048
"""Lines whose cosines are computed: those that the codes put first. With so many, all but one in a thousand of the ten
nearest among 19,000 lines are found, with questions in seven languages."""

_SAMPLE = 8192
"""Lines that a mean or the distribution of scores is taken of."""

_MEASURED = 4096
"""Lines that are measured at once."""

_LOWEST = np.iinfo(np.int16).min

Rows = NDArray[np.int64]
Near = tuple[str, float]
"""A line's id and its cosine."""


def write_vectors(folder: Path, vectors: Sequence[tuple[str, Bytes]]) -> None:
    """Write the vectors of lines, by their ids, beside the part that a folder is; nothing where there are none.

    Raises LookupError where some line of a passage is not there.
    """
    if not vectors:
        return
    of: dict[str, dict[str, Bytes]] = {}
    for id, vector in vectors:
        of.setdefault(passage_of(id), {})[id] = vector
    rows = [lines[line_id(passage, number)] for passage, lines in of.items() for number in range(len(lines))]
    segment = first_segment(folder)
    (folder / f"{segment}{VECTORS}").write_bytes(np.stack(rows).tobytes())
    counts = [[passage, len(lines)] for passage, lines in of.items()]
    about = {"dimension": len(rows[0]), "passages": counts}
    (folder / f"{segment}{PASSAGES}").write_text(json.dumps(about), encoding="utf-8")


def read_vectors(folder: Path, part: Part) -> Iterator[tuple[str, Bytes]]:
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
        self, vector: Vectors, k: int, *, without: Collection[str] = (), only: Collection[str] | None = None
    ) -> list[Near]:
        """Find the ids and cosines of the `k` lines nearest to a vector, nearest first.

        None of the passages in `without`, of those in `only` alone if there is such a list; unknown ones are passed
        over.
        """
        rows = self._chosen(vector, RESCORED + k, self._rows(without), only)
        return self._measured(vector, rows, max(k, 0))

    def _chosen(self, vector: Vectors, most: int, left_out: Rows, only: Collection[str] | None) -> Rows:
        """Choose the rows of some passages, or of all some `most` whose codes come first."""
        if only is not None or len(self) - len(left_out) <= most:
            rows = np.arange(len(self)) if only is None else self._rows(only)
            return np.setdiff1d(rows, left_out, assume_unique=True)
        scores = self._coded().scores(vector)
        scores[left_out] = _LOWEST
        return np.flatnonzero(scores >= max(_least(scores, most), _LOWEST + 1))

    def _rows(self, passages: Collection[str]) -> Rows:
        numbers = sorted(self._number[passage] for passage in passages if passage in self._number)
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

    def _vectors(self, rows: Rows) -> Bytes:
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
                self._codes = SignCodes(restored(self._vectors(sample)).mean(axis=0), self._parts)
            return self._codes


def _least(scores: NDArray[np.int16], most: int) -> int:
    """Give a score that `most` of many have or more, as far as every so many tell."""
    some = scores[:: max(len(scores) // _SAMPLE, 1)]
    above = min(-(-most * len(some) // len(scores)), len(some) - 1)
    return int(np.partition(some, len(some) - 1 - above)[len(some) - 1 - above])


def _read(folder: Path, part: Part) -> tuple[list[tuple[str, int]], Bytes]:
    """Give the passages of a part with their numbers of lines, and the vectors of these."""
    file = folder / f"{name_of(part.segments[0])}{PASSAGES}"
    if file.name not in part.files:
        return [], np.empty((0, 0), np.int8)
    about = json.loads(file.read_text(encoding="utf-8"))
    passages = [(str(passage), int(count)) for passage, count in about["passages"]]
    vectors = np.memmap(file.with_suffix(VECTORS), np.int8, mode="r")
    return passages, vectors.reshape(sum(count for _, count in passages), about["dimension"])
