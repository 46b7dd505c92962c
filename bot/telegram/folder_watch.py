"""The reports folder is watched while the bot serves, if WATCH is set."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

from bot.telegram.indexing import keep_failure, tell_of_failure
from bot.telegram.message import line_of
from bot.telegram.service import Service
from bot.watch_line import shown
from bot.watching import Pace, Progress, Stopped, Watcher
from bot.wording import Wording, fill
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from vectorstore.plan import Failure
    from vectorstore.sync import SyncSummary

log = logging.getLogger(__name__)

NAMED = 5
"""Files that a message names."""


class FolderWatch:
    """Watches in a thread of its own, and takes its turn with uploads and /reindex. Admins are told what went wrong."""

    def __init__(self, service: Service, pace: Pace | None = None) -> None:
        self._service = service
        self._stop = Event()
        self._watcher = Watcher(service.settings.reports_dir, self._index, self, self._stop, pace)
        self._thread = ThreadPoolExecutor(1, "watch")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._telling: set[Future[None]] = set()

    def begin(self) -> None:
        """Start in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Begin to end; an index run that is under way is left where it stands."""
        self._stop.set()

    async def end(self) -> None:
        """Stop, and wait until it has ended."""
        self.stop()
        if self._task:
            await self._task
        for telling in list(self._telling):
            telling.cancel()
        self._thread.shutdown(wait=True)

    def did(self, line: str) -> None:
        """Log what a run did."""
        log.info("%s", line)

    def unreadable(self, failures: Sequence[Failure]) -> None:
        """Log which files cannot be read, and tell the admins."""
        for failure in failures:
            log.warning("%s: %s", shown(failure.report), shown(failure.error))

        def text(texts: Wording) -> str:
            names = [f"{line_of(one.report)} ({line_of(one.error)})" for one in failures[:NAMED]]
            return fill(texts.reindex_unreadable, names=texts.comma.join(names) + "…" * (len(failures) > NAMED))

        self._tell(self._service.tell_admins(text))

    def failed(self, error: Exception) -> None:
        """Log why a run failed, keep the traceback, and tell the admins its reference."""
        if isinstance(error, ReportbotError):
            log.warning("%s", shown(str(error)))

        async def tell() -> None:
            await tell_of_failure(self._service, 0, await keep_failure(self._service, error))

        self._tell(tell())

    def waits(self, line: str) -> None:
        """Log what is being waited for."""
        log.warning("%s", shown(line))

    async def _run(self) -> None:
        assert self._loop
        try:
            await self._loop.run_in_executor(self._thread, self._watcher.run)
        except Exception as error:  # a mistake of ours; the bot goes on answering
            await keep_failure(self._service, error)

    def _index(self, progress: Progress) -> SyncSummary:
        assert self._loop
        return asyncio.run_coroutine_threadsafe(self._in_turn(progress), self._loop).result()

    async def _in_turn(self, progress: Progress) -> SyncSummary:
        async with self._service.indexing:
            if self._stop.is_set():
                raise Stopped
            return await asyncio.to_thread(self._service.app.index, None, progress=progress)

    def _tell(self, telling: Coroutine[Any, Any, None]) -> None:
        """Have the loop tell something, without waiting for Telegram."""
        assert self._loop
        told = asyncio.run_coroutine_threadsafe(telling, self._loop)
        self._telling.add(told)
        told.add_done_callback(self._telling.discard)
