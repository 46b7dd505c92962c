"""Questions in line: order, turns, bounds, cancelling, stopping."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram.lines import Job, Lines

A, B, C = (1, 0), (2, 0), (2, 7)


class Work:
    """Jobs that write down when they begin and end, and end when they are let."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.let: dict[str, asyncio.Event] = {}

    def job(self, key: tuple[int, int], name: str, user: int = 0) -> Job:
        self.let[name] = asyncio.Event()

        async def work() -> None:
            self.told.append(f"{name} begins")
            try:
                await self.let[name].wait()
                self.told.append(f"{name} ends")
            except asyncio.CancelledError:
                self.told.append(f"{name} is stopped")
                raise

        return Job(key, user, work)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(test: Callable[[Work], Awaitable[None]]) -> list[str]:
    work = Work()
    asyncio.run(test(work))  # type: ignore[arg-type]
    return work.told


def test_a_conversation_keeps_its_order_and_others_do_not_wait() -> None:
    async def test(work: Work) -> None:
        lines = Lines(2)
        assert [lines.put(work.job(key, name)) for key, name in ((A, "a1"), (A, "a2"), (B, "b1"))] == [0, 0, 0]
        await settled()
        for name in ("b1", "a1", "a2"):
            work.let[name].set()
            await settled()

    assert run(test) == ["a1 begins", "b1 begins", "b1 ends", "a1 ends", "a2 begins", "a2 ends"]


def test_conversations_take_turns_and_are_told_how_many_are_before() -> None:
    async def test(work: Work) -> None:
        lines = Lines(1)
        jobs = ((A, "a1"), (A, "a2"), (A, "a3"), (B, "b1"), (C, "c1"))
        assert [lines.put(work.job(key, name)) for key, name in jobs] == [0, 1, 2, 3, 4]
        assert (lines.running, lines.waiting) == (1, 4)
        for one in work.let.values():
            one.set()
        assert await lines_end(lines)

    begun = [line.split()[0] for line in run(test) if line.endswith("begins")]
    assert begun == ["a1", "a2", "b1", "c1", "a3"]


async def lines_end(lines: Lines) -> bool:
    while lines.running:
        await asyncio.sleep(0)
    return lines.waiting == 0


def test_cancelling_stops_the_running_one_and_drops_those_that_wait() -> None:
    async def test(work: Work) -> None:
        lines = Lines(1)
        for key, name, user in ((A, "a1", 5), (A, "a2", 6), (A, "a3", 5), (B, "b1", 5)):
            lines.put(work.job(key, name, user))
        await settled()
        assert lines.cancel(A, 5) == 2
        await settled()
        assert (lines.cancel_user(5), lines.cancel(C)) == (1, 0)
        work.let["a2"].set()
        await settled()
        assert (lines.running, lines.waiting) == (0, 0)

    assert run(test) == ["a1 begins", "a1 is stopped", "a2 begins", "a2 ends"]


def test_closing_lets_running_ones_end_and_begins_none() -> None:
    async def test(work: Work) -> None:
        lines = Lines(1)
        for name in ("a1", "a2"):
            lines.put(work.job(A, name))
        await settled()
        closing = asyncio.create_task(lines.close(60))
        await settled()
        work.let["a1"].set()
        assert await closing
        await settled()

    assert run(test) == ["a1 begins", "a1 ends"]


def test_closing_stops_what_does_not_end() -> None:
    async def test(work: Work) -> None:
        lines = Lines(1)
        lines.put(work.job(A, "a1"))
        await settled()
        assert not await lines.close(0.01)

    assert run(test) == ["a1 begins", "a1 is stopped"]


def test_a_job_that_fails_makes_room() -> None:
    async def test(work: Work) -> None:
        lines = Lines(1)

        async def fail() -> None:
            raise ZeroDivisionError

        failing = Job(A, 0, fail)
        lines.put(failing)
        lines.put(work.job(B, "b1"))
        await settled()
        assert failing.task and isinstance(failing.task.exception(), ZeroDivisionError)
        work.let["b1"].set()
        await settled()

    assert run(test) == ["b1 begins", "b1 ends"]
