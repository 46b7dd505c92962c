"""A bot that takes uploads over a small application, for the tests of uploads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram.ext import BaseHandler, CommandHandler
from telegram_chats import Chat
from telegram_running import FolderApp, Running, running
from telegram_server import TelegramServer
from telegram_types import User

from bot.settings import Settings
from bot.telegram.access import Guard
from bot.telegram.uploads import Uploads
from vectorstore.sync import SyncSummary

TREES = "松岭村植树\n松岭村春季植树5600棵。\n"
BRIDGE = "柳河镇修桥\n柳河镇修建桥梁12座，投资340万元。\n"


class SlowApp(FolderApp):
    """Reads when it is let."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.may_read, self.reading = threading.Event(), threading.Event()
        self.may_read.set()
        self.runs: list[list[str]] = []

    def index(
        self, folder: Path | None, *, replace: bool = False, progress: Callable[[str, int, int], None] | None = None
    ) -> SyncSummary:
        self.runs.append(sorted(path.name for path in self.home.iterdir()))
        for stage in (("reports", 0, 1), ("terms", 30, 90)) if progress else ():
            progress(*stage)  # type: ignore[misc]
        self.reading.set()
        assert self.may_read.wait(20)
        if progress:
            progress("terms", 90, 90)
        return super().index(folder, replace=replace)


class Ping:
    """Answers /ping: what was sent before it has at least begun to be handled."""

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        async def pong(update: Any, _: Any) -> None:
            await update.message.reply_text("pong")

        return [CommandHandler("ping", pong)]


@dataclass
class Desk:
    """A bot that takes uploads."""

    server: TelegramServer
    bot: Running
    app: SlowApp
    folder: Path

    def person(self, id: int, language: str | None = None) -> tuple[User, Chat]:
        user = self.server.user(id, f"User {id}", language)
        return user, self.server.private(user)

    def upload(self, id: int, name: str, text: str, **more: Any) -> Chat:
        user, chat = self.person(id)
        chat.upload(user, name, text.encode(), **more)
        return chat

    def last(self, chat: Chat, text: str) -> None:
        """Wait until the newest message of the bot says this."""
        self.server.wait(lambda _: chat.replies and chat.replies[-1].text == text)

    def contents(self) -> dict[str, str]:
        """The reports by name; a file that is still being written under a hidden name is none."""
        return {path.name: path.read_text(encoding="utf-8") for path in self.folder.glob("[!.]*")}


@contextmanager
def desk(settings: Settings, server: TelegramServer) -> Iterator[Desk]:
    app = SlowApp(settings.reports_dir)

    def parts(service: Any) -> list[Any]:
        return [Guard(service), Uploads(service, pause=0.05), Ping()]

    with running(server, app, settings, parts) as bot:
        yield Desk(server, bot, app, settings.reports_dir)
    assert bot.errors == []


def kept(settings: Settings) -> list[str]:
    found = []
    for path in sorted((settings.data_dir / "uploads").iterdir()):
        with suppress(FileNotFoundError):  # the bot takes it away meanwhile
            found.append(path.read_text(encoding="utf-8"))
    return found
