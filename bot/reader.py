"""The newest generation of the index, opened to answer from, and opened again when a newer one has come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings
    from rag.answer import Assistant
    from rag.chain import AnswerChain
    from rag.draft import Drafter
    from rag.events import Request
    from rag.types import Event
    from vectorstore.index import Location
    from vectorstore.manifest import Manifest
    from vectorstore.text_encoder import TextEncoder

log = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS = 4
"""How often something is asked of the index that is replaced meanwhile; the last time what has gone is passed over."""


class Reader:
    """Keeps an index open. `encoder` gives the one that the settings name; threads may share a reader."""

    def __init__(
        self, settings: Settings, location: Callable[[], Location], encoder: Callable[[], TextEncoder]
    ) -> None:
        self._settings = settings
        self._location = location
        self._encoder = encoder
        self._assistant: Assistant | None = None
        self._chain: AnswerChain | None = None
        self._opening = RLock()

    def assistant(self, *, lenient: bool = False) -> Assistant:
        """Give the assistant over the newest generation, which another process may have made; IndexMissing if none."""
        with self._opening:
            kept = self._assistant
            if kept is None or lenient or kept.index.newest() != kept.manifest:
                kept = self._open(lenient)
                self._assistant = None if lenient else kept
            return kept

    def chain(self, assistant: Assistant) -> AnswerChain:
        """Give the chain over an assistant."""
        from rag.chain import AnswerChain

        with self._opening:
            kept = self._chain
            if kept is None or kept.assistant is not assistant:
                if not assistant.reads and (kept is None or kept.assistant.reads):
                    log.warning("the span reader is off: it belongs to the embedded encoder, no other")
                kept = AnswerChain(assistant, self._drafter(assistant.encoder), self._settings.chat_timeout)
                self._chain = kept
            return kept

    def answer(self, run: Callable[[Assistant], T]) -> T:
        """Give what `run` makes of the newest generation; it runs again where that was replaced meanwhile."""
        from vectorstore.errors import IndexMissing

        for _ in range(ATTEMPTS - 1):
            assistant = self.assistant()
            try:
                made = run(assistant)
                assistant.index.check()
                return made
            except IndexMissing as error:
                self._drop(assistant, error)
        return run(self.assistant(lenient=True))

    def stream(self, request: Request) -> Generator[Event, None, None]:
        """Tell what happens while a question is answered; the Answer comes last.

        It begins again where the index was replaced before any text was told.
        """
        from rag.events import Text
        from vectorstore.errors import IndexMissing

        for attempt in range(1, ATTEMPTS + 1):
            assistant, shown = self.assistant(lenient=attempt == ATTEMPTS), False
            try:
                for event in self.chain(assistant).stream(request):
                    shown = shown or isinstance(event, Text)
                    yield event
                return
            except IndexMissing as error:
                if shown or attempt == ATTEMPTS:
                    raise
                self._drop(assistant, error)

    def close(self) -> None:
        """Let go of the index and of the encoder that made it."""
        if self._assistant is not None:
            self._assistant.encoder.close()
        self._assistant = self._chain = None

    def _drop(self, assistant: Assistant, error: Exception) -> None:
        log.info("the index is opened again: %s", error)
        with self._opening:
            if self._assistant is assistant:
                self._assistant = None

    def _open(self, lenient: bool) -> Assistant:
        from bot.encoders import span_reader
        from rag.answer import Assistant
        from rag.rerank import Reranker
        from vectorstore.index import open_index

        index, name = open_index(self._location(), lenient=lenient), self._settings.reranker_model
        encoder = self._maker(index.manifest)
        return Assistant(index, encoder, Reranker(name) if name else None, span_reader(encoder))

    def _maker(self, manifest: Manifest) -> TextEncoder:
        """Find the encoder that made the index: another one than now is set, until the index is built anew."""
        from bot.encoders import former_encoder
        from vectorstore.errors import EncoderUnavailable, IndexMissing

        wanted = self._encoder()
        if wanted.identity == manifest.encoder:
            return wanted
        if self._assistant and self._assistant.encoder.identity == manifest.encoder:
            return self._assistant.encoder
        former = former_encoder(self._settings, manifest)
        try:
            if former and former.identity == manifest.encoder:
                log.warning("answering with %s until `reportbot index` has built the index anew", manifest.model)
                return former
        except EncoderUnavailable as error:
            log.info("the encoder of the index is not here: %s", error)
        if former:
            former.close()
        raise IndexMissing(
            f"The index in DATA_DIR {self._settings.data_dir} was made with the encoder {manifest.encoder}, but "
            f"EMBEDDING_MODEL now names {wanted.identity}. "
            "Run `reportbot index` to build it anew, or set EMBEDDING_MODEL back."
        )

    def _drafter(self, encoder: TextEncoder) -> Drafter | None:
        """Make what writes the answers, if CHAT_MODEL names a chat model."""
        from rag.chat_model import open_chat_model
        from rag.draft import Drafter
        from rag.generate import Generator

        settings = self._settings
        if not settings.chat_model:
            return None
        key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else ""
        model = open_chat_model(settings.chat_model, settings.chat_base_url or "", key, settings.chat_timeout)
        return Drafter(Generator(model, settings.chat_model), encoder, settings.chat_context)
