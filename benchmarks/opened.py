"""Indexes of several sizes, opened in one process to be asked in turn, as the bot opens its one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.corpus import Corpus
from benchmarks.news import questions
from bot.encoders import span_reader
from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.events import Request
from vectorstore.encoder import Encoder
from vectorstore.index import open_index

if TYPE_CHECKING:
    from rag.span_reader import SpanReader
    from rag.types import Answer

LANGUAGES = ("en", "zh")
SWITCH = 0.001
"""Seconds a thread may keep the interpreter, as while the bot serves."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An index, with an encoder of its own, so that what one keeps of a question helps no other."""

    passages: int
    assistant: Assistant
    chain: AnswerChain

    def ask(self, question: str) -> Answer:
        """Answer a question as the bot does."""
        return self.chain.invoke(Request(question))


def open_corpus(corpus: Corpus) -> Opened:
    """Open an index and warm it; with the span reader where it works."""
    encoder = Encoder()
    assistant = Assistant(open_index(corpus.location, encoder.identity), encoder, None, working_reader(encoder)[0])
    assistant.warm()
    return Opened(corpus.grown.passages, assistant, AnswerChain(assistant))


def working_reader(encoder: Encoder) -> tuple[SpanReader | None, str]:
    """Make the span reader that goes with an encoder; None, and why, where there is none or it cannot be loaded."""
    try:
        if (reader := span_reader(encoder)) is None:
            return None, "no span reader belongs to the encoder"
        reader.warm()
        return reader, ""
    except Exception as error:  # the rest is to be measured without it
        return None, f"the span reader does not work: {type(error).__name__}: {error}"


def drawn(stories: int, each: int, seed: int, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """Draw different questions about the first stories, so many in each language, the languages in turn."""
    found = [list(islice(_different(questions(stories, language, seed)), each)) for language in languages]
    return [question for together in zip(*found, strict=True) for question in together]


def seconds(run: Callable[..., object], *arguments: object) -> float:
    """Time one call."""
    started = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - started


@contextmanager
def session_runs() -> Iterator[list[Callable[[], object]]]:
    """Collect the runs of onnxruntime's sessions in the block, to be done again by calling them."""
    from onnxruntime import InferenceSession

    found: list[Callable[[], object]] = []
    original = InferenceSession.run

    def run(self: Any, *arguments: Any, **named: Any) -> Any:
        found.append(lambda: original(self, *arguments, **named))
        return original(self, *arguments, **named)

    InferenceSession.run = run
    try:
        yield found
    finally:
        InferenceSession.run = original


@contextmanager
def switching() -> Iterator[None]:
    """Let threads take turns as the bot does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _different(texts: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text
