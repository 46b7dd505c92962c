"""The dense leg and the record: passages and their lines (sentences, figures) in Chroma.

Two collections share a name: `NAME` holds passages, `NAME-lines` what stands in them. A line's id is its passage's id, a
colon and a number. A passage is added after its lines and deleted before them, so a passage that is there is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from vectorstore.types import Chunk, Figure, Kind, Unit

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]

_PAGE = 1000
"""Records a request reads or writes: far under SQLite's limit of variables and a server's of bytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or figure of a passage.

    `start` and `end` are its offsets in the passage's text (a figure's: the clause it stands in), `embedded` is what its
    vector is of. `figure` is None for a sentence.
    """

    start: int
    end: int
    embedded: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as it is stored. `sha256` is its file's, `total` the number of passages of that file's current state."""

    id: str
    chunk: Chunk
    sha256: str
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of one report."""

    sha256: str
    total: int
    ids: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every passage of the report is there."""
        return len(self.ids) == self.total


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that a search looks at: all, or those in `only`, but none in `exclude`."""

    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def where(self) -> dict[str, Any] | None:
        """The scope as Chroma's condition on metadata."""
        allowed = [name for name in self.only if name not in self.exclude]
        if self.only:
            return {"report": {"$in": allowed}}
        return {"report": {"$nin": list(self.exclude)}} if self.exclude else None


EVERYWHERE = Scope()


def pack(chunk: Chunk) -> str:
    """A chunk as JSON, without its text, which the record holds as its document."""
    fields = asdict(chunk)
    del fields["text"]
    return json.dumps(fields, ensure_ascii=False)


def unpack(packed: str, text: str) -> Chunk:
    """The chunk that `pack` was given."""
    fields: dict[str, Any] = json.loads(packed)
    return Chunk(
        report=fields["report"],
        article=fields["article"],
        title=fields["title"],
        places=tuple(fields["places"]),
        date=fields["date"],
        section=fields["section"],
        kind=Kind(fields["kind"]),
        text=text,
        spans=tuple((a, b) for a, b in fields["spans"]),
        sentences=tuple((a, b) for a, b in fields["sentences"]),
    )


