"""The dense leg: the passages nearest to a question, and those whose sentences and figures are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Executor, Future, wait
from functools import cached_property

from vectorstore.index import Index
from vectorstore.record import Scope, passage_of
from vectorstore.store import Vector

CANDIDATES = 50
"""Passages that each leg brings in."""

MEASURED = 2000
"""The reports whose place a question names: with up to so many passages in them, their cosines are computed one by one,
and those of the lines of the nearest CANDIDATES. For Chroma to look among few of many is slow."""


class DenseLeg:
    """Searches an index; what can be done at once is given to `threads`. Safe to share between threads."""

    def __init__(self, index: Index, threads: Executor) -> None:
        self._index, self._threads = index, threads

    def begin(self) -> None:
        """Begin to read the vectors, and do not wait for it."""
        _ = self._loading

    def warm(self) -> None:
        """Make all that a search needs."""
        _ = self._passages_of
        wait([self._loading])  # what goes wrong there is told by the search

    def search(
        self, vector: Vector, k: int, exclude: Sequence[str], meant: Collection[str]
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Give the cosines of the passages nearest to a question, and of the nearest line of each passage.

        Of the reports that are `meant`, the nearest are looked for among themselves as well.
        """
        left_out = self._of(exclude)
        finding = self._threads.submit(self._index.line_vectors.nearest, vector, 2 * k, exclude=left_out)
        passages = dict(self._index.store.nearest(vector, k, Scope(exclude=tuple(exclude))))
        of = self._of(meant)
        if 0 < len(of) <= MEASURED:
            near = sorted(((float(v @ vector), id) for id, v in self._index.store.vectors(of).items()), reverse=True)
            passages |= {id: cosine for cosine, id in near[:k]}
            of = [id for _, id in near[:CANDIDATES]]
        elif of:
            passages |= dict(self._index.store.nearest(vector, k, Scope(only=tuple(meant))))
        lines = finding.result()
        if of:
            lines += self._index.line_vectors.nearest(vector, 2 * k, only=of)
        best: dict[str, float] = {}
        for id, cosine in lines:
            best[passage_of(id)] = max(cosine, best.get(passage_of(id), cosine))
        return passages, best

    def _of(self, reports: Collection[str]) -> list[str]:
        """List the passages of some reports; unknown ones are passed over."""
        return [id for report in reports for id in self._passages_of.get(report, ())]

    @cached_property
    def _loading(self) -> Future[None]:
        """Take the time of reading many vectors beside that of reading the names of many places."""
        return self._threads.submit(self._load)

    def _load(self) -> None:
        self._index.store.load()
        self._index.line_vectors.load()

    @cached_property
    def _passages_of(self) -> dict[str, list[str]]:
        """List the passages of each report."""
        found: dict[str, list[str]] = {}
        for entry in self._index.articles:
            found.setdefault(entry.report, []).extend(entry.passages)
        return found
