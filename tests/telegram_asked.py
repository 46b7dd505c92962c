"""What the tests of the bot's buttons and menus share: a small application, its bot, somebody who notes questions."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes import FakeApp
from telegram_chats import Chat
from telegram_running import Nobody, Running, running, settings_for
from telegram_server import TelegramServer
from telegram_types import Message, User

from bot.telegram.answer_message import answer_messages
from bot.telegram.buttons import Buttons
from bot.telegram.menu import Menu
from bot.telegram.service import Person, Place
from bot.wording import Language, words
from rag.types import Answer

REPORTS = {
    "roads.txt": (
        "河口镇修路忙\n开春以后，河口镇早早动工。\n河口镇今年修通村道21条。路边种下1200棵樟树。\n镇里还修了3座桥。"
    ),
    "books.txt": "白石村的书屋\n白石村书屋藏书3000册。",
}

ENGLISH, CHINESE = words("en"), words("zh")

WELCOME = (
    f"{ENGLISH.start}\n\nI know 2 reports with 4 figures in 4 passages.\nPlaces: 河口镇, 白石村.\nAll from 2021-05."
    "\n\nFor example:"
)


@dataclass
class Noted:
    """Takes questions in, as bot.telegram.asking does, and notes them."""

    questions: list[tuple[Person, Place, str, int, int | None]] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    async def ask(self, person: Person, place: Place, text: str, update_id: int, reply_to: int | None) -> None:
        self.questions.append((person, place, text, update_id, reply_to))

    def cancel(self, user: int) -> int:
        self.cancelled.append(user)
        return 1


def app() -> FakeApp:
    """An application over REPORTS."""
    return FakeApp(dict(REPORTS))


def sent(
    bot: Running, chat: Chat, user: User, answer: Answer, language: Language = "en", thread: int = 0
) -> tuple[str, Message]:
    """Send an answer as the bot does; its id and the message with its buttons."""
    state, delivery = bot.service.state, bot.service.delivery
    id = state.answers.save(answer, chat.id, user.id, thread)
    numbers = [
        bot.do(delivery.send(chat.id, message, thread)) for message in answer_messages(answer, id, words(language))
    ]
    state.answers.sent(id, chat.id, filter(None, numbers))
    message = chat.message(numbers[-1] or 0)
    assert message
    return id, message


def data(message: Message | None) -> list[list[str]]:
    """What the buttons under a message send, row by row; "copy" for those that copy."""
    assert message
    return [[button.get("callback_data", "copy") for button in row] for row in message.keyboard]


def menu_of(server: TelegramServer, *scope: Any) -> list[tuple[str, str]]:
    """The menu that is set for a scope and language."""
    found = server.commands.get(scope, [])
    return [(one["command"], one["description"]) for one in found]


def started(server: TelegramServer, asked: Noted, folder: Path, app: Any) -> AbstractContextManager[Running]:
    def parts(service: Any) -> list[Any]:
        return [Nobody(), Buttons(service, asked), Menu(service, asked)]

    return running(server, app, settings_for(folder), parts)


def say(server: TelegramServer, text: str, code: str | None = "en", user: int = 7) -> Message:
    """Write in private; the bot's next message."""
    ada = server.user(user, "Ada", code)
    chat = server.private(ada)
    before = len(chat.replies)
    chat.send(ada, text)
    return chat.wait_reply(before + 1)[before]
