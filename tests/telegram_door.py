"""A guarded bot and what it lets through, for the tests of access."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stored import HandClock
from telegram import Update
from telegram.ext import BaseHandler, TypeHandler
from telegram_chats import Chat
from telegram_running import ADMIN, FolderApp, Running, running, settings_for
from telegram_server import TelegramServer
from telegram_types import User

from bot.state import State, open_state
from bot.telegram.access import Guard


class Behind:
    """What stands behind the guard: it notes who sent what got through."""

    def __init__(self) -> None:
        self.seen: list[tuple[int | None, str]] = []

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [TypeHandler(Update, self._note)]

    async def _note(self, update: Update, _: Any) -> None:
        user, message = update.effective_user, update.message
        kind = next(key for key in update.to_dict() if key != "update_id")
        self.seen.append((user.id if user else None, message.text or kind if message else kind))


@dataclass
class Door:
    """A guarded bot, its Telegram, what it let through, and the clocks of the guard and of the state."""

    server: TelegramServer
    bot: Running
    behind: Behind
    clock: HandClock
    time: HandClock

    @property
    def state(self) -> State:
        return self.bot.service.state

    def person(self, id: int, language: str | None = None) -> tuple[User, Chat]:
        user = self.server.user(id, f"User {id}", language)
        return user, self.server.private(user)

    def let_through(self) -> list[tuple[int | None, str]]:
        """What got through, once all is handled that was sent before an admin's message."""
        admin, chat = self.person(ADMIN)
        chat.send(admin, "settled")
        self.server.wait(lambda _: (ADMIN, "settled") in self.behind.seen)
        self.bot.settle()
        return [one for one in self.behind.seen if one != (ADMIN, "settled")]


@contextmanager
def door(folder: Path, **settings: Any) -> Iterator[Door]:
    made, behind, clock, time = settings_for(folder, **settings), Behind(), HandClock(), HandClock()
    with (
        TelegramServer(privacy=False) as server,
        running(
            server,
            FolderApp(made.reports_dir),
            made,
            lambda service: [Guard(service, clock), behind],
            open_state(made.data_dir, time),
        ) as bot,
    ):
        yield Door(server, bot, behind, clock, time)
    assert bot.errors == []
