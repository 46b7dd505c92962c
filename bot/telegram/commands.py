"""What Telegram shows of the bot before anybody writes: the menu of commands, and descriptions, in both languages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.callback import AUTO
from bot.wording import Language, commands, language_for, words

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.state import State

log = logging.getLogger(__name__)

CODES = (None, "zh")
"""The languages that Telegram is told: for everybody (English), and for those whose Telegram is Chinese."""


async def register(bot: Bot, settings: Settings, state: State | None = None) -> None:
    """Set menus and descriptions where they are not yet as they should be; what fails is logged.

    An admin's menu follows the language they chose, if `state` knows it.
    """
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
        await _menus(bot, scope, AUTO, admin=False)
    for admin in settings.telegram_admins:
        choice = await asyncio.to_thread(state.people.language, admin) if state else AUTO
        await _menus(bot, BotCommandScopeChat(admin), choice, admin=True)
    for code in CODES:
        await _described(bot, code)


async def show_menu(bot: Bot, user: int, choice: str, *, admin: bool) -> None:
    """Give a user's private chat the menu in the language they chose; what fails is logged."""
    scope = BotCommandScopeChat(user)
    if admin or choice != AUTO:
        await _menus(bot, scope, choice, admin=admin)
        return
    for code in CODES:  # the menu of all private chats follows the user's Telegram
        await _tried("taking a menu away", bot.delete_my_commands(scope, code))


async def _menus(bot: Bot, scope: BotCommandScope, choice: str, *, admin: bool) -> None:
    for code in CODES:
        await _tried("setting a menu", _menu(bot, scope, code, commands(language_for(choice, code), admin=admin)))


async def _menu(bot: Bot, scope: BotCommandScope, code: str | None, menu: Sequence[tuple[str, str]]) -> None:
    wanted = tuple(BotCommand(name, does) for name, does in menu)
    if await bot.get_my_commands(scope, code) != wanted:
        await bot.set_my_commands(wanted, scope, code)


async def _described(bot: Bot, code: str | None) -> None:
    language: Language = language_for(AUTO, code)
    texts = words(language)

    async def long() -> None:
        if (await bot.get_my_description(code)).description != texts.bot_description:
            await bot.set_my_description(texts.bot_description, code)

    async def short() -> None:
        if (await bot.get_my_short_description(code)).short_description != texts.bot_short_description:
            await bot.set_my_short_description(texts.bot_short_description, code)

    await _tried("setting a description", long())
    await _tried("setting a short description", short())


async def _tried(what: str, call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:  # an admin may never have written to the bot; the rest can wait for the next start
        log.warning("%s failed: %s", what, type(error).__name__)
