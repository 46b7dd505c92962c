"""The record: passages in Chroma, each with its lines (sentences, figures) and their vectors.

Two collections share a name: `NAME` holds passages, `NAME-reports` the ledger, which tells which passages are whose.
Only the passages' own vectors are searched here; those of lines are in line_vectors.py, made from the record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.client import call
from vectorstore.errors import Damaged
from vectorstore.ledger import Ledger
from vectorstore.passages import embedded_text
from vectorstore.record import (
    EVERYWHERE,
    Line,
    Near,
    Passage,
    Scope,
    Stored,
    Vectors,
    dequantize,
    line_id,
    pack,
    quantize,
    unpack,
    unpack_stored,
)
from vectorstore.types import Chunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as Chroma

Vector = NDArray[np.float32]

T = TypeVar("T")
LookForSpace = Callable[[Sequence[str], int, int], None]
"""Raises unless Chroma has space for passages with these texts, so many characters of metadata in all, and vectors of
this dimension."""

_PAGE = 1000
"""Records a request reads or writes: far under SQLite's limit of variables and a server's of bytes."""

LEDGER = "-reports"
"""How the name of a ledger's collection ends."""

_WHOLE = ("ids", "metadatas", "documents")

_MOST = 2**31 - 1
"""Results that Chroma can be asked for; it gives as many as there are."""


def parts(name: str) -> tuple[str, str]:
    """Name the collections of an index: those of passages and of reports."""
    return name, f"{name}{LEDGER}"


