"""A bot made of some of its parts, in a thread, against the tests' Bot API server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from fakes import FIGURE, FakeApp
from telegram import Update
from telegram.ext import Application, ApplicationBuilder
from telegram_server import TelegramServer

from bot.settings import Settings
from bot.state import State, open_state
from bot.telegram.delivery import Delivery
from bot.telegram.intake import KINDS
from bot.telegram.order import ChatOrder
from bot.telegram.service import Service
from vectorstore.sync import SyncSummary

T = TypeVar("T")

ADMIN, OTHER_ADMIN, READER, STRANGER = 11, 12, 21, 31


class FolderApp(FakeApp):
    """A FakeApp over one folder, that also counts the figures of a report."""

    def __init__(self, home: Path) -> None:
        super().__init__({path.name: path.read_text(encoding="utf-8") for path in home.glob("*.txt")})
        self.home = home
        self.folder = str(home)

    def index(
        self, folder: Path | None, *, replace: bool = False, progress: Callable[[str, int, int], None] | None = None
    ) -> SyncSummary:
        return super().index(folder or self.home, replace=replace, progress=progress)

    def figures(self, about: str = "", report: str = "") -> list[str]:
        return FIGURE.findall((self.reports or {})[report])


def settings_for(folder: Path, **more: Any) -> Settings:
    """Settings with folders in `folder` and two admins."""
    (folder / "reports").mkdir(exist_ok=True)
    base = {
        "reports_dir": folder / "reports", "data_dir": folder / "data", "telegram_admins": (ADMIN, OTHER_ADMIN),
    }  # fmt: skip
    return Settings(_env_file=None, **base | more)


class Nobody:
    """A guard that lets everybody in."""

    def handlers(self) -> list[Any]:
        return []


@dataclass
class Running:
    """A bot that runs: its parts' service, its application, and the errors that reached its error handler."""

    service: Service
    application: Application[Any, Any, Any, Any, Any, Any]
    loop: asyncio.AbstractEventLoop
    errors: list[BaseException] = field(default_factory=list)

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """What comes of something that the bot's loop does."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(20)

    def settle(self) -> None:
        """Wait until no update is being handled."""

        async def handled() -> None:
            while self.application.update_processor.current_concurrent_updates:
                await asyncio.sleep(0.01)

        self.do(handled())

    def handle(self, update: dict[str, Any]) -> None:
        """Handle an update, given as the Bot API writes it."""
        made = Update.de_json({"update_id": 1_000_000} | update, self.service.delivery.bot)
        self.do(self.application.process_update(made))


@contextmanager
def running(
    server: TelegramServer,
    app: Any,
    settings: Settings,
    parts: Callable[[Service], Sequence[Any]],
    state: State | None = None,
) -> Iterator[Running]:
    """Poll with the handlers of `parts`, of which the first is the guard, until the end of the block."""
    settings.data_dir.mkdir(exist_ok=True)
    with closing(state or open_state(settings.data_dir)) as kept:
        builder = ApplicationBuilder().token(server.token).base_url(server.base_url).base_file_url(server.file_url)
        application = builder.concurrent_updates(ChatOrder()).build()
        service = Service(app, kept, settings, Delivery(application.bot, backoff=0.01))
        started, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
        bot = Running(service, application, loop)
        for group, part in enumerate(parts(service), -1):
            application.add_handlers(part.handlers(), min(group, 0))

        async def note(_: object, context: Any) -> None:
            bot.errors.append(context.error)

        application.add_error_handler(note)

        async def run() -> None:
            async with application:
                await application.start()
                assert application.updater
                await application.updater.start_polling(allowed_updates=KINDS)
                started.set()
                await stop.wait()
                await application.updater.stop()
                await application.stop()
            service.close()
            await asyncio.get_running_loop().shutdown_default_executor()

        def main() -> None:
            try:
                loop.run_until_complete(run())
            finally:
                started.set()
                loop.close()

        thread = threading.Thread(target=main)
        thread.start()
        assert started.wait(20)
        try:
            yield bot
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(60)
            assert not thread.is_alive()
