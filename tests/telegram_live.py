"""A bot over a real index that can fail, and its admin, for the tests of uploads into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram_chats import Chat
from telegram_running import Running
from telegram_server import TelegramServer
from telegram_types import Message, User

from bot.app import App

PATIENCE = 120


class Fragile(App):
    """Fails at the end of its next index run if it is told to."""

    trouble: Exception | None = None

    def index(self, *args: Any, **keywords: Any) -> Any:
        summary = super().index(*args, **keywords)
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        return summary


@dataclass
class Live:
    """A bot over a real index, and its admin."""

    server: TelegramServer
    bot: Running
    app: Fragile
    folder: Path
    admin: User
    chat: Chat

    def send(self, name: str, content: bytes, **more: Any) -> str:
        """What is said at last of a document."""
        before = len(self.chat.replies)
        self.chat.upload(self.admin, name, content, **more)
        return self.settled(before).text

    def settled(self, place: int) -> Message:
        """The bot's message at a place, once it no longer says that a report is being read."""

        def done(_: TelegramServer) -> bool:
            replies = self.chat.replies
            return len(replies) > place and "Reading" not in replies[place].text

        self.server.wait(done, PATIENCE)
        return self.chat.replies[place]

    def contents(self) -> dict[str, bytes]:
        """The folder's files."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def holds(self) -> tuple[dict[str, bytes], list[tuple[str, int]]]:
        """The folder's files, and the index's reports with their passages."""
        status = self.app.status()
        assert status
        return self.contents(), [(one.report, one.passages) for one in status.reports]
