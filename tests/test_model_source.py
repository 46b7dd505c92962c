"""Models from the hub: a small one served on this machine, and what is said when there is none."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ADVICE = "check the name, or unset EMBEDDING_MODEL for the embedded model, which needs no network"
FILES = {"config.json": b'{"model_type": "bert"}', "model.safetensors": b"weights", "onnx/model.onnx": b"not needed"}
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CODE = """
import sys
from vectorstore.errors import EncoderUnavailable
from vectorstore.model_source import identity, model_folder
try:
    folder = model_folder(sys.argv[1])
    print(identity(sys.argv[1], folder), *sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()))
except EncoderUnavailable as error:
    print(error)
"""


class Hub(BaseHTTPRequestHandler):
    """The hub's calls for one repository, some/model."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        name = path.removeprefix(f"/some/model/resolve/{COMMIT}/")
        if path == "/api/models/some/model" or path.startswith("/api/models/some/model/revision/"):
            files = [{"rfilename": file, "size": len(content)} for file, content in FILES.items()]
            self.reply(200, json.dumps({"id": "some/model", "sha": COMMIT, "siblings": files}).encode())
        elif path.startswith("/api/models/some/model/tree/"):
            tree = [{"type": "file", "path": f, "size": len(c), "oid": "0" * 40} for f, c in FILES.items()]
            self.reply(200, json.dumps(tree).encode())
        elif name in FILES:
            self.reply(200, FILES[name])
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{len(content)}-{self.path.rsplit("/", 1)[-1]}"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def find(name: str, endpoint: str, home: Path, **environment: str) -> tuple[str, str]:
    """Standard output and error of a process that looks for the model."""
    command = [sys.executable, "-c", CODE, name]
    ours = re.compile("HF_|TRANSFORMERS_|.*_PROXY$", re.IGNORECASE)
    kept = {key: value for key, value in os.environ.items() if not ours.match(key)}
    found = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env={**kept, "HF_ENDPOINT": endpoint, "HF_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=100,
    )
    return found.stdout, found.stderr


def test_a_model_is_downloaded_once_without_what_is_not_needed(hub: str, nowhere: str, tmp_path: Path) -> None:
    first = find("some/model", hub, tmp_path)
    assert first == ("model-fbdbe6468c77 config.json model.safetensors\n", "")
    assert find("some/model", nowhere, tmp_path) == first


def test_a_hub_that_cannot_be_reached_is_one_line(nowhere: str, tmp_path: Path) -> None:
    assert find("some/model", nowhere, tmp_path) == (
        "EMBEDDING_MODEL=some/model: not on this machine, and the model hub cannot be reached "
        f"([Errno 111] Connection refused); {ADVICE}\n",
        "",
    )


def test_a_hub_that_never_answers_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        output, errors = find("some/model", f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path)
    assert output.startswith("EMBEDDING_MODEL=some/model: not on this machine, and the model hub cannot be reached (")
    assert output.endswith(f"; {ADVICE}\n")
    assert (output.count("\n"), errors) == (1, "")


def test_a_name_that_the_hub_does_not_know(hub: str, tmp_path: Path) -> None:
    assert find("other", hub, tmp_path) == (
        f"EMBEDDING_MODEL=other: the hub has no model sentence-transformers/other; {ADVICE}\n",
        "",
    )


def test_a_name_that_no_model_can_have(nowhere: str, tmp_path: Path) -> None:
    output, errors = find("no model!", nowhere, tmp_path)
    assert output.startswith("EMBEDDING_MODEL=no model!: ")
    assert output.endswith(f"; {ADVICE}\n")
    assert (output.count("\n"), errors) == (1, "")
