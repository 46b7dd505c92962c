"""The bot from its start to its end: Telegram, handlers, polling or webhook, and an orderly stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot import logs
from bot.state import State, open_state
from bot.telegram.access import Guard
from bot.telegram.admin import Admin
from bot.telegram.answering import Answering
from bot.telegram.asking import Asking
from bot.telegram.buttons import Buttons
from bot.telegram.chat_watch import ChatWatch
from bot.telegram.commands import register
from bot.telegram.delivery import Delivery
from bot.telegram.folder_watch import FolderWatch
from bot.telegram.housekeeping import keep_house
from bot.telegram.intake import Intake
from bot.telegram.limiter import Limiter
from bot.telegram.lines import Lines
from bot.telegram.menu import Menu
from bot.telegram.order import ChatOrder
from bot.telegram.service import Service, place_of
from bot.telegram.uploads import Uploads
from bot.wording import fill
from vectorstore.errors import IndexMissing, ReportbotError

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings

log = logging.getLogger(__name__)

GRACE = 20.0
"""Seconds that running answers have to finish once the bot is told to stop."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two attempts to reach Telegram at start: the first, doubled up to the longest."""

POOL = 128
"""Connections to the Bot API."""

SWITCH = 0.001
"""Seconds a thread may keep the interpreter: answers are worked out in threads, and receipts must not wait for them."""


def serve(app: App, settings: Settings) -> None:
    """Run the bot until it is told to stop (SIGTERM, Ctrl-C); ReportbotError with one line if it cannot."""
    if settings.telegram_bot_token is None:
        raise ReportbotError("TELEGRAM_BOT_TOKEN is not set. @BotFather in Telegram gives one: send it /newbot.")
    status = app.status()
    if status is None:
        raise IndexMissing("There is no index yet. Run `reportbot index` first.")
    if not status.reports:
        log.warning("the index is empty: every question will be refused until reports are added")
    app.warm()
    sys.setswitchinterval(SWITCH)
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # what it hits is waited out
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    state = open_state(settings.data_dir)
    try:
        asyncio.run(Bot(app, state, settings).run())
    finally:
        state.close()


class Bot:
    """One run of the bot."""

    def __init__(self, app: App, state: State, settings: Settings) -> None:
        self._settings = settings
        self._application = application(settings)
        self._service = Service(app, state, settings, Delivery(self._application.bot))
        self._lines = Lines(settings.telegram_running)
        self._answering = Answering(self._service, self._lines, ChatWatch(self._service).told)
        self._asking = Asking(self._service, self._lines, self._answering)
        self._intake = Intake(self._application, settings, self._fail)
        self._watch = FolderWatch(self._service) if settings.watch else None
        self._stop = asyncio.Event()
        self._trouble: ReportbotError | None = None
        for group, part in enumerate((Guard(self._service), *self._parts()), -1):
            self._application.add_handlers(part.handlers(), min(group, 0))
        self._application.add_error_handler(self._error)

    async def run(self) -> None:
        """Start, serve until told to stop, end in order."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop.set)
        if not await self._reached():
            return
        try:
            await register(self._application.bot, self._settings, self._service.state)
            await self._application.start()
            resumed = await self._asking.resume()
            await self._intake.begin()
            sys.stderr.write(f"Serving as @{self._application.bot.username}. Ctrl-C stops it.\n")
            log.info("serving as @%s; %d questions taken up again", self._application.bot.username, resumed)
            house = asyncio.create_task(keep_house(self._service))
            if self._watch:
                self._watch.begin()
            await self._stop.wait()
            house.cancel()
        finally:
            await self._end()
        if self._trouble:
            raise self._trouble

    def _parts(self) -> list[Any]:
        ask, service, lines = self._asking, self._service, self._lines
        admin = Admin(service, lambda: (lines.running, lines.waiting))
        return [Uploads(service), admin, Buttons(service, ask), ask, Menu(service, ask)]

    async def _reached(self) -> bool:
        """Reach Telegram, however long it takes; False if told to stop before. ReportbotError for a wrong token."""
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                await self._application.initialize()
                return True
            except InvalidToken:
                raise ReportbotError(
                    "TELEGRAM_BOT_TOKEN is wrong: Telegram does not know it. Copy it again from @BotFather."
                ) from None
            except NetworkError as error:
                log.warning("Telegram cannot be reached (%s); next attempt in %.0f s", type(error).__name__, pause)
                try:
                    await asyncio.wait_for(self._stop.wait(), pause)
                except TimeoutError:
                    pause = min(2 * pause, LONGEST_PAUSE)
        return False

    async def _end(self) -> None:
        """Take no more updates, let running answers finish, and leave the rest to the next run."""
        if self._watch:
            self._watch.stop()
        await self._intake.end()
        if self._application.running:
            await self._application.stop()
        self._answering.stopping = True
        if not await self._lines.close(GRACE):
            log.warning("stopped in the middle of answers; the next run takes their questions up again")
        self._answering.close()
        if self._watch:
            await self._watch.end()
        self._service.close()
        await self._application.shutdown()

    def _fail(self, error: ReportbotError) -> None:
        """End the run with an error."""
        self._trouble = error
        self._stop.set()

    async def _error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Keep what went wrong under a reference, and tell it to who is concerned."""
        error = context.error or RuntimeError("an error without an exception")
        reference = logs.refer(error, self._settings.data_dir)
        log.error("handling an update failed: %s (reference %s)", type(error).__name__, reference)
        if not isinstance(update, Update) or not update.effective_user or not update.effective_message:
            return
        user, message = update.effective_user, update.effective_message
        try:
            person, place = await self._service.person(user), place_of(message)
            await self._service.say(place.chat, fill(person.words.error, reference=reference), place.thread)
        except (TelegramError, ReportbotError) as again:
            log.error("nor could that be told: %s", type(again).__name__)


def application(settings: Settings) -> Application[Any, Any, Any, Any, Any, Any]:
    """Make the connection to the Bot API."""
    assert settings.telegram_bot_token
    builder = ApplicationBuilder().token(settings.telegram_bot_token.get_secret_value())
    if settings.telegram_api_base_url:
        builder = builder.base_url(settings.telegram_api_base_url)
    if settings.telegram_file_base_url:
        builder = builder.base_file_url(settings.telegram_file_base_url)
    return builder.rate_limiter(Limiter()).concurrent_updates(ChatOrder()).connection_pool_size(POOL).build()
