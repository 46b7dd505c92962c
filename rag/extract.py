"""The answer without a chat model: the figure, sentence or clause that answers, inside its verbatim quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asked import Asked, Want
from rag.asked_units import AGES
from rag.candidates import Candidate
from rag.changed import was_before
from rag.highlight import highlight, pieces
from rag.offices import is_office
from rag.ordinals import of_another
from rag.telephone import has_telephone
from rag.types import Citation
from rag.when import Moment
from vectorstore.terms import Terms
from vectorstore.types import Chunk, Span, Unit
from vectorstore.units import KINDS

PASSAGE, COSINE, LEXICAL = 0.39, 1.6, 0.86
"""Weights of the passage's fused score, the line's cosine and its lexical score.

These weights and those that follow are near to what listwise softmax regression finds on 1,067 facts in sixteen
languages (the development, the sample and XQuAD's held-out questions and eight more sets); that of a plan was set by
hand.
"""

UNIT_FITS, UNIT_DIFFERS = 0.035, -0.105
"""What it is worth that a figure's unit is of the kind asked for, or of another."""

MEASURED = 0.075
"""What it is worth that a figure has the very unit that the question names, and costs that it has another."""

CLASSED = 0.16
"""What it is worth that a figure has a measure word of what the question counts."""

READ, ANSWERED = 0.028, 0.017
"""Weights of the span reader's margin for the line and of its logit for the passage."""

SURER = 2.0
"""How far above every figure's margin that of a sentence must be to answer a question for a number."""

COUNTED, MOSTLY = 0.01, 0.1
"""What it is worth that a figure's line has all the words for what the question counts, and half of them or more."""

PLANNED = -0.05
"""What it costs that a figure is only planned, for a question that does not ask for plans."""

FORMER = -0.1
"""What it costs that a figure is what something changed from, for a question that does not ask for what was before."""

DATED = 0.175
"""What it is worth that a line is of a date that the question names."""

SAYS, HOLDS = 0.085, 0.11
"""What it is worth that a sentence has a name or date, for a question that asks for one; and the office asked for."""

CITATIONS = 3
NEAR = 0.12
"""A further citation's score may be this much below the best one's."""


_PLAN = re.compile("目标|力争|争取|计划|预计|有望")
_APART = {Unit.PERCENT, Unit.MONEY}
"""Kinds of unit that do not answer a question for a count of people, or of what has a measure word."""
_NUMERAL = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿半双无数几多倍没未俩仨]")


@dataclass(frozen=True, slots=True)
class Extract:
    """A line that answers: its candidate, score, and the offsets in the passage of what answers and of the quote."""

    candidate: Candidate
    score: float
    answer: Span
    quote: Span

    @property
    def text(self) -> str:
        """The piece that is the answer itself."""
        return self.candidate.chunk.text[slice(*self.answer)]

    @property
    def quoted(self) -> str:
        """The sentence it stands in."""
        return self.candidate.chunk.text[slice(*self.quote)]


def extracts(candidates: Sequence[Candidate], asked: Asked, terms: Terms) -> list[Extract]:
    """Choose the lines that may answer: best first, each sentence once, at most CITATIONS, none far below the best."""
    return [extract(candidate, score, asked, terms) for score, candidate in nearly_best(candidates, asked, CITATIONS)]


def nearly_best(candidates: Sequence[Candidate], asked: Asked, most: int) -> list[tuple[float, Candidate]]:
    """List the best lines that may answer with their scores: each sentence once, at most so many, all within NEAR."""
    ranked = sorted(((worth(c, asked), c) for c in pool(candidates, asked)), key=lambda pair: (-pair[0], pair[1].id))
    kept: dict[tuple[str, Span], tuple[float, Candidate]] = {}
    for score, candidate in ranked:
        if len(kept) < most and score > ranked[0][0] - NEAR:
            kept.setdefault(candidate.place, (score, candidate))
    return list(kept.values())


