"""The buttons under an answer and its passages, and those that ask an example."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakValueDictionary

from telegram.error import BadRequest
from telegram.ext import BaseHandler

from bot.state import feedback
from bot.telegram.answer_message import answer_buttons
from bot.telegram.callback import CLOSE, DOWN, EXAMPLE, FEEDBACK, PASSAGE, REASON, REASONS, SOURCE, UP
from bot.telegram.markup import Span, Style
from bot.telegram.message import Message, messages
from bot.telegram.passage_message import passage_message
from bot.telegram.press import Press, on_press
from bot.telegram.service import Person, Place, Service
from bot.wording import Language
from rag.types import REFUSED, Answer, Citation
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from bot.state.answers import SentAnswer
    from vectorstore.reading import Page

VERDICTS = {UP: feedback.UP, DOWN: feedback.DOWN}
CODES = {verdict: code for code, verdict in VERDICTS.items()}
WHY = dict(zip(REASONS, feedback.REASONS, strict=True))
ID = 12
"""Hexadecimal digits of an example's id."""

LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Ask(Protocol):
    """Takes questions in."""

    async def ask(self, person: Person, place: Place, text: str, update_id: int, reply_to: int | None) -> None:
        """Put a question in line, or say why not. The same update is taken once."""

    def cancel(self, user: int) -> int:
        """Stop all questions of a user; give how many there were."""


