"""One question's way from the line to its answer in the chat."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import logs
from bot.telegram.answer_message import answer_messages
from bot.telegram.message import text_message
from bot.telegram.service import Service
from bot.telegram.stream import Live
from bot.wording import fill
from rag.events import Text
from rag.types import ANSWERED, Answer, Event, Turn
from vectorstore.errors import IndexMissing
from vectorstore.quantities import quantities

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.telegram.asking import Question
    from bot.telegram.lines import Lines
    from rag.types import Row

log = logging.getLogger(__name__)

BARS = 2
"""Figures that make a chart worth drawing."""


class Answering:
    """Answers questions. `watch` is told of every answer whether the chat model failed, and how."""

    def __init__(self, service: Service, lines: Lines, watch: Callable[[Answer], object]) -> None:
        self._service = service
        self._lines = lines
        self._watch = watch
        # One that was cancelled may still hold its thread until its chat model says something.
        self._threads = ThreadPoolExecutor(2 * service.settings.telegram_running, "answers")
        self._drawing = asyncio.Lock()
        self.stopping = False
        """Whether a cancelled question is to be taken up again by the next run."""

    async def answer(self, question: Question) -> None:
        """Answer a question in its chat; what goes wrong is told there, with a reference."""
        place, words, updates = question.place, question.person.words, self._service.state.updates
        age = max(0.0, time.time() - question.at)
        live = Live(self._service.delivery, place, question.reply_to or None, self._lines.running, age)
        try:
            async with live:
                answer = await self._found(question, live)
            await self._deliver(question, answer, live)
        except asyncio.CancelledError:
            if not self.stopping:
                await self._withdraw(question, live)
            raise
        except IndexMissing:
            await self._service.say(place.chat, words.index_missing, place.thread)
        except Exception as error:
            reference = logs.refer(error, self._service.settings.data_dir)
            log.error("a question was not answered, reference %s", reference)
            try:
                await self._service.say(place.chat, fill(words.error, reference=reference), place.thread)
            except TelegramError as again:
                log.error("nor could that be told: %s", type(again).__name__)
        await self._service.run(updates.done, question.update)

    def close(self) -> None:
        """Let the threads go; what they still do is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _found(self, question: Question, live: Live) -> Answer:
        """Answer in a thread, showing checked sentences meanwhile."""
        turns = await self._service.run(self._turns, question)
        loop, events, left = asyncio.get_running_loop(), asyncio.Queue[Event](), threading.Event()

        def run() -> None:
            with closing(self._service.app.stream(question.text, turns)) as stream:
                for event in stream:
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(events.put_nowait, event)

        running = loop.run_in_executor(self._threads, run)
        running.add_done_callback(lambda done: None if done.cancelled() else done.exception())
        try:
            while True:
                taken = asyncio.ensure_future(events.get())
                await asyncio.wait((taken, running), return_when=asyncio.FIRST_COMPLETED)
                if not taken.done() and events.empty():
                    taken.cancel()
                    running.result()
                    raise AssertionError("the events end with the answer")
                event = await taken
                if isinstance(event, Answer):
                    return event
                if isinstance(event, Text):
                    live.say(event.text)
        finally:
            left.set()

    def _turns(self, question: Question) -> tuple[Turn, ...]:
        """Look up the conversation; what the question replies to counts as the last turn.

        A corrected question does not follow on what it was before.
        """
        state, place = self._service.state, question.place
        turns = state.conversations.turns(place.chat, place.thread)[: -1 if question.corrected else None]
        sent = state.answers.of_message(place.chat, question.about) if question.about else None
        if sent is None:
            return turns
        meant = sent.answer.turn
        return (*(turn for turn in turns if turn != meant), meant)

    async def _deliver(self, question: Question, answer: Answer, live: Live) -> None:
        """Send an answer with its buttons, and remember it. Then no message stands for it any more."""
        service, state, place = self._service, self._service.state, question.place
        asked = (place.chat, question.person.id, place.thread, question.update)
        id = await service.run(state.answers.save, answer, *asked)
        await service.run(state.updates.sending, question.update)
        reply_to = question.reply_to if place.is_group or question.corrected else None
        sent: list[int] = []
        for message in answer_messages(answer, id, question.person.words):
            if live.placeholder and not sent:
                await service.delivery.edit(place.chat, live.placeholder, message)
                sent.append(live.placeholder)
            elif number := await service.delivery.send(place.chat, message, place.thread, reply_to):
                sent.append(number)

        def remember() -> None:
            state.answers.sent(id, place.chat, sent)
            state.conversations.add(place.chat, place.thread, question.person.id, answer.turn, question.update)

        await service.run(remember)
        live.placeholder = None
        if answer.status == ANSWERED and len(answer.table) >= BARS:
            await self._chart(question, answer)
        self._watch(answer)

    async def _chart(self, question: Question, answer: Answer) -> None:
        """Send the bars of a comparison, if they can be drawn."""
        try:
            async with self._drawing:  # matplotlib's settings are the process's
                picture = await asyncio.to_thread(chart, answer.table, answer.standalone or answer.question)
            place = question.place
            if picture:
                await self._service.delivery.photo(place.chat, picture, place.thread)
        except Exception as error:  # the answer itself is there already
            log.error("a chart was not sent, reference %s", logs.refer(error, self._service.settings.data_dir))

    async def _withdraw(self, question: Question, live: Live) -> None:
        """Clean up after a question that the user stopped."""
        await self._service.run(self._service.state.updates.done, question.update)
        if live.placeholder:
            stopped = text_message(question.person.words.cancelled)
            await self._service.delivery.edit(question.place.chat, live.placeholder, stopped)


def chart(rows: tuple[Row, ...], title: str) -> bytes | None:
    """Draw a comparison's figures as a PNG; None where their units differ, or not all are figures."""
    from bot.plot import Bar, bar_chart

    bars = [Bar(row.place, abs(row.value), row.text) for row in rows if row.value is not None]
    if len(bars) < len(rows):
        return None
    if len({row.text[quantities(row.text)[0].end :] if quantities(row.text) else row.text for row in rows}) > 1:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.png"
        bar_chart(bars, title, " · ".join(dict.fromkeys(row.report for row in rows)), path)
        return path.read_bytes()
