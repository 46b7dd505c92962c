"""Fusion of the legs: one score for a passage from what each leg says of it.

A leg that cannot read the question says nothing: its score is 0 for every passage, so it changes nothing. Cosines and
BM25 scores are summed by weights that are the same for every corpus and language. Those of the cosines and of the
body's terms are near to what listwise softmax regression finds on the XQuAD development questions in seven languages
(benchmarks/README.md); those of headings and of places named were set by hand, as XQuAD has neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PASSAGE = 1.0
"""Weight of the cosine between question and passage."""

LINE = 1.2
"""Weight of the cosine between the question and the passage's nearest line (a sentence or a figure)."""

NAMED = 0.5
"""What it is worth that a passage's article is about the place or body that the question names: more than any leg."""

LEXICAL: Mapping[str, float] = {
    "body_bigram": 0.0022,
    "body_word": 0.0022,
    "body_pinyin": 0.008,
    "body_gloss": 0.010,
    "body_number": 0.015,
    "body_latin": 0.002,
    "head_bigram": 0.004,
    "head_word": 0.004,
    "head_pinyin": 0.012,
    "head_gloss": 0.002,
}
"""Weights of the lexical fields' BM25 scores."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the legs say of one passage.

    `passage` and `line` are cosines (of the passage, and of its nearest line), `lexical` is the weighted sum of BM25
    scores, `named` how much the question names its article's place (names.named), `again` what a reranker adds.
    """

    id: str
    passage: float
    line: float
    lexical: float
    named: float = 0.0
    again: float = 0.0

    @property
    def score(self) -> float:
        """The fused score; compares only within one question."""
        return PASSAGE * self.passage + LINE * self.line + self.lexical + NAMED * self.named + self.again


def fuse(
    passages: Mapping[str, float], lines: Mapping[str, float], lexical: Mapping[str, float], named: Mapping[str, float]
) -> list[Evidence]:
    """Rank every passage that some leg found, best first.

    The dense legs give cosines of their nearest passages only; one that they left out gets the lowest they gave, which
    is no less than its own.
    """
    ids = passages.keys() | lines.keys() | lexical.keys() | named.keys()
    low_passage, low_line = min(passages.values(), default=0.0), min(lines.values(), default=0.0)
    found = [
        Evidence(id, passages.get(id, low_passage), lines.get(id, low_line), lexical.get(id, 0.0), named.get(id, 0.0))
        for id in ids
    ]
    return sorted(found, key=lambda evidence: (-evidence.score, evidence.id))
