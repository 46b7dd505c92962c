"""A command: who gave it, where, and what was written after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext import CommandHandler, ContextTypes, filters

from bot.telegram.message import Message, text_message
from bot.telegram.service import Person, Place, Service, place_of


@dataclass(frozen=True, slots=True)
class Said:
    """A message with a command. `text` is what follows it, `code` the language of the person's Telegram."""

    update: int
    message: int
    person: Person
    place: Place
    text: str
    code: str | None


Act = Callable[[Said], Awaitable[None]]


def on_command(service: Service, name: str, act: Act, *, block: bool = True) -> CommandHandler[Any, Any]:
    """Handle a command in new messages."""

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and (said := await read(service, update.update_id, update.message)):
            await act(said)

    return CommandHandler(name, handle, filters.UpdateType.MESSAGE, block=block)


async def read(service: Service, update: int, message: TelegramMessage) -> Said | None:
    """Tell what a message says; None for one that nobody sent."""
    if message.from_user is None:
        return None
    _, *rest = (message.text or "").split(maxsplit=1)
    person = await service.person(message.from_user)
    return Said(
        update, message.message_id, person, place_of(message), "".join(rest).strip(), message.from_user.language_code
    )


async def reply(service: Service, said: Said, message: Message | str) -> int | None:
    """Answer a command, in a group as a reply to it; give the message's id."""
    shown = text_message(message) if isinstance(message, str) else message
    place = said.place
    return await service.delivery.send(
        place.chat, shown, place.thread, reply_to=said.message if place.is_group else None
    )