class Store:
    """The passages of one index, with their lines, under one collection name.

    Every method raises `ReportbotError` where Chroma fails, `IndexMissing` where the collection is gone.
    """

    def __init__(
        self, client: ClientAPI, name: str, *, create: bool = False, look_for_space: LookForSpace | None = None
    ) -> None:
        """Open the collections; `create` makes those that are missing, which else is `IndexMissing`."""
        self._client = client
        self._look_for_space = look_for_space or (lambda texts, metadata, dimension: None)
        self.name = name
        configuration = {"hnsw": {"space": "cosine", "ef_search": 200}}
        made: dict[str, Any] = {"configuration": configuration} if create else {}
        get: Callable[..., Chroma] = client.get_or_create_collection if create else client.get_collection
        self._passages, ledger = (call(get, name=part, embedding_function=None, **made) for part in parts(name))
        self.ledger = Ledger(ledger)

    def __len__(self) -> int:
        return int(call(self._passages.count))

    def ids(self) -> Iterator[str]:
        """Yield the ids of all passages."""
        return (id for id, _, _ in self._pages())

    def chunks(self) -> Iterator[tuple[str, Chunk]]:
        """Yield every passage, with its id."""
        for id, document, metadata in self._pages("metadatas", "documents"):
            yield id, unpack(metadata, document)

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Yield every line of a passage, with its id."""
        for id, document, metadata in self._pages("metadatas", "documents"):
            for number, line in enumerate(_stored(id, metadata, document).lines):
                yield line_id(id, number), line

    def add(self, passages: Sequence[Passage], vectors: Vectors, line_vectors: Vectors) -> None:
        """Add or replace passages.

        `vectors` is (passages, dimension), `line_vectors` (all their lines in order, dimension).
        """
        of_lines, ends = quantize(line_vectors), accumulate(len(passage.lines) for passage in passages)
        of_each = zip(passages, ends, strict=True)
        packed = [pack(p, of_lines[end - len(p.lines) : end], vectors.shape[1]) for p, end in of_each]
        kept = sum(len(str(value)) for metadata in packed for value in metadata.values())
        self._look_for_space([passage.chunk.text for passage in passages], kept, vectors.shape[1])
        for part, made in _paged(list(zip(passages, packed, strict=True)), vectors):
            call(
                self._passages.upsert,
                ids=[passage.id for passage, _ in part],
                embeddings=made,
                documents=[passage.chunk.text for passage, _ in part],
                metadatas=[metadata for _, metadata in part],
            )

    def keep(self, reports: Mapping[str, Collection[str]]) -> None:
        """Remove what the record has of some reports besides the passages given for each."""
        for page, _ in _paged(list(reports)):
            kept = {id for report in page for id in reports[report]}
            found = call(self._passages.get, where={"report": {"$in": page}}, include=[])["ids"]
            for stale, _ in _paged([id for id in found if id not in kept]):
                self._look_for_space(stale, 0, 0)
                call(self._passages.delete, ids=stale)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages by their ids; unknown ones are passed over."""
        for page, _ in _paged(ids):
            call(self._passages.delete, ids=page)

    def embedded(self, report: str) -> tuple[dict[str, Vector], dict[str, Vector]]:
        """Get the vectors of a report's passages and those of its lines, by the texts that they are of."""
        lines: dict[str, Vector] = {}
        passages: dict[str, Vector] = {}
        got = call(self._passages.get, where={"report": report}, include=["metadatas", "documents", "embeddings"])
        for id, metadata, text, vector in zip(*(got[name] for name in _WHOLE), got["embeddings"], strict=True):
            stored = _stored(id, metadata, text)
            passages[embedded_text(stored.chunk)] = np.asarray(vector, np.float32)
            lines |= zip((line.embedded for line in stored.lines), dequantize(stored.vectors), strict=True)
        return passages, lines

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Get the vectors of passages by id; ids that are not there are left out."""
        found: dict[str, Vector] = {}
        for page, _ in _paged(list(dict.fromkeys(ids))):
            got = call(self._passages.get, ids=page, include=["embeddings"])
            found |= {id: np.asarray(v, np.float32) for id, v in zip(got["ids"], got["embeddings"], strict=True)}
        return found

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Get passages by id; ids that are not there are left out."""
        return {id: unpack(metadata, text) for id, metadata, text in self._rows(ids)}

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Get passages with their lines by id; ids that are not there are left out."""
        return {id: _stored(id, metadata, text) for id, metadata, text in self._rows(ids)}

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[Near]:
        """Find the ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        if k < 1 or scope.empty:
            return []
        wanted: dict[str, Any] = {"n_results": min(k, _MOST), "where": scope.where(), "include": ["distances"]}
        got = call(self._passages.query, query_embeddings=[vector], **wanted)
        return [(id, 1.0 - d) for id, d in zip(got["ids"][0], got["distances"][0], strict=True)]

    def load(self) -> None:
        """Let Chroma in this process read its vectors, which it else does when it is first asked for some."""
        call(self._passages.get, limit=1, include=["embeddings"])

    def drop(self) -> None:
        """Remove the collections."""
        for part in reversed(parts(self.name)):  # a ledger never tells of what has gone
            call(self._client.delete_collection, name=part)

    def _rows(self, ids: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
        for page, _ in _paged(list(dict.fromkeys(ids))):
            got = call(self._passages.get, ids=page, include=["metadatas", "documents"])
            yield from zip(*(got[name] for name in _WHOLE), strict=True)

    def _pages(self, *include: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for offset in range(0, call(self._passages.count), _PAGE):
            got = call(self._passages.get, limit=_PAGE, offset=offset, include=list(include))
            size = len(got["ids"])
            yield from zip(got["ids"], got["documents"] or [""] * size, got["metadatas"] or [{}] * size, strict=True)


def _stored(id: str, metadata: Mapping[str, Any], text: str) -> Stored:
    try:
        return unpack_stored(metadata, text)
    except (ValueError, LookupError, TypeError) as error:
        raise Damaged(f"What Chroma has of passage {id} is damaged") from error


def _paged(rows: Sequence[T], vectors: Vectors | None = None) -> Iterator[tuple[list[T], Any]]:
    """Yield pages of rows, each with its part of `vectors`."""
    for i in range(0, len(rows), _PAGE):
        yield list(rows[i : i + _PAGE]), None if vectors is None else vectors[i : i + _PAGE]
