"""Updates side by side, but those of one chat one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST = 256
"""Updates that are handled at the same time. Handling one is short: questions only get in line."""


class ChatOrder(BaseUpdateProcessor):
    """Hands updates to the handlers."""

    def __init__(self) -> None:
        super().__init__(MOST)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update once those of its chat before it are; a lock lets in who waits first (asyncio.Lock)."""
        chat = update.effective_chat if isinstance(update, Update) else None
        lock = self._locks.setdefault(chat.id if chat else 0, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to let go."""
