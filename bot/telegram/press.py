"""The press of a button: whose, where and on what message. Each is answered once, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.telegram.callback import PATTERNS
from bot.telegram.service import Person, Place, Service, place_of
from bot.telegram.split import shortened

log = logging.getLogger(__name__)

LONGEST = 200
"""Characters of the answer to a press (Bot API: answerCallbackQuery)."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed.

    `message` is the one it stands under, `shown` the texts of that message's buttons by what they send, None if
    Telegram no longer tells. `data` is what was sent, `fields` what PATTERNS finds in it. `code` is the language of
    the person's Telegram (IETF tag).
    """

    update: int
    person: Person
    place: Place
    message: int
    shown: Mapping[str, str] | None
    data: str
    fields: Mapping[str, str]
    code: str | None

    def stands_with(self, *starts: str) -> bool:
        """Whether the message has a button whose data starts so; True if Telegram no longer tells.

        Anyone can send any data: what changes a message must be one of that message's own buttons.
        """
        return self.shown is None or any(data.startswith(starts) for data in self.shown)


Act = Callable[[Press], Awaitable[str]]
"""What a press does; gives the text of its answer, "" for none."""


def on_press(service: Service, kind: str, act: Act, *starts: str) -> CallbackQueryHandler[Any, Any]:
    """Handle the buttons of one kind, under messages that have one whose data starts with any of `starts`.

    `{id}` there stands for the id that was sent.
    """

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        text = ""
        try:
            press = await read(service, update.update_id, query)
            own = press and press.stands_with(*(start.format(id=press.fields.get("id", "")) for start in starts))
            if press:
                text = await act(press) if own else press.person.words.button_unknown
        finally:
            await answer(service, query, text)

    return CallbackQueryHandler(handle, lambda data: PATTERNS[kind].fullmatch(str(data)) is not None)


async def read(service: Service, update: int, query: CallbackQuery) -> Press | None:
    """Tell what a press is about; None for one under no message of a chat."""
    message, data = query.message, query.data or ""
    if message is None:
        return None
    found = PATTERNS[data[:1]].fullmatch(data) if data[:1] in PATTERNS else None
    seen = message if isinstance(message, Message) and message.is_accessible else None
    shown = None
    if seen:
        rows = seen.reply_markup.inline_keyboard if seen.reply_markup else ()
        shown = {str(one.callback_data): one.text for row in rows for one in row if one.callback_data}
    return Press(
        update=update,
        person=await service.person(query.from_user),
        place=place_of(seen) if seen else Place(message.chat.id, 0, message.chat.type != ChatType.PRIVATE),
        message=message.message_id,
        shown=shown,
        data=data,
        fields=found.groupdict() if found else {},
        code=query.from_user.language_code,
    )


async def answer(service: Service, query: CallbackQuery, text: str) -> None:
    """Answer a press, unless it is too old for that by now."""
    try:
        await service.delivery.attempt(lambda: query.answer(shortened(text, LONGEST) or None))
    except TelegramError as error:
        log.debug("a button was not answered: %s", type(error).__name__)
