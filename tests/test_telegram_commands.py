"""What is registered with Telegram: menus and descriptions in both languages, once, and what happens if that fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram_asked import menu_of
from telegram_bots import Caller
from telegram_running import ADMIN, OTHER_ADMIN, settings_for
from telegram_server import TelegramServer

from bot.state import open_state
from bot.telegram.commands import register
from bot.wording import commands, words

ENGLISH, CHINESE = words("en"), words("zh")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@contextmanager
def registering(server: TelegramServer, folder: Path) -> Iterator[Any]:
    settings = settings_for(folder)
    state = open_state(settings.data_dir)
    with Caller(server) as caller:
        yield lambda: caller.do(lambda bot: register(bot, settings, state)), state
    state.close()


def test_menus_and_descriptions_are_registered_once(server: TelegramServer, tmp_path: Path) -> None:
    say_hello(server, ADMIN, OTHER_ADMIN)
    with registering(server, tmp_path) as (registered, state):
        registered()
        for scope in (("all_private_chats",), ("all_group_chats",)):
            assert [menu_of(server, *scope, code) for code in ("", "zh")] == [commands("en"), commands("zh")]
        everything = [commands("en", admin=True), commands("zh", admin=True)]
        for admin in (ADMIN, OTHER_ADMIN):
            assert [menu_of(server, "chat", admin, code) for code in ("", "zh")] == everything
        assert server.texts == {
            ("Description", ""): ENGLISH.bot_description,
            ("Description", "zh"): CHINESE.bot_description,
            ("ShortDescription", ""): ENGLISH.bot_short_description,
            ("ShortDescription", "zh"): CHINESE.bot_short_description,
        }
        before = len(server.calls())
        registered()
        assert [call.method for call in server.calls()[before:] if call.method.startswith("set")] == []
        state.people.choose_language(ADMIN, "zh")
        registered()
        assert [menu_of(server, "chat", ADMIN, code) for code in ("", "zh")] == [everything[1]] * 2


def test_what_cannot_be_registered_is_logged(
    server: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    say_hello(server, OTHER_ADMIN)  # the first admin has never written
    server.fail_next("setMyDescription", 429, "Too Many Requests: retry after 900", 900)
    server.fail_next("getMyShortDescription", 500)
    with registering(server, tmp_path) as (registered, _), caplog.at_level(logging.WARNING, "bot"):
        registered()
    assert [one.getMessage() for one in caplog.records] == [
        "setting a menu failed: BadRequest",
        "setting a menu failed: BadRequest",
        "setting a description failed: RetryAfter",
        "setting a short description failed: NetworkError",
    ]
    assert menu_of(server, "chat", OTHER_ADMIN, "") == commands("en", admin=True)
    assert sorted(server.texts) == [("Description", "zh"), ("ShortDescription", "zh")]


def say_hello(server: TelegramServer, *users: int) -> None:
    for id in users:
        user = server.user(id, f"Admin {id}")
        server.private(user).send(user, "hello")


def test_registering_needs_no_state(server: TelegramServer, tmp_path: Path) -> None:
    with Caller(server) as caller:
        caller.do(lambda bot: register(bot, settings_for(tmp_path, telegram_admins=())))
    assert menu_of(server, "all_private_chats", "zh") == commands("zh")
