"""How often something happened lately, for limits that no user can get round by /forget."""

from __future__ import annotations

from collections.abc import Sequence

from bot.state.database import Transaction

MINUTE = 60
HOUR = 3600
DAY = 86_400


class Window:
    """Times by user in `table`, of which the last `longest` seconds matter.

    What a user has deleted from the file still counts, from memory alone, until it is `longest` seconds old or the bot
    is started again. Its methods run inside a transaction, so that a count and what follows from it are one step.
    """

    def __init__(self, table: str, longest: int) -> None:
        self.table = table
        self.longest = longest
        self._deleted: dict[int, list[int]] = {}

    def add(self, run: Transaction, user: int, now: int) -> None:
        """Count one more."""
        run(f"INSERT INTO {self.table} (user, at) VALUES (?, ?)", user, now)

    def wait(self, run: Transaction, user: int | None, now: int, limit: int, span: int) -> int:
        """Tell the seconds until `user`, or all together if None, have had fewer than `limit` in `span` seconds."""
        times = self._times(run, user, now - span)
        return min(max(times[limit - 1] + span - now, 1), span) if len(times) >= limit else 0

    def left(self, run: Transaction, user: int, now: int, limit: int, span: int) -> int:
        """Tell how many more `user` may have now."""
        return max(limit - len(self._times(run, user, now - span)), 0)

    def forget(self, run: Transaction, user: int, now: int) -> int:
        """Delete a user's times from the file; tell how many there were."""
        self._drop_old(now)
        rows = run(f"SELECT at FROM {self.table} WHERE user = ?", user).fetchall()
        recent = [at for (at,) in rows if at > now - self.longest]
        if recent:
            self._deleted.setdefault(user, []).extend(recent)
        return run(f"DELETE FROM {self.table} WHERE user = ?", user).rowcount

    def _times(self, run: Transaction, user: int | None, after: int) -> list[int]:
        where, who = ("", ()) if user is None else ("user = ? AND ", (user,))
        kept = run(f"SELECT at FROM {self.table} WHERE {where}at > ?", *who, after).fetchall()
        deleted = [at for at in self._from_memory(user) if at > after]
        return sorted((*(at for (at,) in kept), *deleted), reverse=True)

    def _from_memory(self, user: int | None) -> Sequence[int]:
        if user is not None:
            return self._deleted.get(user, ())
        return [at for times in self._deleted.values() for at in times]

    def _drop_old(self, now: int) -> None:
        kept = {user: [at for at in times if at > now - self.longest] for user, times in self._deleted.items()}
        self._deleted = {user: times for user, times in kept.items() if times}
