"""Lines that may answer: the sentences and figures of the best passages, each with what the legs say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.coverage import Words, coverage
from rag.fusion import Evidence
from rag.retrieve import Retrieved
from rag.span_reader import LEAST, SpanReading, tidy
from vectorstore.index import Index
from vectorstore.lexical import BODY, HEAD
from vectorstore.record import Line, dequantize, line_id, passage_of
from vectorstore.terms import GLOSS
from vectorstore.types import Chunk, Figure, Span

PASSAGES = 8
"""Passages whose lines are read."""

LEXICAL: Mapping[str, float] = {
    "body_bigram": 0.004,
    "body_word": 0.004,
    "body_pinyin": 0.008,
    "body_gloss": 0.012,
    "body_number": 0.004,
    "body_latin": 0.004,
}
"""Weights of a line's own fields' BM25 scores, beside its cosine."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of a passage found.

    `cosine` is the line's own, `lexical` its weighted BM25, `evidence` its passage's. `counts` is the share, 0 to 1, of
    the question's words for what it asks the number of that the line has; 0 for sentences, and where there are none.
    `read` is the margin of the best span of the line that the span reader found, `span` that of a sentence, and
    `answered` its logit of the passage having the answer; the lowest for passages that it did not read, and no span; 0
    without a reader. `reading` is all that it says of the passage. `beside` is its logit of the answer being in the
    line's sentence and those beside it, None where it did not read them by themselves; `read` is the mean then.
    """

    id: str
    line: Line
    chunk: Chunk
    evidence: Evidence
    cosine: float
    lexical: float
    counts: float = 0.0
    read: float = 0.0
    answered: float = 0.0
    span: Span | None = None
    reading: SpanReading | None = None
    beside: float | None = None

    @property
    def answer_logit(self) -> float:
        """The reader's logit of the answer being there: the mean of both where it read twice."""
        return self.answered if self.beside is None else (self.answered + self.beside) / 2

    @property
    def sentence(self) -> tuple[int, int]:
        """The offsets in the passage's text of the sentence that it is or stands in."""
        return next((a, b) for a, b in self.chunk.sentences if a <= self.line.start < b)

    @property
    def place(self) -> tuple[str, Span]:
        """The passage and the sentence that it stands in."""
        return self.evidence.id, self.sentence

    @property
    def extent(self) -> Span:
        """The offsets in the passage's text of the figure or the sentence that it is."""
        return (self.line.figure.start, self.line.figure.end) if self.line.figure else (self.line.start, self.line.end)

    @property
    def figure(self) -> Figure:
        """The figure that it is; AssertionError for a sentence."""
        assert self.line.figure
        return self.line.figure


def candidates(found: Retrieved, index: Index, evidence: Sequence[Evidence]) -> list[Candidate]:
    """All lines of some passages, in no order that means anything."""
    passages = {e.id: e for e in evidence}
    more = index.store.read([id for id in passages if id not in found.stored])
    stored = {id: one for id in passages if (one := found.stored.get(id) or more.get(id))}
    rows = [
        (line_id(id, number), line, cosine)
        for id, one in stored.items()
        for number, (line, cosine) in enumerate(zip(one.lines, dequantize(one.vectors) @ found.vector, strict=True))
    ]
    ids = [id for id, _, _ in rows]
    lexical = {f.id: f.score for f in index.lines.search(found.terms, LEXICAL, len(ids), only=ids)} if ids else {}
    counts = _counts(found, index, [id for id, line, _ in rows if line.figure])
    figures = {
        id: [(f.start, f.end) for one, line, _ in rows if passage_of(one) == id and (f := line.figure)]
        for id in found.readings
    }
    return [
        Candidate(
            id,
            line,
            stored[passage_of(id)].chunk,
            passages[passage_of(id)],
            float(cosine),
            lexical.get(id, 0.0),
            counts.get(id, 0.0),
            *_read(found, passage_of(id), line, figures.get(passage_of(id), [])),
        )
        for id, line, cosine in rows
    ]


def _read(
    found: Retrieved, passage: str, line: Line, figures: Sequence[Span]
) -> tuple[float, float, Span | None, SpanReading | None]:
    """Give what the span reader says of a line and of its passage, which has some figures."""
    if not found.readings:
        return 0.0, 0.0, None, None
    if not (reading := found.readings.get(passage)):
        return LEAST, min(one.answered for one in found.readings.values()), None, None
    if line.figure:
        return reading.best((line.figure.start, line.figure.end))[0], reading.answered, None, reading
    margin, span = reading.best((line.start, line.end))
    return margin, reading.answered, tidy(reading.text, span, figures), reading


def _counts(found: Retrieved, index: Index, figures: list[str]) -> dict[str, float]:
    """Give for each figure how much of what the question counts its line has."""
    wanted = {word: found.words[word] for word in found.counted}
    return {id: count / len(wanted) for id, count in covered(wanted, index, figures).items()}


def covered(wanted: Words, index: Index, lines: Sequence[str]) -> dict[str, int]:
    """Count, for each of some lines, the words that it or the head of its passage has."""
    if not wanted or not lines:
        return {}
    kinds = {GLOSS, *(kind for terms in wanted.values() for kind, _ in terms)}
    own = index.lines.fields(lines, [f"{BODY}_{kind}" for kind in kinds])
    heads = index.passages.fields(sorted({passage_of(id) for id in lines}), [f"{HEAD}_{kind}" for kind in kinds])
    fields = {id: {**heads.get(passage_of(id), {}), **own.get(id, {})} for id in lines}
    return {id: len(wanted) - len(coverage(wanted, index.lines, fields[id]).missing) for id in lines}
