"""Ask an application gold questions, and score what it finds and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.gold import FACT, UNANSWERABLE, Gold
from bot.scoring import (
    MAX_RANK,
    Groups,
    Marked,
    Scores,
    answer_scores,
    citation_scores,
    find,
    mark,
    refusal_scores,
    search_scores,
    time_scores,
    without_scores,
)
from vectorstore.errors import ReportUnreadable
from vectorstore.load import load_report

if TYPE_CHECKING:
    from bot.status import IndexStatus
    from rag.types import Answer, Turn
    from vectorstore.types import Hit

REFUSAL = "a refusal"
SHOWN = 160
"""Characters shown of a wrong answer."""

Progress = Callable[[str, int, int], None]


class Asked(Protocol):
    """What is evaluated: bot.app.App, or a small one in a test."""

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """Find the passages for a question, best first."""

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer a question."""

    def status(self) -> IndexStatus | None:
        """Say what the index holds."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that is not right: what was expected, the start of what was shown, and whether it was a refusal."""

    id: str
    question: str
    expected: tuple[str, ...] | str
    got: str
    status: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. `time_ms` are milliseconds a question, warm; `without` is None where it was not asked for."""

    search: Groups
    answers: Groups
    refusal: Groups
    citations: Scores
    time_ms: Scores
    wrong: tuple[Wrong, ...]
    without: Groups | None = None


def evaluate(
    app: Asked, golds: Sequence[Gold], *, without: bool = False, progress: Progress | None = None
) -> Evaluation:
    """Ask every question of `golds` (at least one), and search for every fact.

    `without` asks each fact again with its own reports excluded.
    """
    facts = [gold for gold in golds if gold.kind == FACT]
    _ask(app, golds[0])
    marked, ms = [], []
    for gold in _told(golds, "questions", progress):
        started = time.perf_counter()
        answer = _ask(app, gold)
        ms.append(1000 * (time.perf_counter() - started))
        marked.append(mark(gold, answer))
    found = [
        find(gold, app.search(gold.question.question, MAX_RANK, gold.question.exclude))
        for gold in _told(facts, "searches", progress)
    ]
    others = [_ask(app, gold, gold.reports) for gold in _told(facts if without else [], "without", progress)]
    own = [one for one in marked if one.gold.kind == FACT]
    return Evaluation(
        search=search_scores(found),
        answers=answer_scores(marked),
        refusal=refusal_scores(marked),
        citations=_citations(app, marked),
        time_ms=time_scores(ms),
        wrong=tuple(_wrong(one) for one in marked if not _as_expected(one)),
        without=without_scores(list(zip(own, others, strict=True))) if without else None,
    )


def _ask(app: Asked, gold: Gold, left_out: Sequence[str] = ()) -> Answer:
    question = gold.question
    return app.ask(question.question, question.history, (*question.exclude, *left_out))


def _told(golds: Sequence[Gold], stage: str, progress: Progress | None) -> Iterable[Gold]:
    for n, gold in enumerate(golds):
        yield gold
        if progress:
            progress(stage, n + 1, len(golds))


def _citations(app: Asked, marked: Sequence[Marked]) -> Scores:
    """Check the quotes against the reports as they are in the folder that the index mirrors."""
    citations = [citation for one in marked for citation in one.answer.citations]
    status = app.status()
    folder = Path(status.folder if status else "")
    return citation_scores(citations, {name: _text(folder, name) for name in {one.report for one in citations}})


def _text(folder: Path, name: str) -> str | None:
    try:
        return load_report(folder, name).text
    except ReportUnreadable:
        return None


def _as_expected(one: Marked) -> bool:
    return one.refused if one.gold.kind == UNANSWERABLE else one.right


def _wrong(one: Marked) -> Wrong:
    gold, answer = one.gold, one.answer
    expected = REFUSAL if gold.kind == UNANSWERABLE else gold.answers
    return Wrong(gold.id, gold.question.question, expected, answer.answer[:SHOWN], answer.status)
