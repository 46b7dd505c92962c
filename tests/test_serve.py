"""The Telegram bot end to end: its own process, real HTTP to a strict Bot API server, a scripted chat model."""

from __future__ import annotations

import json
import re
import shutil
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted_model import Reply, ScriptedModel, nobody
from serving import Serving
from telegram_server import TelegramServer

from vectorstore.index import Location

QUESTION = "How many temporary party branches did Qujiang set up?"
ADMIN = 7
NAME = "reports_bot"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sample_location: Location) -> Path:
    """A folder with the index of the sample reports, for one module's bots."""
    folder = tmp_path_factory.mktemp("serve") / "data"
    shutil.copytree(sample_location.data, folder)
    return folder


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


def slow(seconds: float) -> Any:
    """A chat model that takes its time and says what the extracted answer says."""

    def script(body: dict[str, Any]) -> Reply:
        if "JSON" in body["messages"][0]["content"]:
            return Reply(json.dumps({"question": "", "chinese": ""}))
        found = re.search(r'n="(\d+)"[^>]*>\n[^<]*?477个临时党支部', body["messages"][-1]["content"])
        text = f"Qujiang set up 477 temporary party branches [{found[1] if found else 1}]."
        return Reply(text, piece=len(text), delay=seconds)

    return script


def test_a_long_answer_is_streamed_and_the_queue_is_told(data: Path, tmp_path: Path) -> None:
    def script(body: dict[str, Any]) -> Reply:
        prompt = body["messages"][-1]["content"]
        before = prompt[: prompt.index("26个临时党支部")]
        n = before[before.rindex('<passage n="') :].split('"')[1]
        said = f"北河镇组建了26个临时党支部[{n}]。报名的志愿者有1186名[{n}]。年纪最大的71岁[{n}]。"
        return Reply(said, piece=3, delay=0.2)

    with TelegramServer() as server, ScriptedModel(script) as model:
        settings = {"CHAT_MODEL": "m", "CHAT_BASE_URL": model.base_url, "TELEGRAM_RUNNING": "1"}
        ada, bob = server.user(1, "Ada", "zh"), server.user(2, "Bob", "zh")
        chat, group = server.private(ada), server.group(-7, "Group")
        group.join(bob)
        with Serving(server, copied(data, tmp_path), **settings, TELEGRAM_PER_MINUTE="2"):
            server.fail_next("sendMessageDraft", 429, "Too Many Requests: retry after 1", retry_after=1)
            chat.send(ada, "北河镇组建了多少个临时党支部?")
            server.wait(lambda _: len(chat.drafts) >= 1, 30)
            group.send(bob, f"@{NAME} 北河镇组建了多少个临时党支部?")
            (queued,) = group.wait_reply(1)
            assert "1" in queued.text
            (answer,) = chat.wait_reply(1, 30)
            assert answer.text.startswith("北河镇组建了26个临时党支部[1]。报名的志愿者有1186名[1]。年纪最大的71岁[1]。")
            drafts = [call.params["text"] for call in server.calls("sendMessageDraft")]
            assert drafts and all(answer.text.startswith(draft) for draft in drafts)
            server.wait(lambda _: any("71岁" in reply.text for reply in group.replies), 30)
            (told,) = [reply for reply in group.replies if "71岁" in reply.text]
            assert told.edits >= 1 and told.buttons[0].startswith("[1]")
            for _ in range(2):
                chat.send(ada, "巴西1998年发射了多少颗卫星?")
            limited = chat.wait_reply(3, 30)
            assert any(reply.text.startswith("问得有点快") for reply in limited)


def copied(data: Path, tmp_path: Path) -> Path:
    target = tmp_path / "data"
    shutil.copytree(data, target, ignore=shutil.ignore_patterns("bot.sqlite3*", "logs"))
    return target


def test_buttons_work_after_a_restart(data: Path, tmp_path: Path) -> None:
    with TelegramServer() as server, ScriptedModel(slow(0.0)) as model:
        serving = Serving(server, copied(data, tmp_path), CHAT_MODEL="test-model", CHAT_BASE_URL=model.base_url)
        ada = server.user(1, "Ada", "en")
        chat = server.private(ada)
        with serving:
            chat.send(ada, QUESTION)
            (answer,) = chat.wait_reply(1, 30)
            assert answer.text.startswith("Qujiang set up 477 temporary party branches [1].")
        with serving:
            told = chat.press(ada, answer, "[1] 曲江区")
            server.wait_answer(told)
            assert "qujiang-2020.txt" in chat.wait_reply(2)[-1].text
            chat.send(ada, "/forget")
            chat.wait_reply(3)
            gone = server.wait_answer(chat.press(ada, answer, "👍"))
            assert "no longer" in gone.text


