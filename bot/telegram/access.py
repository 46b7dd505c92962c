"""Who may use the bot: everybody else is told how to ask for access, and learns nothing more."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import MessageEntityType
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, BaseHandler, ContextTypes, TypeHandler

from bot.state.pairing import as_code
from bot.telegram.asking import addressed
from bot.telegram.service import Place, Service, place_of
from bot.wording import Wording, duration, fill, language_for, words

log = logging.getLogger(__name__)

STRANGER_PAUSE = 60.0
"""Seconds before a stranger is told the same again."""

REMEMBERED = 4096
"""Strangers of whom that is remembered."""


class Guard:
    """Sees every update before all other handlers and stops those of people who may not ask.

    It belongs in a handler group of its own before the others. What has no user (posts of a channel) and what is no
    message, edit, button or membership is stopped too. That a group got another number is let through.
    """

    def __init__(self, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._told: OrderedDict[int, float] = OrderedDict()

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        return [TypeHandler(Update, self._check)]

    async def _check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and (update.message.migrate_to_chat_id or update.message.migrate_from_chat_id):
            return
        known = update.message or update.edited_message or update.callback_query or update.my_chat_member
        user = update.effective_user
        if known is None or user is None:
            raise ApplicationHandlerStop
        if await self._service.may_ask(user.id):
            return
        if update.callback_query:
            await self._press(update.callback_query, user)
        elif update.message:
            await self._answer(update.message, user, (context.bot.id, context.bot.username))
        raise ApplicationHandlerStop

    async def _press(self, query: CallbackQuery, user: User) -> None:
        line = (await self._words(user)).stranger
        try:
            await query.answer(line, show_alert=True)
        except BadRequest:
            log.debug("a stranger's button was too old to be answered")

    async def _answer(self, message: Message, user: User, bot: tuple[int, str]) -> None:
        place, text = place_of(message), message.text or ""
        if place.is_group:
            if _is_for(message, *bot):
                await self._turn_away(place, user)
        elif as_code(text):
            await self._redeem(place, user, text)
        else:
            await self._turn_away(place, user)

    async def _redeem(self, place: Place, user: User, text: str) -> None:
        """Try a code; who is locked out is told so as seldom as any stranger."""
        service, texts = self._service, await self._words(user)
        attempt = await service.run(service.state.pairing.redeem, user.id, text)
        if attempt.accepted:
            log.info("a code let somebody in")
            await service.say(place.chat, texts.paired)
        elif not attempt.wait:
            await service.say(place.chat, fill(texts.pair_wrong, tries=attempt.left))
        elif self._may_tell(-user.id):
            await service.say(place.chat, fill(texts.pair_locked, wait=duration(texts, attempt.wait)))

    async def _turn_away(self, place: Place, user: User) -> None:
        if self._may_tell(user.id):
            await self._service.say(place.chat, (await self._words(user)).stranger, place.thread)

    def _may_tell(self, whom: int) -> bool:
        """Note that somebody is told; False if they were told just now."""
        now = self._clock()
        last = self._told.get(whom)
        if last is not None and now - last < STRANGER_PAUSE:
            return False
        self._told[whom] = now
        self._told.move_to_end(whom)
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return True

    async def _words(self, user: User) -> Wording:
        """Give the words for a stranger, of whom nothing is noted."""
        choice = await self._service.run(self._service.state.people.language, user.id)
        return words(language_for(choice, user.language_code))


def _is_for(message: Message, bot: int, username: str) -> bool:
    """Whether a message in a group speaks to the bot: a command, a mention or a reply."""
    text, entities = message.text or "", message.entities
    if entities and entities[0].type == MessageEntityType.BOT_COMMAND and entities[0].offset == 0:
        _, _, named = text.split()[0].partition("@")
        return named.casefold() in ("", username.casefold())
    return addressed(message, bot, username) is not None
