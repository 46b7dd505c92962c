"""Who was let in or kept out while the bot ran; who the settings name is not kept here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.database import Database, Transaction

ALLOWED = "allowed"
DENIED = "denied"
UNKNOWN = ""

BY_ADMIN = "admin"
BY_PAIRING = "pairing"


@dataclass(frozen=True, slots=True)
class Access:
    """A user's standing: `status` ALLOWED or DENIED, `how` BY_ADMIN or BY_PAIRING, `at` when."""

    user: int
    status: str
    how: str
    at: int


class AccessList:
    """One row for each user an admin or a pairing code decided on. It outlives /forget."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def status(self, user: int) -> str:
        """Tell ALLOWED, DENIED or UNKNOWN."""
        with self._database.transaction() as run:
            return status_of(run, user)

    def allow(self, user: int) -> None:
        """Let a user in."""
        self._decide(user, ALLOWED)

    def deny(self, user: int) -> None:
        """Keep a user out, pairing code or not."""
        self._decide(user, DENIED)

    def decided(self) -> list[Access]:
        """List all decisions, the newest first."""
        with self._database.transaction() as run:
            rows = run("SELECT user, status, how, at FROM access ORDER BY at DESC, user").fetchall()
        return [Access(*row) for row in rows]

    def _decide(self, user: int, status: str) -> None:
        with self._database.transaction() as run:
            decide(run, Access(user, status, BY_ADMIN, self._database.now()))


def status_of(run: Transaction, user: int) -> str:
    """Tell ALLOWED, DENIED or UNKNOWN."""
    found = run("SELECT status FROM access WHERE user = ?", user).fetchone()
    return str(found[0]) if found else UNKNOWN


def decide(run: Transaction, access: Access) -> None:
    """Keep a decision in place of an earlier one."""
    run("INSERT OR REPLACE INTO access VALUES (?, ?, ?, ?)", access.user, access.status, access.how, access.at)
