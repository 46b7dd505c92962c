"""What Telegram calls instead of being polled: a web server that takes updates, and says how it is."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from vectorstore.errors import ReportbotError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000
"""Bytes of an update; Telegram's have a few thousand."""

Take = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """Listens on loopback or behind a proxy that speaks https; `take` is given each update that has the secret.

    /healthz answers 200 while the process lives, /readyz 200 while `ready` and else 503.
    """

    def __init__(self, url: str, secret: str, take: Take, ready: Callable[[], bool]) -> None:
        path = urlsplit(url).path or "/"
        routes: list[Any] = [
            ("/healthz", _Health, {"ready": lambda: True}),
            ("/readyz", _Health, {"ready": ready}),
            (path, _Updates, {"secret": secret, "take": take}),
        ]
        self._server = HTTPServer(Application(routes, log_function=lambda handler: None), max_body_size=MOST_BYTES)

    def listen(self, port: int, address: str) -> None:
        """Begin to listen; ReportbotError if the port cannot be had."""
        try:
            self._server.listen(port, address)
        except OSError as error:
            raise ReportbotError(f"TELEGRAM_WEBHOOK_PORT {port} cannot be listened on: {error.strerror}.") from error

    async def close(self) -> None:
        """Take no more calls, and end those that are open."""
        self._server.stop()
        await self._server.close_all_connections()


class _Health(RequestHandler):
    def initialize(self, ready: Callable[[], bool]) -> None:
        self._is_ready = ready

    def get(self) -> None:
        """Say how it is."""
        good = self._is_ready()
        self.set_status(200 if good else 503)
        self.write({"status": "ok" if good else "not ready"})


class _Updates(RequestHandler):
    def initialize(self, secret: str, take: Take) -> None:
        self._secret = secret
        self._take = take

    async def post(self) -> None:
        """Take an update from whoever knows the secret."""
        given = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(403)
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        if not isinstance(update, dict):
            raise HTTPError(400)
        await self._take(update)
