"""One writer at a time on a Chroma server that several machines share.

Chroma compares nothing when it writes, but two of its steps exclude each other: making a collection fails where one of
that name exists, and renaming one goes by its id. So the lease is an empty collection `NAME-writer`; who makes it holds
it. The holder counts `beat` up in its metadata. Who finds it watches that: if it moves, the holder lives, and that is
`Busy`; if it stands still for `seconds` as the watcher sees it, its holder is dead, and the lease is renamed *by
its id* to `NAME-writer-ID` and made anew. Of two that do so at the same time one makes it and the other finds it made;
one that is late renames what is renamed already, never the new lease. Giving it back works the same way.

What remains: a holder that is stopped for longer than `seconds` and goes on within the write that it had checked for
may write beside its successor, once; the next `check` stops it. Passages are named by their content, so neither spoils
the other's, and the next sync removes what is left over.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from vectorstore.client import call
from vectorstore.errors import Busy, IndexMissing, ReportbotError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

SECONDS = 60.0
"""How long a lease stands still until its holder is taken for dead: twice what a restart of the server may take."""

_BEATS = 4  # in the time after which a holder is taken for dead
_LOOKS = 60  # at a lease that another process has, in that time
_PATIENT = 2 * _LOOKS // _BEATS  # looks after which a living holder should have been seen to beat

log = logging.getLogger(__name__)


class Lease:
    """A lease that this process holds."""

    def __init__(self, client: ClientAPI, name: str, made: Collection, seconds: float) -> None:
        self._client, self._name, self._made, self._seconds = client, name, made, seconds
        self._beat = 0
        self._over = Event()
        self._thread = Thread(target=self._keep, name="lease", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Make sure, directly before a write, that the lease is still held; `ReportbotError` if it is lost."""
        found = _find(self._client, self._name)
        if found is None or found.id != self._made.id:
            now = f" to {_owner(found)}" if found else ""
            raise ReportbotError(
                f"This process stood still for {self._seconds:g} s and lost its place as the one that indexes into "
                f"CHROMA_URL{now}. What it wrote is kept; run `reportbot index` again."
            )

    def release(self) -> None:
        """Give the lease back; a server that fails now sees it run out."""
        self._over.set()
        self._thread.join()
        with suppress(ReportbotError):
            _remove(self._client, self._name, self._made)

    def _keep(self) -> None:
        while not self._over.wait(self._seconds / _BEATS):
            self._beat += 1
            with suppress(ReportbotError):  # the next beat may get through; if none does, `check` says so
                metadata = {**(self._made.metadata or {}), "beat": self._beat}
                call(self._made.modify, patience=self._seconds / _BEATS, metadata=metadata)


@contextmanager
def lease(client: ClientAPI, name: str, *, owner: str = "", seconds: float = SECONDS) -> Iterator[Lease]:
    """Hold the lease `name` of a Chroma server as `owner` (default: this host and process).

    Waits up to `seconds` where a dead process left it; `Busy` if a living one has it.
    """
    name = f"{name}-writer"
    held = Lease(client, name, _acquire(client, name, owner or this_process(), seconds), seconds)
    try:
        yield held
    finally:
        held.release()


def this_process() -> str:
    """Name this process for those on other machines."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def _acquire(client: ClientAPI, name: str, owner: str, seconds: float) -> Collection:
    while True:
        made = _make(client, name, owner)
        if made is not None:
            _sweep(client, name)
            return made
        held = _find(client, name)
        if held is not None and _stands_still(client, name, held, seconds):
            _remove(client, name, held)


def _make(client: ClientAPI, name: str, owner: str) -> Collection | None:
    """Make the lease; None where one exists."""
    from chromadb.errors import ChromaError

    token = uuid4().hex
    metadata = {"owner": owner, "token": token, "beat": 0}

    def make(**arguments: Any) -> Collection | None:
        try:
            return client.create_collection(name, metadata=metadata, embedding_function=None)
        except ChromaError as error:
            if "already exists" not in str(error):
                raise
            return None

    made: Collection | None = call(make)
    if made is None:  # or made all the same, by a request whose answer was lost
        found = _find(client, name)
        made = found if found is not None and (found.metadata or {}).get("token") == token else None
    return made


def _find(client: ClientAPI, name: str) -> Collection | None:
    try:
        found: Collection = call(client.get_collection, name=name, embedding_function=None)
        return found
    except IndexMissing:
        return None


def _stands_still(client: ClientAPI, name: str, held: Collection, seconds: float) -> bool:
    """Watch a lease for `seconds`; False if it is gone by then, `Busy` if it moves.

    Looks are counted, not the time: one at which the server stood still, or this process did, says little.
    """
    for look in range(1, _LOOKS + 1):
        time.sleep(seconds / _LOOKS)
        now = _find(client, name)
        if now is None:
            return False
        if now.id != held.id or now.metadata != held.metadata:
            raise Busy(f"Another process is indexing into CHROMA_URL: {_owner(now)}. Wait for it, or end it.")
        if look == _PATIENT:
            left = seconds * (_LOOKS - look) / _LOOKS
            log.warning("%s seems to have died while it was indexing; waiting %.0f s to be sure", _owner(now), left)
    return True


def _remove(client: ClientAPI, name: str, held: Collection) -> None:
    """Remove this very lease, whatever bears its name meanwhile."""
    with suppress(IndexMissing):
        call(held.modify, name=_past(name, held))
        call(client.delete_collection, name=_past(name, held))


def _past(name: str, held: Collection) -> str:
    return f"{name}-{held.id}"


def _sweep(client: ClientAPI, name: str) -> None:
    """Remove what processes left that died while they removed a lease."""
    for found in call(client.list_collections):
        if found.name.startswith(f"{name}-"):
            with suppress(IndexMissing):
                call(client.delete_collection, name=found.name)


def _owner(held: Collection) -> str:
    return str((held.metadata or {}).get("owner", "another process"))
