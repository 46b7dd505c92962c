"""The Telegram bot end to end: its own process and real HTTP to a strict Bot API server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serving
from serving import NAME, QUESTION, Serving, copied
from telegram_server import TelegramServer

ADMIN = 7

pytestmark = pytest.mark.timeout(600)

data = serving.data


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture(scope="module")
def bot(server: TelegramServer, data: Path) -> Iterator[Serving]:
    with Serving(server, data, TELEGRAM_ADMINS=str(ADMIN)) as serving:
        yield serving


class People:
    """Users and chats that no other test has."""

    next = 1000

    def __init__(self, server: TelegramServer) -> None:
        self.server = server

    def new(self, language: str = "en") -> tuple[Any, Any]:
        People.next += 1
        user = self.server.user(People.next, f"User {People.next}", language)
        return user, self.server.private(user)


@pytest.fixture
def people(server: TelegramServer, bot: Serving) -> People:
    return People(server)


def test_a_question_its_source_and_a_vote(server: TelegramServer, people: People) -> None:
    ada, chat = people.new()
    chat.send(ada, QUESTION)
    (answer,) = chat.wait_reply(1)
    assert answer.marked("bold")[0] == "477个"
    assert "设立477个临时党支部" in answer.text
    assert answer.buttons[0] == "[1] 曲江区"
    assert [call for call in server.calls("sendChatAction") if str(call.params["chat_id"]) == str(chat.id)]
    server.wait_answer(chat.press(ada, answer, "[1] 曲江区"))
    passage = chat.wait_reply(2)[-1]
    assert "qujiang-2020.txt" in passage.text and "✕" in passage.buttons
    server.wait_answer(chat.press(ada, answer, "👎"))
    server.wait(lambda _: any("Wrong figure" in button for button in chat.message(answer.id).buttons))
    told = server.wait_answer(chat.press(ada, chat.message(answer.id), "Wrong figure"))
    assert told.text


def test_a_follow_up_and_a_new_conversation(people: People) -> None:
    ada, chat = people.new("zh-hans")
    chat.send(ada, "北河镇有多少名志愿者?")
    chat.wait_reply(1)
    chat.send(ada, "那石桥铺镇呢?")
    assert chat.wait_reply(2)[-1].text.startswith("743名")
    chat.send(ada, "/new")
    assert "新" in chat.wait_reply(3)[-1].text
    chat.send(ada, "那石桥铺镇呢?")
    assert not chat.wait_reply(4)[-1].text.startswith("743名")


def test_a_new_conversation_knows_nothing_of_what_was_being_answered(server: TelegramServer, people: People) -> None:
    ada, chat = people.new("zh-hans")
    server.delay_next("sendMessage", when=lambda call: call.params["chat_id"] == chat.id)
    chat.send(ada, "北河镇有多少名志愿者?")
    chat.wait_reply(1)
    chat.send(ada, "/new")
    assert "新" in chat.wait_reply(2)[-1].text
    server.release()
    chat.send(ada, "那石桥铺镇呢?")
    assert not chat.wait_reply(3)[-1].text.startswith("743名")


def test_a_comparison_has_a_table_and_a_chart(people: People) -> None:
    ada, chat = people.new()
    chat.send(ada, "Which has more volunteers, Beihe town or Shiqiaopu town?")
    table, chart = chat.wait_reply(2)
    assert table.marked("pre")[0].splitlines()[0].startswith("北河镇")
    assert chart.photo.content.startswith(b"\x89PNG")


def test_a_refusal_says_so(people: People) -> None:
    ada, chat = people.new()
    chat.send(ada, "What is the capital of Australia?")
    (answer,) = chat.wait_reply(1)
    assert answer.text.startswith("The reports don't say.")


def test_a_correction_of_the_last_question_is_answered(people: People) -> None:
    ada, chat = people.new()
    first = chat.send(ada, QUESTION)
    chat.wait_reply(1)
    message = chat.send(ada, "and in Behei town?")
    chat.wait_reply(2)
    chat.edit(message, "and in Beihe town?")
    answer = chat.wait_reply(3)[-1]
    assert answer.text.startswith("26个") and answer.reply_to == message.id
    chat.edit(first, "How many volunteers?")
    chat.send(ada, "/help")
    assert "/compare" in chat.wait_reply(4)[-1].text


def test_a_group_hears_only_what_is_meant_for_the_bot(server: TelegramServer, people: People) -> None:
    ada, _ = people.new()
    bob, _ = people.new()
    group = server.group(-5000, "Group")
    group.join(ada)
    group.join(bob)
    group.send(ada, "what a day")
    group.send(ada, f"@{NAME} {QUESTION}")
    (answer,) = group.wait_reply(1)
    assert answer.text.startswith("477个") and answer.reply_to
    group.send(bob, "and in Beihe town?", reply_to=answer)
    assert group.wait_reply(2)[-1].text.startswith("26个")
    group.send(bob, f"/ask@{NAME} 石桥铺镇有多少志愿者?")
    assert "743" in group.wait_reply(3)[-1].text
    group.send(ada, f"@{NAME}")
    assert len(group.wait_reply(4)) == 4


def test_empty_and_long_questions(people: People) -> None:
    ada, chat = people.new()
    chat.send(ada, "x" * 2001)
    chat.send(ada, "/ask")
    long, usage = chat.wait_reply(2)
    assert "2,000" in long.text.replace("2000", "2,000") and "/ask" in usage.text


def test_markup_that_telegram_refuses_goes_out_plain(server: TelegramServer, people: People) -> None:
    ada, chat = people.new()
    description = "Bad Request: can't parse entities: unsupported start tag"
    server.fail_next("sendMessage", 400, description, when=lambda call: str(call.params["chat_id"]) == str(chat.id))
    chat.send(ada, QUESTION)
    (answer,) = chat.wait_reply(1)
    assert answer.text.startswith("477个") and not answer.marked("bold")


def test_floods_and_failures_are_waited_out(server: TelegramServer, people: People) -> None:
    ada, chat = people.new()

    def mine(call: Any) -> bool:
        return str(call.params["chat_id"]) == str(chat.id)

    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1, when=mine)
    server.fail_next("sendMessage", 502, "Bad Gateway", times=2, when=mine)
    chat.send(ada, QUESTION)
    assert chat.wait_reply(1, 30)[0].text.startswith("477个")
    chat.send(ada, "/help")
    assert len(chat.wait_reply(2)) == 2


def test_who_blocks_the_bot_troubles_nobody(server: TelegramServer, people: People) -> None:
    ada, chat = people.new()
    server.fail_next(
        "sendMessage",
        403,
        "Forbidden: bot was blocked by the user",
        when=lambda call: str(call.params["chat_id"]) == str(chat.id),
    )
    chat.send(ada, QUESTION)
    server.wait(lambda s: any(call.status == 403 for call in s.calls("sendMessage")))
    chat.send(ada, "/help")
    assert "/compare" in chat.wait_reply(1)[-1].text


def test_a_poll_that_fails_or_hangs_is_polled_again(server: TelegramServer, people: People) -> None:
    ada, chat = people.new()
    server.fail_next("getUpdates", 500, "Internal Server Error", times=2)
    server.drop_next("getUpdates")
    chat.send(ada, QUESTION)
    assert chat.wait_reply(1, 60)[0].text.startswith("477个")


def test_logs_have_neither_token_nor_questions(server: TelegramServer, bot: Serving, people: People) -> None:
    ada, chat = people.new()
    chat.send(ada, "How many blue umbrellas?")
    chat.wait_reply(1)
    assert server.token not in bot.log and server.token.partition(":")[2] not in bot.log
    assert "umbrellas" not in bot.log and "Traceback" not in bot.log


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN is not set."),
        ({"TELEGRAM_BOT_TOKEN": "1:wrong"}, "TELEGRAM_BOT_TOKEN is wrong: Telegram does not know it."),
        ({"DATA_DIR": "nowhere"}, "There is no index"),
        ({"TELEGRAM_ADMINS": "ada"}, "TELEGRAM_ADMINS must be user ids"),
        (
            {"TELEGRAM_WEBHOOK_URL": "https://x.example/h", "TELEGRAM_WEBHOOK_SECRET": "?"},
            "TELEGRAM_WEBHOOK_SECRET must",
        ),
    ],
)
def test_what_cannot_start_says_why_in_one_line(
    server: TelegramServer, data: Path, tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    serving = Serving(server, copied(data, tmp_path), **settings)
    assert serving.begin().wait(60) == 1
    told = [one for one in serving.log.splitlines() if one.startswith("reportbot:")]
    assert len(told) == 1 and line in told[0]
    assert "1:wrong" not in serving.log and "Traceback" not in serving.log


def test_a_second_poller_is_told(server: TelegramServer, data: Path, tmp_path: Path) -> None:
    with TelegramServer() as own:
        own.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=50)
        serving = Serving(own, copied(data, tmp_path))
        assert serving.begin().wait(90) == 1
        assert "Another process polls with the same TELEGRAM_BOT_TOKEN" in serving.log
