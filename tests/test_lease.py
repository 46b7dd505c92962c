from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from chroma_proxy import DROP, ChromaProxy, certificate
from chroma_server import ChromaServer
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.errors import NotFoundError
from lease_holder import Holder

from vectorstore.client import call, connect
from vectorstore.errors import Busy, IndexMissing, ReportbotError
from vectorstore.lease import lease

LONG = 1000.0
"""Seconds of a lease that does not beat while a test lasts."""


@pytest.fixture
def database(chroma_server: ChromaServer) -> str:
    return chroma_server.database()


@pytest.fixture
def client(chroma_server: ChromaServer, database: str) -> ClientAPI:
    return chroma_server.client(database)


@pytest.fixture
def holders(chroma_server: ChromaServer, database: str) -> Iterator[list[Holder]]:
    started = [Holder(chroma_server, database, 5.0) for _ in range(3)]
    try:
        assert [one.hears() for one in started] == ["ready"] * 3
        yield started
    finally:
        for one in started:
            one.end()


def names(client: ClientAPI) -> list[str]:
    return sorted(one.name for one in client.list_collections())


def busy(owner: str) -> str:
    return f"Another process is indexing into CHROMA_URL: {owner}. Wait for it, or end it."


def test_it_is_held_and_given_back(client: ClientAPI) -> None:
    with lease(client, "some", owner="me") as held:
        held.check()
        assert names(client) == ["some-writer"]
        with lease(client, "other") as other:
            other.check()
    assert names(client) == []
    with pytest.raises(KeyError), lease(client, "some"):
        raise KeyError
    assert names(client) == []


def test_another_finds_it_beating(client: ClientAPI) -> None:
    with lease(client, "some", owner="process 7 on one", seconds=2.0) as held:
        with pytest.raises(Busy) as error, lease(client, "some", owner="process 8 on two", seconds=20.0):
            pass
        assert str(error.value) == busy("process 7 on one")
        held.check()
    with lease(client, "some", owner="process 8 on two") as held:
        held.check()


def test_one_that_stands_still_is_taken_over(client: ClientAPI) -> None:
    with lease(client, "some", owner="the first", seconds=LONG) as first:
        with lease(client, "some", owner="the second", seconds=0.3) as second:
            with pytest.raises(ReportbotError) as error:
                first.check()
            first.release()
            second.check()
        assert str(error.value) == (
            "This process stood still for 1000 s and lost its place as the one that indexes into CHROMA_URL to "
            "the second. What it wrote is kept; run `reportbot index` again."
        )
        with pytest.raises(ReportbotError):
            first.check()
    assert names(client) == []


def test_one_who_is_late_to_take_over_takes_nothing(client: ClientAPI) -> None:
    """What the lease rests on: a lease that is gone cannot be renamed, whatever has its name now."""
    seen = client.create_collection("some-writer", embedding_function=None)
    with lease(client, "some", seconds=0.3) as held:
        with pytest.raises(NotFoundError):
            seen.modify(name="some-writer-late")
        held.check()


def test_one_that_is_gone_is_lost(client: ClientAPI) -> None:
    with lease(client, "some", seconds=LONG) as held:
        client.delete_collection("some-writer")
        with pytest.raises(ReportbotError) as error:
            held.check()
    assert str(error.value) == (
        "This process stood still for 1000 s and lost its place as the one that indexes into CHROMA_URL. "
        "What it wrote is kept; run `reportbot index` again."
    )


def test_what_a_dead_process_left_is_removed(client: ClientAPI) -> None:
    for name in ("some-writer-6d7c", "some-lines", "some-writers"):
        client.create_collection(name, embedding_function=None)
    with lease(client, "some"):
        assert names(client) == ["some-lines", "some-writer", "some-writers"]


@pytest.mark.parametrize("left_over", [False, True])
def test_of_many_at_once_one_gets_it(client: ClientAPI, left_over: bool) -> None:
    count, over = 6, Event()
    start = Barrier(count)
    if left_over:
        client.create_collection("some-writer", metadata={"owner": "the dead"}, embedding_function=None)

    def hold(owner: str) -> str:
        start.wait()
        try:
            with lease(client, "some", owner=owner, seconds=4.0) as held:
                over.wait(60)
                held.check()
                return "held"
        except Busy as error:
            return str(error)

    with ThreadPoolExecutor(count) as threads:
        running = {f"number {n}": threads.submit(hold, f"number {n}") for n in range(count)}
        told: list[str] = []
        while len(told) < count - 1:
            told = [one.result() for one in running.values() if one.done()]
            over.wait(0.05)
        over.set()
    got = {owner: one.result() for owner, one in running.items()}
    winner = next(owner for owner, result in got.items() if result == "held")
    assert got == {owner: "held" if owner == winner else busy(winner) for owner in running}
    assert names(client) == []


def test_a_collection_that_goes_away_during_a_request(client: ClientAPI) -> None:
    """Chroma has several words for it, by how far the request was; whoever removes a lease must know them all."""
    threads = 8

    def remove(held: Collection, past: str, start: Barrier) -> str:
        start.wait()
        try:
            call(held.modify, name=past)
            call(client.delete_collection, name=past)
            return "removed"
        except IndexMissing:
            return "gone"

    with ThreadPoolExecutor(threads) as pool:
        for n in range(40):
            start = Barrier(threads)
            held = client.create_collection(f"some-{n}", embedding_function=None)
            said = [one.result() for one in [pool.submit(remove, held, f"past-{n}", start) for _ in range(threads)]]
            assert sorted(said) == ["gone"] * (threads - 1) + ["removed"]
    assert names(client) == []


def test_an_answer_that_is_lost(chroma_server: ChromaServer, database: str, tmp_path: Path, client: ClientAPI) -> None:
    pair = certificate(tmp_path)
    with ChromaProxy(chroma_server.port, "token", pair) as proxy:
        through = connect(Path(), proxy.url, "token", database=database, ca_file=pair[0])
        proxy.faults.append(DROP)
        with lease(through, "some", seconds=LONG) as held:
            held.check()
            proxy.faults.append(DROP)
            held.check()
            proxy.faults.append(DROP)
        assert not proxy.faults
        assert names(client) == []


def test_a_killed_holder_and_two_who_follow(client: ClientAPI, holders: list[Holder]) -> None:
    killed, *waiting = holders
    killed.go()
    assert killed.hears() == "held"
    with pytest.raises(Busy, match=killed.owner), lease(client, "some", seconds=30.0):
        pass
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait(timeout=30)
    for one in waiting:
        one.go()
    said = [one.hears() for one in waiting]
    assert sorted(said)[1] == "held"
    winner = waiting[said.index("held")]
    assert sorted(said)[0] == busy(winner.owner)
    winner.go()
    assert winner.hears() == "released"
    assert names(client) == []
