"""Where updates come from: long polling, or Telegram's calls."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application

from bot.telegram.webhook import Webhook
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from bot.settings import Settings

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The updates that the bot asks for."""

CONFLICTS = 3
"""Conflicts without an update between them that mean a second poller; one is what a quick restart gives."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Intake:
    """Takes updates for `application`; `fail` is told what ends the bot."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        settings: Settings,
        fail: Callable[[ReportbotError], None],
    ) -> None:
        self._application = application
        self._settings = settings
        self._fail = fail
        self._webhook: Webhook | None = None
        self._conflicts = 0
        self._listening = False

    async def begin(self) -> None:
        """Begin to take updates."""
        if self._settings.telegram_webhook_url:
            await self._be_called(self._settings.telegram_webhook_url)
        else:
            assert self._application.updater
            await self._application.updater.start_polling(
                allowed_updates=KINDS, bootstrap_retries=-1, error_callback=self._polling_failed
            )
        self._listening = True

    async def end(self) -> None:
        """Take no more updates."""
        self._listening = False
        updater = self._application.updater
        if updater and updater.running:
            await updater.stop()
        if self._webhook:
            await self._webhook.close()

    async def _be_called(self, url: str) -> None:
        given = self._settings.telegram_webhook_secret
        secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
        if not _SECRET.fullmatch(secret):
            raise ReportbotError("TELEGRAM_WEBHOOK_SECRET must be 1 to 256 letters, digits, _ or -.")
        self._webhook = Webhook(url, secret, self._take, lambda: self._listening)
        self._webhook.listen(self._settings.telegram_webhook_port, self._settings.telegram_webhook_listen)
        try:
            await self._application.bot.set_webhook(url, allowed_updates=KINDS, secret_token=secret)
        except TelegramError as error:
            raise ReportbotError(f"Telegram does not take TELEGRAM_WEBHOOK_URL: {error.message}.") from None

    async def _take(self, update: dict[str, Any]) -> None:
        await self._application.update_queue.put(Update.de_json(update, self._application.bot))

    def _polling_failed(self, error: TelegramError) -> None:
        """Say what is wrong; a second poller or a token that no longer holds ends the bot."""
        if isinstance(error, Conflict):
            self._conflicts += 1
            if self._conflicts >= CONFLICTS:
                self._fail(
                    ReportbotError(
                        "Another process polls with the same TELEGRAM_BOT_TOKEN. Stop it, or give this bot its own."
                    )
                )
            return
        if isinstance(error, InvalidToken):
            self._fail(ReportbotError("TELEGRAM_BOT_TOKEN no longer holds: it was revoked. Get a new one."))
            return
        self._conflicts = 0
        log.warning("Telegram cannot be polled: %s", type(error).__name__)
