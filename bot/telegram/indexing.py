"""What admins see while reports are read: one message that changes as it goes on, and what went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram.error import BadRequest, TelegramError
from telegram.ext import Application

from bot import logs
from bot.telegram.message import Message, text_message
from bot.telegram.service import Place, Service
from bot.wording import fill

log = logging.getLogger(__name__)

PAUSE = 4.0
"""Seconds between two changes of the message: typing shows for five, and a group takes 20 changes a minute."""

Tell = Callable[[str, int, int], None]
Line = Callable[[str, int, int], str]
"""Says a stage, what is done of it and its total; "" leaves the message as it is."""


class Stopping(Exception):
    """The bot is about to end."""


class Status:
    """A message that tells how something goes. `id` is that of a message of the bot to change, None for a new one."""

    def __init__(self, service: Service, place: Place, id: int | None = None, pause: float = PAUSE) -> None:
        self._service = service
        self._place = place
        self._id = id
        self._pause = pause
        self._latest: tuple[str, int, int] | None = None

    async def show(self, message: Message | str) -> None:
        """Show something in place of what the message said; in a new one if it is gone."""
        message = text_message(message) if isinstance(message, str) else message
        delivery, place = self._service.delivery, self._place
        if self._id is not None:
            try:
                await delivery.edit(place.chat, self._id, message)
                return
            except BadRequest:
                log.debug("a message that was to be changed is gone")
        self._id = await delivery.send(place.chat, message, place.thread)

    async def note(self, text: str) -> None:
        """Show how far something is; that this fails does not stop it."""
        try:
            await self.show(text)
        except TelegramError as error:
            log.debug("progress was not shown: %s", type(error).__name__)

    @asynccontextmanager
    async def following(
        self, line: Line, application: Application[Any, Any, Any, Any, Any, Any]
    ) -> AsyncIterator[Tell]:
        """Show meanwhile what a thread tells; it is told Stopping once the application stops."""
        done = asyncio.Event()

        def tell(stage: str, count: int, total: int) -> None:
            if not application.running:
                raise Stopping
            self._latest = (stage, count, total)

        task = asyncio.create_task(self._follow(line, done))
        try:
            yield tell
        finally:
            done.set()
            await task

    async def _follow(self, line: Line, done: asyncio.Event) -> None:
        shown, place = "", self._place
        while True:
            await self._service.delivery.typing(place.chat, place.thread)
            try:
                await asyncio.wait_for(done.wait(), self._pause)
                return
            except TimeoutError:
                text = line(*self._latest) if self._latest else ""
            if text and text != shown:
                shown = text
                await self.note(text)


async def keep_failure(service: Service, error: BaseException) -> str:
    """Keep why reports were not read; give the reference, which the log has too."""
    reference = await asyncio.to_thread(logs.refer, error, service.settings.data_dir)
    log.error("reports were not taken in: %s (reference %s)", type(error).__name__, reference)
    return reference


async def tell_of_failure(service: Service, admin: int, reference: str) -> None:
    """Tell the other admins that reports could not be read."""
    await service.tell_admins(lambda texts: fill(texts.notice_index_failed, reference=reference), but=admin)
