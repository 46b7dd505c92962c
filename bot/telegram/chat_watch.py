"""The watch over the chat model, which tells admins when it fails."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.telegram.service import Service
from bot.wording import Wording, duration, fill
from rag.types import GENERATED

if TYPE_CHECKING:
    from rag.types import Answer

log = logging.getLogger(__name__)

CHAT_TROUBLE = 600.0
"""Seconds that the chat model fails for before admins hear of it."""

CHAT_FAILURES = 5
"""Failures within them, at least."""


class ChatWatch:
    """Tells admins once when the chat model has been failing for a while, and once when it is back.

    It fails if it has had no success for CHAT_TROUBLE seconds since the first of at least CHAT_FAILURES failures.
    """

    def __init__(self, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._first = 0.0
        self._failures = 0
        self._is_told = False
        self._tasks: set[asyncio.Task[None]] = set()

    def told(self, answer: Answer) -> None:
        """Take note of an answer; those that no chat model was asked for tell nothing. Called on the loop."""
        if answer.failed:
            self._failed(answer.failed)
        elif answer.mode == GENERATED or answer.raw:
            if self._is_told:
                self._tell(lambda texts: texts.notice_chat_model_back)
            self._failures, self._is_told = 0, False

    def _failed(self, reason: str) -> None:
        now = self._clock()
        self._first = self._first if self._failures else now
        self._failures += 1
        lasted = now - self._first
        if self._is_told or self._failures < CHAT_FAILURES or lasted < CHAT_TROUBLE:
            return
        self._is_told, reference = True, secrets.token_hex(3)
        log.error("the chat model has been failing for %.0f s: %s (reference %s)", lasted, reason, reference)
        self._tell(lambda texts: fill(texts.notice_chat_model, time=duration(texts, lasted), reference=reference))

    def _tell(self, text: Callable[[Wording], str]) -> None:
        task = asyncio.get_running_loop().create_task(self._service.tell_admins(text))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
