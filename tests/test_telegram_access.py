"""Who may use the bot: strangers, codes, denied people, groups, and updates that nobody sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_chats import Chat
from telegram_door import Door, door
from telegram_running import ADMIN, OTHER_ADMIN, READER, STRANGER

from bot.telegram.access import STRANGER_PAUSE
from bot.telegram.callback import LISTING, callback
from bot.telegram.message import Button, text_message
from bot.wording import words

ENGLISH, CHINESE = words("en"), words("zh")


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Door]:
    """A bot for one reader and the admins."""
    with door(tmp_path, telegram_allowed_users=(READER,)) as opened:
        yield opened


def texts(chat: Chat) -> list[str]:
    return [reply.text for reply in chat.replies]


def test_a_stranger_is_told_how_to_ask_for_access_and_nothing_else(private: Door) -> None:
    stranger, chat = private.person(STRANGER)
    lines = []
    for text in ("/start", "/stats", "/no_such_command", "how many reports are there?", "12345", "1234567"):
        chat.send(stranger, text)
        lines.append(chat.wait_reply(len(lines) + 1)[-1].text)
        private.clock.now += STRANGER_PAUSE
    chat.upload(stranger, "a.txt", b"x")
    lines.append(chat.wait_reply(len(lines) + 1)[-1].text)
    assert lines == [ENGLISH.stranger] * 7
    assert private.let_through() == []
    assert private.state.privacy.summary(STRANGER).first_seen == 0


def test_a_stranger_is_told_once_a_minute(private: Door) -> None:
    stranger, chat = private.person(STRANGER, "zh-hans")
    other, others_chat = private.person(STRANGER + 1)
    for text in ("one", "two", "three"):
        chat.send(stranger, text)
    others_chat.send(other, "one")
    others_chat.wait_reply()
    assert private.let_through() == []
    private.clock.now += STRANGER_PAUSE - 1
    chat.send(stranger, "four")
    private.clock.now += 1
    chat.send(stranger, "five")
    chat.wait_reply(2)
    assert private.let_through() == []
    assert texts(chat) == [CHINESE.stranger] * 2
    assert texts(others_chat) == [ENGLISH.stranger]


def test_those_on_the_list_and_admins_are_let_through(private: Door) -> None:
    for id in (READER, ADMIN, OTHER_ADMIN):
        user, chat = private.person(id)
        chat.send(user, f"from {id}")
        private.server.wait(lambda _, id=id: (id, f"from {id}") in private.behind.seen)
    assert private.state.access.decided() == []


def test_a_code_lets_one_stranger_in(private: Door) -> None:
    stranger, chat = private.person(STRANGER)
    other, others_chat = private.person(STRANGER + 1, "zh")
    code = private.state.pairing.make()
    chat.send(stranger, f"{code[:3]} {code[3:]}")
    assert chat.wait_reply()[0].text == ENGLISH.paired
    others_chat.send(other, code)
    assert others_chat.wait_reply()[0].text == "邀请码不对，还可以再试 4 次。"
    chat.send(stranger, "and now?")
    private.server.wait(lambda _: (STRANGER, "and now?") in private.behind.seen)
    others_chat.send(other, "and I?")
    assert others_chat.wait_reply(2)[1].text == CHINESE.stranger
    assert private.let_through() == [(STRANGER, "and now?")]


def test_wrong_codes_are_counted_and_then_none_is_taken(private: Door) -> None:
    stranger, chat = private.person(STRANGER)
    code = private.state.pairing.make()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for n in range(5):
        chat.send(stranger, wrong)
        chat.wait_reply(n + 1)
    chat.send(stranger, code)
    chat.send(stranger, code)
    assert private.let_through() == []
    assert texts(chat) == [
        "That code is not right. You can try 4 more times.",
        "That code is not right. You can try 3 more times.",
        "That code is not right. You can try 2 more times.",
        "That code is not right. You can try 1 more time.",
        "Too many wrong codes. Please try again in 1 hour.",
    ]
    private.clock.now += STRANGER_PAUSE
    private.time.now += 3000
    chat.send(stranger, code)
    assert chat.wait_reply(6)[5].text == "Too many wrong codes. Please try again in 10 minutes."
    private.time.now += 600
    chat.send(stranger, private.state.pairing.make())
    assert chat.wait_reply(7)[6].text == ENGLISH.paired


def test_a_code_runs_out(private: Door) -> None:
    stranger, chat = private.person(STRANGER)
    code = private.state.pairing.make()
    private.time.now += 600
    chat.send(stranger, code)
    assert chat.wait_reply()[0].text == "That code is not right. You can try 4 more times."
    assert private.let_through() == []


def test_who_was_denied_is_a_stranger_whatever_the_code(private: Door) -> None:
    reader, chat = private.person(READER)
    private.state.access.deny(READER)
    chat.send(reader, "question")
    assert chat.wait_reply()[0].text == ENGLISH.stranger
    chat.send(reader, private.state.pairing.make())
    assert chat.wait_reply(2)[1].text == "That code is not right. You can try 4 more times."
    assert private.let_through() == []


def test_a_strangers_button_is_answered_with_the_same_line(private: Door) -> None:
    stranger, chat = private.person(STRANGER)
    chat.send(stranger, "hello")
    chat.wait_reply()
    old = text_message("an old answer", ((Button("Reports", callback(LISTING, 0)),),))
    private.bot.do(private.bot.service.delivery.send(STRANGER, old))
    answer = private.server.wait_answer(chat.press(stranger, chat.replies[1], "Reports"))
    assert (answer.text, answer.alert) == (ENGLISH.stranger, True)
    assert private.let_through() == []


def test_in_groups_strangers_are_ignored_unless_they_speak_to_the_bot(private: Door) -> None:
    stranger, _ = private.person(STRANGER)
    reader, _ = private.person(READER)
    group = private.server.group(-100, "Editors", forum=True)
    code = private.state.pairing.make()
    for text in ("good morning", "/stats@another_bot", "@another_bot hello", code, f"see {code}"):
        group.send(stranger, text, thread=7)
    assert private.let_through() == []
    assert texts(group) == []
    for n, text in enumerate(("/stats", "/stats@Reports_Bot", "what now, @reports_bot?"), 1):
        group.send(stranger, text, thread=7)
        assert (group.wait_reply(n)[-1].text, group.replies[-1].thread) == (ENGLISH.stranger, 7)
        private.clock.now += STRANGER_PAUSE
    group.send(stranger, "and this?", reply_to=group.replies[0])
    assert group.wait_reply(4)[3].text == ENGLISH.stranger
    group.send(reader, "good morning", thread=7)
    private.server.wait(lambda _: (READER, "good morning") in private.behind.seen)
    assert private.let_through() == [(READER, "good morning")]


def test_everybody_may_use_an_open_bot_but_those_who_were_denied(tmp_path: Path) -> None:
    with door(tmp_path) as opened:
        opened.state.access.deny(READER)
        stranger, chat = opened.person(STRANGER)
        reader, readers_chat = opened.person(READER)
        chat.send(stranger, "123456")
        readers_chat.send(reader, "question")
        assert readers_chat.wait_reply()[0].text == ENGLISH.stranger
        opened.server.wait(lambda _: opened.behind.seen)
        assert (opened.let_through(), texts(chat)) == ([(STRANGER, "123456")], [])


def test_updates_that_no_user_sent_or_that_are_no_messages_go_nowhere(tmp_path: Path) -> None:
    reader = {"id": READER, "is_bot": False, "first_name": "R"}
    channel = {"id": -100, "type": "channel", "title": "News"}
    chat = {"id": READER, "type": "private", "first_name": "R"}
    with door(tmp_path) as opened:
        opened.bot.handle({"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "@reports_bot hi"}})
        opened.bot.handle({"message": {"message_id": 1, "date": 1, "chat": channel, "text": "/start"}})
        opened.bot.handle({"inline_query": {"id": "1", "from": reader, "query": "q", "offset": ""}})
        assert opened.behind.seen == []
        opened.bot.handle({"message": {"message_id": 1, "date": 1, "chat": chat, "from": reader, "text": "hi"}})
        opened.bot.handle({"message": {"message_id": 1, "date": 1, "chat": channel, "migrate_to_chat_id": -200}})
        assert opened.behind.seen == [(READER, "hi"), (None, "message")]
        assert opened.server.calls("sendMessage") == []


def test_a_strangers_edit_is_passed_over(private: Door) -> None:
    stranger = {"id": STRANGER, "is_bot": False, "first_name": "S"}
    chat = {"id": STRANGER, "type": "private", "first_name": "S"}
    edited = {"message_id": 1, "date": 1, "edit_date": 2, "chat": chat, "from": stranger, "text": "/start"}
    private.bot.handle({"edited_message": edited})
    assert private.behind.seen == []
    assert private.server.calls("sendMessage") == []
