"""What is stored about a user, deleting it at their wish, and deleting what is old."""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.access import status_of
from bot.state.database import Database, Transaction
from bot.state.people import AUTO
from bot.state.updates import finish
from bot.state.window import DAY, HOUR, Window

UPDATE_DAYS = 2  # Telegram keeps updates for one day, and may start their numbers anew after seven
UPLOAD_DAYS = 1


@dataclass(frozen=True, slots=True)
class Summary:
    """How much is stored about a user; `access` is access.ALLOWED, DENIED or UNKNOWN. Times are 0 if unknown."""

    language: str
    first_seen: int
    last_seen: int
    access: str
    turns: int
    answers: int
    feedback: int
    questions: int
    uploads: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows were deleted. `files` are those of uploads, for the caller to delete."""

    turns: int
    answers: int
    feedback: int
    questions: int
    files: tuple[str, ...]


class Privacy:
    """Reads and deletes across the tables. Limits (`asked`, `tries`) hold on after a user's rows are gone."""

    def __init__(self, database: Database, asked: Window, tries: Window) -> None:
        self._database = database
        self._asked = asked
        self._tries = tries

    def summary(self, user: int) -> Summary:
        """Count what `forget_person` would delete."""
        with self._database.transaction() as run:
            person = run("SELECT language, first_seen, last_seen FROM people WHERE user = ?", user).fetchone()
            language, first_seen, last_seen = person or (AUTO, 0, 0)
            return Summary(
                language=language,
                first_seen=first_seen,
                last_seen=last_seen,
                access=status_of(run, user),
                turns=run.count("SELECT count(*) FROM turns WHERE ? IN (user, chat)", user),
                answers=run.count("SELECT count(*) FROM answers WHERE ? IN (user, chat)", user),
                feedback=run.count("SELECT count(*) FROM feedback WHERE ? IN (user, asker)", user),
                questions=run.count("SELECT count(*) FROM asked WHERE user = ?", user),
                uploads=run.count("SELECT count(*) FROM uploads WHERE user = ?", user),
            )

    def forget_person(self, user: int) -> Deleted:
        """Delete all that is stored about a user but whether they are allowed or denied.

        Their turns, in groups too; the answers to them, with what others thought of those; their own feedback, language
        and counts, which hold on in memory as long as the limits do. What is running for the user should be cancelled
        first: it is not stored any more, but would still be answered.
        """
        with self._database.transaction() as run:
            now = self._database.now()
            files = _drop_uploads(run, "user = ?", user)
            deleted = Deleted(
                run("DELETE FROM turns WHERE ? IN (user, chat)", user).rowcount,
                run("DELETE FROM answers WHERE ? IN (user, chat)", user).rowcount,
                run("DELETE FROM feedback WHERE ? IN (user, asker)", user).rowcount,
                self._asked.forget(run, user, now),
                files,
            )
            self._tries.forget(run, user, now)
            finish(run, "user", user)
            run("DELETE FROM people WHERE user = ?", user)
        self._database.erase_log()
        return deleted

    def prune(self, days: int) -> Deleted:
        """Delete what is older than `days`, at least 1: turns, answers, counts, people not seen since.

        Feedback as old stays, but no longer says who asked or who gave it; `feedback` counts it. Pairing tries, updates
        and uploads go sooner.
        """
        with self._database.transaction() as run:
            now = self._database.now()
            cut = now - max(days, 1) * DAY
            run("DELETE FROM codes WHERE expires <= ?", now)
            run("DELETE FROM tries WHERE at <= ?", now - HOUR)
            run("DELETE FROM updates WHERE at <= ?", now - UPDATE_DAYS * DAY)
            run("DELETE FROM people WHERE last_seen <= ?", cut)
            anonymous = "UPDATE feedback SET user = NULL, asker = NULL WHERE at <= ? AND asker IS NOT NULL"
            deleted = Deleted(
                run("DELETE FROM turns WHERE at <= ?", cut).rowcount,
                run("DELETE FROM answers WHERE at <= ?", cut).rowcount,
                run(anonymous, cut).rowcount,
                run("DELETE FROM asked WHERE at <= ?", cut).rowcount,
                _drop_uploads(run, "at <= ?", now - UPLOAD_DAYS * DAY),
            )
        self._database.erase_log()
        return deleted


def _drop_uploads(run: Transaction, where: str, value: int) -> tuple[str, ...]:
    rows = run(f"SELECT path FROM uploads WHERE {where} ORDER BY at, id", value).fetchall()
    run(f"DELETE FROM uploads WHERE {where}", value)
    return tuple(path for (path,) in rows)
