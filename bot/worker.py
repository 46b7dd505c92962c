"""A thread for what the user may stop waiting for."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
POLL = 0.1  # seconds; how soon Ctrl-C is noticed where waiting cannot be interrupted


class Worker:
    """Works on one thing after the other. One that nobody waits for any more ends with its next item."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="answers", daemon=True)
        self._thread.start()

    def stream(self, call: Callable[[], Iterable[T]]) -> Generator[T, None, None]:
        """Yield or raise what `call` gives. Whoever closes this, or is interrupted, waits no longer."""
        future: Future[None] = Future()
        items: SimpleQueue[T] = SimpleQueue()
        left = Event()

        def work() -> None:
            for item in call():
                if left.is_set():
                    return
                items.put(item)

        self._calls.put(lambda: _fulfil(future, work))
        try:
            while not (future.done() and items.empty()):
                try:
                    yield items.get(timeout=POLL)
                except Empty:
                    continue
            future.result()
        finally:
            left.set()
            future.cancel()

    def stop(self, seconds: float) -> bool:
        """Take no more calls; whether the thread ended within `seconds`."""
        self._calls.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while call := self._calls.get():
            call()


def _fulfil(future: Future[None], work: Callable[[], None]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        work()
        future.set_result(None)
    except BaseException as error:  # the waiting thread raises it again
        future.set_exception(error)
