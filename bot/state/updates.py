"""The updates that Telegram sent: none is handled twice, none is lost when the bot stops."""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.database import Database, Transaction

MOST_TRIES = 3  # of an update that the bot did not survive


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that was begun and not done. `payload` is what `begin` was given.

    If it was being sent (`sending`), the user may have its answer already.
    """

    id: int
    chat: int
    thread: int
    user: int
    payload: str
    sending: bool
    at: int


class Updates:
    """Of an update that is done only its number is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, update: int, chat: int, user: int, thread: int = 0, payload: str = "") -> bool:
        """Take an update on; False if it was before."""
        with self._database.transaction() as run:
            new = run(
                "INSERT OR IGNORE INTO updates (id, chat, thread, user, payload, at) VALUES (?, ?, ?, ?, ?, ?)",
                *(update, chat, thread, user, payload, self._database.now()),
            )
        return new.rowcount == 1

    def sending(self, update: int) -> None:
        """Note that the answer is about to be sent."""
        with self._database.transaction() as run:
            run("UPDATE updates SET sending = 1 WHERE id = ?", update)

    def done(self, update: int) -> None:
        """Note that nothing is left to do."""
        with self._database.transaction() as run:
            finish(run, "id", update)

    def unfinished(self, most_tries: int = MOST_TRIES) -> list[Pending]:
        """Give what an earlier run left undone, in Telegram's order. Call it once, at start.

        Being given counts as a try; what has had `most_tries` is done, so that an update that ends the bot each time
        does not do so for ever.
        """
        with self._database.transaction() as run:
            for (update,) in run("SELECT id FROM updates WHERE NOT done AND tries >= ?", most_tries).fetchall():
                finish(run, "id", update)
            run("UPDATE updates SET tries = tries + 1 WHERE NOT done")
            rows = run(
                "SELECT id, chat, thread, user, payload, sending, at FROM updates WHERE NOT done ORDER BY id"
            ).fetchall()
        return [Pending(a, b, c, d, payload, bool(sending), at) for a, b, c, d, payload, sending, at in rows]


def is_done(run: Transaction, update: int) -> bool:
    """Tell whether nothing is left to do of an update, as when its user was forgotten meanwhile."""
    return bool(run.count("SELECT count(*) FROM updates WHERE id = ? AND done", update))


def is_apart(run: Transaction, update: int) -> bool:
    """Tell whether an update belongs to no conversation any more."""
    return bool(run.count("SELECT count(*) FROM updates WHERE id = ? AND (done OR apart)", update))


def set_apart(run: Transaction, chat: int, thread: int) -> None:
    """Note that what is under way in a chat's thread belongs to a conversation that has ended."""
    run("UPDATE updates SET apart = 1 WHERE chat = ? AND thread = ? AND NOT done", chat, thread)


def finish(run: Transaction, column: str, value: int) -> None:
    """Mark the updates of one `id` or `user` as done and keep their numbers alone."""
    blank = "done = 1, sending = 0, apart = 0, chat = 0, thread = 0, user = 0, payload = ''"
    run(f"UPDATE updates SET {blank} WHERE {column} = ?", value)
