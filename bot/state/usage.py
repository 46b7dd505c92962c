"""How many questions each user asked, for the limits."""

from __future__ import annotations

from bot.state.database import Database
from bot.state.window import DAY, MINUTE, Window


class Usage:
    """Sliding windows of a minute and a day."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = Window("asked", DAY)

    def allow(self, user: int, per_minute: int, per_day: int) -> int:
        """Count a question and return 0, or count nothing and return the seconds to wait; a limit of 0 is none."""
        with self._database.transaction() as run:
            now = self._database.now()
            limits = ((per_minute, MINUTE), (per_day, DAY))
            wait = max(self.asked.wait(run, user, now, limit, span) if limit else 0 for limit, span in limits)
            if not wait:
                self.asked.add(run, user, now)
        return wait
