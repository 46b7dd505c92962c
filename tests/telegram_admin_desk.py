"""A bot with the admins' commands over an application that is slow or fails, for the tests of these commands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stored import HandClock
from telegram_chats import Chat
from telegram_running import FolderApp, Running, running, settings_for
from telegram_server import TelegramServer
from telegram_types import User

from bot.state import open_state
from bot.telegram.access import Guard
from bot.telegram.admin import Admin
from vectorstore.sync import SyncSummary

TREES = "松岭村植树\n松岭村春季植树5600棵，参加志愿者230人。\n"


class SlowApp(FolderApp):
    """Reads when it is let, and fails if it is told to. `stages` are told before that."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.may_read = threading.Event()
        self.may_read.set()
        self.reading = threading.Event()
        self.trouble: Exception | None = None
        self.stages: list[tuple[str, int, int]] = []

    def index(
        self, folder: Path | None, *, replace: bool = False, progress: Callable[[str, int, int], None] | None = None
    ) -> SyncSummary:
        for stage in self.stages if progress else []:
            progress(*stage)
        self.reading.set()
        assert self.may_read.wait(20)
        if self.trouble:
            raise self.trouble
        return super().index(folder, replace=replace)


@dataclass
class Desk:
    """A bot with the admins' commands."""

    server: TelegramServer
    bot: Running
    app: SlowApp
    folder: Path
    clock: HandClock
    chats: dict[int, tuple[User, Chat]] = field(default_factory=dict)

    def person(self, id: int, language: str | None = None) -> tuple[User, Chat]:
        if id not in self.chats:
            user = self.server.user(id, f"User {id}", language)
            self.chats[id] = user, self.server.private(user)
        return self.chats[id]

    def say(self, id: int, text: str, answers: int = 1) -> list[str]:
        """What is answered to somebody in private."""
        user, chat = self.person(id)
        before = len(chat.replies)
        chat.send(user, text)
        return [reply.text for reply in chat.wait_reply(before + answers)[before:]]


@contextmanager
def desk(folder: Path, **settings: Any) -> Iterator[Desk]:
    made, clock = settings_for(folder, **settings), HandClock()
    (made.reports_dir / "trees.txt").write_text(TREES, encoding="utf-8")
    app = SlowApp(made.reports_dir)
    state = open_state(made.data_dir, clock)
    with (
        TelegramServer() as server,
        running(
            server, app, made, lambda service: [Guard(service), Admin(service, lambda: (2, 31), pause=0.05)], state
        ) as bot,
    ):
        yield Desk(server, bot, app, made.reports_dir, clock)
    assert bot.errors == []
