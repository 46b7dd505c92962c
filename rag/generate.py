"""Ask a chat model, bounded in time whatever its server does.

A request runs in a thread of its own, and who waits for it waits no longer than the deadline: name resolution,
connecting, silence and streams without end hold nobody. What can pass is tried again; what cannot raises ChatFailed.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import random
import socket
import threading
import time
from collections.abc import Generator as Pieces
from collections.abc import Iterator, Sequence
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, cast

from rag.chat_failure import ChatFailed, Reason, failure
from rag.chat_model import is_openai, on_response, without_options
from rag.spoken import Restart, spoken

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import RunnableConfig

LOG = logging.getLogger(__name__)

ATTEMPTS = 3
BACKOFF = 0.5  # seconds before the second attempt, doubled for each further one
JITTER = (0.5, 1.0)  # a random share of it is waited, so that clients don't come back together
MAX_CHARACTERS = 8_000  # of an answer; what a model says beyond is not read
MAX_RECEIVED = 200_000  # characters, thoughts included
FINISH = ("finish_reason", "stop_reason", "stopReason", "done_reason", "status")  # how providers call why a reply ended
OUT_OF_TOKENS = ("length", "max_tokens", "max_output_tokens", "incomplete")
FILTERED = ("content_filter", "safety", "prohibited_content", "blocklist", "refusal")


class Deadline:
    """A moment, `seconds` from when it is made."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """How many seconds are left, never negative."""
        return max(0.0, self._end - time.monotonic())


class Generator:
    """A chat model by its name; safe to share between threads. `backoff` in seconds is there for tests."""

    def __init__(self, model: BaseChatModel, name: str, backoff: float = BACKOFF) -> None:
        self.name = name
        self._model = model
        self._backoff = backoff

    def __repr__(self) -> str:
        return f"Generator({self.name!r})"

    def stream(
        self, messages: Sequence[BaseMessage], deadline: Deadline, config: RunnableConfig | None = None
    ) -> Iterator[str | Restart]:
        """Yield pieces of text as they come, and a Restart when those before it no longer count.

        Raises ChatFailed, at the latest when the deadline has passed.
        """
        attempt, said = 1, False
        while True:
            model = self._model
            call = _Call(model, messages, config, deadline)
            again = said
            try:
                for piece in call.pieces():
                    if again:
                        yield Restart()
                        again = False
                    said = True
                    yield piece
                return
            except ChatFailed as error:
                failed = error
            finally:
                call.stop()
            LOG.info("attempt %d of %d: %s, %s", attempt, ATTEMPTS, self.name, failed)
            if adapted := without_options(model, failed.refused):
                self._model = adapted
                continue
            self._pause(failed, attempt, deadline)
            attempt += 1

    def complete(
        self, messages: Sequence[BaseMessage], deadline: Deadline, config: RunnableConfig | None = None
    ) -> str:
        """Return the whole text; raises ChatFailed like `stream`."""
        text = ""
        for piece in self.stream(messages, deadline, config):
            text = "" if isinstance(piece, Restart) else text + piece
        return text

    def _pause(self, failed: ChatFailed, attempt: int, deadline: Deadline) -> None:
        """Wait before the next attempt; raise `failed` if there is none or no time for it."""
        wait = self._backoff * 2 ** (attempt - 1) * random.uniform(*JITTER)
        wait = max(wait, failed.retry_after or 0.0)
        if not failed.may_pass or attempt == ATTEMPTS or wait >= deadline.left:
            raise failed from None
        time.sleep(wait)


class _Call:
    """One request: started at once, in a daemon thread that hands its pieces over and ends when it is stopped."""

    def __init__(
        self,
        model: BaseChatModel,
        messages: Sequence[BaseMessage],
        config: RunnableConfig | None,
        deadline: Deadline,
    ) -> None:
        self._model, self._messages, self._config, self._deadline = model, list(messages), config, deadline
        self._strict = is_openai(type(model))
        self._events: queue.SimpleQueue[str | Restart | ChatFailed | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = False
        self._socket: socket.socket | None = None
        self._chunks = 0
        self._finish = ""
        if deadline.left:
            threading.Thread(target=copy_context().run, args=(self._run,), name="chat-model", daemon=True).start()

    def pieces(self) -> Iterator[str | Restart]:
        """Yield what comes until the deadline; raises ChatFailed."""
        while left := self._deadline.left:
            try:
                event = self._events.get(timeout=left)
            except queue.Empty:
                break
            if event is None:
                return
            if isinstance(event, ChatFailed):
                raise event
            yield event
        raise ChatFailed(Reason.TIMED_OUT)

    def stop(self) -> None:
        """End the thread: at its next piece, or at once where its socket is known."""
        with self._lock:
            self._stopped = True
            self._shut()

    def _run(self) -> None:
        on_response.set(self._begun)
        try:
            ended = self._hand_over()
        except Exception as error:  # of any provider's client
            ended = failure(error, self._chunks > 0)
        with self._lock:
            self._socket = None
        self._events.put(ended)

    def _hand_over(self) -> ChatFailed | None:
        said = 0
        with contextlib.closing(self._texts()) as texts:
            for piece in spoken(texts):
                if isinstance(piece, Restart):
                    said = 0
                else:
                    piece = piece[: MAX_CHARACTERS - said]
                    said += len(piece)
                self._events.put(piece)
                if said >= MAX_CHARACTERS:
                    return None
        return self._ended(said > 0)

    def _texts(self) -> Pieces[str, None, None]:
        received = 0
        options: Any = {"timeout": self._deadline.left} if self._strict else {}
        stream = self._model.stream(self._messages, self._config, **options)
        with contextlib.closing(cast("Pieces[AIMessageChunk, None, None]", stream)) as chunks:
            for chunk in chunks:
                if self._stopped or received > MAX_RECEIVED:
                    return
                self._chunks += 1
                metadata = chunk.response_metadata
                self._finish = next((str(metadata[key]) for key in FINISH if metadata.get(key)), self._finish)
                text = str(chunk.text)
                received += len(text)
                yield text

    def _ended(self, said: bool) -> ChatFailed | None:
        finish = self._finish.rpartition(".")[2].lower()
        if not finish and self._strict:
            return ChatFailed(Reason.BROKE_OFF if self._chunks else Reason.EMPTY)
        if said:
            return None
        if finish in FILTERED:
            return ChatFailed(Reason.FILTERED)
        return ChatFailed(Reason.LIMIT if finish in OUT_OF_TOKENS else Reason.EMPTY)

    def _begun(self, response: Any) -> None:
        """Keep the socket of a reply that begins."""
        stream = response.extensions.get("network_stream")
        with self._lock:
            self._socket = stream.get_extra_info("socket") if stream else None
            if self._stopped:
                self._shut()

    def _shut(self) -> None:
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
