"""What the tests share: no network but loopback, no telemetry, the real encoder and a small real index, made once."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from stored import HandClock

from bot.state import State, open_state
from bot.telemetry import DEFAULTS
from vectorstore.encoder import Encoder
from vectorstore.index import Index, Location, open_index
from vectorstore.sync import sync

os.environ.update(DEFAULTS, HF_HUB_OFFLINE="1")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so does a shell with what it runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "reports"
LOOPBACK = ("127.", "::1", "localhost")


class NetworkClosed(OSError):
    """A test tried to reach another machine."""


def _guarded(call: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise NetworkClosed(f"tests reach nothing but loopback, not {address}")
        return call(self, address)

    return connect


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Any:
    """Refuse every connection that is not to this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="module")
def quick_opening() -> Iterator[None]:
    """Spare what is imported the search for garbage at every opening of Chroma: here that is most of its time."""
    import chromadb.config  # noqa: F401

    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The embedded encoder, kept in the user's cache."""
    return Encoder()


@pytest.fixture(scope="session")
def sample_location(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Location:
    """Where the index of the sample reports is kept; only to be read."""
    location = Location(tmp_path_factory.mktemp("samples"))
    sync(SAMPLES, location, encoder)
    return location


@pytest.fixture
def sample_index(sample_location: Location, encoder: Encoder) -> Index:
    """The index of the sample reports, opened."""
    return open_index(sample_location, encoder.identity)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server, started once; every test uses a database of its own there."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still."""
    return HandClock()


@pytest.fixture
def state(tmp_path: Path, clock: HandClock) -> Iterator[State]:
    """The state of a bot that has just been set up."""
    opened = open_state(tmp_path, clock)
    yield opened
    opened.close()
