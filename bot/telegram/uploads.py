"""Reports that admins send: as a document, or as a text with /add. They can be asked about as soon as they are in."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from pathlib import Path
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler
from telegram.ext import filters as only

from bot.telegram.callback import OVERWRITE, PATTERNS, YES
from bot.telegram.download import download
from bot.telegram.indexing import PAUSE, Status
from bot.telegram.markup import units
from bot.telegram.message import line_of
from bot.telegram.service import Person, Place, Service, place_of
from bot.telegram.taking import Case, Taking, too_large
from bot.wording import fill

log = logging.getLogger(__name__)

CUT_LENGTH = 4000
"""Units of a message with /add from which on it may be the first part of a longer text (Telegram cuts at 4,096)."""

ALBUMS = 64
"""Albums that are remembered, so that one gets one answer."""

NAMELESS = "—"

_COMMAND = re.compile(r"/\S+\s*")


class Uploads:
    """Handles documents, /add, the question whether to overwrite, and what is neither text nor document."""

    def __init__(self, service: Service, pause: float = PAUSE) -> None:
        self._service = service
        self._pause = pause
        self._taking = Taking(service)
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        sent = only.UpdateType.MESSAGE & only.ChatType.PRIVATE
        document = only.Document.ALL & ~only.ANIMATION
        other = ~only.TEXT & ~document & ~only.StatusUpdate.ALL
        return [
            CommandHandler("add", self._text, only.UpdateType.MESSAGE, block=False),
            MessageHandler(sent & document, self._document, block=False),
            MessageHandler(sent & other, self._other),
            CallbackQueryHandler(self._pressed, _is_overwrite, block=False),
        ]

    async def _document(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message is None or message.document is None or message.from_user is None:
            return
        person, document, limit = await self._service.person(message.from_user), message.document, self._taking.limit
        called, place = document.file_name or "", place_of(message)
        if not self._service.is_admin(person.id):
            await self._once(message, person.words.upload_admins_only)
            return
        if document.file_size and document.file_size > limit:
            await self._service.say(place.chat, too_large(person.words, document.file_size, limit))
            return

        async def content() -> bytes:
            return await download(context.bot, document.file_id, limit)

        await self._taking.receive(self._case(person, place, line_of(called), context), called, content)

    async def _text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message is None or message.from_user is None:
            return
        person, place = await self._service.person(message.from_user), place_of(message)
        text = _COMMAND.sub("", message.text or "", count=1).strip()
        title, _, rest = text.partition("\n")
        if refusal := self._why_not(person, place, rest):
            await self._service.say(place.chat, refusal, place.thread)
            return

        async def content() -> bytes:
            return f"{text}\n".encode("utf-8", "replace")

        await self._taking.receive(self._case(person, place, line_of(title), context), "", content)
        if units(message.text or "") >= CUT_LENGTH:
            await self._service.say(place.chat, person.words.upload_cut)

    def _why_not(self, person: Person, place: Place, rest: str) -> str:
        if not self._service.is_admin(person.id):
            return person.words.upload_admins_only
        if place.is_group:
            return person.words.private_only
        return "" if rest.strip() else person.words.add_usage

    async def _other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.from_user:
            person = await self._service.person(update.message.from_user)
            await self._once(update.message, person.words.only_text)

    async def _once(self, message: Message, text: str) -> None:
        """Answer a message, but of an album only one."""
        album = message.media_group_id
        if album is None or album not in self._albums:
            if album:
                self._albums.append(album)
            await self._service.say(message.chat.id, text)

    async def _pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        match = PATTERNS[OVERWRITE].fullmatch(query.data or "") if query else None
        if query is None or query.message is None or match is None:
            return
        person = await self._service.person(query.from_user)
        words, chat = person.words, query.message.chat
        upload = await self._service.run(self._service.state.uploads.take, match["id"], person.id)
        await _answer(query, "" if upload else words.button_unknown)
        if upload is None:
            return
        place = Place(chat.id, 0, chat.type != ChatType.PRIVATE)
        case = self._case(person, place, line_of(upload.name), context, query.message.message_id)
        try:
            if match["choice"] != YES:
                await case.status.show(fill(words.upload_kept, name=case.name))
            elif not self._service.is_admin(person.id):
                await case.status.show(words.upload_admins_only)
            else:
                await self._taking.replace(case, upload)
        finally:
            await asyncio.to_thread(Path(upload.path).unlink, True)

    def _case(
        self, person: Person, place: Place, name: str, context: ContextTypes.DEFAULT_TYPE, message: int | None = None
    ) -> Case:
        status = Status(self._service, place, message, self._pause)
        return Case(person, place, name or NAMELESS, status, context.application)


def _is_overwrite(data: object) -> bool:
    return isinstance(data, str) and PATTERNS[OVERWRITE].fullmatch(data) is not None


async def _answer(query: CallbackQuery, text: str) -> None:
    try:
        await query.answer(text or None)
    except BadRequest:
        log.debug("a button was too old to be answered")
