"""What verification takes and gives: the passages a chat model was shown, and what they say to a sentence it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag.names import Article
from rag.span_reader import SpanReading
from vectorstore.record import Line
from vectorstore.store import Vector
from vectorstore.types import Chunk, Span

NOT_IN_REPORTS = "NOT_IN_REPORTS"
"""What a chat model is told to write when the passages do not answer the question."""

NO_CLAIM = "makes no claim"
NOT_RETRIEVED = "cites nothing that was retrieved"
MOVED = "cited another passage than the one it stands in"
WRONG_NUMBER = "a number that the cited passage does not have"
WRONG_DATE = "a date that the cited passage does not have"
NO_EVIDENCE = "no passage supports it"
UNRELATED = "the cited passage does not say it"
WRONG_PLACE = "a place that the cited passage is not about"
ANOTHER_NUMBER = "a number of something else than the question asks for"
NOT_VERBATIM = "a quotation that is not verbatim"
WRONG_LANGUAGE = "not in the language of the question"
LINK = "a link, an address or markup"
"""What can be said of a sentence; a wrong number, date or quotation follows after a colon."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as a chat model was shown it: its number `n`, from 1, and its `id` in the record.

    `lines` are its sentences and figures as the record has them (`Store.read`), with their vectors. If
    other articles of the index tell its story, `story` is the story's key and `also_in` names for each sentence, by its
    offsets, the other reports that have it. `reading` is what the span reader says of it, None if it was not read.
    """

    n: int
    id: str
    chunk: Chunk
    lines: tuple[tuple[Line, Vector], ...] = ()
    story: Article | None = None
    also_in: Mapping[Span, tuple[str, ...]] = field(default_factory=dict)
    reading: SpanReading | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a source that supports a claim: its offsets in `source.chunk.text`.

    `highlights` are the pieces of it, as written, that say what the claim says: figures, or else a clause.
    """

    source: Source
    span: Span
    highlights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence as it may be shown, without markers and markup, and what supports it.

    The markers that are shown stand after `text`, white space and a final end mark aside. White space at the ends of
    `text` is the sentence's own.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence as the model wrote it, white space and markers included, and whether it may be shown.

    `reason` says what is wrong with it, or what was mended (NOT_RETRIEVED, MOVED); "" if nothing was. A sentence that
    claims nothing is supported, for NO_CLAIM, by no evidence; without `parts` nothing of it is shown.
    """

    sentence: str
    supported: bool
    reason: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What supports the sentence, in its order, each sentence of a source once."""
        found: dict[tuple[str, Span], Evidence] = {}
        for one in (one for part in self.parts for one in part.evidence):
            same = found.get((one.source.id, one.span), one)
            pieces = tuple(dict.fromkeys(same.highlights + one.highlights))
            found[one.source.id, one.span] = replace(same, highlights=pieces)
        return tuple(found.values())
