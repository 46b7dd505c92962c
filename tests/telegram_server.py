"""A Bot API server for the tests: real HTTP on loopback, as strict as Telegram, with people to act and faults to order.

with TelegramServer() as server:
    ada = server.user(7, "Ada", "en")
    chat = server.private(ada)
    ...  # start a bot with server.token, server.base_url and server.file_url, here or in another process
    chat.send(ada, "/start")
    [reply] = chat.wait_reply()
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from telegram_chats import Chat
from telegram_faults import DROP, DROP_AFTER, HANG, LATE, Fault, Faults
from telegram_http import serve
from telegram_limits import Rates, Refused, bad
from telegram_params import Call
from telegram_types import Answered, File, User
from telegram_updates import Updates

TOKEN = "7654321:AAF-tests-only-tests-only-tests-only"


class TelegramServer:
    """The server, its people and what the bot did. Everything can be called from any thread.

    `rates` are noted, and refused once `rates.enforced` is set; `latency` (seconds) delays every answer; `privacy` is
    the bot's privacy mode in groups; a press can be answered for `callback_seconds`. With `any_webhook` a webhook may
    be plain HTTP on any port; `webhook_proxy` (scheme and host) stands for the TLS proxy before a webhook.
    """

    def __init__(
        self, token: str = TOKEN, *, username: str = "reports_bot", privacy: bool = True, rates: Rates | None = None
    ) -> None:
        self.token = token
        self.bot = User(int(token.split(":")[0]), "Reports", username=username, is_bot=True)
        self.privacy = privacy
        self.rates = rates or Rates()
        self.latency = 0.0
        self.any_webhook, self.webhook_proxy, self.webhook_retry = True, "", 0.05
        self.callback_seconds = 600.0
        self.clock: Callable[[], float] = time.monotonic
        self.changed = threading.Condition(threading.RLock())
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.callbacks: dict[str, float] = {}
        self.answered: dict[str, Answered] = {}
        self.commands: dict[tuple[Any, ...], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.logged_out = False
        self.faults = Faults()
        self.updates = Updates(self)
        self.port = 0
        self.received: list[Call] = []
        self.accepted: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="telegram-server", daemon=True)

    @property
    def base_url(self) -> str:
        """The base of the methods, as python-telegram-bot wants it: the token is appended."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """The base of the files, as python-telegram-bot wants it."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    def __enter__(self) -> TelegramServer:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the Bot API server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self.soon(self._stop.set)
        self._thread.join(10)

    # People and chats

    def user(self, id: int, first_name: str, language_code: str | None = None, username: str | None = None) -> User:
        """A person."""
        with self.changed:
            return self.people.setdefault(id, User(id, first_name, language_code, username))

    def private(self, user: User) -> Chat:
        """The private chat of a person with the bot, which the person has yet to start by writing."""
        with self.changed:
            if user.id not in self.chats:
                chat = self.chats[user.id] = Chat(self, user.id, "private", user.first_name)
                chat.partner = user
                chat.members[user.id] = "member"
            return self.chats[user.id]

    def group(self, id: int, title: str, forum: bool = False) -> Chat:
        """A supergroup that has the bot as a member; ids are negative."""
        with self.changed:
            return self.chats.setdefault(id, Chat(self, id, "supergroup", title, forum))

    def keep_file(
        self, name: str, mime: str, content: bytes, size: int | None = None, sides: tuple[int, int] = (0, 0)
    ) -> File:
        """Store a file and name it."""
        with self.changed:
            number = len(self.files) + 1
            kind = "photos" if sides[0] else "documents"
            ending = f".{name.rsplit('.', 1)[1]}" if "." in name else ""
            path = f"{kind}/file_{number}{ending if ending.isascii() and '/' not in ending else ''}"
            size = len(content) if size is None else size
            file = File(f"BQAC-{number:08}", f"AQAD{number:08}", path, name, mime, content, size, *sides)
            self.files[file.id] = file
            return file

    def called_back(self, user: User, chat: Chat, message: Any, data: str) -> str:
        """Tell the bot of a press; the id of the callback."""
        with self.changed:
            id = str(4_000_000_000 + len(self.callbacks))
            self.callbacks[id] = self.clock()
            query = {"id": id, "from": user.json(), "message": chat.json_of(message), "data": data}
            self.updates.put("callback_query", query | {"chat_instance": str(chat.id)})
            return id

    # What the bot did

    def calls(self, method: str | None = None) -> list[Call]:
        """The requests of the bot in the order in which they arrived."""
        with self.changed:
            return [call for call in self.received if method in (None, call.method)]

    def count(self, method: str) -> int:
        """How many requests of a method were accepted so far; quick, for conditions over thousands of them."""
        with self.changed:
            return self.accepted[method]

    def answers(self, callback: str) -> Answered | None:
        """How the bot answered a press, if it did."""
        return self.answered.get(callback)

    def wait(self, condition: Callable[[TelegramServer], object], timeout: float = 10.0) -> None:
        """Block until the condition holds, else fail with the last requests."""
        with self.changed:
            if not self.changed.wait_for(lambda: condition(self), timeout):
                last = [
                    f"{call.method} {call.params} -> {call.status} {call.description}" for call in self.received[-8:]
                ]
                raise AssertionError("\n  ".join([f"not within {timeout} s; the last requests were:", *last]))

    def wait_answer(self, callback: str, timeout: float = 10.0) -> Answered:
        """Wait for the answer to a press."""
        self.wait(lambda _: callback in self.answered, timeout)
        return self.answered[callback]

    # Faults

    def fail_next(
        self,
        method: str,
        status: int = 500,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
        times: int = 1,
        *,
        body: bytes | None = None,
        when: Callable[[Call], bool] = lambda _: True,
    ) -> None:
        """Let the next requests of a method (`*`: of any) fail; `body` is sent in place of JSON."""
        self.faults.add(Fault(method, Refused(status, description, retry_after, body), times, when))

    def hang_next(self, method: str, times: int = 1, when: Callable[[Call], bool] = lambda _: True) -> None:
        """Let the next requests get no answer, until `release`."""
        self.faults.add(Fault(method, HANG, times, when))

    def delay_next(self, method: str, times: int = 1, when: Callable[[Call], bool] = lambda _: True) -> None:
        """Let the next requests have their effect at once, and their answer only at `release`."""
        self.faults.add(Fault(method, LATE, times, when))

    def drop_next(self, method: str, times: int = 1, *, after: bool = False) -> None:
        """Close the connection of the next requests, before or `after` they had their effect."""
        self.faults.add(Fault(method, DROP_AFTER if after else DROP, times, lambda _: True))

    def release(self) -> None:
        """Drop the connections that hang; give the answers that are late."""
        self.soon(self.faults.release)

    # Serving

    def now(self) -> int:
        """Unix seconds."""
        return int(time.time())

    def soon(self, call: Callable[[], object]) -> None:
        """Run something on the server's loop, if it runs."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    def chat_of(self, call: Call) -> Chat:
        """The chat that a request names."""
        id = call.params.get("chat_id")
        if id in (None, ""):
            raise bad("chat_id is empty")
        chat = self.chats.get(id) if isinstance(id, int) else None
        if chat is None:
            raise bad("chat not found")
        return chat

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with serve(self) as self.port:
            self._ready.set()
            await self._stop.wait()
