"""Uploads seen from the chat: who may, what is shown meanwhile, what is no upload, and what cannot be fetched."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_desk import BRIDGE, TREES, Desk, desk
from telegram_running import ADMIN, READER, settings_for
from telegram_server import TelegramServer

from bot.settings import Settings
from bot.telegram.taking import MOST_WAITING
from bot.telegram.uploads import CUT_LENGTH
from bot.wording import words

ENGLISH, CHINESE = words("en"), words("zh")


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


def test_only_admins_may_add_reports(opened: Desk) -> None:
    user, chat = opened.person(READER, "zh")
    chat.upload(user, "bridge.txt", BRIDGE.encode())
    chat.wait_reply()
    chat.send(user, f"/add {BRIDGE}")
    assert [reply.text for reply in chat.wait_reply(2)] == [CHINESE.upload_admins_only] * 2
    assert opened.server.calls("getFile") == []
    assert (opened.contents(), opened.app.runs) == ({"trees.txt": TREES}, [])


def test_a_report_is_taken_in_with_one_message_that_changes(opened: Desk) -> None:
    opened.app.may_read.clear()
    chat = opened.upload(ADMIN, "bridge <b>&.txt", BRIDGE)
    name = "bridge _b_&.txt"
    assert chat.wait_reply()[0].text == "Got bridge <b>&.txt. Reading it …"
    opened.last(chat, f"Reading {name}: 30 of 90 passages")
    opened.app.may_read.set()
    opened.last(chat, f"{name} is in: 1 passage, 2 figures. You can ask about it now.")
    assert len(chat.replies) == 1
    assert opened.contents() == {"trees.txt": TREES, name: BRIDGE}
    assert opened.app.ask("柳河镇修建桥梁").citations[0].report == name
    assert "typing" in chat.actions


def test_the_same_report_again_changes_nothing(opened: Desk) -> None:
    chat = opened.upload(ADMIN, "other name.txt", TREES)
    opened.last(chat, "trees.txt is already here with the same text.")
    assert (opened.contents(), opened.app.runs) == ({"trees.txt": TREES}, [])


def test_add_needs_a_title_and_a_text_in_private(opened: Desk) -> None:
    user, chat = opened.person(ADMIN)
    for n, text in enumerate(("/add", "/add  \n ", "/add only a title"), 1):
        chat.send(user, text)
        assert chat.wait_reply(n)[-1].text == ENGLISH.add_usage
    group = opened.server.group(-100, "Editors")
    group.send(user, f"/add@reports_bot {BRIDGE}")
    assert group.wait_reply()[0].text == ENGLISH.private_only
    group.upload(user, "bridge.txt", BRIDGE.encode(), caption="@reports_bot")
    chat.send(user, "/ping")
    chat.wait_reply(4)
    assert (opened.contents(), len(group.replies)) == ({"trees.txt": TREES}, 1)


def test_a_text_with_add_keeps_its_lines(opened: Desk) -> None:
    user, chat = opened.person(ADMIN)
    chat.send(user, f"/add@reports_bot\n{BRIDGE}\n二、养护\n每年养护2次。")
    opened.server.wait(lambda _: len(opened.contents()) == 2 and chat.replies[-1].text.endswith("ask about it now."))
    [name] = opened.contents().keys() - {"trees.txt"}
    assert name.startswith("柳河镇修桥 20") and name.endswith(".txt")
    assert opened.contents()[name] == f"{BRIDGE}\n二、养护\n每年养护2次。\n"


def test_a_text_as_long_as_a_message_may_have_been_cut(opened: Desk) -> None:
    user, chat = opened.person(ADMIN)
    chat.send(user, "/add " + BRIDGE + "长" * (CUT_LENGTH - 5 - len(BRIDGE)))
    opened.last(chat, ENGLISH.upload_cut)
    assert "is in: " in chat.replies[0].text


def test_a_file_without_a_name_gets_that_of_its_title(opened: Desk) -> None:
    chat = opened.upload(ADMIN, "", BRIDGE)
    assert chat.wait_reply()[0].text == "Got —. Reading it …"
    opened.server.wait(lambda _: "is in: " in chat.replies[0].text)
    assert chat.replies[0].text.startswith("柳河镇修桥 20")


def test_what_is_neither_text_nor_file_is_answered_once_an_album(opened: Desk) -> None:
    user, chat = opened.person(READER)
    chat.upload(user, "photo.jpg", b"\xff\xd8", "image/jpeg", photo=True)
    assert chat.wait_reply()[0].text == ENGLISH.only_text
    sender = {"id": READER, "is_bot": False, "first_name": "R"}
    base = {"date": 1, "chat": {"id": READER, "type": "private", "first_name": "R"}, "from": sender}
    size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
    for n in (70, 71, 72):
        opened.bot.handle({"message": base | {"message_id": n, "photo": [size], "media_group_id": "album"}})
    sticker = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "type": "regular"}
    opened.bot.handle(
        {"message": base | {"message_id": 73, "sticker": sticker | {"is_animated": False, "is_video": False}}}
    )
    opened.bot.handle({"message": base | {"message_id": 74, "location": {"longitude": 1.0, "latitude": 1.0}}})
    assert [reply.text for reply in chat.wait_reply(4)] == [ENGLISH.only_text] * 4
    group = {"id": -100, "type": "supergroup", "title": "Editors"}
    opened.bot.handle({"message": base | {"message_id": 75, "chat": group, "photo": [size]}})
    assert len(opened.server.calls("sendMessage")) == 4


def test_reports_wait_for_those_before_them(opened: Desk) -> None:
    opened.app.may_read.clear()
    user, chat = opened.person(ADMIN)
    for n in range(MOST_WAITING + 1):
        chat.upload(user, f"{n:02}.txt", f"柳河镇\n柳河镇修建桥梁{n}座。\n".encode())
    opened.server.wait(lambda _: ENGLISH.upload_busy in [reply.text for reply in chat.replies])
    opened.app.may_read.set()
    opened.server.wait(lambda _: sum("is in: " in reply.text for reply in chat.replies) == MOST_WAITING)
    assert len(chat.replies) == MOST_WAITING + 1
    assert len(opened.contents()) == MOST_WAITING + 1
    assert [len(names) for names in opened.app.runs] == list(range(2, MOST_WAITING + 2))


def test_the_admins_other_messages_do_not_wait_for_an_upload(opened: Desk) -> None:
    opened.app.may_read.clear()
    user, chat = opened.person(ADMIN)
    opened.upload(ADMIN, "bridge.txt", BRIDGE)
    assert opened.app.reading.wait(20)
    chat.send(user, "/ping")
    opened.server.wait(lambda _: "pong" in [reply.text for reply in chat.replies])
    opened.app.may_read.set()


def let_once_stopping(opened: Desk) -> None:
    while opened.bot.application.running:
        time.sleep(0.01)
    opened.app.may_read.set()


def test_when_the_bot_is_stopped_the_upload_is_put_back(settings: Settings, server: TelegramServer) -> None:
    with desk(settings, server) as opened:
        opened.app.may_read.clear()
        chat = opened.upload(ADMIN, "bridge.txt", BRIDGE)
        assert opened.app.reading.wait(20)
        threading.Thread(target=let_once_stopping, args=(opened,)).start()
    assert [reply.text for reply in chat.replies] == [ENGLISH.shutting_down]
    assert opened.contents() == {"trees.txt": TREES}


def test_progress_that_cannot_be_shown_stops_nothing(opened: Desk) -> None:
    opened.server.fail_next("sendMessage", 400, "Bad Request: not now")
    chat = opened.upload(ADMIN, "bridge.txt", BRIDGE)
    opened.last(chat, "bridge.txt is in: 1 passage, 2 figures. You can ask about it now.")


def test_a_file_that_cannot_be_fetched_is_said_with_a_reference(
    opened: Desk, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    opened.server.fail_next("getFile", 400, "Bad Request: wrong file_id")
    chat = opened.upload(ADMIN, "bridge.txt", BRIDGE)
    opened.server.wait(lambda _: chat.replies and "Reference" in chat.replies[-1].text)
    reference = chat.replies[-1].text[-6:]
    assert chat.replies[-1].text == f"bridge.txt could not be added; everything is as it was. Reference: {reference}"
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert logged == [f"reports were not taken in: BadRequest (reference {reference})"]
    story = (settings.data_dir / "logs" / "errors.log").read_text(encoding="utf-8")
    assert reference in story and opened.server.token not in story
    assert opened.contents() == {"trees.txt": TREES}