def test_a_stop_under_load_loses_and_doubles_nothing(data: Path, tmp_path: Path) -> None:
    with TelegramServer() as server, ScriptedModel(slow(0.5)) as model:
        settings = {"CHAT_MODEL": "test-model", "CHAT_BASE_URL": model.base_url, "TELEGRAM_RUNNING": "3"}
        serving = Serving(server, copied(data, tmp_path), **settings)
        chats = []
        for n in range(12):
            user = server.user(n + 1, f"User {n}", "en")
            chats.append((user, server.private(user)))
        with serving:
            for user, chat in chats:
                chat.send(user, QUESTION)
            server.wait(lambda _: sum("477" in r.text for _, c in chats for r in c.replies) >= 2, 60)
        early = sum("477" in reply.text for _, chat in chats for reply in chat.replies)
        assert early < len(chats)
        with serving:
            server.wait(lambda _: all(any("477" in r.text for r in c.replies) for _, c in chats), 120)
        assert [sum("477" in reply.text for reply in chat.replies) for _, chat in chats] == [1] * len(chats)


def test_a_killed_bot_answers_after_its_restart(data: Path, tmp_path: Path) -> None:
    with TelegramServer() as server, ScriptedModel(slow(3.0)) as model:
        serving = Serving(server, copied(data, tmp_path), CHAT_MODEL="test-model", CHAT_BASE_URL=model.base_url)
        ada = server.user(1, "Ada", "en")
        chat = server.private(ada)
        serving.begin()
        serving.wait_until_up()
        chat.send(ada, QUESTION)
        server.wait(lambda s: s.count("sendChatAction") > 0)
        while not model.requests:
            server.wait(lambda s: s.count("getUpdates") > 1, 30)
        assert serving.stop(signal.SIGKILL) == -9
        with serving:
            assert chat.wait_reply(1, 60)[0].text.startswith("Qujiang set up 477")


def test_cancel_stops_the_running_question(data: Path, tmp_path: Path) -> None:
    with TelegramServer() as server, ScriptedModel(slow(20.0)) as model:
        serving = Serving(server, copied(data, tmp_path), CHAT_MODEL="test-model", CHAT_BASE_URL=model.base_url)
        ada = server.user(1, "Ada", "en")
        chat = server.private(ada)
        with serving:
            chat.send(ada, QUESTION)
            server.wait(lambda s: s.count("sendChatAction") > 0)
            chat.send(ada, "/cancel")
            assert chat.wait_reply(1, 15)[0].text == "Stopped."
            chat.send(ada, "/cancel")
            assert chat.wait_reply(2, 15)[1].text == "There is nothing to stop."


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


def test_a_server_that_cannot_be_reached_is_tried_again(data: Path, tmp_path: Path) -> None:
    with TelegramServer() as own:
        address = nobody().removesuffix("/v1")
        serving = Serving(own, copied(data, tmp_path), TELEGRAM_API_BASE_URL=f"{address}/bot")
        process = serving.begin()
        while "Telegram cannot be reached" not in serving.log:
            assert process.poll() is None
        assert serving.stop() == 0


def fetched(url: str, body: bytes | None = None, **headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, names), timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_webhook_takes_updates_that_have_the_secret(data: Path, tmp_path: Path) -> None:
    port = int(nobody().removesuffix("/v1").rpartition(":")[2])
    with TelegramServer() as server:
        server.any_webhook = True
        ada = server.user(1, "Ada", "en")
        chat = server.private(ada)
        address = f"http://127.0.0.1:{port}"
        settings = {
            "TELEGRAM_WEBHOOK_URL": f"{address}/hook",
            "TELEGRAM_WEBHOOK_PORT": str(port),
            "TELEGRAM_WEBHOOK_SECRET": "a-secret",
        }
        with Serving(server, copied(data, tmp_path), **settings) as serving:
            assert [fetched(f"{address}/{path}") for path in ("healthz", "readyz", "other")] == [200, 200, 404]
            update = json.dumps({"update_id": 1}).encode()
            assert fetched(f"{address}/hook", update) == 403
            assert fetched(f"{address}/hook", update, X_Telegram_Bot_Api_Secret_Token="wrong") == 403
            assert fetched(f"{address}/hook", b"[", X_Telegram_Bot_Api_Secret_Token="a-secret") == 400
            chat.send(ada, QUESTION)
            assert chat.wait_reply(1, 30)[0].text.startswith("477个")
        assert "a-secret" not in serving.log
