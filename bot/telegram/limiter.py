"""Telegram's rates: messages wait for their turn, and what Telegram does not count is never held up by them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

UNCOUNTED = frozenset({"sendChatAction", "sendMessageDraft"})
"""Methods that count toward neither 30 messages a second nor 20 a minute in a group; a flood of them is told apart."""

BURST, PERIOD = 4, 0.16
"""The bucket of all chats: 4 messages at once and 25 a second after them, 29 in any second. One of 30 a second, the
default, lets 30 go at once and others meanwhile: up to twice the 30 that Telegram takes.
"""

Reply = bool | dict[str, Any] | list[dict[str, Any]]


class Limiter(AIORateLimiter):
    """Holds messages and edits back as AIORateLimiter does, and lets signs of typing and drafts pass."""

    def __init__(self) -> None:
        super().__init__(overall_max_rate=BURST, overall_time_period=PERIOD)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Reply]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Reply:
        """Make a request, in time."""
        if endpoint in UNCOUNTED:
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
