"""The question whether an upload may take the place of a report: buttons, a restart, people who may not answer it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_desk import BRIDGE, TREES, Desk, desk, kept
from telegram_running import ADMIN, OTHER_ADMIN, READER, settings_for
from telegram_server import TelegramServer

from bot.settings import Settings
from bot.wording import words

ENGLISH = words("en")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path, telegram_upload_mb=1)
    (settings.reports_dir / "trees.txt").write_text(TREES, encoding="utf-8")
    return settings


@pytest.fixture
def opened(settings: Settings, server: TelegramServer) -> Iterator[Desk]:
    with desk(settings, server) as opened:
        yield opened


def test_the_question_whether_to_overwrite_survives_a_restart(
    settings: Settings, server: TelegramServer, tmp_path: Path
) -> None:
    with desk(settings, server) as opened:
        chat = opened.upload(ADMIN, "trees.txt", BRIDGE)
        opened.last(chat, "There is already a report called trees.txt. Replace it?")
        assert (opened.contents(), kept(settings)) == ({"trees.txt": TREES}, [BRIDGE])
    with desk(settings, server) as opened:
        user, chat = opened.person(ADMIN)
        server.wait_answer(chat.press(user, chat.replies[-1], "Replace it"))
        opened.last(chat, "trees.txt is in: 1 passage, 2 figures. You can ask about it now.")
        assert opened.contents() == {"trees.txt": BRIDGE}
    assert kept(settings) == []


def test_a_no_leaves_the_old_report(opened: Desk, settings: Settings) -> None:
    user, chat = opened.person(ADMIN)
    opened.upload(ADMIN, "trees.txt", BRIDGE)
    opened.last(chat, "There is already a report called trees.txt. Replace it?")
    buttons = chat.replies[-1]
    chat.press(user, buttons, "Keep the old one")
    opened.last(chat, "trees.txt stays as it was.")
    opened.server.wait(lambda _: kept(settings) == [])
    assert (opened.contents(), opened.app.runs) == ({"trees.txt": TREES}, [])


def pressed(opened: Desk, id: int, data: str) -> str:
    """What is answered to a button with this data, whoever made it."""
    user, chat = opened.person(id)
    message = chat.replies[-1] if chat.replies else chat.send(user, "hello")
    callback = opened.server.called_back(user, chat, message, data)
    return opened.server.wait_answer(callback).text


def test_a_button_works_once_and_for_its_owner_alone(opened: Desk, settings: Settings) -> None:
    chat = opened.upload(ADMIN, "trees.txt", BRIDGE)
    opened.last(chat, "There is already a report called trees.txt. Replace it?")
    yes = chat.replies[-1].keyboard[0][0]["callback_data"]
    assert pressed(opened, OTHER_ADMIN, yes) == ENGLISH.button_unknown
    assert pressed(opened, READER, yes) == ENGLISH.button_unknown
    assert pressed(opened, ADMIN, "w:nothing:y") == ENGLISH.button_unknown
    assert (opened.contents(), kept(settings)) == ({"trees.txt": TREES}, [BRIDGE])
    assert pressed(opened, ADMIN, yes) == ""
    opened.server.wait(lambda _: opened.contents() == {"trees.txt": BRIDGE})
    assert pressed(opened, ADMIN, yes) == ENGLISH.button_unknown


def test_a_kept_report_that_was_pruned_is_not_put_in(opened: Desk, settings: Settings) -> None:
    user, chat = opened.person(ADMIN)
    opened.upload(ADMIN, "trees.txt", BRIDGE)
    opened.last(chat, "There is already a report called trees.txt. Replace it?")
    for path in (settings.data_dir / "uploads").iterdir():
        path.unlink()
    chat.press(user, chat.replies[-1], "Replace it")
    opened.last(chat, ENGLISH.button_unknown)
    assert opened.contents() == {"trees.txt": TREES}


def test_who_is_no_admin_any_more_cannot_say_yes(settings: Settings, server: TelegramServer) -> None:
    with desk(settings, server) as opened:
        chat = opened.upload(ADMIN, "trees.txt", BRIDGE)
        opened.last(chat, "There is already a report called trees.txt. Replace it?")
    demoted = settings.model_copy(update={"telegram_admins": (OTHER_ADMIN,)})
    with desk(demoted, server) as opened:
        user, chat = opened.person(ADMIN)
        chat.press(user, chat.replies[-1], "Replace it")
        opened.last(chat, ENGLISH.upload_admins_only)
        assert opened.contents() == {"trees.txt": TREES}
    assert kept(settings) == []
