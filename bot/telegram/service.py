"""What all handlers of the Telegram bot share."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from telegram import Message, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.telegram.delivery import Delivery
from bot.telegram.message import text_message
from bot.wording import Language, Wording, language_for, words

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings
    from bot.state import State

log = logging.getLogger(__name__)

T = TypeVar("T")

STATE_THREADS = 2
"""Threads for the state's short calls, apart from those that answer, so that no receipt waits for an answer."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes: `choice` is auto, en or zh, `language` what that comes to."""

    id: int
    choice: str
    language: Language

    @property
    def words(self) -> Wording:
        """The bot's words in this person's language."""
        return words(self.language)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: its chat, the forum topic in it or 0, and whether several people are there."""

    chat: int
    thread: int
    is_group: bool


def place_of(message: Message) -> Place:
    """Tell where a message stands."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread or 0, message.chat.type != ChatType.PRIVATE)


class Service:
    """The application, the state and the way out, with who may do what."""

    def __init__(self, app: App, state: State, settings: Settings, delivery: Delivery) -> None:
        self.app = app
        self.state = state
        self.settings = settings
        self.delivery = delivery
        self.started = time.monotonic()
        self.indexing = asyncio.Lock()
        """Held while reports are read."""
        self._threads = ThreadPoolExecutor(STATE_THREADS, "state")

    async def run(self, call: Callable[..., T], *args: object) -> T:
        """Do a short blocking call, such as one of the state's, outside the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *args)

    async def person(self, user: User) -> Person:
        """Note that somebody wrote, and tell their language."""

        def look() -> str:
            self.state.people.seen(user.id)
            return self.state.people.language(user.id)

        choice = await self.run(look)
        return Person(user.id, choice, language_for(choice, user.language_code))

    def is_admin(self, user: int) -> bool:
        """Whether a user is one of TELEGRAM_ADMINS."""
        return user in self.settings.telegram_admins

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask: TELEGRAM_ALLOWED_USERS is empty."""
        return not self.settings.telegram_allowed_users

    async def may_ask(self, user: int) -> bool:
        """Whether a user may ask: as an admin, by TELEGRAM_ALLOWED_USERS, or let in by a code or an admin."""
        if self.is_admin(user):
            return True
        status = await self.run(self.state.access.status, user)
        if status == "denied":
            return False
        return self.is_open or user in self.settings.telegram_allowed_users or status == "allowed"

    async def say(self, chat: int, text: str, thread: int = 0) -> int | None:
        """Send one of the bot's own texts; give the message's id."""
        return await self.delivery.send(chat, text_message(text), thread)

    async def tell_admins(self, text: Callable[[Wording], str], but: int = 0) -> None:
        """Send every admin `but` one a text in their language; one who never wrote to the bot gets none."""
        for admin in self.settings.telegram_admins:
            if admin == but:
                continue
            choice = await self.run(self.state.people.language, admin)
            try:
                await self.say(admin, text(words(language_for(choice, None))))
            except TelegramError as error:  # the others are told all the same
                log.warning("an admin was not told: %s", type(error).__name__)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=True)
