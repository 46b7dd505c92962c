"""The figures for /stats."""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.access import ALLOWED, DENIED
from bot.state.database import Database, Transaction
from bot.state.feedback import DOWN, REASONS, UP
from bot.state.window import DAY
from rag.types import REFUSED

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Totals:
    """How the bot is used, by what is stored now; what users or retention deleted does not count.

    `questions_today` counts since midnight UTC, `questions_week` and `answers_week` the last 7 times 24 hours.
    `refused_share` is the part, 0 to 1, of `answers_week` that were refusals; None without answers. `reasons` counts
    the downs of all time by reason, each of REASONS in its order.
    """

    users: int
    users_week: int
    allowed: int
    denied: int
    questions_today: int
    questions_week: int
    answers_week: int
    refused_share: float | None
    up: int
    down: int
    reasons: dict[str, int]


class Statistics:
    """Counts across the tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def totals(self) -> Totals:
        """Count."""
        with self._database.transaction() as run:
            now = self._database.now()
            week, today = now - WEEK_DAYS * DAY, now - now % DAY
            answers = run.count("SELECT count(*) FROM answers WHERE at > ?", week)
            refused = run.count("SELECT count(*) FROM answers WHERE at > ? AND status = ?", week, REFUSED)
            return Totals(
                users=run.count("SELECT count(*) FROM people"),
                users_week=run.count("SELECT count(*) FROM people WHERE last_seen > ?", week),
                allowed=_standing(run, ALLOWED),
                denied=_standing(run, DENIED),
                questions_today=run.count("SELECT count(*) FROM asked WHERE at >= ?", today),
                questions_week=run.count("SELECT count(*) FROM asked WHERE at > ?", week),
                answers_week=answers,
                refused_share=refused / answers if answers else None,
                up=_verdicts(run, UP),
                down=_verdicts(run, DOWN),
                reasons={one: _because(run, one) for one in REASONS},
            )


def _standing(run: Transaction, status: str) -> int:
    return run.count("SELECT count(*) FROM access WHERE status = ?", status)


def _verdicts(run: Transaction, verdict: str) -> int:
    return run.count("SELECT count(*) FROM feedback WHERE verdict = ?", verdict)


def _because(run: Transaction, reason: str) -> int:
    return run.count("SELECT count(*) FROM feedback WHERE reason = ?", reason)