def pool(candidates: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """List the lines that may answer.

    A question for a number is answered by figures, those that fit it if there are some, or by a sentence in which the
    span reader points at something else with more confidence; any other question by sentences, those that fit it if
    there are some. A sum of money or a time is always a figure.
    """
    sentences, figures = ([c for c in candidates if bool(c.line.figure) is kind] for kind in (False, True))
    if asked.want is not Want.NUMBER or not figures:
        return [c for c in sentences if fits(c, asked)] or sentences
    fitting = [c for c in figures if fits(c, asked)]
    if asked.measured and fitting:
        return fitting
    surest = max(c.read for c in figures)
    return [*(fitting or figures), *(c for c in sentences if c.read > max(surest + SURER, 0.0) and _tells_a_number(c))]


def _tells_a_number(sentence: Candidate) -> bool:
    """Whether what the reader points at in a sentence can be a number: 一半 can, 全部车辆 and the 三 of 高三 cannot."""
    if sentence.span is None:
        return True
    return sentence.span[1] - sentence.span[0] > 1 and bool(_NUMERAL.search(sentence.chunk.text, *sentence.span))


def extract(candidate: Candidate, score: float, asked: Asked, terms: Terms) -> Extract:
    """Make a line an answer, with what of it answers."""
    return Extract(candidate, score, highlight(candidate, asked, terms), candidate.sentence)


def worth(candidate: Candidate, asked: Asked) -> float:
    """Score a line as an answer; compares only within one question."""
    score = PASSAGE * candidate.evidence.score + COSINE * candidate.cosine + LEXICAL * candidate.lexical
    score += READ * candidate.read + ANSWERED * candidate.answered
    figure = candidate.line.figure
    if figure and figure.unit in asked.classifiers:
        score += CLASSED
    if figure and asked.units:
        score += UNIT_FITS if figure.kind in asked.units else UNIT_DIFFERS
        if not asked.planned and _PLAN.search(candidate.chunk.text, candidate.line.start, candidate.line.end):
            score += PLANNED
        if not asked.before and was_before(candidate.chunk.text, (figure.start, figure.end), candidate.sentence):
            score += FORMER
        if asked.measures:
            score += MEASURED if figure.unit in asked.measures else -MEASURED
    elif not figure and pieces(candidate, asked):
        score += SAYS + (HOLDS if _has_office(candidate, asked) else 0.0)
    score += COUNTED * candidate.counts + MOSTLY * (candidate.counts >= 0.5)
    return score + DATED * any(is_of(candidate, moment) for moment in asked.moments)


def fits(candidate: Candidate, asked: Asked) -> bool:
    """Whether a line can answer at all.

    It must have a unit of the kind asked for, or who holds the office asked for, and tell of no other one of what is
    told by its number (the second round). A telephone number is asked of a sentence that has one.
    """
    if asked.ordinals:
        figure = candidate.line.figure
        at = figure.start if figure else candidate.span[0] if candidate.span else None
        if of_another(asked.ordinals, candidate.chunk.text, *candidate.sentence, at):
            return False
    if asked.units and candidate.line.figure:
        kind = candidate.line.figure.kind
        if asked.measures == AGES:
            return candidate.line.figure.unit in AGES
        counts = asked.units == {Unit.PEOPLE} or (asked.classifiers and kind not in map(KINDS.get, asked.classifiers))
        return kind in asked.units or not (asked.measured or (counts and kind in _APART))
    if asked.telephone and not has_telephone(candidate.chunk.text, *candidate.sentence):
        return False
    if asked.office is None:
        return True
    pointed = candidate.chunk.text[slice(*candidate.span)] if candidate.span else ""
    return _has_office(candidate, asked) and (bool(pieces(candidate, asked)) or not is_office(pointed))


def _has_office(candidate: Candidate, asked: Asked) -> bool:
    return bool(asked.office and asked.office.search(candidate.chunk.text, *candidate.sentence))


def is_of(candidate: Candidate, moment: Moment) -> bool:
    """Whether a line is of a date: its sentence, or what a figure says of when it was, or else its article."""
    chunk, figure = candidate.chunk, candidate.line.figure
    said = figure.when if figure and figure.when else chunk.text[slice(*candidate.sentence)]
    return moment.is_of(said, chunk.date)


def citation(n: int, id: str, chunk: Chunk, quote: Span, also_in: tuple[str, ...] = ()) -> Citation:
    """Make a piece of a passage a citation; `id` is the passage's, `also_in` as in `Citation`."""
    spans = chunk.located(*quote)
    return Citation(
        n=n,
        report=chunk.report,
        title=chunk.title,
        quote=chunk.text[slice(*quote)].replace("\n", ""),
        start=spans[0][0],
        end=spans[-1][1],
        place=chunk.places[0] if chunk.places else "",
        date=chunk.date,
        passage=chunk.text,
        passage_start=chunk.start,
        passage_end=chunk.end,
        passage_id=id,
        also_in=also_in,
    )
