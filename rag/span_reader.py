"""The span reader: reads passages for a question and points at the words that answer it, or says that none do.

Its weights (span_reader.safetensors, see SPAN_READER.md) ride on those of the embedded encoder and belong to no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.span_input import passage_text, question_text
from vectorstore.terms import Terms
from vectorstore.types import Chunk, Span

if TYPE_CHECKING:
    from rag.span_model import Logits, SpanModel

WEIGHTS = Path(__file__).with_name("span_reader.safetensors")

LONGEST = 40
"""Tokens of an answer at most, in training too."""

LEAST, MOST = -6.0, 12.0
"""What a margin is cut to: beyond it, it says no more."""

_OPENING = Lock()
_EDGE = "，。；、：！？,;:!? \n\t\u3000"
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*(?:\s?[%％‰年月日号时分秒])?")
_NONE = re.compile(r"(?<![淹沉埋吞出有])(?:没有|没|未有|无)$")
_PAIRS = ("“”", "《》", "（）", "()", "「」", "『』", "【】", "‘’", "〈〉", "[]")


@dataclass(frozen=True)
class SpanReading:
    """What the reader says of a passage or a part of it; offsets are in the passage's text.

    `starts` and `ends`, shape (tokens,), are the logits of an answer's ends at each token of `offsets`, above those of
    there being no answer; `answered` is the logit of the passage having the answer.
    """

    text: str
    offsets: NDArray[np.int64]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    answered: float

    def best(self, within: Span) -> tuple[float, Span]:
        """Give the margin, LEAST to MOST, of the best span that stands in a piece of the text, and the span."""
        inside = np.flatnonzero((self.offsets[:, 1] > within[0]) & (self.offsets[:, 0] < within[1]))
        if not len(inside):
            return LEAST, within
        margin, first, last = best_pair(self.starts[inside], self.ends[inside])
        start, end = int(self.offsets[inside[first], 0]), int(self.offsets[inside[last], 1])
        return min(max(margin, LEAST), MOST), (max(start, within[0]), min(end, within[1]))


def best_pair(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> tuple[float, int, int]:
    """Give the highest sum of a start's and an end's logit, shape (tokens,) each, and the tokens that it is of."""
    both = starts[:, None] + ends[None]
    both = np.where(np.tril(np.triu(np.ones_like(both)), LONGEST - 1) > 0, both, -np.inf)
    first, last = np.unravel_index(np.argmax(both), both.shape)
    return float(both[first, last]), int(first), int(last)


class SpanReader:
    """Reads with the weights in the package; loaded when first needed, once a process; threads may share it."""

    def __init__(self, folder: Path, weights: Path = WEIGHTS) -> None:
        """Name the folder of the embedded encoder."""
        self._folder = folder
        self._weights = weights

    def read(self, question: str, terms: Terms, chunks: Mapping[str, Chunk]) -> dict[str, SpanReading]:
        """Read some passages, by their ids, for a question that has these terms (vectorstore.terms)."""
        parts = [(chunk, (0, len(chunk.text))) for chunk in chunks.values()]
        return dict(zip(chunks, self.read_parts(question, terms, parts), strict=True))

    def read_parts(self, question: str, terms: Terms, parts: Sequence[tuple[Chunk, Span]]) -> list[SpanReading]:
        """Read parts of passages, in their order; the offsets of what is read are those in the whole passage."""
        texts = [passage_text(chunk.title, chunk.places, chunk.text[start:end]) for chunk, (start, end) in parts]
        logits = self._model.read(question_text(question), terms, [text for text, _ in texts])
        return [
            _reading(chunk.text, head, start, read)
            for (chunk, (start, _)), (_, head), read in zip(parts, texts, logits, strict=True)
        ]

    def warm(self) -> None:
        """Load the weights."""
        self._model.read(question_text(""), {}, [])

    @property
    def _model(self) -> SpanModel:
        from rag.span_model import open_model

        with _OPENING:
            return open_model(self._folder, self._weights)


def _reading(text: str, head: int, start: int, logits: Logits) -> SpanReading:
    """Keep what is said of a passage's part that begins at `start`: not of its `head`, nor of the ends."""
    offsets = np.array(logits.offsets)
    inside = (offsets[:, 1] > head) & (offsets[:, 1] > offsets[:, 0])
    over = logits.spans[inside] - logits.none
    return SpanReading(text, np.maximum(offsets[inside] - head, 0) + start, over[:, 0], over[:, 1], logits.answered)


def belongs_to(folder: Path, weights: Path = WEIGHTS) -> bool:
    """Tell whether the reader is one of the encoder in a folder: by the SHA-256 of its weights."""
    from safetensors import safe_open

    with safe_open(weights, "numpy") as file:
        wanted = (file.metadata() or {}).get("encoder_sha256")
    manifest = folder / "manifest.json"
    made = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
    return bool(wanted) and wanted == made.get("files", {}).get("model.safetensors", {}).get("sha256")


def tidy(text: str, span: Span, figures: Sequence[Span]) -> Span:
    """Make a span end where words do: around the figures and numbers that it cuts, without punctuation at its ends.

    What is denied is none without its denial: 没有一人 is nobody, 一人 somebody.
    """
    start, end = span
    for a, b in (*figures, *(m.span() for m in _NUMBER.finditer(text))):
        if a < start < b:
            start = a
        if a < end < b:
            end = b
    while start < end and (text[start] in _EDGE or _is_alone(text, start, start, end)):
        start += 1
    while start < end and (text[end - 1] in _EDGE or _is_alone(text, end - 1, start, end)):
        end -= 1
    if denied := _NONE.search(text, max(0, start - 3), start):
        start = denied.start()
    return (start, end) if start < end else span


def _is_alone(text: str, at: int, start: int, end: int) -> bool:
    """Whether a bracket or quotation mark has no partner in `text[start:end]`."""
    inside = text[start:end]
    return any(text[at] in pair and inside.count(pair[0]) != inside.count(pair[1]) for pair in _PAIRS)