class Buttons:
    """Opens sources, turns their pages, keeps votes and asks examples. All it needs is in the state and the press."""

    def __init__(self, service: Service, ask: Ask) -> None:
        self._service = service
        self._ask = ask
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        service, rated = self._service, f"{FEEDBACK}:{{id}}:"
        return [
            on_press(service, SOURCE, self._source, f"{SOURCE}:{{id}}:"),
            on_press(service, PASSAGE, self._passage, f"{CLOSE}:{{id}}"),
            on_press(service, CLOSE, self._close, f"{CLOSE}:{{id}}"),
            on_press(service, FEEDBACK, self._rate, rated),
            on_press(service, REASON, self._reason, rated),
            on_press(service, EXAMPLE, self._example, f"{EXAMPLE}:{{id}}"),
        ]

    async def _source(self, press: Press) -> str:
        """Show a source's passage in a message that all sources of an answer share."""
        found = await self._cited(press)
        if found is None:
            return press.person.words.answer_gone
        sent, one = found
        page = await self._page(one, 0)
        message = _passage(press, one, 0, page)
        async with self._opening.setdefault(sent.id, asyncio.Lock()):
            opened = await self._service.run(self._service.state.answers.opened, sent.id)
            if not (opened and await self._replaced(press.place.chat, opened, message)):
                place, delivery = press.place, self._service.delivery
                number = await delivery.send(place.chat, message, place.thread, reply_to=press.message)
                if number:
                    await self._service.run(self._note, sent.id, place.chat, number)
        return ""

    async def _replaced(self, chat: int, opened: int, message: Message) -> bool:
        """Put a passage in the place of the one that is open; False if somebody has deleted that."""
        try:
            await self._service.delivery.edit(chat, opened, message)
        except BadRequest:
            return False
        return True

    def _note(self, id: str, chat: int, message: int) -> None:
        self._service.state.answers.open(id, message)
        self._service.state.answers.sent(id, chat, [message])  # a reply to it is a reply to the answer

    async def _passage(self, press: Press) -> str:
        """Turn to another passage in the same message."""
        words = press.person.words
        found = await self._cited(press)
        if found is None:
            return words.answer_gone
        offset = int(press.fields["offset"])
        page = await self._page(found[1], offset)
        if offset and page is None:
            return words.passage_gone
        await self._service.delivery.edit(press.place.chat, press.message, _passage(press, found[1], offset, page))
        return ""

    async def _close(self, press: Press) -> str:
        """Delete a passage's message, or take its buttons if it is too old for that."""
        delivery, chat = self._service.delivery, press.place.chat
        if sent := await self._sent(press):
            await self._service.run(self._service.state.answers.close, sent.id)
        try:
            await delivery.attempt(lambda: delivery.bot.delete_message(chat, press.message))
        except BadRequest:
            with contextlib.suppress(BadRequest):  # somebody has deleted it
                await delivery.buttons(chat, press.message, ())
        return ""

    async def _rate(self, press: Press) -> str:
        """Keep a vote; another one changes it, the same one again does not."""
        words, verdict = press.person.words, VERDICTS[press.fields["choice"]]
        box = self._service.state.feedback
        old, reason = await self._service.run(box.verdict, press.fields["id"], press.person.id)
        if old != verdict:
            reason = ""
        if not await self._vote(press, verdict, reason):
            return words.answer_gone
        return words.feedback_why if verdict == feedback.DOWN and not reason else words.feedback_thanks

    async def _reason(self, press: Press) -> str:
        """Keep why an answer is no good."""
        kept = await self._vote(press, feedback.DOWN, WHY[press.fields["choice"]])
        return press.person.words.feedback_noted if kept else press.person.words.answer_gone

    async def _vote(self, press: Press, verdict: str, reason: str) -> bool:
        """Keep a vote and show it under the answer; False if the answer is gone."""
        sent, box = await self._sent(press), self._service.state.feedback
        if sent is None or not await self._service.run(box.give, sent.id, press.person.id, verdict, reason):
            return False
        rows = answer_buttons(sent.answer, sent.id, press.person.words, CODES[verdict], reason)
        with contextlib.suppress(BadRequest):  # the vote counts all the same
            await self._service.delivery.buttons(press.place.chat, press.message, rows)
        return True

    async def _example(self, press: Press) -> str:
        """Ask an example in the name of who pressed it."""
        question = await self._asked(press)
        if not question:
            return press.person.words.button_unknown
        place, [shown] = press.place, messages([Span(question, Style.QUOTE)])
        number = await self._service.delivery.send(place.chat, shown, place.thread)
        if number:
            await self._ask.ask(press.person, place, question, press.update, number)
        return ""

    async def _asked(self, press: Press) -> str:
        """Find an example: what the button says, or one that is made of the index today."""
        text, id = (press.shown or {}).get(press.data, ""), press.fields["id"]
        if example_id(text) == id:
            return text
        for language in LANGUAGES:
            for question in await asyncio.to_thread(self._service.app.examples, language):
                if example_id(question) == id:
                    return question
        return ""

    async def _sent(self, press: Press) -> SentAnswer | None:
        """Find an answer, if it belongs to the chat of the press."""
        sent = await self._service.run(self._service.state.answers.find, press.fields["id"])
        return sent if sent and sent.chat == press.place.chat else None

    async def _cited(self, press: Press) -> tuple[SentAnswer, Citation] | None:
        sent = await self._sent(press)
        one = citation(sent.answer, int(press.fields["n"])) if sent else None
        return (sent, one) if sent and one else None

    async def _page(self, one: Citation, offset: int) -> Page | None:
        """Find a passage by where it stands from a source's own; None if the index no longer has it."""

        def turn() -> Page | None:
            try:
                return self._service.app.library().page(one.passage_id, offset)
            except ReportbotError:  # the source itself is kept with the answer
                return None

        return await asyncio.to_thread(turn)


def citation(answer: Answer, n: int) -> Citation | None:
    """Find a source of an answer, or what came near of a refusal, by its number."""
    shown = answer.nearest if answer.status == REFUSED else answer.citations
    return next((one for one in shown if one.n == n), None)


def example_id(question: str) -> str:
    """Make the id that an example's button sends."""
    return hashlib.sha256(question.encode()).hexdigest()[:ID]


def _passage(press: Press, one: Citation, offset: int, page: Page | None) -> Message:
    before, after, text = (page.before, page.after, page.text) if page else (False, False, "")
    return passage_message(
        one, press.fields["id"], press.person.words, offset=offset, text=text, before=before, after=after
    )
