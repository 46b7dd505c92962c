"""Bots of python-telegram-bot that the tests of the Bot API server run: one call, or an application in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram_server import TelegramServer

T = TypeVar("T")


class Caller:
    """A bot that does one thing at a time, and waits for it; getMe first."""

    def __init__(self, server: TelegramServer, token: str | None = None) -> None:
        self._bot = Bot(token or server.token, base_url=server.base_url, base_file_url=server.file_url)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Caller:
        try:
            self.do(Bot.initialize)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.do(Bot.shutdown)
        self._runner.close()

    def do(self, what: Callable[[Bot], Coroutine[Any, Any, T]]) -> T:
        """The result of what the bot does."""
        return self._runner.run(what(self._bot))

    def refusal(self, what: Callable[[Bot], Coroutine[Any, Any, Any]]) -> str | None:
        """The kind and message of the error that the bot meets, or None."""
        try:
            self.do(what)
        except TelegramError as error:
            return f"{type(error).__name__}: {error.message}"
        return None


@contextmanager
def polling(server: TelegramServer, *handlers: Any, errors: list[TelegramError] | None = None) -> Iterator[Any]:
    """An application that polls in a thread of its own, stopped at the end."""
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    app = builder.token(server.token).base_url(server.base_url).base_file_url(server.file_url).build()
    app.add_handlers(handlers)
    started, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def run() -> None:
        async with app:
            await app.start()
            assert app.updater
            await app.updater.start_polling(error_callback=errors.append if errors is not None else None)
            started.set()
            await stop.wait()
            await app.updater.stop()
            await app.stop()

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
        yield app
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
