"""The record as one generation of the index has it: what a sync is writing meanwhile is not seen.

New passages stand in Chroma before the generation that has them, and the replaced ones go after it. So a reader who
keeps to the passages of its generation sees whole reports; one that finds a passage gone reads an old generation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vectorstore.errors import IndexChanged
from vectorstore.record import EVERYWHERE, Line, Scope, passage_of
from vectorstore.store import Near, Store, Vector
from vectorstore.types import Chunk

_MORE = 4
"""How many times as many are asked for where too many of those found belong to another generation."""

Found = list[Near]


class Snapshot:
    """Reads from a store the passages whose ids are in `visible`, and their lines.

    What of them is gone raises IndexChanged, or is passed over where that is `lenient`. Every method raises
    `ReportbotError` where Chroma fails, `IndexMissing` where the collection is gone.
    """

    def __init__(self, store: Store, visible: frozenset[str], *, lenient: bool = False) -> None:
        self._store = store
        self._visible = visible
        self.lenient = lenient

    def __len__(self) -> int:
        return len(self._visible)

    def load(self) -> None:
        """Let Chroma in this process read its vectors, which it else does when it is first asked for some."""
        self._store.load()

    def chunks(self) -> Iterator[tuple[str, Chunk]]:
        """Yield every passage, with its id."""
        return ((id, chunk) for id, chunk in self._store.chunks() if id in self._visible)

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Yield every line, with its id."""
        return ((id, line) for id, line in self._store.lines() if passage_of(id) in self._visible)

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Get passages by id; ids that this generation does not have are left out."""
        wanted = [id for id in ids if id in self._visible]
        found = self._store.get(wanted)
        self._check(wanted, found)
        return found

    def lines_of(self, passages: Sequence[str]) -> list[tuple[str, Line, Vector]]:
        """Get the lines of some passages: ids, lines and vectors. Every passage has one."""
        wanted = [id for id in passages if id in self._visible]
        found = self._store.lines_of(wanted)
        self._check(wanted, {passage_of(id) for id, _, _ in found})
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Get the vectors of passages or lines by id; ids that are not there are left out."""
        return self._store.vectors([id for id in ids if passage_of(id) in self._visible])

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> Found:
        """Find the ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        return self._seen(self._store.nearest, vector, k, scope)

    def nearest_lines(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> Found:
        """Find the ids and cosines of the `k` lines of some reports nearest to a vector, nearest first."""
        return self._seen(self._store.nearest_lines, vector, k, scope)

    def cosines(self, vector: Vector, passages: Sequence[str], most: int) -> tuple[Found, Found]:
        """Give the cosines between a vector and some passages, and the lines of the `most` nearest, nearest first."""
        return self._store.cosines(vector, [id for id in passages if id in self._visible], most)

    def _seen(self, find: Callable[[Vector, int, Scope], Found], vector: Vector, k: int, scope: Scope) -> Found:
        wanted = k
        while True:
            try:
                found = find(vector, wanted, scope)
            except IndexChanged:
                if not self.lenient:
                    raise
                return []
            seen = [(id, cosine) for id, cosine in found if passage_of(id) in self._visible]
            if len(seen) >= k or len(found) < wanted:
                return seen[: max(k, 0)]
            wanted *= _MORE

    def _check(self, wanted: Sequence[str], found: dict[str, Chunk] | set[str]) -> None:
        if not self.lenient and any(id not in found for id in wanted):
            raise IndexChanged("The index was changed while it was read. Ask again.")
