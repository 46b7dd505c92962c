"""A thread for calls that the user may stop waiting for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
POLL = 0.1  # seconds; how soon Ctrl-C is noticed where waiting cannot be interrupted


class Worker:
    """Runs calls one after the other. One that nobody waits for any more is finished and its result dropped."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="answers", daemon=True)
        self._thread.start()

    def result(self, call: Callable[[], T]) -> T:
        """Return or raise what `call` does. KeyboardInterrupt ends the wait at once; a call not begun is dropped."""
        future: Future[T] = Future()
        self._calls.put(lambda: _fulfil(future, call))
        try:
            while True:
                try:
                    return future.result(POLL)
                except TimeoutError:
                    if future.done():
                        raise
        except KeyboardInterrupt:
            future.cancel()
            raise

    def stop(self, seconds: float) -> bool:
        """Take no more calls; whether the thread ended within `seconds`."""
        self._calls.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while call := self._calls.get():
            call()


def _fulfil(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(call())
    except BaseException as error:  # the waiting thread raises it again
        future.set_exception(error)
