"""Talks to an OpenAI-compatible embedding server: bounded waiting, and one line about what went wrong.

Nothing of what the server said is kept: it may hold the key or the texts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from vectorstore.embedding_reply import BadReply, read_model, read_models, read_vectors
from vectorstore.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from openai import OpenAI, OpenAIError

Found = TypeVar("Found")

NO_KEY = "none"  # the openai client wants one, a server of one's own does not
CONNECT_SECONDS = 5.0
PASSAGES_SECONDS = 60.0
RETRIES = 3
"""Times that a request for passages is sent again, after 0.5, 1 and 2 s or when the server says (at most 2 minutes)."""

QUESTION_SECONDS = 10.0
PAUSE = 0.5
"""Seconds before a question is sent for the second and last time, however long the server would have us wait."""

REFUSED = (400, 413, 422)
"""The HTTP statuses with which servers say, among other things, that a request is too large or a text too long."""

NOT_THERE = (404, 405, 501)

_BUSY = (429,)
_KEY = (401, 403)
_FAILED = (408, 409, 424, 425)


class ServerFailed(EncoderUnavailable):
    """The server did not encode. `status` is its HTTP status, None if it did not answer."""

    def __init__(self, message: str, status: int | None = None, may_pass: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.may_pass = may_pass


class EmbeddingClient:
    """One server, safe to share between threads; made at once, connected when first used."""

    def __init__(self, base_url: str, api_key: str = "", *, retries: int = RETRIES) -> None:
        """Name the server by its address as far as `/embeddings`; `api_key` may be empty."""
        self._base_url = base_url.rstrip("/").removesuffix("/embeddings")
        self._api_key = api_key
        self._retries = retries
        parts = urlsplit(self._base_url)
        self.shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()

    def close(self) -> None:
        """Close the connections; a later use opens new ones."""
        self.__dict__.pop("_quick", None)
        if client := self.__dict__.pop("_patient", None):
            client.close()

    def models(self) -> list[str]:
        """Name the models that the server lists, none if it has no list."""
        try:
            return self._asked("", True, lambda client: read_models(client.models.with_raw_response.list().text))
        except ServerFailed as error:
            if error.status in NOT_THERE:
                return []
            raise

    def probe(self, model: str, text: str) -> tuple[str, int]:
        """Ask for one vector: the model that the server says it is of ("" if it does not say), and its length."""

        def ask(client: OpenAI) -> tuple[str, int]:
            raw = client.embeddings.with_raw_response.create(model=model, input=[text], encoding_format="float").text
            return read_model(raw), read_vectors(raw, 1).shape[1]

        return self._asked(model, True, ask)

    def embed(
        self, model: str, texts: Sequence[str], dimension: int | None = None, *, question: bool = False
    ) -> NDArray[np.float32]:
        """Have texts encoded as unit vectors, shape (len(texts), dimension), in their order.

        A `question` is waited for less long. Raises ServerFailed with a line that says what to do.
        """

        def ask(client: OpenAI) -> NDArray[np.float32]:
            raw = client.embeddings.with_raw_response.create(model=model, input=list(texts), encoding_format="float")
            return read_vectors(raw.text, len(texts), dimension)  # the client's own reading takes ten times as long

        return self._asked(model, question, ask)

    def failed(self, what: str, advice: str, status: int | None = None, may_pass: bool = False) -> ServerFailed:
        """Say that the server did `what`, and what to do."""
        told = f"{what} ({status})" if status else what
        return ServerFailed(f"EMBEDDING_BASE_URL={self.shown}: the server {told}; {advice}", status, may_pass)

    def _asked(self, model: str, question: bool, ask: Callable[[OpenAI], Found]) -> Found:
        """Ask; once more where the answer made no sense, or a question met with what may pass."""
        from openai import OpenAIError

        client = self._quick if question else self._patient
        failed: ServerFailed | None = None
        for attempt in range(2):
            if attempt:
                time.sleep(PAUSE)
            try:
                return ask(client)
            except BadReply as error:
                failed = self.failed(f"answered with {error}", "check the address, which usually ends in /v1")
            except OpenAIError as error:
                failed = self._failure(error, model)
                if not (question and failed.may_pass):
                    break
        assert failed is not None
        raise failed  # here, not where it was caught: nothing of the client's error goes along

    def _failure(self, error: OpenAIError, model: str) -> ServerFailed:
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        if isinstance(error, APITimeoutError):
            return self.failed("did not answer in time", "see what keeps it busy, or lower EMBEDDING_CONCURRENCY")
        if isinstance(error, APIConnectionError):
            return self.failed("could not be reached", "start it, or correct the address", may_pass=True)
        if isinstance(error, APIStatusError):
            return self._by_status(error.status_code, model)
        return self.failed(f"could not be asked ({type(error).__name__})", "check the address and EMBEDDING_API_KEY")

    def _by_status(self, status: int, model: str) -> ServerFailed:
        if status in _KEY:
            return self.failed("refused the key", "set EMBEDDING_API_KEY to one that it takes", status)
        if status in NOT_THERE:
            advice = f"check EMBEDDING_MODEL ({model}) and the address, which usually ends in /v1"
            return self.failed("knows no such address or model", advice, status)
        if status in _BUSY:
            advice = "wait, or lower EMBEDDING_CONCURRENCY"
            return self.failed("takes no more requests for now", advice, status, may_pass=True)
        if status >= 500 or status in _FAILED:
            return self.failed("failed", "look at its log, then try again", status, may_pass=True)
        return self.failed("refused the request", f"check EMBEDDING_MODEL ({model}) and the server's log", status)

    @cached_property
    def _patient(self) -> OpenAI:
        """A client that waits for many passages; never for the environment's key, organisation or project."""
        from openai import Omit, OpenAI, Timeout

        if not (self._api_key.isascii() and self._api_key.isprintable()) or " " in self._api_key:
            raise EncoderUnavailable(
                "EMBEDDING_API_KEY holds white space or characters that no key has: copy it again."
            )
        own = {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
        return OpenAI(
            base_url=self._base_url,
            api_key=self._api_key or NO_KEY,
            timeout=Timeout(PASSAGES_SECONDS, connect=CONNECT_SECONDS),
            max_retries=self._retries,
            default_headers=own,  # type: ignore[arg-type]
        )

    @cached_property
    def _quick(self) -> OpenAI:
        """One that gives up early, over the same connections."""
        from openai import Timeout

        return self._patient.with_options(timeout=Timeout(QUESTION_SECONDS, connect=CONNECT_SECONDS), max_retries=0)
