"""A process that takes the lease of an index, and holds it, when it is told to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from chroma_server import ChromaServer

from vectorstore.lease import this_process

ROOT = Path(__file__).resolve().parents[1]

HOLD = """
import sys
from pathlib import Path
from vectorstore.client import connect
from vectorstore.errors import Busy
from vectorstore.lease import lease

client = connect(Path(), sys.argv[1], database=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
try:
    with lease(client, "some", seconds=float(sys.argv[3])) as held:
        held.check()
        print("held", flush=True)
        sys.stdin.readline()
        held.check()
    print("released", flush=True)
except Busy as error:
    print(error, flush=True)
"""


class Holder:
    """A process that connects, and takes the lease when told to."""

    def __init__(self, server: ChromaServer, database: str, seconds: float) -> None:
        command = [sys.executable, "-c", HOLD, server.url, database, str(seconds)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @property
    def owner(self) -> str:
        return this_process().replace(str(os.getpid()), str(self.process.pid), 1)

    def hears(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().rstrip("\n")

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
