"""The Telegram bot end to end, a process for each test: a slow chat model, stops, kills, restarts, a webhook."""

from __future__ import annotations

import json
import re
import signal
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import serving
from scripted_model import ScriptedModel, nobody
from scripted_reply import Reply
from serving import NAME, QUESTION, Serving, copied
from telegram_server import TelegramServer

pytestmark = pytest.mark.timeout(600)

data = serving.data


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
