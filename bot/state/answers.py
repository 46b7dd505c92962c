"""The answers that were sent, for the buttons under them, which must work after a restart."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from bot.state.answer_json import from_json, to_json
from bot.state.database import Database, Transaction
from bot.state.updates import is_done
from rag.types import Answer

log = logging.getLogger(__name__)

ID_BYTES = 6  # make 8 characters of A-Z, a-z, 0-9, - and _, which leaves 56 of the 64 bytes a button may carry


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer, whom it was for, and the messages it was sent in, in rising order."""

    id: str
    chat: int
    thread: int
    user: int
    answer: Answer
    messages: tuple[int, ...]
    at: int


class Answers:
    """Kept until retention or /forget deletes them; then a button finds None."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, answer: Answer, chat: int, user: int, thread: int = 0, update: int = 0) -> str:
        """Keep an answer before it is sent, unless the `update` that asked is done; give the id for its buttons."""
        id_, body = new_id(), to_json(answer)
        with self._database.transaction() as run:
            if is_done(run, update):
                return id_
            run(
                "INSERT INTO answers (id, chat, thread, user, status, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(id_, chat, thread, user, answer.status, body, self._database.now()),
            )
        return id_

    def sent(self, id_: str, chat: int, messages: Iterable[int]) -> None:
        """Note the messages that an answer went out in; does nothing if the answer is gone."""
        with self._database.transaction() as run:
            if run.count("SELECT count(*) FROM answers WHERE id = ?", id_):
                for message in messages:
                    run("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", chat, message, id_)

    def find(self, id_: str) -> SentAnswer | None:
        """Give an answer by its id. Anyone can send any id: compare `chat` before showing it."""
        with self._database.transaction() as run:
            return sent_answer(run, id_)

    def of_message(self, chat: int, message: int) -> SentAnswer | None:
        """Give the answer that a message is part of."""
        with self._database.transaction() as run:
            row = run("SELECT answer FROM messages WHERE chat = ? AND message = ?", chat, message).fetchone()
            return sent_answer(run, row[0]) if row else None

    def opened(self, id_: str) -> int:
        """Give the message that shows a passage of an answer, 0 if none does."""
        with self._database.transaction() as run:
            row = run("SELECT message FROM opened WHERE answer = ?", id_).fetchone()
            return int(row[0]) if row else 0

    def open(self, id_: str, message: int) -> None:
        """Note the message, in the answer's chat, that shows a passage of it; does nothing if the answer is gone."""
        with self._database.transaction() as run:
            if run.count("SELECT count(*) FROM answers WHERE id = ?", id_):
                run("INSERT OR REPLACE INTO opened VALUES (?, ?)", id_, message)

    def close(self, id_: str) -> None:
        """Note that no message shows a passage of an answer any more."""
        with self._database.transaction() as run:
            run("DELETE FROM opened WHERE answer = ?", id_)


def new_id() -> str:
    """Make a random id of 8 characters that may stand in a button or an address."""
    return secrets.token_urlsafe(ID_BYTES)


def sent_answer(run: Transaction, id_: str) -> SentAnswer | None:
    """Give an answer by its id, None if it is gone or cannot be read any more."""
    row = run("SELECT chat, thread, user, body, at FROM answers WHERE id = ?", id_).fetchone()
    if row is None:
        return None
    chat, thread, user, body, at = row
    try:
        answer = from_json(body)
    except ValueError as error:
        log.warning("answer %s was stored by another version and cannot be read: %s", id_, type(error).__name__)
        return None
    messages = run("SELECT message FROM messages WHERE answer = ? ORDER BY message", id_).fetchall()
    return SentAnswer(id_, chat, thread, user, answer, tuple(one for (one,) in messages), at)
