"""The probability that the evidence answers the question: a logistic model of what the legs say and what is covered.

Its coefficients were fitted once on the XQuAD development questions in English and Chinese, each asked with its own
passage and without it, and on the development and sample questions (benchmarks/README.md); they are the same for every
corpus and language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from rag.coverage import Coverage
from rag.extract import Extract
from rag.fusion import LINE, PASSAGE, Evidence
from rag.retrieve import Retrieved

THRESHOLD = 0.36
"""Below this probability a question is refused."""

INTERCEPT = -1.7
GAP, COSINE, LINE_GAP, LEXICAL, CLOSENESS = 14.556, 12.602, 5.093, 5.115, -12.097
MISSING, READABLE, NAMED, COUNTED, UNKNOWN = -2.13, 0.165, 0.8, -0.327, -1.25

RIVALS, LINE_RIVALS = 5, 8
"""Passages and lines that the best one is compared with."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best answer to a question.

    `gap` is how far its passage's fused score, and `line_gap` how far its line's, is above those of the next best
    passages; `cosine` is its line's, `closeness` its passage's and `lexical` its passage's BM25. `missing` is the share
    of the question's words that the passage lacks, None if none could be read. `counted` says that it lacks what is
    counted, `unknown` that the whole index does.
    """

    gap: float
    line_gap: float
    cosine: float
    closeness: float
    lexical: float
    named: bool
    missing: float | None
    counted: bool
    unknown: bool


def signals(
    best: Extract,
    lines: Sequence[tuple[str, float]],
    found: Retrieved,
    covered: Coverage,
    counted: Sequence[str],
    unknown: bool,
) -> Signals:
    """Gather the signals of an answer.

    `lines` are the passages and scores (cosine and lexical) of all lines that were read, `counted` the words of the
    question for what is counted, `unknown` says that the index has none of them.
    """
    mine = best.candidate.evidence
    rivals = sorted((_base(e) for e in found.ranked if e.id != mine.id), reverse=True)[:RIVALS]
    others = sorted((score for id, score in lines if id != mine.id), reverse=True)[:LINE_RIVALS]
    own = best.candidate.cosine + best.candidate.lexical
    return Signals(
        gap=_base(mine) - fmean(rivals) if rivals else 0.0,
        line_gap=own - fmean(others) if others else own,
        cosine=best.candidate.cosine,
        closeness=mine.passage,
        lexical=mine.lexical,
        named=bool(found.named),
        missing=len(covered.missing) / covered.words if covered.words else None,
        counted=bool(counted) and counted[-1] in covered.missing,
        unknown=unknown,
    )


def confidence(s: Signals) -> float:
    """Give the probability, 0 to 1, that the question is answered by this."""
    logit = INTERCEPT + GAP * s.gap + LINE_GAP * s.line_gap + COSINE * s.cosine + CLOSENESS * s.closeness
    logit += LEXICAL * s.lexical + NAMED * s.named + COUNTED * s.counted + UNKNOWN * s.unknown
    if s.missing is not None:
        logit += READABLE + MISSING * s.missing
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _base(evidence: Evidence) -> float:
    """Give a passage's fused score without the place that the question names."""
    return PASSAGE * evidence.passage + LINE * evidence.line + evidence.lexical
