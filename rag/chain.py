"""The assistant as a LangChain Runnable: rewrite, retrieve, answer, verify.

    chain.invoke(Request("…"))      the Answer
    chain.stream(Request("…"))      what happens on the way (rag.events), then the Answer; astream, batch and abatch too

Someone tracing sees the four stages by name. Without a chat model the answer is extracted: there is nothing to verify.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableSequence

from rag.answer import Assistant
from rag.courtesy import Courtesy, courtesy
from rag.draft import Drafter, Failure, Grounds, Piece
from rag.events import Found, Request, Searching
from rag.followup import recent, reply_language
from rag.generate import Deadline
from rag.language import detect
from rag.on_topic import OnTopic
from rag.phrases import asked_nothing
from rag.retrieve import Retrieved
from rag.rewrite import Rewritten, rewrite
from rag.types import EXTRACTED, REFUSED, Answer, Event

SOURCES = 8
"""Passages that a chat model is given at most."""

READERS = 2
"""Questions that are searched for at the same time: more only take the interpreter from who waits for it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question under way: as it came, as it is searched for, until when, and the milliseconds of each stage."""

    request: Request
    rewritten: Rewritten
    deadline: Deadline
    times: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a question, and the answer extracted from it."""

    asking: Asking
    found: Retrieved
    extracted: Answer


@dataclass(frozen=True, slots=True)
class Draft:
    """Comes before the pieces that a chat model writes."""

    grounds: Grounds
    asking: Asking


class AnswerChain(Runnable[Request, Event]):
    """Answers questions from one opened index, with `drafter` in a chat model's words.

    Raises IndexChanged, before any text comes, where the index was replaced while it was searched.

    `seconds` bounds all calls of the chat model for one question together.
    """

    name = "reportbot"

    def __init__(self, assistant: Assistant, drafter: Drafter | None = None, seconds: float = 60.0) -> None:
        self.assistant = assistant
        self._drafter = drafter
        self._seconds = seconds
        self._topic = OnTopic(assistant)
        self._reading = threading.BoundedSemaphore(READERS)
        stages = [self._rewrite, self._retrieve, self._answer, self._verify]
        first, *others = (RunnableGenerator(cast("Any", stage), name=stage.__name__[1:]) for stage in stages)
        self._stages: Runnable[Request, Event] = RunnableSequence(first, *others, name=self.name)

    def invoke(self, input: Request, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question, or refuse to."""
        *_, answer = self.stream(input, config, **kwargs)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, input: Request, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Generator[Event, None, None]:
        """Tell what happens while a question is answered; the Answer comes last."""
        yield from self._stages.stream(input, config, **kwargs)

    async def astream(
        self, input: Request, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Event]:
        """Do as `stream` does, in a thread of its own; when nobody listens any more, it ends at the next event."""
        loop, queue, left = asyncio.get_running_loop(), asyncio.Queue[Event | None](), threading.Event()

        def run() -> None:
            try:
                for event in self.stream(input, config, **kwargs):
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(queue.put_nowait, event)
            finally:
                loop.call_soon_threadsafe(queue.put_nowait, None)

        thread = asyncio.create_task(asyncio.to_thread(run))
        try:
            while (event := await queue.get()) is not None:
                yield event
            await thread
        finally:
            left.set()

    def _rewrite(self, items: Iterator[Request], config: RunnableConfig) -> Iterator[Event | Asking]:
        for request in items:
            if (kind := courtesy(request.question)) is not None:
                yield _of_nothing(request.question, kind)
                continue
            started, deadline = time.perf_counter(), Deadline(self._seconds)
            model = self._drafter.generator if self._drafter else None
            articles = self.assistant.articles
            made = rewrite(request.question, request.history, articles, model, deadline, config)
            yield Searching(made.question)
            yield Asking(request, made, deadline, {"rewrite": _since(started)})

    def _retrieve(self, items: Iterator[Event | Asking]) -> Iterator[Event | Retrieval]:
        for asking in items:
            if isinstance(asking, Event):
                yield asking
                continue
            started = time.perf_counter()
            question, chinese = asking.rewritten.question, asking.rewritten.chinese
            language = reply_language(asking.request.question, asking.request.history)
            with self._reading:
                found = self.assistant.find(question, asking.request.exclude, chinese, reply_in=language)
            asking.times["retrieve"] = _since(started)
            yield Found(len(found.ranked))
            started = time.perf_counter()
            with self._reading:
                found = self.assistant.read(found)
                asking.times["read"] = _since(started)
                started = time.perf_counter()
                extracted = self.assistant.extract(found)
                found, extracted = self._on_topic(asking, found, extracted)
            self.assistant.index.check()
            asking.times["extract"] = _since(started)
            yield Retrieval(asking, found, extracted)

    def _on_topic(self, asking: Asking, found: Retrieved, extracted: Answer) -> tuple[Retrieved, Answer]:
        """Let the passage that answered the last question answer a follow-up, if it does so better."""
        request, rewritten = asking.request, asking.rewritten
        *_, before_that, before = ["", "", *(turn.question for turn in recent(request.history))]
        if rewritten.last and found.readings:
            last = (rewritten.last, before_that, request.exclude)
            if again := self._topic.again(request.question, last, extracted, found.reply_in):
                found, extracted = again
        self._topic.note((rewritten.question, before, request.exclude), extracted)
        return found, extracted

    def _answer(self, items: Iterator[Event | Retrieval], config: RunnableConfig) -> Iterator[Event | Draft | Piece]:
        for retrieval in items:
            if isinstance(retrieval, Event):
                yield retrieval
            elif self._drafter is None or retrieval.extracted.status == REFUSED:
                yield _finished(retrieval.extracted, retrieval.asking)
            else:
                grounds = self._grounds(retrieval)
                yield Draft(grounds, retrieval.asking)
                failed = retrieval.asking.rewritten.failed
                write = self._drafter.write(grounds, retrieval.asking.deadline, config)
                yield from [Failure(failed)] if failed else write

    def _verify(self, items: Iterator[Event | Draft | Piece], config: RunnableConfig) -> Iterator[Event]:
        for item in items:
            if isinstance(item, Event):
                yield item
            elif isinstance(item, Draft) and self._drafter:
                pieces = cast("Iterator[Piece]", items)
                started = time.perf_counter()
                for event in self._drafter.check(item.grounds, pieces, item.asking.deadline, config):
                    item.asking.times["answer"] = _since(started)
                    yield _finished(event, item.asking) if isinstance(event, Answer) else event

    def _grounds(self, retrieval: Retrieval) -> Grounds:
        answer, found = retrieval.extracted, retrieval.found
        sources = self.assistant.sources(found, answer, max(SOURCES, len(answer.citations)))
        numbers = {source.id: source.n for source in sources}
        cited = {one.n: numbers.get(one.passage_id) for one in answer.citations}
        table = tuple((row, n) for row in answer.table if (n := cited.get(row.n)))
        return Grounds(found.question, found.reply_in, sources, table, answer)


def _of_nothing(message: str, kind: Courtesy) -> Answer:
    """Answer what asks nothing, without a search; nothing near it is named."""
    language = detect(message)
    return Answer(message, asked_nothing(language, kind), language, REFUSED, EXTRACTED, 0.0)


def _finished(answer: Answer, asking: Asking) -> Answer:
    """Give an answer the question as it came, and the times."""
    question, searched = asking.request.question, asking.rewritten.question
    standalone = searched if searched != question else ""
    return replace(answer, question=question, standalone=standalone, timings_ms=asking.times | answer.timings_ms)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 1)
