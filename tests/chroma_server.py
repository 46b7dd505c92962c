"""A Chroma server of this machine: the real `chroma run`, on a free port of loopback, with a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from vectorstore.client import connect

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

QUIET = {"ANONYMIZED_TELEMETRY": "False", "DO_NOT_TRACK": "1", "CHROMA_OPEN_TELEMETRY__ENDPOINT": "", "NO_COLOR": "1"}


class ChromaServer:
    """The server of a folder, running from the start; stopped, it can be started again at the same address."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Run it and wait until it answers."""
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", str(self.data)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | QUIET
        )
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError("chroma run does not answer")

    def stop(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait(timeout=30)

    def database(self) -> str:
        """Name a database that nobody else uses; who connects to it makes it."""
        return f"test-{uuid4().hex}"

    def client(self, database: str = "") -> ClientAPI:
        """Connect to it."""
        return connect(Path(), self.url, database=database)
