"""A chat model that says what a test tells it to: a real OpenAI-compatible server on loopback, which can also fail."""

from __future__ import annotations

import itertools
import json
import select
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from langchain_core.language_models import BaseChatModel
from scripted_reply import Ending, Reply, Script, failing

from rag.chat_model import open_chat_model

PATH = "/v1/chat/completions"
KEY = "sk-test-2718281828459045"
TICK = 0.02  # seconds between two looks at whether the other side has gone


@dataclass(frozen=True)
class Received:
    """A request; the names of `headers` are lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def stream(self) -> bool:
        return bool(self.body.get("stream"))

    def said_by(self, role: str) -> str:
        """The last message of a role, "" if there is none."""
        return next((str(one["content"]) for one in reversed(self.messages) if one["role"] == role), "")


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


class ScriptedModel:
    """The server, running inside a `with`. Of a list of replies the last one is given again and again.

    What goes wrong in the script itself is raised when the `with` ends.
    """

    def __init__(self, script: Script = "") -> None:
        self.requests: list[Received] = []
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self._script = [script] if isinstance(script, (Reply, str)) else script
        self._idle = threading.Condition()
        self._busy = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.model = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(TICK,), name="scripted-model")

    def __enter__(self) -> ScriptedModel:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.errors:
            raise self.errors[0]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def last(self) -> Received:
        return self.requests[-1]

    @property
    def system(self) -> str:
        """The system message of the last request."""
        return self.last.said_by("system")

    @property
    def user(self) -> str:
        """The last message of the user in the last request."""
        return self.last.said_by("user")

    def chat(self, key: str = KEY, **options: Any) -> BaseChatModel:
        """The real client of this server."""
        return open_chat_model("test-model", self.base_url, key, **options)

    def wait_idle(self, seconds: float = 10.0) -> bool:
        """Wait until nobody is being answered; false if somebody still is after that time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, seconds)

    def answer(self, request: Received) -> Reply:
        """Choose the reply."""
        with self._idle:
            self.requests.append(request)
            number = len(self.requests)
        if request.path != PATH:
            return failing(404, f"{request.path} is not here")
        script = self._script
        reply = script(request.body) if callable(script) else script[min(number, len(script)) - 1]
        return Reply(reply) if isinstance(reply, str) else reply

    def count(self, change: int) -> None:
        """Count who is being answered."""
        with self._idle:
            self._busy += change
            self._idle.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them
    model: ScriptedModel

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # answered in _Handler.do_POST; what is left is a client that went away


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Server

    def do_POST(self) -> None:
        model = self.server.model
        model.count(1)
        try:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(model.answer(Received(self.path, headers, body)), bool(body.get("stream")))
        except OSError:
            pass  # the client has gone
        except BaseException as error:
            model.errors.append(error)
        finally:
            self.close_connection = True
            model.count(-1)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _send(self, reply: Reply, stream: bool) -> None:
        if reply.silent:
            self._stall()
        elif reply.body is not None:
            self._send_body(reply, reply.body, "application/json")
        elif stream:
            self._send_stream(reply)
        else:
            message = {"role": "assistant", "content": reply.text, "reasoning_content": reply.reasoning or None}
            choice = {"index": 0, "message": message, "finish_reason": reply.finish}
            self._send_body(reply, json.dumps(_object("chat.completion", choice)), "application/json")

    def _send_body(self, reply: Reply, body: str, kind: str) -> None:
        content = body.encode()
        self._head(reply, kind, {"content-length": str(len(content))})
        self.wfile.write(content)

    def _head(self, reply: Reply, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(reply.status)
        own = {"content-type": kind, "connection": "close"}
        for name, value in {**own, **headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_stream(self, reply: Reply) -> None:
        self._head(reply, "text/event-stream", {"transfer-encoding": "chunked"})
        self._delta({"role": "assistant", "content": ""})
        for piece in _cut(reply.reasoning, reply.piece):
            self._delta({"reasoning_content": piece})
        pieces = _cut(reply.text, reply.piece)
        for piece in itertools.cycle(pieces) if reply.ending is Ending.ENDLESS else pieces:
            self._delta({"content": piece})
            if self.server.model.closing.wait(reply.delay):
                return
        if reply.ending is Ending.STALL:
            self._stall()
        while reply.ending is Ending.COMMENTS and not self.server.model.closing.wait(TICK):
            self._chunk(": still here\n\n")
        if reply.ending is Ending.DONE:
            self._delta({}, reply.finish)
            self._chunk("data: [DONE]\n\n")
        if reply.ending in (Ending.DONE, Ending.UNFINISHED):
            self._chunk("")

    def _delta(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._chunk(f"data: {json.dumps(_object('chat.completion.chunk', choice))}\n\n")

    def _chunk(self, text: str) -> None:
        content = text.encode()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def _stall(self) -> None:
        while not self.server.model.closing.wait(TICK):
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _object(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chat-1", "object": kind, "created": 0, "model": "test-model", "choices": [choice]}
