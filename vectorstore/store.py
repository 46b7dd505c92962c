"""The dense leg and the record: passages and their lines (sentences, figures) in Chroma.

Three collections share a name: `NAME` holds passages, `NAME-lines` what stands in them, `NAME-reports` the ledger,
which tells which passages are whose. A passage is added after its lines and deleted before them, so one that is there
is whole; lines of no passage are what an interruption may leave.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.client import call
from vectorstore.ledger import Ledger
from vectorstore.passages import embedded_text
from vectorstore.record import (
    EVERYWHERE,
    Line,
    Passage,
    Scope,
    line_id,
    line_ids,
    pack,
    pack_line,
    passage_of,
    unpack,
    unpack_line,
)
from vectorstore.types import Chunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as Chroma

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
Near = tuple[str, float]
"""The id of a passage or line, and its cosine."""

T = TypeVar("T")
LookForSpace = Callable[[Iterable[str], int], None]
"""Raises unless Chroma has space for passages or lines with these texts and vectors of this dimension."""

_PAGE = 1000
"""Records a request reads or writes: far under SQLite's limit of variables and a server's of bytes."""

LEDGER = "-reports"
"""How the name of a ledger's collection ends."""

_MOST = 2**31 - 1
"""Results that Chroma can be asked for; it gives as many as there are."""


def parts(name: str) -> tuple[str, str, str]:
    """Name the collections of an index: those of passages, of lines and of reports."""
    return name, f"{name}-lines", f"{name}{LEDGER}"


