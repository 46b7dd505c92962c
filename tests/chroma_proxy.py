"""What stands before a Chroma server: TLS, a token and a path in front of it, and the faults of a proxy on request."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections import deque
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

NAMES = "subjectAltName=IP:127.0.0.1,DNS:api.trychroma.com"
ROUTE = "/chroma"

DROP, STALL, PAGE = "drop", "stall", "page"
"""Faults: the answer is lost, none comes, another server's page comes. A number is a status with such a page."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that signs itself, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tests"]
    command += ["-addext", NAMES, "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made, key


class ChromaProxy:
    """An https server that passes on what it is asked under ROUTE (or all, for `route` "") with the right token.

    `headers` are the tokens' headers of the last request, `faults` what goes wrong with the coming ones.
    """

    def __init__(self, port: int, token: str, pair: tuple[Path, Path], route: str = ROUTE) -> None:
        self.port, self.token, self.route = port, token, route
        self.headers: dict[str, str] = {}
        self.faults: deque[str | int] = deque()
        self.over = Event()
        self._server = _Quiet(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = ("127.0.0.1", self._server.server_port)
        self.url = f"https://127.0.0.1:{self._server.server_port}{route}"

    def __enter__(self) -> ChromaProxy:
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(ThreadingHTTPServer):
    """Says nothing of clients that go away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave it to the client, which has its own error."""


def _handler(proxy: ChromaProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Write nothing."""

        def do_GET(self) -> None:
            fault = proxy.faults.popleft() if proxy.faults else None
            proxy.headers = {name: self.headers[name] for name in ("Authorization", "X-Chroma-Token")}
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if fault == STALL:
                proxy.over.wait(30)
            elif fault == PAGE or isinstance(fault, int):
                self.answer(200 if fault == PAGE else int(fault), b"<html>another server</html>", "text/html")
            elif not self.path.startswith(f"{proxy.route}/api/"):
                self.answer(404, b"<html>nothing here</html>", "text/html")
            elif proxy.token not in (self.headers["X-Chroma-Token"], (self.headers["Authorization"] or "")[7:]):
                self.answer(401, b'{"detail": "who is there?"}', "application/json")
            else:
                status, said = self.passed_on(body)
                if fault != DROP:
                    self.answer(status, said, "application/json")

        do_POST = do_PUT = do_DELETE = do_GET

        def passed_on(self, body: bytes) -> tuple[int, bytes]:
            there = HTTPConnection("127.0.0.1", proxy.port, timeout=30)
            try:
                headers = {"Content-Type": "application/json"}
                there.request(self.command, self.path.removeprefix(proxy.route), body, headers)
                response = there.getresponse()
                return response.status, response.read()
            finally:
                there.close()

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


class Tunnel:
    """A forward proxy that leads every https connection to one address, whatever host it asks for."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Tunnel:
        self._thread = Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for one in (self._listening, *self._open):
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            said = b""
            while not said.endswith(b"\r\n\r\n"):
                said += near.recv(1)
            self.asked.append(said.decode().splitlines()[0])
            far = socket.create_connection(self._to)
            self._open += [near, far]
            near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            for source, target in ((near, far), (far, near)):
                Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
