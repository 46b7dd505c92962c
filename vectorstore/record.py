"""What the record keeps: passages and the lines (sentences, figures) in them, and their form in Chroma.

A line's id is its passage's id, a colon and a number.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.types import Chunk, Figure, Kind, Unit

Vectors = NDArray[np.float32]
Near = tuple[str, float]
"""The id of a passage or line, and its cosine."""

Int8Vectors = NDArray[np.int8]
"""Vectors as `quantize` makes them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or figure of a passage.

    `start` and `end` are its offsets in the passage's text (a figure's: the clause it stands in), `embedded` is what
    its vector is of. `figure` is None for a sentence.
    """

    start: int
    end: int
    embedded: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as it is stored, with what stands in it."""

    id: str
    chunk: Chunk
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as it was stored; `vectors` are those of its lines, quantized."""

    chunk: Chunk
    lines: tuple[Line, ...]
    vectors: Int8Vectors


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that a search looks at: all, or those in `only`, but none in `exclude`."""

    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no report can be in it."""
        return bool(self.only) and not self._allowed()

    def where(self) -> dict[str, Any] | None:
        """Give the scope as Chroma's condition on metadata."""
        if self.only:
            return {"report": {"$in": self._allowed()}}
        exclude = [name for name in self.exclude if is_storable(name)]
        return {"report": {"$nin": exclude}} if exclude else None

    def _allowed(self) -> list[str]:
        return [name for name in self.only if name not in self.exclude and is_storable(name)]


EVERYWHERE = Scope()

_PIECE = 2880
"""Bytes of vectors in one value of metadata, 3,840 characters, which SQLite keeps in a page; values of 1,024 characters
took half as much space again."""

_FIGURE = tuple(field.name for field in fields(Figure))
_CHUNK = tuple(field.name for field in fields(Chunk) if field.name != "text")


def is_storable(name: str) -> bool:
    """Whether a report's name can be written as UTF-8; a file's name of other bytes cannot."""
    return name.isascii() or name == name.encode(errors="ignore").decode()


def printable(name: str) -> str:
    """Give a report's name with ? for what cannot be written as UTF-8."""
    return name.encode(errors="replace").decode()


def line_id(passage: str, number: int) -> str:
    """Give the id of a passage's line."""
    return f"{passage}:{number}"


def passage_of(id: str) -> str:
    """Give the id of the passage that a line stands in; a passage's own id unchanged."""
    return id.partition(":")[0]


def number_of(id: str) -> int | None:
    """Give the number of a line in its passage; None for a passage's own id."""
    number = id.partition(":")[2]
    return int(number) if number else None


def quantize(vectors: Vectors) -> Int8Vectors:
    """Round vectors, (rows, dimension), to whole numbers from -127 to 127; each row's largest becomes one of these.

    What has been dequantized is quantized to the same again.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    rounded: Int8Vectors = np.rint(vectors / largest * 127).astype(np.int8)
    return rounded


def dequantize(vectors: Int8Vectors) -> Vectors:
    """Give vectors of length one, (rows, dimension), for quantized ones."""
    found = vectors.astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1)
    return found


def pack(passage: Passage, vectors: Int8Vectors, dimension: int) -> dict[str, str | int]:
    """Give a passage as Chroma's metadata, without its text, which is the document; `vectors` are those of its lines.

    Lines are no records of their own: Chroma would keep the vector of each in its graph, in memory.
    """
    packed = json.dumps({name: getattr(passage.chunk, name) for name in _CHUNK}, ensure_ascii=False)
    lines = json.dumps([_pack_line(passage.chunk.text, line) for line in passage.lines], ensure_ascii=False)
    raw = vectors.tobytes()
    pieces = (b64encode(raw[at : at + _PIECE]).decode() for at in range(0, len(raw), _PIECE))
    named = {f"vectors{n}": piece for n, piece in enumerate(pieces)}
    kept: dict[str, str | int] = {"report": passage.chunk.report, "dimension": dimension}
    return kept | {"chunk": packed, "lines": lines} | named


def unpack(metadata: Mapping[str, Any], text: str) -> Chunk:
    """Give the chunk of the passage that `pack` was given."""
    fields: dict[str, Any] = json.loads(metadata["chunk"])
    spans, sentences = (tuple((a, b) for a, b in fields[key]) for key in ("spans", "sentences"))
    places, kind = tuple(fields["places"]), Kind(fields["kind"])
    return Chunk(**fields | {"places": places, "kind": kind, "spans": spans, "sentences": sentences, "text": text})


def unpack_stored(metadata: Mapping[str, Any], text: str) -> Stored:
    """Give all that `pack` was given; ValueError, LookupError or TypeError if it is not all there."""
    lines = tuple(_unpack_line(packed, text) for packed in json.loads(metadata["lines"]))
    shape = len(lines), metadata["dimension"]
    pieces = range(-(-shape[0] * shape[1] // _PIECE))  # Chroma keeps what a longer passage had beyond them
    raw = b"".join(b64decode(metadata[f"vectors{n}"], validate=True) for n in pieces)
    return Stored(unpack(metadata, text), lines, np.frombuffer(raw, np.int8).reshape(shape))


def _pack_line(text: str, line: Line) -> list[Any]:
    """Give a line of a passage with this text; of what it is embedded as, only what stands before its own words."""
    said = text[line.start : line.end]
    own = len(said) if line.embedded.endswith(said) else 0
    head = line.embedded[: len(line.embedded) - own]
    return [line.start, line.end, head, own, line.figure and [getattr(line.figure, name) for name in _FIGURE]]


def _unpack_line(packed: list[Any], text: str) -> Line:
    start, end, head, own, values = packed
    said = text[start:end]
    figure = None
    if values:
        fields = dict(zip(_FIGURE, values, strict=True))
        figure = Figure(**fields | {"kind": Unit(fields["kind"])})
    return Line(start, end, head + said[len(said) - own :], figure)
