"""Who has used the bot, and the language each one chose. No names are kept."""

from __future__ import annotations

from bot.state.database import Database, Transaction

AUTO = "auto"
LANGUAGES = (AUTO, "en", "zh")
HOUR = 3600  # seconds; when somebody was seen is kept no closer


class People:
    """One row for each user. AUTO follows the user's Telegram."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, user: int) -> bool:
        """Note that a user is here; True if for the first time."""
        with self._database.transaction() as run:
            return _note(run, user, self._database.now())

    def language(self, user: int) -> str:
        """Give the language a user chose, AUTO if none."""
        with self._database.transaction() as run:
            found = run("SELECT language FROM people WHERE user = ?", user).fetchone()
        return str(found[0]) if found else AUTO

    def choose_language(self, user: int, language: str) -> None:
        """Keep a user's choice, one of LANGUAGES."""
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
        with self._database.transaction() as run:
            _note(run, user, self._database.now())
            run("UPDATE people SET language = ? WHERE user = ?", language, user)


def _note(run: Transaction, user: int, now: int) -> bool:
    run("UPDATE people SET last_seen = ? WHERE user = ? AND last_seen <= ?", now, user, now - HOUR)
    new = run("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?)", user, AUTO, now, now)
    return new.rowcount == 1
