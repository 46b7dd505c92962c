"""Thumbs up and down, with what they are about, so that they outlive the answer."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.state.answers import sent_answer
from bot.state.database import Database

UP = "up"
DOWN = "down"
FIGURE = "figure"
PLACE = "place"
QUESTION = "question"
SOURCES = "sources"
REASONS = (FIGURE, PLACE, QUESTION, SOURCES)
"""Why an answer is no good: a wrong figure, a wrong place, not what was asked, sources that do not say so."""

COLUMNS = ("question", "answer", "citations", "verdict", "reason", "time")
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")  # what a spreadsheet may run (OWASP, CSV injection)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer. `citations` are "report: quote", `reason` one of REASONS or ""."""

    question: str
    answer: str
    citations: tuple[str, ...]
    verdict: str
    reason: str
    at: int


class FeedbackBox:
    """One row for each user and answer; a later verdict takes the place of an earlier one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, answer_id: str, user: int, verdict: str, reason: str = "") -> bool:
        """Keep a verdict, UP or DOWN, the latter with one of REASONS or ""; False if the answer is gone."""
        if verdict not in (UP, DOWN) or reason not in (("", *REASONS) if verdict == DOWN else ("",)):
            raise ValueError(f"no such feedback: {verdict!r} {reason!r}")
        with self._database.transaction() as run:
            found = sent_answer(run, answer_id)
            if found is None:
                return False
            answer = found.answer
            cited = json.dumps([f"{one.report}: {one.quote}" for one in answer.citations], ensure_ascii=False)
            run("DELETE FROM feedback WHERE answer = ? AND user = ?", answer_id, user)
            run(
                "INSERT INTO feedback (answer, user, asker, question, text, citations, verdict, reason, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(answer_id, user, found.user, answer.question, answer.answer, cited),
                *(verdict, reason, self._database.now()),
            )
        return True

    def verdict(self, answer_id: str, user: int) -> tuple[str, str]:
        """Give a user's (verdict, reason) on an answer, ("", "") if there is none."""
        with self._database.transaction() as run:
            row = run("SELECT verdict, reason FROM feedback WHERE answer = ? AND user = ?", answer_id, user).fetchone()
        return (row[0], row[1]) if row else ("", "")

    def all(self) -> list[Feedback]:
        """List all feedback, the oldest first, without who gave it."""
        with self._database.transaction() as run:
            rows = run("SELECT question, text, citations, verdict, reason, at FROM feedback ORDER BY at, id").fetchall()
        return [Feedback(a, b, tuple(json.loads(cited)), *rest) for a, b, cited, *rest in rows]

    def csv(self) -> str:
        """Lay all feedback out as CSV with COLUMNS; no cell can be taken for a formula. Times are ISO 8601, UTC."""
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for one in self.all():
            cells = (one.question, one.answer, "\n".join(one.citations), one.verdict, one.reason, _iso(one.at))
            writer.writerow([harmless(cell) for cell in cells])
        return text.getvalue()


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet might run; NUL, which CSV cannot hold, is left out.

    >>> harmless("=1+1")
    "'=1+1"
    """
    cell = cell.replace("\0", "")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS) else cell


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
