"""An extracted Answer: one extract, a table of several, or a refusal with what came near."""

from __future__ import annotations

from collections.abc import Sequence

from rag import phrases
from rag.arithmetic import worked_out
from rag.comparable import measured
from rag.comparatives import asks_least
from rag.compare import Compared
from rag.extract import Extract, citation
from rag.retrieve import Retrieved
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Citation, Row

MAX_ANSWER = 400
"""Characters of an extracted answer at most."""


def nothing(found: Retrieved) -> Answer:
    """Refuse to answer where nothing came near."""
    return Answer(found.question, phrases.nothing(found.reply_in), found.reply_in, REFUSED, EXTRACTED, 0.0)


def shortly(found: Retrieved, sure: float, extracts: Sequence[Extract]) -> Answer:
    """Answer with the best extract, and cite the others."""
    return _answer(found, _shown(extracts[0]), sure, extracts)


def table(found: Retrieved, compared: Compared, sure: float, *, adds: bool = False) -> Answer:
    """Answer with several figures, the largest first, and the place or time that has the most, or least if asked so.

    With `adds` the figures are of different things, and are added up if the question asks for that.
    """
    rows = tuple(
        Row(label, e.candidate.chunk.date, e.candidate.chunk.report, e.text, _value(e), n)
        for n, (label, e) in enumerate(compared.rows, 1)
    )
    sizes = [measured(e.candidate.line.figure) for _, e in compared.rows if e.candidate.line.figure]
    least = asks_least(found.chinese or found.question)
    first, second = sizes[:-3:-1] if least else sizes[:2] if len(sizes) > 1 else (0.0, 0.0)
    winner = rows[-1 if least else 0].place if first != second else ""
    figures = [(row.place, f"{row.text} [{row.n}]") for row in rows]
    figured = [e.candidate.line.figure for _, e in compared.rows]
    sums = worked_out(found.chinese or found.question, figured, adds=adds)
    said = phrases.comparison(found.reply_in, figures, winner, compared.missing, least=least, worked_out=sums)
    return _answer(found, said[:MAX_ANSWER], sure, [e for _, e in compared.rows], rows)


def _answer(
    found: Retrieved, text: str, sure: float, extracts: Sequence[Extract], rows: tuple[Row, ...] = ()
) -> Answer:
    return Answer(
        question=found.question,
        answer=text,
        language=found.reply_in,
        status=ANSWERED,
        mode=EXTRACTED,
        confidence=round(sure, 4),
        highlight=tuple(dict.fromkeys(e.text for e in extracts)),
        citations=_citations(extracts),
        table=rows,
    )


def refused(found: Retrieved, best: Sequence[Extract], missing: Sequence[str], sure: float) -> Answer:
    """Refuse to answer, with the words that are missing and what came near."""
    return Answer(
        question=found.question,
        answer=phrases.refusal(found.reply_in, missing),
        language=found.reply_in,
        status=REFUSED,
        mode=EXTRACTED,
        confidence=round(sure, 4),
        nearest=_citations(best),
    )


def _citations(extracts: Sequence[Extract]) -> tuple[Citation, ...]:
    places = ((e.candidate.evidence.id, e.candidate.chunk, e.quote) for e in extracts)
    return tuple(citation(n, *place) for n, place in enumerate(places, 1))


def _value(extract: Extract) -> float | None:
    figure = extract.candidate.line.figure
    return figure.value if figure else None


def _shown(best: Extract) -> str:
    quote = best.quoted.replace("\n", "")
    lead = best.text.replace("\n", "")
    room = MAX_ANSWER - len(lead) - 10
    return f"{lead} — {quote if len(quote) <= room else quote[: room - 1] + '…'} [1]"
