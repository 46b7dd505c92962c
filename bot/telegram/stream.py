"""An answer while it is written: typing, then the checked sentences, as a draft in private and by edits in groups."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from types import TracebackType

from telegram.error import RetryAfter, TelegramError

from bot.telegram.delivery import Delivery, seconds
from bot.telegram.message import draft, text_message
from bot.telegram.service import Place

log = logging.getLogger(__name__)

TYPING = 4.0
"""Seconds between two signs of typing; Telegram shows one for five."""

DRAFT, EDIT = 0.5, 1.5
"""Seconds between two drafts in a private chat, and between two edits in a group."""

CROWD = 6.0
"""So many answers at the same time make drafts and edits twice as rare."""


class Live:
    """Shows an answer's text as it grows; a context manager that begins and ends the showing.

    `crowd` is how many answers are written at the time, `typed` how many seconds ago typing was shown last. In a group
    `placeholder` is the message that is edited, None until there is text.
    """

    def __init__(
        self, delivery: Delivery, place: Place, reply_to: int | None, crowd: int = 1, typed: float = TYPING
    ) -> None:
        self._delivery = delivery
        self._place = place
        self._reply_to = reply_to
        self._typed = typed
        self._rare = max(1.0, crowd / CROWD)
        self._text = ""
        self._shown = ""
        self._changed = asyncio.Event()
        self._draft = secrets.randbelow(2**31 - 1) + 1
        self._tasks: list[asyncio.Task[None]] = []
        self.placeholder: int | None = None

    def say(self, text: str) -> None:
        """Take the text so far."""
        self._text = draft(text)
        self._changed.set()

    async def __aenter__(self) -> Live:
        self._tasks = [asyncio.create_task(self._type()), asyncio.create_task(self._show())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _type(self) -> None:
        await asyncio.sleep(max(0.0, TYPING - self._typed))
        while not self._shown or self._place.is_group:
            await self._delivery.typing(self._place.chat, self._place.thread)
            await asyncio.sleep(TYPING)

    async def _show(self) -> None:
        pause = (EDIT if self._place.is_group else DRAFT) * self._rare
        while True:
            await self._changed.wait()
            self._changed.clear()
            wait = pause
            if self._text and self._text != self._shown:
                try:
                    await (self._edit() if self._place.is_group else self._send_draft())
                    self._shown = self._text
                except RetryAfter as error:
                    wait = max(pause, seconds(error))
                    self._changed.set()
                except TelegramError as error:
                    log.debug("a draft was not shown: %s", type(error).__name__)
            await asyncio.sleep(wait)

    async def _send_draft(self) -> None:
        await self._delivery.bot.send_message_draft(
            self._place.chat, self._draft, self._text, message_thread_id=self._place.thread or None
        )

    async def _edit(self) -> None:
        if self.placeholder:
            with contextlib.suppress(TimeoutError):
                await self._delivery.bot.edit_message_text(self._text, self._place.chat, self.placeholder)
            return
        text = text_message(self._text)
        sending = self._delivery.send(self._place.chat, text, self._place.thread, self._reply_to)
        sent = asyncio.ensure_future(sending)
        try:
            self.placeholder = await asyncio.shield(sent)
        except asyncio.CancelledError:
            self.placeholder = await sent  # it is on its way, and must not be left behind
            raise