class Store:
    """The passages and lines of one index, under one collection name."""

    def __init__(self, client: ClientAPI, name: str) -> None:
        self._client = client
        self.name = name
        configuration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
        self._passages, self._lines = (
            client.get_or_create_collection(n, configuration=configuration, embedding_function=None)  # type: ignore[arg-type]
            for n in (name, f"{name}-lines")
        )

    def __len__(self) -> int:
        return self._passages.count()

    def held(self) -> dict[str, Held]:
        """Report name -> what is held of it."""
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for id, _, metadata in self._pages(self._passages, ["metadatas"]):
            found[metadata["report"]].append((id, metadata["sha256"], metadata["total"]))
        return {
            report: Held(rows[0][1] if len({sha for _, sha, _ in rows}) == 1 else "", rows[0][2], tuple(id for id, _, _ in rows))
            for report, rows in found.items()
        }

    def chunks(self) -> Iterator[tuple[str, Chunk]]:
        """Every passage, with its id."""
        for id, document, metadata in self._pages(self._passages, ["metadatas", "documents"]):
            yield id, unpack(metadata["chunk"], document)

    def lines(self) -> Iterator[tuple[str, str, Line]]:
        """Every line: its id, its report and itself."""
        for id, document, metadata in self._pages(self._lines, ["metadatas", "documents"]):
            yield id, metadata["report"], _line(metadata, document)

    def add(self, passages: Sequence[Passage], vectors: Vectors, line_vectors: Vectors) -> None:
        """Add or replace passages.

        `vectors` is (passages, dimension), `line_vectors` (all their lines in order, dimension).
        """
        lines = [(p, n, line) for p in passages for n, line in enumerate(p.lines)]
        for i in range(0, len(lines), _PAGE):
            page = lines[i : i + _PAGE]
            self._lines.upsert(
                ids=[line_id(p.id, n) for p, n, _ in page],
                embeddings=cast(Any, line_vectors[i : i + _PAGE]),
                documents=[line.embedded for _, _, line in page],
                metadatas=[
                    _line_metadata(p, line)
                    for p, _, line in page
                ],
            )
        for i in range(0, len(passages), _PAGE):
            part = passages[i : i + _PAGE]
            self._passages.upsert(
                ids=[p.id for p in part],
                embeddings=cast(Any, vectors[i : i + _PAGE]),
                documents=[p.chunk.text for p in part],
                metadatas=[
                    {"report": p.chunk.report, "sha256": p.sha256, "total": p.total, "chunk": pack(p.chunk)} for p in part
                ],
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove passages and their lines; unknown ids are passed over."""
        for i in range(0, len(ids), _PAGE):
            self._passages.delete(ids=list(ids[i : i + _PAGE]))
            self._lines.delete(where=cast(Any, {"passage": {"$in": list(ids[i : i + _PAGE])}}))

    def digest(self) -> str:
        """A hash of the ids of all passages: what the lexical index is made from."""
        ids = sorted(id for id, _, _ in self._pages(self._passages, []))
        return hashlib.sha256("\n".join(ids).encode()).hexdigest()

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """The vectors of passages or lines by id; ids that are not there are left out."""
        found: dict[str, Vector] = {}
        for collection, wanted in (
            (self._passages, [id for id in ids if passage_of(id) == id]),
            (self._lines, [id for id in ids if passage_of(id) != id]),
        ):
            for i in range(0, len(wanted), _PAGE):
                got = collection.get(ids=wanted[i : i + _PAGE], include=["embeddings"])
                found |= {id: np.asarray(v, np.float32) for id, v in zip(got["ids"], cast(Any, got["embeddings"]), strict=True)}
        return found

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Passages by id; ids that are not there are left out."""
        if not ids:
            return {}
        got = self._passages.get(ids=list(ids), include=["metadatas", "documents"])
        rows = zip(got["ids"], cast(Any, got["documents"]), cast(Any, got["metadatas"]), strict=True)
        return {id: unpack(metadata["chunk"], document) for id, document, metadata in rows}

    def lines_of(self, passages: Sequence[str]) -> list[tuple[str, Line, Vector]]:
        """The lines of some passages: ids, lines and vectors."""
        if not passages:
            return []
        where = cast(Any, {"passage": {"$in": list(passages)}})
        got = self._lines.get(where=where, include=["metadatas", "documents", "embeddings"])
        rows = zip(got["ids"], *(cast(Any, got[key]) for key in ("documents", "metadatas", "embeddings")), strict=True)
        return [(id, _line(metadata, document), vector) for id, document, metadata, vector in rows]

    def nearest(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[tuple[str, float]]:
        """The ids and cosines of the `k` passages of some reports nearest to a vector, nearest first."""
        return self._nearest(self._passages, vector, k, scope)

    def nearest_lines(self, vector: Vector, k: int, scope: Scope = EVERYWHERE) -> list[tuple[str, float]]:
        """The ids and cosines of the `k` lines of some reports nearest to a vector, nearest first."""
        return self._nearest(self._lines, vector, k, scope)

    def drop(self) -> None:
        """Remove both collections."""
        for name in (self.name, f"{self.name}-lines"):
            self._client.delete_collection(name)

    @staticmethod
    def _nearest(collection: Collection, vector: Vector, k: int, scope: Scope) -> list[tuple[str, float]]:
        where = cast(Any, scope.where())
        got = collection.query(query_embeddings=[cast(Any, vector)], n_results=k, where=where, include=["distances"])
        return [(id, 1.0 - d) for id, d in zip(got["ids"][0], cast(Any, got["distances"])[0], strict=True)]

    @staticmethod
    def _pages(collection: Collection, include: Sequence[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for offset in range(0, collection.count(), _PAGE):
            got = collection.get(limit=_PAGE, offset=offset, include=cast(Any, list(include)))
            ids = got["ids"]
            documents = cast(Any, got["documents"]) or [""] * len(ids)
            metadatas = cast(Any, got["metadatas"]) or [{}] * len(ids)
            yield from zip(ids, documents, metadatas, strict=True)


def _line_metadata(passage: Passage, line: Line) -> dict[str, str | int]:
    report = passage.chunk.report
    figure = json.dumps(asdict(line.figure), ensure_ascii=False) if line.figure else ""
    return {"report": report, "passage": passage.id, "start": line.start, "end": line.end, "figure": figure}


def _line(metadata: Mapping[str, Any], embedded: str) -> Line:
    figure = None
    if metadata["figure"]:
        fields: dict[str, Any] = json.loads(metadata["figure"])
        figure = Figure(**fields | {"kind": Unit(fields["kind"])})
    return Line(metadata["start"], metadata["end"], embedded, figure)


def line_id(passage: str, number: int) -> str:
    """The id of a passage's line."""
    return f"{passage}:{number}"


def passage_of(id: str) -> str:
    """The id of the passage that a line stands in; a passage's own id unchanged."""
    return id.partition(":")[0]
