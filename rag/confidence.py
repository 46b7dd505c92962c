"""The probability that the evidence answers the question: a logistic model of what the legs and the reader say of it.

Its coefficients were fitted on XQuAD development questions, each asked with its own passage and without it, on the
development and sample questions (benchmarks/README.md), those with the reader on passages that it was not trained on,
and on nine sets about other news; with it also on questions asked of one report alone, their own or another one. They
are the same for every corpus and language.
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
from rag.rivals import ALONE, MOST, Lead

THRESHOLD = 0.36
"""Below this probability a question is refused, but for tables that have a figure for all that is asked about."""
COMPLETE = 0.25
"""Below this one, a table that has a figure for every place or time that the question compares: that speaks for it."""


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients of the logistic model; `readable` is that of there being words that could be read at all."""

    intercept: float
    gap: float
    cosine: float
    line_gap: float
    lexical: float
    closeness: float
    missing: float
    readable: float
    named: float
    counted: float
    unknown: float
    read: float = 0.0
    answered: float = 0.0
    inside: float = 0.0
    outside: float = 0.0
    only: float = 0.0


BY_RULES = Model(-1.8, 14.556, 12.602, 5.093, 5.115, -12.097, -0.4, 0.165, 0.8, -0.327, -1.25)
"""Without the span reader."""
WITH_READER = Model(-2.2, 10.66, 0.0, 0.0, 4.5, 0.0, -0.37, -1.56, 0.6, -0.34, 0.0, 0.144, 0.3, 9.47, 8.39, 1.66)
"""With it."""

RIVALS, LINE_RIVALS = 5, 8
"""Passages and lines that the best one is compared with."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best answer to a question.

    `gap` is how far its passage's fused score, and `line_gap` how far its line's, is above those of the next best
    passages; `cosine` is its line's, `closeness` its passage's and `lexical` its passage's BM25. `missing` is how many
    of the question's words the passage lacks, None if none could be read. `counted` says that it lacks what is
    counted, `unknown` that the whole index does. `read` is the span reader's margin for its line, None without one, and
    `answered` its logit of the answer being there (candidates.Candidate). `inside` and `outside` are its lead over
    other answers (rivals.Lead), `only` says that no passage of another report was found.
    """

    gap: float
    line_gap: float
    cosine: float
    closeness: float
    lexical: float
    named: bool
    missing: int | None
    counted: bool
    unknown: bool
    read: float | None = None
    answered: float = 0.0
    inside: float = MOST
    outside: float = MOST
    only: bool = False


def signals(
    best: Extract,
    lines: Sequence[tuple[str, float]],
    found: Retrieved,
    covered: Coverage,
    counted: Sequence[str],
    unknown: bool,
    lead: Lead = ALONE,
    only: bool = False,
) -> Signals:
    """Gather the signals of an answer.

    `lines` are the passages and scores (cosine and lexical) of all lines that were read, `counted` the words of the
    question for what is counted, `unknown` says that the index has none of them, `lead` how far the answer is ahead of
    others, `only` that no passage of another report was found.
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
        missing=len(covered.missing) if covered.words else None,
        counted=bool(counted) and counted[-1] in covered.missing,
        unknown=unknown,
        read=best.candidate.read if found.readings else None,
        answered=best.candidate.answer_logit,
        inside=lead.inside,
        outside=lead.outside,
        only=only,
    )


def confidence(s: Signals) -> float:
    """Give the probability, 0 to 1, that the question is answered by this."""
    m = BY_RULES if s.read is None else WITH_READER
    logit = m.intercept + m.gap * s.gap + m.line_gap * s.line_gap + m.cosine * s.cosine + m.closeness * s.closeness
    logit += m.lexical * s.lexical + m.named * s.named + m.counted * s.counted + m.unknown * s.unknown
    logit += m.read * (s.read or 0.0) + m.answered * s.answered + m.inside * s.inside + m.outside * s.outside
    logit += m.only * s.only
    if s.missing is not None:
        logit += m.readable + m.missing * s.missing
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _base(evidence: Evidence) -> float:
    """Give a passage's fused score without the place that the question names."""
    return PASSAGE * evidence.passage + LINE * evidence.line + evidence.lexical
