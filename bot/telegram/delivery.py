"""Messages on their way to Telegram: refused markup goes out as plain text, floods and failures are waited out.

What can pass is tried again within PATIENCE seconds. A request that may have arrived (no answer in time) is not:
nothing is said twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram.message import Message, Rows

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that one message is tried for."""

BACKOFF, LONGEST = 0.5, 8.0
"""Seconds before the second attempt, doubled each time, and the most."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNCHANGED = "message is not modified"


class Delivery:
    """Sends and edits messages. Whoever blocked the bot gets none: then there is no message id."""

    def __init__(self, bot: Bot, backoff: float = BACKOFF) -> None:
        self.bot = bot
        self._backoff = backoff

    async def send(self, chat: int, message: Message, thread: int = 0, reply_to: int | None = None) -> int | None:
        """Send a message, in a forum's topic and as an answer to another where asked for; give its id."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None

        async def post(text: str, mode: str | None) -> int:
            sent = await self.bot.send_message(
                chat,
                text,
                parse_mode=mode,
                message_thread_id=thread or None,
                reply_parameters=reply,
                reply_markup=keyboard(message.buttons),
                link_preview_options=_NO_PREVIEW,
            )
            return sent.message_id

        return await self._deliver(message, post)

    async def edit(self, chat: int, id: int, message: Message) -> bool:
        """Put a message in the place of another one's text; whether that is there now."""

        async def change(text: str, mode: str | None) -> bool:
            markup = keyboard(message.buttons)
            await self.bot.edit_message_text(
                text, chat, id, parse_mode=mode, reply_markup=markup, link_preview_options=_NO_PREVIEW
            )
            return True

        return bool(await self._deliver(message, change))

    async def buttons(self, chat: int, id: int, rows: Rows) -> bool:
        """Change the buttons under a message; whether they are there now."""

        async def change() -> bool:
            await self.bot.edit_message_reply_markup(chat, id, reply_markup=keyboard(rows))
            return True

        return bool(await self.attempt(change))

    async def photo(self, chat: int, picture: bytes, thread: int = 0, reply_to: int | None = None) -> int | None:
        """Send a PNG; give the message's id."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None

        async def post() -> int:
            sent = await self.bot.send_photo(
                chat, picture, message_thread_id=thread or None, reply_parameters=reply, filename="chart.png"
            )
            return sent.message_id

        return await self.attempt(post)

    async def file(self, chat: int, content: bytes, name: str, caption: str = "") -> int | None:
        """Send a file; give the message's id."""

        async def post() -> int:
            sent = await self.bot.send_document(chat, content, filename=name, caption=caption or None)
            return sent.message_id

        return await self.attempt(post)

    async def typing(self, chat: int, thread: int = 0) -> None:
        """Show for five seconds that an answer is on its way, unless that fails."""
        try:
            await self.bot.send_chat_action(chat, "typing", message_thread_id=thread or None)
        except (NetworkError, RetryAfter, Forbidden) as error:
            log.debug("typing in a chat failed: %s", type(error).__name__)

    async def _deliver(self, message: Message, put: Callable[[str, str | None], Awaitable[T]]) -> T | None:
        try:
            return await self.attempt(lambda: put(message.html, ParseMode.HTML))
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                raise
            log.warning("Telegram refused the markup of a message; it goes out as plain text")
            return await self.attempt(lambda: put(message.plain, None))

    async def attempt(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Make a call until it succeeds; None if the user blocked the bot or nothing would change by it."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + PATIENCE, self._backoff
        while True:
            try:
                return await call()
            except RetryAfter as error:
                wait = seconds(error)
            except Forbidden:
                log.info("a chat is closed to the bot")
                return None
            except BadRequest as error:
                if _UNCHANGED in str(error).lower():
                    return None
                raise
            except TimedOut:
                raise  # it may have arrived
            except NetworkError:
                wait, pause = pause, min(2 * pause, LONGEST)
            if loop.time() + wait > end:
                raise TimedOut(f"not delivered within {PATIENCE:.0f} s")
            await asyncio.sleep(wait)


def seconds(error: RetryAfter) -> float:
    """Give how long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Make buttons Telegram's; None for none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(one.text, copy_text=CopyTextButton(one.copied))
                if one.copied
                else InlineKeyboardButton(one.text, callback_data=one.data)
                for one in row
            ]
            for row in rows
        ]
    )
