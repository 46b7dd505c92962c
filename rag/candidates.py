"""Lines that may answer: the sentences and figures of the best passages, each with what the legs say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.coverage import coverage
from rag.fusion import Evidence
from rag.retrieve import Retrieved
from vectorstore.index import Index
from vectorstore.record import Line, passage_of
from vectorstore.types import Chunk

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
    """

    id: str
    line: Line
    chunk: Chunk
    evidence: Evidence
    cosine: float
    lexical: float
    counts: float = 0.0

    @property
    def sentence(self) -> tuple[int, int]:
        """The offsets in the passage's text of the sentence that it is or stands in."""
        return next((a, b) for a, b in self.chunk.sentences if a <= self.line.start < b)


def candidates(found: Retrieved, index: Index, evidence: Sequence[Evidence]) -> list[Candidate]:
    """All lines of some passages, in no order that means anything."""
    passages = {e.id: e for e in evidence}
    chunks = index.store.get(list(passages))
    rows = [row for row in index.store.lines_of(list(passages)) if passage_of(row[0]) in chunks]
    ids = [id for id, _, _ in rows]
    lexical = {f.id: f.score for f in index.lines.search(found.terms, LEXICAL, len(ids), only=ids)} if ids else {}
    counts = _counts(found, index, [id for id, line, _ in rows if line.figure])
    return [
        Candidate(
            id,
            line,
            chunks[passage_of(id)],
            passages[passage_of(id)],
            float(vector @ found.vector),
            lexical.get(id, 0.0),
            counts.get(id, 0.0),
        )
        for id, line, vector in rows
    ]


def _counts(found: Retrieved, index: Index, figures: list[str]) -> dict[str, float]:
    """Give for each figure how much of what the question counts its line has."""
    counted, words = found.counted, found.words
    if not counted or not figures:
        return {}
    wanted, fields = {word: words[word] for word in counted}, index.lines.fields(figures)
    missing = {id: len(coverage(wanted, index.lines, fields.get(id, {})).missing) for id in figures}
    return {id: 1 - count / len(wanted) for id, count in missing.items()}
