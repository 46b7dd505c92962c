"""The least of a Bot API server that `reportbot serve` can run against: it asks, and notes when answers come."""

from __future__ import annotations

import json
import queue
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

TOKEN = "1234567:benchmarks-only"
USER = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ada"}
POLL = 0.5
"""Seconds that a poll waits for an update."""

_RESULTS: dict[str, Any] = {
    "getMe": {"id": 1234567, "is_bot": True, "first_name": "Reports", "username": "reports_bot"},
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}
_SENT = ("sendMessage", "editMessageText")


class TelegramStub:
    """A server on loopback, as a context manager; `ready` is set at the first poll."""

    def __init__(self) -> None:
        self.ready = Event()
        self._updates: queue.Queue[str] = queue.Queue()
        self._sent: queue.Queue[float] = queue.Queue()
        self._number = int(time.time())  # the bot passes over updates that it had in an earlier run
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a bot that runs against it."""
        base = f"http://127.0.0.1:{self._server.server_port}"
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": f"{base}/bot",
            "TELEGRAM_FILE_BASE_URL": f"{base}/file/bot",
            "TELEGRAM_PER_MINUTE": "0",
            "TELEGRAM_PER_DAY": "0",
        }

    def ask(self, question: str, patience: float) -> float:
        """Send a question and give the seconds until something is sent back; queue.Empty if nothing is."""
        while not self._sent.empty():
            self._sent.get()
        asked = time.perf_counter()
        self._updates.put(question)
        return self._sent.get(timeout=patience) - asked

    def __enter__(self) -> TelegramStub:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, method: str, fields: dict[str, list[str]]) -> Any:
        if method == "getUpdates":
            return self._poll()
        self._number += 1
        if method in _SENT:
            self._sent.put(time.perf_counter())
            return self._message | {"text": fields["text"][0]}
        if method == "sendPhoto":
            return self._message | {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]}
        return _RESULTS.get(method, True)

    @property
    def _message(self) -> dict[str, Any]:
        return {"message_id": self._number, "date": int(time.time()), "chat": CHAT}

    def _poll(self) -> list[dict[str, Any]]:
        self.ready.set()
        try:
            text = self._updates.get(timeout=POLL)
        except queue.Empty:
            return []
        self._number += 1
        message = {"message_id": self._number, "date": int(time.time()), "chat": CHAT, "from": USER, "text": text}
        return [{"update_id": self._number, "message": message}]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                read = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = read.decode(errors="replace")  # a picture is sent as it is, and nothing is read of it
                result = stub._answer(self.path.rpartition("/")[2], parse_qs(body))
                sent = json.dumps({"ok": True, "result": result}).encode()
                with suppress(ConnectionError):  # a bot that stops waits for no poll
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(sent)))
                    self.end_headers()
                    self.wfile.write(sent)

            def log_message(self, format: str, *args: object) -> None:
                """Keep quiet."""

        return Handler
