"""The record as one generation of the index has it: what a sync is writing meanwhile is not seen.

New passages stand in Chroma before the generation that has them, and the replaced ones go after it. So a reader who
keeps to the passages of its generation sees whole reports; one that finds a passage gone reads an old generation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vectorstore.errors import IndexChanged
from vectorstore.record import EVERYWHERE, Line, Near, Scope, Stored, passage_of
from vectorstore.store import Store, Vector
from vectorstore.types import Chunk

_MORE = 4
"""How many times as many are asked for where too many of those found belong to another generation."""


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

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Get passages with their lines by id; ids that this generation does not have are left out."""
        wanted = [id for id in ids if id in self._visible]
        found = self._store.read(wanted)
        self._check(wanted, found)
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Get the vectors of passages by id; ids that are not there are left out."""
        return self._store.vectors([id for id in ids if id in self._visible])

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[Near]:
        """Find the ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        wanted = k
        while True:
            try:
                found = self._store.nearest(vector, wanted, scope)
            except IndexChanged:
                if not self.lenient:
                    raise
                return []
            seen = [(id, cosine) for id, cosine in found if id in self._visible]
            if len(seen) >= k or len(found) < wanted:
                return seen[: max(k, 0)]
            wanted *= _MORE

    def _check(self, wanted: Sequence[str], found: Mapping[str, object]) -> None:
        if not self.lenient and any(id not in found for id in wanted):
            raise IndexChanged("The index was changed while it was read. Ask again.")
