"""A person in a private chat with a bot that can be started again, for the tests of buttons."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram_asked import Noted, app
from telegram_chats import Chat
from telegram_running import Nobody, Running, running, settings_for
from telegram_server import TelegramServer
from telegram_types import Answered, Message, User

from bot.telegram.buttons import Buttons
from bot.telegram.menu import Menu
from rag.types import Answer


class Scene:
    """A person in a private chat, and a bot that can be stopped and started again."""

    def __init__(self, server: TelegramServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.app = app()
        self.asked = Noted()
        self.ada = server.user(7, "Ada", "en")
        self.chat = server.private(self.ada)
        self.chat.send(self.ada, "hello")

    def bot(self) -> AbstractContextManager[Running]:
        def parts(service: Any) -> list[Any]:
            return [Nobody(), Buttons(service, self.asked), Menu(service, self.asked)]

        return running(self.server, self.app, settings_for(self.folder), parts)

    def answer(self) -> Answer:
        """An answer with two sources."""
        roads, books = (self.app.ask(question).citations[0] for question in ("河口镇今年修通村道", "白石村书屋藏书"))
        return replace(self.app.ask("河口镇今年修通村道"), citations=(roads, replace(books, n=2)))

    def press(self, message: Message, button: str, user: User | None = None, chat: Chat | None = None) -> Answered:
        """Press a button; how that was answered."""
        return self.server.wait_answer((chat or self.chat).press(user or self.ada, message, button))

    def forge(self, message: Message, what: str, user: User | None = None, chat: Chat | None = None) -> Answered:
        """Send what no button of the message sends."""
        return self.server.wait_answer(self.server.called_back(user or self.ada, chat or self.chat, message, what))

    def now(self, message: Message) -> Message | None:
        """A message as it stands."""
        return self.chat.message(message.id)
