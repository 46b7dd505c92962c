"""The encoder on another machine: an OpenAI-compatible embedding server (TEI, Infinity, vLLM …) makes the vectors."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property
from typing import TYPE_CHECKING

from vectorstore.embedding_client import NOT_THERE, REFUSED, RETRIES, EmbeddingClient, ServerFailed
from vectorstore.errors import EncoderUnavailable
from vectorstore.model_source import EMBEDDED
from vectorstore.server_prompts import prompts
from vectorstore.text_encoder import TextEncoder
from vectorstore.token_estimate import estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

MOST_TEXTS = 32
"""Texts in a request: what TEI takes unless told otherwise (--max-client-batch-size)."""

MOST_CHARACTERS = 16_000
"""Characters in a request, unless one text alone has more."""

MAX_TOKENS = 512
"""What most encoders read; which ones read more, a server does not say."""

LONGEST_TEXT = 4 * MAX_TOKENS
"""Characters of a text that are sent at most: no ordinary text of so many has fewer than MAX_TOKENS tokens."""

SHORTEST_CUT = 200
"""A text of no more characters is not cut any further when the server refuses it."""

CLOSING_SECONDS = 5.0

EMPTY = "?"
"""Sent in the place of a text with nothing in it, which servers refuse."""


class ServerEncoder(TextEncoder):
    """A served model; made at once, asked when first used, safe to share between threads.

    Passages go in requests of at most MOST_TEXTS texts and MOST_CHARACTERS characters, `concurrency` of them at the
    same time; questions, each a request of its own, do not wait for them. Texts get the prompts that go with the
    model's name (vectorstore.server_prompts); the server should add none. What it refuses as too large is halved, down
    to single texts and these to SHORTEST_CUT characters.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        model: str = EMBEDDED,
        concurrency: int = 4,
        *,
        retries: int = RETRIES,
    ) -> None:
        """Name the server as far as `/embeddings`, and the model as it calls it; EMBEDDED: the only one it lists."""
        self._client = EmbeddingClient(base_url, api_key, retries=retries)
        self._model = model
        self._most = MOST_TEXTS
        self._concurrency = concurrency
        self._under_way: set[Future[NDArray[np.float32]]] = set()

    @cached_property
    def name(self) -> str:
        """What the server calls the model: as EMBEDDING_MODEL says, else what it lists or, as TEI, only answers."""
        if self._model != EMBEDDED:
            return self._model
        listed = self._client.models()
        if len(listed) == 1:
            return listed[0]
        try:
            answered = "" if listed else self._client.probe(EMBEDDED, EMPTY)[0]
        except ServerFailed as error:
            if error.status not in (*REFUSED, *NOT_THERE):
                raise
            answered = ""
        if answered in ("", EMBEDDED):
            shown = f"it lists {', '.join(sorted(listed)[:5])}" if listed else "it does not list them"
            raise EncoderUnavailable(
                f"EMBEDDING_BASE_URL={self.address}: which of the server's models is meant? "
                f"Set EMBEDDING_MODEL to its name there ({shown})."
            ) from None
        return answered

    @property
    def address(self) -> str:
        """Where the server is, to be shown: without what a key could stand in."""
        return self._client.shown

    @cached_property
    def identity(self) -> str:
        """A short id of the model's name, its dimension and its prompts, the same wherever the server is reached from.

        The name is also the one that the server answers with, which with TEI tells what really runs there. Whether the
        weights behind a name are still the same it cannot tell: a hash of vectors would also change with the server's
        processor or number format.
        """
        answered, dimension = self._probed
        label = re.sub(r"[^\w.-]+", "-", "-".join(dict.fromkeys((self.name, answered or self.name))))
        prompt = hashlib.sha256("\0".join(self._prompts).encode()).hexdigest()[:4]
        return f"server-{label[:120]}-{dimension}-{prompt}"

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._probed[1]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._concurrency, thread_name_prefix="embedding")

    @cached_property
    def _probed(self) -> tuple[str, int]:
        return self._client.probe(self.name, EMPTY)

    @cached_property
    def _prompts(self) -> tuple[str, str]:
        """The prompts that go with the model's name, or with the one that the server answers with."""
        found = prompts(self.name)
        return found if any(found) else prompts(self._probed[0])

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text count on being read, prompt and special tokens included."""
        return MAX_TOKENS

    def count_tokens(self, text: str) -> int:
        """Estimate the model's tokens in `text`, on the high side and the same for every model."""
        return estimate(text)

    def close(self) -> None:
        """Close the connections to the server; a later use opens new ones.

        Requests for passages that are under way have CLOSING_SECONDS to end: a connection that is being opened while
        its client closes would stay open.
        """
        _, late = wait(set(self._under_way), CLOSING_SECONDS)
        if threads := self.__dict__.pop("_threads", None):
            threads.shutdown(wait=not late)
        self._client.close()

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question, shape (dimension,)."""
        vector: NDArray[np.float32] = self._encode([_ready(self._prompts[0], text)], question=True)[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages, shape (len(texts), dimension), in their order."""
        import numpy as np

        found = np.empty((len(texts), self.dimension), np.float32)
        end = 0
        for vectors in self._in_order(self._batches(texts)):
            start, end = end, end + len(vectors)
            found[start:end] = vectors
        return found

    def _batches(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Group texts into requests, each made when it is its turn."""
        prompt = self._prompts[1]
        batch: list[str] = []
        characters = 0
        for text in texts:
            text = _ready(prompt, text)
            if batch and (len(batch) >= self._most or characters + len(text) > MOST_CHARACTERS):
                yield batch
                batch, characters = [], 0
            batch.append(text)
            characters += len(text)
        if batch:
            yield batch

    def _in_order(self, batches: Iterable[list[str]]) -> Iterator[NDArray[np.float32]]:
        """Encode some batches at a time, and give their vectors in the order of the batches."""
        running: deque[Future[NDArray[np.float32]]] = deque()
        try:
            for batch in batches:
                running.append(self._threads.submit(self._encode, batch))
                self._under_way.add(running[-1])
                running[-1].add_done_callback(self._under_way.discard)
                if len(running) >= 2 * self._concurrency:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for waiting in running:
                waiting.cancel()

    def _encode(self, texts: list[str], question: bool = False) -> NDArray[np.float32]:
        found = self._tried(texts, question)
        return self._halved(texts, found, question) if isinstance(found, ServerFailed) else found

    def _tried(self, texts: list[str], question: bool) -> NDArray[np.float32] | ServerFailed:
        """Encode texts in one request, or tell how the server refused it."""
        try:
            return self._client.embed(self.name, texts, self.dimension, question=question)
        except ServerFailed as error:
            if error.status not in REFUSED:
                raise
            return error.with_traceback(None)

    def _halved(self, texts: list[str], refusal: ServerFailed, question: bool) -> NDArray[np.float32]:
        """Encode what was refused in one request in two, a single text by its first half.

        If both requests pass at once it was their number: requests have no more texts from now on.
        """
        import numpy as np

        if len(texts) == 1:
            if len(texts[0]) <= SHORTEST_CUT:
                raise refusal
            return self._encode([texts[0][: len(texts[0]) // 2]], question)
        half = (len(texts) + 1) // 2
        halves = texts[:half], texts[half:]
        tried = [self._tried(part, question) for part in halves]
        if not any(isinstance(one, ServerFailed) for one in tried):
            self._most = min(self._most, half)
        return np.concatenate(
            [
                self._halved(part, one, question) if isinstance(one, ServerFailed) else one
                for part, one in zip(halves, tried, strict=True)
            ]
        )


def _ready(prompt: str, text: str) -> str:
    """Put the prompt before a text's beginning; lone surrogates come from bytes that are no UTF-8."""
    text = text[:LONGEST_TEXT].encode("utf-8", "replace").decode()
    return prompt + (text if text.strip() else EMPTY)
