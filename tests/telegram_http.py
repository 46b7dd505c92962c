"""The HTTP front of the Bot API server: tokens, methods, faults, files."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web
from telegram_faults import DROP, DROP_AFTER, HANG, LATE
from telegram_limits import Refused
from telegram_messages import METHODS as MESSAGES
from telegram_params import Call, read
from telegram_profile import METHODS as PROFILE

if TYPE_CHECKING:
    from telegram_server import TelegramServer

METHODS: dict[str, Callable[[Any, Call], Any]] = {**MESSAGES, **PROFILE}
UPDATES = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NAMES = {name.lower(): name for name in (*METHODS, *UPDATES)}
TOKEN = re.compile(r"\d+:[\w-]{30,}")
LARGEST_REQUEST = 64 * 2**20


@asynccontextmanager
async def serve(server: TelegramServer) -> AsyncIterator[int]:
    """Serve on a free port of loopback, which is yielded."""
    front = Front(server)
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.router.add_route("*", "/bot{token}/{method}", front.answer)
    app.router.add_get("/file/bot{token}/{path:.+}", front.download)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        yield runner.addresses[0][1]
    finally:
        server.faults.release()
        await server.updates.stop()
        await runner.cleanup()


class Front:
    """Turns requests into calls, and results and refusals into responses."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of the bot."""
        at, name = self.server.clock(), request.match_info["method"]
        try:
            call = await read(request, NAMES.get(name.lower(), name), at)
        except web.HTTPRequestEntityTooLarge:
            return _json(Refused(413, "Request Entity Too Large"))
        except ValueError:
            return _json(Refused(400, "Bad Request: strings must be encoded in UTF-8"))
        with self.server.changed:
            self.server.received.append(call)
            self.server.changed.notify_all()
        if self.server.latency:
            await asyncio.sleep(self.server.latency)
        fault = self.server.faults.take(call)
        if fault == HANG:
            await self.server.faults.released.wait()
        if fault in (HANG, DROP):
            return self._dropped(request, call)
        try:
            if isinstance(fault, Refused):
                raise fault
            result = await self._result(request.match_info["token"], call)
        except Refused as refused:
            gone = request.transport is None or request.transport.is_closing()
            return self._refused(call, refused, gone)
        if fault == DROP_AFTER:
            return self._dropped(request, call)
        if fault == LATE:
            await self.server.faults.released.wait()
        gone = request.transport is None or request.transport.is_closing()
        self._noted(call, *((0, "client gone") if gone else (200, "")))
        return web.json_response({"ok": True, "result": result})

    async def _result(self, token: str, call: Call) -> Any:
        self._check(token)
        if call.method in UPDATES:
            return await self._update(call)
        if call.method not in METHODS:
            raise Refused(404, "Not Found")
        with self.server.changed:
            id = call.params.get("chat_id")
            chat = self.server.chats.get(id) if isinstance(id, int) else None
            if chat is None:
                return METHODS[call.method](self.server, call)
            broken = self.server.rates.check(call.method, chat.id, chat.group)
            result = METHODS[call.method](self.server, call)
            self.server.rates.count(call.method, chat.id, chat.group, broken)
            return result

    def _check(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != self.server.token:
            raise Refused(401, "Unauthorized")
        if self.server.logged_out:
            raise Refused(400, "Logged out")

    async def _update(self, call: Call) -> Any:
        updates = self.server.updates
        allowed = call.thing("allowed_updates", list) if "allowed_updates" in call.params else None
        match call.method:
            case "getUpdates":
                return await updates.get(
                    call.number("offset"), call.number("limit", 100), call.number("timeout"), allowed
                )
            case "getWebhookInfo":
                return updates.info()
        url = call.text("url") if call.method == "setWebhook" else ""
        connections = call.number("max_connections", 40)
        updates.set_webhook(url, call.text("secret_token"), connections, allowed, call.flag("drop_pending_updates"))
        return True

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file by its path."""
        try:
            self._check(request.match_info["token"])
            for file in self.server.files.values():
                if file.path == request.match_info["path"]:
                    name = quote(file.name)
                    return web.Response(
                        body=file.content, headers={"Content-Disposition": f"attachment; filename={name}"}
                    )
            raise Refused(404, "Not Found")
        except Refused as refused:
            return _json(refused)

    def _noted(self, call: Call, status: int, description: str = "") -> None:
        with self.server.changed:
            call.status, call.description = status, description
            self.server.accepted[call.method] += status == 200
            self.server.changed.notify_all()

    def _refused(self, call: Call, refused: Refused, gone: bool) -> web.Response:
        self._noted(call, 0 if gone else refused.status, refused.description)
        return _json(refused)

    def _dropped(self, request: web.Request, call: Call) -> web.StreamResponse:
        """Close the connection without an answer."""
        self._noted(call, 0, "dropped")
        if request.transport:
            request.transport.abort()
        return web.Response()


def _json(refused: Refused) -> web.Response:
    if refused.body is not None:
        return web.Response(status=refused.status, body=refused.body, content_type="text/html")
    answer: dict[str, Any] = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.retry_after is not None:
        answer["parameters"] = {"retry_after": refused.retry_after}
    return web.Response(status=refused.status, body=json.dumps(answer).encode(), content_type="application/json")
