"""Uploaded reports that wait for a yes to "overwrite?"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.answers import new_id
from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Upload:
    """A file at `path` that is to become the report `name`."""

    id: str
    chat: int
    user: int
    name: str
    path: str
    at: int


class Uploads:
    """Holds the rows; the files are the caller's to move or delete."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat: int, user: int, name: str, path: str) -> str:
        """Keep an upload until it is taken; give the short id for its buttons."""
        id_ = new_id()
        with self._database.transaction() as run:
            run("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?)", id_, chat, user, name, path, self._database.now())
        return id_

    def take(self, id_: str, user: int) -> Upload | None:
        """Give an upload to the user who sent it, once; None if it is gone or another's."""
        with self._database.transaction() as run:
            row = run("SELECT * FROM uploads WHERE id = ? AND user = ?", id_, user).fetchone()
            run("DELETE FROM uploads WHERE id = ? AND user = ?", id_, user)
        return Upload(*row) if row else None
