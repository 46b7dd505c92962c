"""The turns of each chat and thread, for follow-up questions."""

from __future__ import annotations

from bot.state.database import Database
from bot.state.updates import is_apart, set_apart
from rag.types import Turn

REMEMBERED = 6


class Conversations:
    """A conversation is a chat's thread; in a group its people share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, chat: int, thread: int, user: int, turn: Turn, update: int = 0) -> None:
        """Remember what `user` asked and what was answered, unless the `update` that asked came before `forget`."""
        with self._database.transaction() as run:
            if is_apart(run, update):
                return
            run(
                "INSERT INTO turns (chat, thread, user, question, answer, at) VALUES (?, ?, ?, ?, ?, ?)",
                *(chat, thread, user, turn.question, turn.answer, self._database.now()),
            )

    def turns(self, chat: int, thread: int, most: int = REMEMBERED) -> tuple[Turn, ...]:
        """Give the last `most` turns, the newest last."""
        with self._database.transaction() as run:
            rows = run(
                "SELECT question, answer FROM turns WHERE chat = ? AND thread = ? ORDER BY id DESC LIMIT ?",
                *(chat, thread, max(most, 0)),
            ).fetchall()
        return tuple(Turn(*row) for row in reversed(rows))

    def forget(self, chat: int, thread: int) -> int:
        """Start the conversation anew; tell how many turns there were. What is still being answered is not of it."""
        with self._database.transaction() as run:
            set_apart(run, chat, thread)
            return run("DELETE FROM turns WHERE chat = ? AND thread = ?", chat, thread).rowcount

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup, which gives it another number."""
        with self._database.transaction() as run:
            for table in ("turns", "updates"):
                run(f"UPDATE {table} SET chat = ? WHERE chat = ?", new, old)
