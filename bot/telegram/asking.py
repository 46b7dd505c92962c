"""Questions from Telegram: taken in once, answered in order, sent with their sources, and remembered."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.constants import MessageEntityType
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.question import MAX_QUESTION, checked
from bot.telegram.answering import Answering
from bot.telegram.latest import Latest
from bot.telegram.lines import Job, Lines
from bot.telegram.service import Person, Place, Service, place_of
from bot.wording import duration, fill
from rag.courtesy import courtesy, language_of
from rag.phrases import asked_nothing
from vectorstore.errors import UsageError

log = logging.getLogger(__name__)

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question under way, as it is kept until it is answered. `reply_to` is its message, 0 if a button asked it.

    `about` is the message of an earlier answer that it replies to, 0 if none; `at` is when it came, in seconds since
    1970; `corrected` is whether its message was edited.
    """

    update: int
    person: Person
    place: Place
    text: str
    reply_to: int
    about: int = 0
    at: float = 0.0
    corrected: bool = False

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Question:
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        return cls(**fields | {"person": Person(**fields["person"]), "place": Place(**fields["place"])})


class Asking:
    """Takes questions in and puts them in line for `answering`."""

    def __init__(self, service: Service, lines: Lines, answering: Answering) -> None:
        self._service = service
        self._lines = lines
        self._answering = answering
        self._latest = Latest()

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        new = filters.UpdateType.MESSAGE
        return [
            CommandHandler("ask", self._command, new),
            CommandHandler("new", self._forget, new),
            CommandHandler("cancel", self._cancel, new),
            MessageHandler(filters.StatusUpdate.MIGRATE, self._moved),
            MessageHandler(new & filters.TEXT & ~filters.COMMAND, self._text),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT & ~filters.COMMAND, self._edited),
        ]

    async def ask(
        self,
        person: Person,
        place: Place,
        text: str,
        update_id: int,
        reply_to: int | None,
        about: int = 0,
        *,
        corrected: bool = False,
    ) -> None:
        """Put a question in line, or say why not. The same update is taken once."""
        service, words = self._service, person.words
        if kind := courtesy(text):
            shown = asked_nothing(language_of(text, person.language), kind)
            await service.say(place.chat, shown, place.thread)
            return
        try:
            text = checked(text)
        except UsageError:
            shown = fill(words.too_long, length=len(text), limit=MAX_QUESTION)
            await service.say(place.chat, shown, place.thread)
            return
        receipt = asyncio.create_task(service.delivery.typing(place.chat, place.thread))
        question = Question(update_id, person, place, text, reply_to or 0, about, time.time(), corrected)
        if await self._begin(question):
            settings = service.settings
            limits = (person.id, settings.telegram_per_minute, settings.telegram_per_day)
            wait = 0 if service.is_admin(person.id) else await service.run(service.state.usage.allow, *limits)
            if wait:
                line = words.limit_minute if wait <= MINUTE else words.limit_day
                shown = fill(line, wait=duration(words, wait), limit=settings.telegram_per_day)
                await service.say(place.chat, shown, place.thread)
                await service.run(service.state.updates.done, update_id)
            elif ahead := self._put(question):
                await service.say(place.chat, fill(words.queued, ahead=ahead), place.thread)
        await receipt

    async def resume(self) -> int:
        """Take up the questions that an earlier run did not answer; give how many."""
        count = 0
        for pending in await self._service.run(self._service.state.updates.unfinished):
            if pending.sending or not pending.payload:  # the answer may have arrived: it is not sent twice
                await self._service.run(self._service.state.updates.done, pending.id)
                continue
            self._put(Question.from_json(pending.payload))
            count += 1
        return count

    def cancel(self, user: int) -> int:
        """Stop all questions of a user; give how many there were."""
        return self._lines.cancel_user(user)

    async def _begin(self, question: Question) -> bool:
        """Note a question before it is answered; False if it was noted before."""
        place = question.place
        begin: Callable[..., bool] = self._service.state.updates.begin
        fields = (question.update, place.chat, question.person.id, place.thread, question.to_json())
        return await self._service.run(begin, *fields)

    def _put(self, question: Question) -> int:
        place = question.place
        work = Job((place.chat, place.thread), question.person.id, lambda: self._answering.answer(question))
        return self._lines.put(work)

    async def _text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message and (text := addressed(message, context.bot.id, context.bot.username)) is not None:
            await self._take(update, message, text or replied_to(message, context.bot.id))

    async def _edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question anew that its writer has just corrected; other edits are passed over."""
        message = update.edited_message
        if not message or not message.from_user:
            return
        text = addressed(message, context.bot.id, context.bot.username)
        if text and self._latest.is_corrected(message, message.from_user, text.strip()):
            await self._take(update, message, text)

    async def _command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if not message or not message.from_user:
            return
        _, *rest = (message.text or "").split(maxsplit=1)
        text = "".join(rest) or replied_to(message, context.bot.id)
        if text.strip():
            await self._take(update, message, text)
            return
        person, place = await self._service.person(message.from_user), place_of(message)
        await self._service.say(place.chat, person.words.ask_usage, place.thread)

    async def _take(self, update: Update, message: TelegramMessage, text: str) -> None:
        if not message.from_user:
            return
        person = await self._service.person(message.from_user)
        earlier = message.reply_to_message
        about = earlier.message_id if earlier and not earlier.forum_topic_created else 0
        self._latest.note(message, message.from_user, text.strip())
        corrected, number = update.edited_message is not None, message.message_id
        await self.ask(person, place_of(message), text.strip(), update.update_id, number, about, corrected=corrected)

    async def _forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.from_user:
            person, place = await self._service.person(update.message.from_user), place_of(update.message)
            await self._service.run(self._service.state.conversations.forget, place.chat, place.thread)
            await self._service.say(place.chat, person.words.new_conversation, place.thread)

    async def _moved(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a conversation along when its group becomes a supergroup; both are told of it, the old one first."""
        message = update.message
        if message and message.migrate_to_chat_id:
            move = self._service.state.conversations.move
            await self._service.run(move, message.chat.id, message.migrate_to_chat_id)

    async def _cancel(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.from_user:
            person, place = await self._service.person(update.message.from_user), place_of(update.message)
            stopped = self._lines.cancel((place.chat, place.thread), person.id if place.is_group else None)
            for_nothing = person.words.nothing_to_cancel
            await self._service.say(place.chat, person.words.cancelled if stopped else for_nothing, place.thread)


def addressed(message: TelegramMessage, bot: int, username: str) -> str | None:
    """Give the question of a message that is meant for the bot, without the bot's name; None if it is not meant."""
    text = message.text or ""
    if not place_of(message).is_group:
        return text
    for entity, written in sorted(message.parse_entities().items(), key=lambda pair: -pair[0].offset):
        by_name = entity.type == MessageEntityType.MENTION and written.casefold() == f"@{username}".casefold()
        by_id = entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == bot
        if by_name or by_id:
            return " ".join(text.replace(written, " ").split())
    earlier = message.reply_to_message
    is_reply = earlier and earlier.from_user and earlier.from_user.id == bot and not earlier.forum_topic_created
    return text if is_reply else None


def replied_to(message: TelegramMessage, bot: int) -> str:
    """Give the text that a message replies to, of it what is quoted; "" if there is none, or the bot wrote it."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or (earlier.from_user and earlier.from_user.id == bot):
        return ""
    return message.quote.text if message.quote else earlier.text or earlier.caption or ""
