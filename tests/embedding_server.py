"""An OpenAI-compatible embedding server on loopback, which can also fail."""

from __future__ import annotations

import json
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedding_server import ServerEncoder

DIMENSION = 16
KEY = "sk-test-1618033988749894"
MODEL = "test-model"
E5 = "intfloat/multilingual-e5-small"
TEXTS = [f"第{n}座水库蓄水{n * 7}万立方米。" for n in range(70)]
TICK = 0.02

Vector = Sequence[float]
Change = Callable[[dict[str, Any]], object]


def hashed(text: str) -> Vector:
    """A vector that goes with the text and with no other, not of length one."""
    vector: list[float] = np.random.default_rng(zlib.crc32(text.encode())).normal(size=DIMENSION).tolist()
    return vector


def unit(texts: Sequence[str]) -> NDArray[np.float32]:
    """What the encoder must make of the hashed vectors of some texts."""
    found = np.array([hashed(text) for text in texts])
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True)
class Fault:
    """What one request gets instead of vectors; `drop` closes the connection without a word."""

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"error": {"message": "no"}}'
    drop: bool = False


@dataclass(frozen=True)
class Received:
    """A request; the names of `headers` are lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return list(self.body["input"])


class EmbeddingServer:
    """The server, running inside a `with`.

    It takes at most `most_texts` texts of `most_characters` each a request, else answers `refusal`, and only `key` if
    there is one. `faults` are what the next requests get; `change` makes of a good answer what is sent. `latency` in
    seconds.
    """

    def __init__(
        self,
        encode: Callable[[str], Vector] = hashed,
        models: Iterable[str] | None = (MODEL,),
        *,
        key: str = "",
        most_texts: int = 32,
        most_characters: int = 100_000,
        refusal: int = 413,
        faults: Iterable[Fault] = (),
        change: Change | None = None,
        latency: float = 0.0,
    ) -> None:
        self.encode, self.models, self.key = encode, models, key
        self.most_texts, self.most_characters, self.refusal = most_texts, most_characters, refusal
        self.faults = deque(faults)
        self.change = change
        self.requests: list[Received] = []
        self.at_once = self.most_at_once = 0
        self.latency = threading.Event(), latency
        self.gate = threading.Barrier(1)
        self.lock = threading.Lock()
        self._encoders: list[ServerEncoder] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(TICK,), name="embedding-server")

    def __enter__(self) -> EmbeddingServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.latency[0].set()
        for one in self._encoders:
            one.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def sizes(self) -> list[int]:
        """The number of texts of each request."""
        return [len(one.texts) for one in self.requests if "input" in one.body]

    def encoder(self, key: str = "", model: str = MODEL, **options: Any) -> ServerEncoder:
        """The real client of this server, closed with it."""
        self._encoders.append(ServerEncoder(self.base_url, key, model, **options))
        return self._encoders[-1]

    def hold(self, number: int) -> None:
        """From now on answer nobody before so many requests are waiting."""
        self.gate = threading.Barrier(number, timeout=30)

    def answer(self, request: Received) -> Fault:
        """Choose what is sent."""
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return Fault(401, body=json.dumps({"error": {"message": f"no such key: {request.headers}"}}))
        if request.path == "/v1/models" and self.models is not None:
            return Fault(200, body=json.dumps({"object": "list", "data": [{"id": name} for name in self.models]}))
        if request.path != "/v1/embeddings":
            return Fault(404)
        if self.faults:
            return self.faults.popleft()
        if len(request.texts) > self.most_texts or any(len(text) > self.most_characters for text in request.texts):
            return Fault(self.refusal)
        data = [
            {"object": "embedding", "index": n, "embedding": list(self.encode(text))}
            for n, text in enumerate(request.texts)
        ]
        good = {"object": "list", "model": request.body["model"], "data": data}
        return Fault(200, body=json.dumps(self.change(good) if self.change else good))


class _Server(ThreadingHTTPServer):
    owner: EmbeddingServer
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _answer(self, body: dict[str, Any]) -> None:
        owner = self.server.owner
        received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        with owner.lock:
            owner.requests.append(received)
            owner.at_once += 1
            owner.most_at_once = max(owner.most_at_once, owner.at_once)
        try:
            owner.gate.wait()
            owner.latency[0].wait(owner.latency[1])
            reply = owner.answer(received)
        finally:
            with owner.lock:
                owner.at_once -= 1
        if reply.drop:
            self.close_connection = True
            return
        data = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
