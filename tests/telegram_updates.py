"""How updates reach the bot: kept until an offset confirms them, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from telegram_limits import Refused, bad

if TYPE_CHECKING:
    from telegram_server import TelegramServer

ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
LONGEST_POLL = 50
KINDS = ASKED_FOR | {"message", "edited_message", "callback_query", "my_chat_member"}  # of those made here
PORTS = (443, 80, 88, 8443)


@dataclass
class Webhook:
    """Where updates are posted to, and what came of it. `error` is the last one's text."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    deliveries: int = 0
    error: str = ""
    error_date: int = 0


@dataclass
class Poll:
    """A getUpdates that waits."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    terminated: bool = False


class Updates:
    """The updates not yet confirmed, oldest first. All but `put` runs on the server's loop."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.pending: list[dict[str, Any]] = []
        self.webhook = Webhook()
        self.allowed: list[str] = []
        self._next = 1
        self._poll: Poll | None = None
        self._posting: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Add an update, from any thread; its id, or 0 where the bot did not ask for this kind."""
        with self.server.changed:
            if kind not in self.allowed if self.allowed else kind in ASKED_FOR:
                return 0
            self.pending.append({"update_id": self._next, kind: content})
            self._next += 1
            self.server.soon(self._announce)
            return self._next - 1

    def _announce(self) -> None:
        self._arrived.set()
        if self._poll:
            self._poll.wake.set()

    async def get(self, offset: int, limit: int, timeout: int, allowed: list[str] | None) -> list[dict[str, Any]]:
        """Long polling, as getUpdates does it: an earlier poll that still waits is ended with 409."""
        if self.webhook.url:
            raise Refused(409, ACTIVE)
        if allowed is not None:
            self.allowed = [kind for kind in allowed if kind in KINDS]
        self._confirm(offset)
        limit = min(max(limit, 1), 100) if limit else 100
        with self.server.changed:
            if self.pending or timeout <= 0:
                return self.pending[:limit]
        self._terminate()
        poll = self._poll = Poll()
        try:
            return await self._wait(poll, limit, min(timeout, LONGEST_POLL))
        finally:
            if self._poll is poll:
                self._poll = None

    def _terminate(self) -> None:
        if self._poll:
            self._poll.terminated = True
            self._poll.wake.set()

    async def _wait(self, poll: Poll, limit: int, timeout: int) -> list[dict[str, Any]]:
        end = asyncio.get_running_loop().time() + timeout
        while True:
            poll.wake.clear()
            if poll.terminated:
                raise Refused(409, TERMINATED)
            with self.server.changed:
                batch = self.pending[:limit]
            left = end - asyncio.get_running_loop().time()
            if batch or left <= 0:
                return batch
            try:
                await asyncio.wait_for(poll.wake.wait(), left)
            except TimeoutError:
                continue

    def _confirm(self, offset: int) -> None:
        with self.server.changed:
            if offset < 0:
                self.pending = self.pending[offset:]
            if offset > self._next + 10:
                return
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
            self.server.changed.notify_all()

    def set_webhook(self, url: str, secret: str, connections: int, allowed: list[str] | None, drop: bool) -> None:
        """Post updates to `url` from now on; an empty one ends that."""
        if url and not self.server.any_webhook:
            if not url.startswith("https://"):
                raise bad("bad webhook: An HTTPS URL must be provided for webhook")
            if (urlsplit(url).port or 443) not in PORTS:
                raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if url and not urlsplit(url).hostname:
            raise bad("bad webhook: URL host is empty")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad("secret token contains unallowed characters")
        if self._posting:
            self._posting.cancel()
            self._posting = None
        if drop:
            self.pending = []
        if allowed is not None:
            self.allowed = [kind for kind in allowed if kind in KINDS]
        self.webhook = Webhook(url, secret, connections)
        if url:
            self._terminate()
            self._posting = asyncio.get_running_loop().create_task(self._post())

    async def _post(self) -> None:
        """Post what is pending, one after the other, each until it is accepted."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                self._arrived.clear()
                if not self.pending:
                    await self._arrived.wait()
                    continue
                update = self.pending[0]
                if await self._accepted(session, update):
                    with self.server.changed:
                        self.pending = [each for each in self.pending if each is not update]
                        self.server.changed.notify_all()
                else:
                    await asyncio.sleep(self.server.webhook_retry)

    async def _accepted(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        hook = self.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(self._behind_proxy(hook.url), json=update, headers=headers) as answer:
                status, reason = answer.status, answer.reason
        except (aiohttp.ClientError, TimeoutError) as error:
            status, reason = 0, f"Connection failed ({type(error).__name__})"
        with self.server.changed:
            hook.deliveries += 1
            if not 200 <= status < 300:
                hook.error = f"Wrong response from the webhook: {status} {reason}" if status else str(reason)
                hook.error_date = self.server.now()
            self.server.changed.notify_all()
        return 200 <= status < 300

    def _behind_proxy(self, url: str) -> str:
        if not self.server.webhook_proxy:
            return url
        proxy = urlsplit(self.server.webhook_proxy)
        return urlunsplit(urlsplit(url)._replace(scheme=proxy.scheme, netloc=proxy.netloc))

    def info(self) -> dict[str, Any]:
        """As getWebhookInfo writes it."""
        hook = self.webhook
        base: dict[str, Any] = {
            "url": hook.url, "has_custom_certificate": False, "pending_update_count": len(self.pending),
        }  # fmt: skip
        if hook.url:
            base["max_connections"] = hook.connections
        if hook.error:
            base |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
        return base | ({"allowed_updates": self.allowed} if self.allowed else {})

    async def stop(self) -> None:
        """End polls and deliveries."""
        self._terminate()
        if self._posting:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
