"""What the record keeps: passages and the lines (sentences, figures) in them, and their form in Chroma.

A line's id is its passage's id, a colon and a number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from vectorstore.types import Chunk, Figure, Kind, Unit


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

_FIGURE = tuple(field.name for field in fields(Figure))


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


def pack(passage: Passage) -> dict[str, str | int]:
    """Give a passage as Chroma's metadata, without its text, which is the document, and its number of lines."""
    fields = asdict(passage.chunk)
    del fields["text"]
    packed = json.dumps(fields, ensure_ascii=False)
    return {"report": passage.chunk.report, "chunk": packed, "lines": len(passage.lines)}


def line_ids(id: str, metadata: Mapping[str, Any]) -> list[str]:
    """List the ids of a passage's lines."""
    return [line_id(id, number) for number in range(metadata["lines"])]


def unpack(metadata: Mapping[str, Any], text: str) -> Chunk:
    """Give the chunk of the passage that `pack` was given."""
    fields: dict[str, Any] = json.loads(metadata["chunk"])
    spans, sentences = (tuple((a, b) for a, b in fields[key]) for key in ("spans", "sentences"))
    places, kind = tuple(fields["places"]), Kind(fields["kind"])
    return Chunk(**fields | {"places": places, "kind": kind, "spans": spans, "sentences": sentences, "text": text})


def pack_line(passage: Passage, line: Line) -> dict[str, str]:
    """Give a line as Chroma's metadata; of what it is embedded as, only what stands before the passage's own words.

    A line has no document: Chroma would keep it three times, with an index of all its trigrams.
    """
    said = passage.chunk.text[line.start : line.end]
    own = len(said) if line.embedded.endswith(said) else 0
    head = line.embedded[: len(line.embedded) - own]
    figure = list(asdict(line.figure).values()) if line.figure else None
    packed = json.dumps([line.start, line.end, head, own, figure], ensure_ascii=False)
    return {"report": passage.chunk.report, "line": packed}


def unpack_line(metadata: Mapping[str, Any], text: str) -> Line:
    """Give the line that `pack_line` was given; `text` is its passage's."""
    start, end, head, own, values = json.loads(metadata["line"])
    said = text[start:end]
    figure = None
    if values:
        fields = dict(zip(_FIGURE, values, strict=True))
        figure = Figure(**fields | {"kind": Unit(fields["kind"])})
    return Line(start, end, head + said[len(said) - own :], figure)