class Store:
    """The passages and lines of one index, under one collection name.

    Every method raises `ReportbotError` where Chroma fails, `IndexMissing` where the collection is gone.
    """

    def __init__(
        self, client: ClientAPI, name: str, *, create: bool = False, look_for_space: LookForSpace | None = None
    ) -> None:
        """Open the collections; `create` makes those that are missing, which else is `IndexMissing`."""
        self._client = client
        self._look_for_space = look_for_space or (lambda texts, dimension: None)
        self.name = name
        configuration = {"hnsw": {"space": "cosine", "ef_search": 200}}
        made: dict[str, Any] = {"configuration": configuration} if create else {}
        get: Callable[..., Chroma] = client.get_or_create_collection if create else client.get_collection
        self._passages, self._lines, ledger = (
            call(get, name=part, embedding_function=None, **made) for part in parts(name)
        )
        self.ledger = Ledger(ledger)

    def __len__(self) -> int:
        return int(call(self._passages.count))

    def ids(self, *, lines: bool = False) -> Iterator[str]:
        """Yield the ids of all passages, or of all lines."""
        return (id for id, _, _ in self._pages(self._lines if lines else self._passages))

    def chunks(self) -> Iterator[tuple[str, Chunk]]:
        """Yield every passage, with its id."""
        for id, document, metadata in self._pages(self._passages, "metadatas", "documents"):
            yield id, unpack(metadata, document)

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Yield every line of a passage, with its id."""
        for page, _ in _paged(list(self.ids())):
            yield from self.lines_in(page)

    def add(self, passages: Sequence[Passage], vectors: Vectors, line_vectors: Vectors) -> None:
        """Add or replace passages.

        `vectors` is (passages, dimension), `line_vectors` (all their lines in order, dimension).
        """
        lines = [(line_id(p.id, n), pack_line(p, line)) for p in passages for n, line in enumerate(p.lines)]
        texts = (*(p.chunk.text for p in passages), *(packed["line"] for _, packed in lines))
        self._look_for_space(texts, vectors.shape[1])
        for page, made in _paged(lines, line_vectors):
            ids, packed = ([row[n] for row in page] for n in range(2))
            call(self._lines.upsert, ids=ids, embeddings=made, metadatas=packed)
        for part, made in _paged(passages, vectors):
            call(
                self._passages.upsert,
                ids=[p.id for p in part],
                embeddings=made,
                documents=[p.chunk.text for p in part],
                metadatas=[pack(p) for p in part],
            )

    def keep(self, reports: Mapping[str, Collection[str]]) -> None:
        """Remove what the record has of some reports besides the passages given for each, and their lines."""
        for page, _ in _paged(list(reports)):
            where = {"report": {"$in": page}}
            kept = {id for report in page for id in reports[report]}
            for collection in (self._passages, self._lines):
                found = call(collection.get, where=where, include=[])["ids"]
                for stale, _ in _paged([id for id in found if passage_of(id) not in kept]):
                    self._look_for_space(stale, 0)
                    call(collection.delete, ids=stale)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages and lines by their ids; unknown ones are passed over."""
        for collection, wanted in self._by_collection(ids):
            for page, _ in _paged(wanted):
                call(collection.delete, ids=page)

    def embedded(self, report: str) -> dict[str, Vector]:
        """Get the vectors of all that the record has of a report, by the texts that they are of."""
        found: dict[str, Vector] = {}
        where: dict[str, Any] = {"report": report}
        got = call(self._passages.get, where=where, include=["metadatas", "documents", "embeddings"])
        for metadata, text, vector in zip(got["metadatas"], got["documents"], got["embeddings"], strict=True):
            found[embedded_text(unpack(metadata, text))] = np.asarray(vector, np.float32)
        texts = dict(zip(got["ids"], got["documents"], strict=True))
        got = call(self._lines.get, where=where, include=["metadatas", "embeddings"])
        for id, metadata, vector in zip(got["ids"], got["metadatas"], got["embeddings"], strict=True):
            if (text := texts.get(passage_of(id))) is not None:
                found[unpack_line(metadata, text).embedded] = np.asarray(vector, np.float32)
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Get the vectors of passages or lines by id; ids that are not there are left out."""
        found: dict[str, Vector] = {}
        for collection, wanted in self._by_collection(ids):
            for page, _ in _paged(wanted):
                got = call(collection.get, ids=page, include=["embeddings"])
                found |= {id: np.asarray(v, np.float32) for id, v in zip(got["ids"], got["embeddings"], strict=True)}
        return found

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Get passages by id; ids that are not there are left out."""
        found: dict[str, Chunk] = {}
        for page, _ in _paged(list(dict.fromkeys(ids))):
            got = call(self._passages.get, ids=page, include=["metadatas", "documents"])
            rows = zip(got["ids"], got["metadatas"], got["documents"], strict=True)
            found |= {id: unpack(metadata, document) for id, metadata, document in rows}
        return found

    def lines_of(self, passages: Sequence[str]) -> list[tuple[str, Line, Vector]]:
        """Get the lines of some passages: ids, lines and vectors."""
        rows = self._lines_of(passages, "metadatas", "embeddings")
        return [(id, unpack_line(m, text), np.asarray(vector, np.float32)) for id, text, m, vector in rows]

    def lines_in(self, passages: Sequence[str]) -> list[tuple[str, Line]]:
        """Get the lines of some passages without vectors, with their ids."""
        return [(id, unpack_line(m, text)) for id, text, m in self._lines_of(passages, "metadatas")]

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[Near]:
        """Find the ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        return self._nearest(self._passages, vector, k, scope)

    def nearest_lines(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[Near]:
        """Find the ids and cosines of the `k` lines of some reports nearest to a vector, nearest first."""
        return self._nearest(self._lines, vector, k, scope)

    def cosines(self, vector: Vector, passages: Sequence[str], most: int) -> tuple[list[Near], list[Near]]:
        """Give the cosines between a vector and some passages, and the lines of the `most` nearest, nearest first."""
        found: list[Near] = []
        counts: dict[str, list[str]] = {}
        for page, _ in _paged(list(dict.fromkeys(passages))):
            got = call(self._passages.get, ids=page, include=["metadatas", "embeddings"])
            counts |= {id: line_ids(id, metadata) for id, metadata in zip(got["ids"], got["metadatas"], strict=True)}
            found += _near(got["ids"], got["embeddings"], vector)
        found.sort(key=lambda one: -one[1])
        lines = self.vectors([line for id, _ in found[:most] for line in counts[id]])
        return found, sorted(_near(list(lines), list(lines.values()), vector), key=lambda one: -one[1])

    def load(self) -> None:
        """Let Chroma in this process read its vectors, which it else does when it is first asked for some."""
        for collection in (self._passages, self._lines):
            call(collection.get, limit=1, include=["embeddings"])

    def drop(self) -> None:
        """Remove the collections."""
        for part in reversed(parts(self.name)):  # a ledger never tells of what has gone
            call(self._client.delete_collection, name=part)

    def _by_collection(self, ids: Sequence[str]) -> tuple[tuple[Chroma, list[str]], ...]:
        return (
            (self._passages, [id for id in ids if passage_of(id) == id]),
            (self._lines, [id for id in ids if passage_of(id) != id]),
        )

    def _lines_of(self, passages: Sequence[str], *include: str) -> Iterator[tuple[Any, ...]]:
        """Yield the lines of some passages: the id, its passage's text and what is to be included."""
        for page, _ in _paged(list(dict.fromkeys(passages))):
            got = call(self._passages.get, ids=page, include=["metadatas", "documents"])
            texts = dict(zip(got["ids"], got["documents"], strict=True))
            wanted = [one for id, m in zip(got["ids"], got["metadatas"], strict=True) for one in line_ids(id, m)]
            for lines, _ in _paged(wanted):
                found = call(self._lines.get, ids=lines, include=list(include))
                for id, *row in zip(found["ids"], *(found[name] for name in include), strict=True):
                    yield id, texts[passage_of(id)], *row

    @staticmethod
    def _nearest(collection: Chroma, vector: Vector, k: int, scope: Scope) -> list[Near]:
        if k < 1 or scope.empty:
            return []
        wanted: dict[str, Any] = {"n_results": min(k, _MOST), "where": scope.where(), "include": ["distances"]}
        got = call(collection.query, query_embeddings=[vector], **wanted)
        return [(id, 1.0 - d) for id, d in zip(got["ids"][0], got["distances"][0], strict=True)]

    @staticmethod
    def _pages(collection: Chroma, *include: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for offset in range(0, call(collection.count), _PAGE):
            got = call(collection.get, limit=_PAGE, offset=offset, include=list(include))
            size = len(got["ids"])
            yield from zip(got["ids"], got["documents"] or [""] * size, got["metadatas"] or [{}] * size, strict=True)


def _near(ids: Sequence[str], vectors: Any, vector: Vector) -> list[Near]:
    return list(zip(ids, (np.asarray(vectors, np.float32) @ vector).tolist(), strict=True)) if len(ids) else []


def _paged(rows: Sequence[T], vectors: Vectors | None = None) -> Iterator[tuple[list[T], Any]]:
    """Yield pages of rows, each with its part of `vectors`."""
    for i in range(0, len(rows), _PAGE):
        yield list(rows[i : i + _PAGE]), None if vectors is None else vectors[i : i + _PAGE]
