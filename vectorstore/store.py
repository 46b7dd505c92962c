"""The dense leg and the record: passages and their lines (sentences, figures) in Chroma.

Two collections share a name: `NAME` holds passages, `NAME-lines` what stands in them. A passage is added after its
lines and deleted before them, so one that is there is whole; lines of no passage are what an interruption may leave.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.record import (
    EVERYWHERE,
    Held,
    Line,
    Passage,
    Scope,
    line_id,
    pack,
    pack_line,
    passage_of,
    unpack,
    unpack_line,
)
from vectorstore.types import Chunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
T = TypeVar("T")

_PAGE = 1000
"""Records a request reads or writes: far under SQLite's limit of variables and a server's of bytes."""

_MOST = 2**31 - 1
"""Results that Chroma can be asked for; it gives as many as there are."""


class Store:
    """The passages and lines of one index, under one collection name.

    Every method raises `ReportbotError` where Chroma fails, `IndexMissing` where the collection is gone.
    """

    def __init__(self, client: ClientAPI, name: str, *, create: bool = False) -> None:
        """Open the collections; `create` makes those that are missing, which else is `IndexMissing`."""
        self._client = client
        self.name = name
        configuration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
        made = {"configuration": configuration} if create else {}
        get: Callable[..., Collection] = client.get_or_create_collection if create else client.get_collection
        self._passages, self._lines = (
            _ask(get, name=n, embedding_function=None, **made) for n in (name, f"{name}-lines")
        )

    def __len__(self) -> int:
        return int(_ask(self._passages.count))

    @property
    def folder(self) -> str:
        """The reports folder that the passages come from, "" if none was set."""
        return str((self._passages.metadata or {}).get("folder", ""))

    @folder.setter
    def folder(self, folder: str) -> None:
        if folder != self.folder:
            _ask(self._passages.modify, metadata={"folder": folder})

    def held(self) -> dict[str, Held]:
        """Tell what is held of each report, by name."""
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for id, _, metadata in self._pages(self._passages, "metadatas"):
            found[metadata["report"]].append((id, metadata["sha256"], metadata["total"]))
        held = {}
        for report, rows in found.items():
            ids, hashes, totals = zip(*rows, strict=True)
            held[report] = Held(hashes[0] if len(set(hashes)) == 1 else "", totals[0], ids)
        return held

    def chunks(self) -> Iterator[tuple[str, Chunk]]:
        """Yield every passage, with its id."""
        for id, document, metadata in self._pages(self._passages, "metadatas", "documents"):
            yield id, unpack(metadata, document)

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Yield every line, with its id."""
        for id, document, metadata in self._pages(self._lines, "metadatas", "documents"):
            yield id, unpack_line(metadata, document)

    def digest(self) -> str:
        """Hash all passages' ids and chunks and the number of lines: changes whenever the record does."""
        rows = sorted(f"{id} {metadata['chunk']}" for id, _, metadata in self._pages(self._passages, "metadatas"))
        return hashlib.sha256("\n".join([*rows, str(_ask(self._lines.count))]).encode()).hexdigest()

    def add(self, passages: Sequence[Passage], vectors: Vectors, line_vectors: Vectors) -> None:
        """Add or replace passages.

        `vectors` is (passages, dimension), `line_vectors` (all their lines in order, dimension).
        """
        lines = [(p, n, line) for p in passages for n, line in enumerate(p.lines)]
        for page, made in _paged(lines, line_vectors):
            _ask(
                self._lines.upsert,
                ids=[line_id(p.id, n) for p, n, _ in page],
                embeddings=made,
                documents=[line.embedded for _, _, line in page],
                metadatas=[pack_line(p, line) for p, _, line in page],
            )
        for part, made in _paged(passages, vectors):
            _ask(
                self._passages.upsert,
                ids=[p.id for p in part],
                embeddings=made,
                documents=[p.chunk.text for p in part],
                metadatas=[pack(p) for p in part],
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove passages and their lines; unknown ids are passed over."""
        for page, _ in _paged(ids):
            _ask(self._passages.delete, ids=page)
            _ask(self._lines.delete, where={"passage": {"$in": page}})

    def delete_lines(self, ids: Sequence[str]) -> None:
        """Remove lines by their own ids."""
        for page, _ in _paged(ids):
            _ask(self._lines.delete, ids=page)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Get the vectors of passages or lines by id; ids that are not there are left out."""
        found: dict[str, Vector] = {}
        for collection, wanted in (
            (self._passages, [id for id in ids if passage_of(id) == id]),
            (self._lines, [id for id in ids if passage_of(id) != id]),
        ):
            for page, _ in _paged(wanted):
                got = _ask(collection.get, ids=page, include=["embeddings"])
                found |= {id: np.asarray(v, np.float32) for id, v in zip(got["ids"], got["embeddings"], strict=True)}
        return found

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Get passages by id; ids that are not there are left out."""
        found: dict[str, Chunk] = {}
        for page, _ in _paged(list(dict.fromkeys(ids))):
            got = _ask(self._passages.get, ids=page, include=["metadatas", "documents"])
            rows = zip(got["ids"], got["metadatas"], got["documents"], strict=True)
            found |= {id: unpack(metadata, document) for id, metadata, document in rows}
        return found

    def lines_of(self, passages: Sequence[str]) -> list[tuple[str, Line, Vector]]:
        """Get the lines of some passages: ids, lines and vectors."""
        found: list[tuple[str, Line, Vector]] = []
        for page, _ in _paged(passages):
            where = {"passage": {"$in": page}}
            got = _ask(self._lines.get, where=where, include=["metadatas", "documents", "embeddings"])
            rows = zip(got["ids"], got["metadatas"], got["documents"], got["embeddings"], strict=True)
            found += [(id, unpack_line(m, document), np.asarray(v, np.float32)) for id, m, document, v in rows]
        return found

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[tuple[str, float]]:
        """Find the ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        return self._nearest(self._passages, vector, k, scope)

    def nearest_lines(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[tuple[str, float]]:
        """Find the ids and cosines of the `k` lines of some reports nearest to a vector, nearest first."""
        return self._nearest(self._lines, vector, k, scope)

    def drop(self) -> None:
        """Remove both collections."""
        for name in (self.name, f"{self.name}-lines"):
            _ask(self._client.delete_collection, name=name)

    @staticmethod
    def _nearest(collection: Collection, vector: Vector, k: int, scope: Scope) -> list[tuple[str, float]]:
        if k < 1 or scope.empty:
            return []
        wanted = {"n_results": min(k, _MOST), "where": scope.where(), "include": ["distances"]}
        got = _ask(collection.query, query_embeddings=[vector], **wanted)
        return [(id, 1.0 - d) for id, d in zip(got["ids"][0], got["distances"][0], strict=True)]

    @staticmethod
    def _pages(collection: Collection, *include: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for offset in range(0, _ask(collection.count), _PAGE):
            got = _ask(collection.get, limit=_PAGE, offset=offset, include=list(include))
            documents = got["documents"] or [""] * len(got["ids"])
            yield from zip(got["ids"], documents, got["metadatas"], strict=True)


def _paged(rows: Sequence[T], vectors: Vectors | None = None) -> Iterator[tuple[list[T], Any]]:
    """Yield pages of rows, each with its part of `vectors`."""
    for i in range(0, len(rows), _PAGE):
        yield list(rows[i : i + _PAGE]), None if vectors is None else vectors[i : i + _PAGE]


def _ask(call: Callable[..., Any], **arguments: Any) -> Any:
    """Call Chroma, whose types are too narrow for numpy; what fails there is told in one line."""
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        return call(**arguments)
    except NotFoundError as error:
        raise IndexMissing("Chroma does not hold the index. Run `reportbot index` to build it again.") from error
    except (ChromaError, httpx.HTTPError) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        advice = "See to CHROMA_URL if it names a server, else to DATA_DIR."
        raise ReportbotError(f"Chroma fails: {reason}. {advice}") from error
