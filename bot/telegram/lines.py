"""Questions in line: each conversation's one after the other, a bounded number of all at the same time.

Who cancels a question that has not begun takes it out; one that runs is stopped where it waits.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Key = tuple[int, int]
"""A conversation: its chat and thread."""


@dataclass(slots=True)
class Job:
    """A question in line: whose it is, and what answers it."""

    key: Key
    user: int
    work: Callable[[], Awaitable[None]]
    task: asyncio.Task[None] | None = field(default=None)


class Lines:
    """Runs up to `most` jobs at a time. Conversations take turns; the jobs of one never overlap or change places."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[Key, deque[Job]] = OrderedDict()
        self._running: dict[Key, Job] = {}
        self._closed = False
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def running(self) -> int:
        """How many jobs run."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return sum(map(len, self._waiting.values()))

    def put(self, job: Job) -> int:
        """Take a job in; give how many are before it where as many run as may, else 0."""
        before = self.waiting + self.running if self.running >= self._most else 0
        self._waiting.setdefault(job.key, deque()).append(job)
        self._fill()
        return before

    def cancel(self, key: Key, user: int | None = None) -> int:
        """Drop a conversation's jobs, those of one user where given, the running one too; give how many there were."""
        line = self._waiting.get(key, deque())
        dropped = [job for job in line if user in (None, job.user)]
        for job in dropped:
            line.remove(job)
        if not line:
            self._waiting.pop(key, None)
        running = self._running.get(key)
        if running and running.task and user in (None, running.user):
            running.task.cancel()
            dropped.append(running)
        return len(dropped)

    def cancel_user(self, user: int) -> int:
        """Drop all jobs of a user; give how many there were."""
        keys = [*self._waiting, *self._running]
        return sum(self.cancel(key, user) for key in dict.fromkeys(keys))

    async def close(self, seconds: float) -> bool:
        """Begin no further job, let those that run end, after `seconds` stop them; whether all ended by themselves."""
        self._closed = True
        self._waiting.clear()
        try:
            await asyncio.wait_for(self._empty.wait(), seconds)
            return True
        except TimeoutError:
            tasks = [job.task for job in self._running.values() if job.task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return False

    def _fill(self) -> None:
        """Begin what may begin: the first jobs of conversations that have none running, the longest waiting first."""
        for key in [key for key in self._waiting if key not in self._running]:
            if self._closed or len(self._running) >= self._most:
                return
            line = self._waiting[key]
            job = line.popleft()
            if line:
                self._waiting.move_to_end(key)
            else:
                del self._waiting[key]
            self._running[key] = job
            self._empty.clear()
            job.task = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        try:
            await job.work()
        finally:
            del self._running[job.key]
            if not self._running:
                self._empty.set()
            self._fill()
