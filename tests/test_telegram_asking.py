"""Which messages are questions, and what becomes of those that are none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeApp
from telegram_asked import app
from telegram_running import Nobody, Running, running, settings_for
from telegram_server import TelegramServer

from bot.telegram.answering import Answering
from bot.telegram.asking import Asking
from bot.telegram.lines import Lines
from rag.courtesy import Courtesy
from rag.phrases import asked_nothing

NAME = "reports_bot"
ROADS, ROAD = "河口镇修通村道多少条?", "河口镇今年修通村道21条。"


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def reports() -> FakeApp:
    return app()


@pytest.fixture
def bot(server: TelegramServer, reports: FakeApp, tmp_path: Path) -> Iterator[Running]:
    def parts(service: Any) -> list[Any]:
        lines = Lines(2)
        return [Nobody(), Asking(service, lines, Answering(service, lines, lambda answer: None))]

    with running(server, reports, settings_for(tmp_path), parts) as bot:
        yield bot
        bot.settle()
        assert bot.errors == []


@pytest.mark.parametrize(
    ("message", "code", "said"),
    [
        ("😀", "en", asked_nothing("en", Courtesy.NOTHING)),
        ("?", "zh-hans", asked_nothing("zh", Courtesy.NOTHING)),
        ("hello!", "zh-hans", asked_nothing("en", Courtesy.GREETING)),
        ("谢谢", "en", asked_nothing("zh", Courtesy.THANKS)),
        ("merci", "fr", asked_nothing("en", Courtesy.THANKS)),
    ],
)
def test_what_asks_nothing_is_answered_in_kind_and_not_remembered(
    server: TelegramServer, bot: Running, reports: FakeApp, message: str, code: str, said: str
) -> None:
    ada = server.user(7, "Ada", code)
    chat = server.private(ada)
    chat.send(ada, ROADS)
    chat.wait_reply(1)
    chat.send(ada, message)
    reply = chat.wait_reply(2)[-1]
    assert (reply.text, reply.buttons) == (said, [])
    chat.send(ada, "白石村书屋藏书多少册?")
    chat.wait_reply(3)
    assert [len(turns) for _, turns, _ in reports.asked] == [0, 1]


def test_a_mention_alone_asks_what_it_replies_to(server: TelegramServer, bot: Running, reports: FakeApp) -> None:
    ada, bob = server.user(7, "Ada"), server.user(8, "Bob")
    group = server.group(-5, "Group")
    group.join(ada)
    group.join(bob)
    asked = group.send(ada, ROADS)
    mention = group.send(bob, f"@{NAME}", reply_to=asked)
    answer = group.wait_reply(1)[-1]
    assert answer.text.startswith(ROAD) and answer.reply_to == mention.id
    photo = group.upload(ada, "map.jpg", b"x", caption="白石村书屋藏书多少册?", photo=True)
    group.send(bob, f"/ask@{NAME}", reply_to=photo)
    assert group.wait_reply(2)[-1].text.startswith("白石村书屋藏书3000册。")
    group.send(bob, f"@{NAME}", reply_to=answer)
    assert group.wait_reply(3)[-1].text == asked_nothing("en", Courtesy.NOTHING)
    assert [question for question, _, _ in reports.asked] == [ROADS, "白石村书屋藏书多少册?"]


def test_the_last_question_is_answered_anew_when_it_is_corrected(
    server: TelegramServer, bot: Running, reports: FakeApp
) -> None:
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    first = chat.send(ada, "白石村书屋藏书多少册?")
    chat.wait_reply(1)
    asked = chat.send(ada, "zzz")
    chat.wait_reply(2)
    chat.edit(asked, "zzz")
    chat.edit(first, ROADS)
    chat.edit(asked, ROADS)
    answer = chat.wait_reply(3)[-1]
    assert answer.text.startswith(ROAD) and answer.reply_to == asked.id
    chat.send(ada, "thanks")
    chat.edit(asked, "zzzz")
    chat.send(ada, "hello")
    chat.wait_reply(5)
    assert [question for question, _, _ in reports.asked] == ["白石村书屋藏书多少册?", "zzz", ROADS]


def test_a_conversation_goes_on_in_the_supergroup_that_its_group_becomes(
    server: TelegramServer, bot: Running, reports: FakeApp
) -> None:
    ada = server.user(7, "Ada")
    before, after = server.group(-5, "Group"), server.group(-1005, "Group")
    for group in (before, after):
        group.join(ada)
    for said in (1, 2):  # a question begins when the one before it is remembered
        before.send(ada, f"@{NAME} {ROADS}")
        before.wait_reply(said)
    told = {"message_id": 90, "date": 1, "chat": {"id": before.id, "type": "group", "title": "Group"}}
    bot.handle({"message": told | {"migrate_to_chat_id": after.id}})
    after.send(ada, f"@{NAME} 白石村书屋藏书多少册?")
    after.wait_reply(1)
    assert [len(turns) for _, turns, _ in reports.asked][:2] == [0, 1]
    assert reports.asked[2][1][0].question == ROADS


@pytest.mark.parametrize(("seconds", "times"), [(120, 2), (121, 1)])
def test_a_question_can_be_corrected_for_a_while(
    server: TelegramServer, bot: Running, reports: FakeApp, seconds: int, times: int
) -> None:
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    asked = chat.send(ada, "zzz")
    chat.wait_reply(1)
    edited = chat.json_of(asked) | {"text": ROADS, "edit_date": asked.date + seconds}
    bot.handle({"edited_message": edited})
    chat.send(ada, "hello")
    chat.wait_reply(times + 1)
    assert len(reports.asked) == times
