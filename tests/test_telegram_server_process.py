"""Bots in processes of their own against the Bot API server of the tests: killed, started again, behind a webhook."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from telegram_bots import Caller
from telegram_server import TelegramServer

WRONG_SECRET = "Wrong response from the webhook: 403 Request had the wrong secret token"  # tornado's reason
BOT = """
import os, sys
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.message.reply_text("echo: " + update.message.text, do_quote=True)
app = Application.builder().token(os.environ["TOKEN"]).base_url(os.environ["BASE"]).build()
app.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, echo))
if len(sys.argv) > 1:
    app.run_webhook(listen="127.0.0.1", port=int(sys.argv[1]), url_path="hook", secret_token="s3cret",
                    webhook_url="https://bot.example:8443/hook")
else:
    app.run_polling()
"""


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(server: TelegramServer) -> Iterator[Caller]:
    with Caller(server) as bot:
        yield bot


def run_bot(server: TelegramServer, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TOKEN": server.token, "BASE": server.base_url}
    return subprocess.Popen([sys.executable, "-c", BOT, *arguments], env=environment, stderr=subprocess.PIPE)


def test_a_bot_in_another_process_is_killed_and_another_goes_on(server: TelegramServer) -> None:
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    for number, text in enumerate(["before", "after"], 1):
        chat.send(ada, text)
        process = run_bot(server)
        try:
            chat.wait_reply(number, 30)
            server.wait(lambda s: not s.updates.pending)
        finally:
            process.kill()
            process.communicate()
    assert [reply.text for reply in chat.replies] == ["echo: before", "echo: after"]


def test_a_webhook_gets_updates_with_its_secret_until_it_accepts_them(server: TelegramServer, bot: Caller) -> None:
    pytest.importorskip("tornado")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server.any_webhook, server.webhook_proxy = False, f"http://127.0.0.1:{port}"
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    process = run_bot(server, str(port))
    try:
        server.wait(lambda s: s.updates.webhook.url, 30)
        chat.send(ada, "one")
        [reply] = chat.wait_reply(1, 30)
        server.wait(lambda s: not s.updates.pending)
        assert "use deleteWebhook" in str(bot.refusal(lambda b: b.get_updates()))
        server.updates.webhook.secret = "wrong"
        chat.send(ada, "two")
        server.wait(lambda s: "403" in s.updates.webhook.error)
        info = bot.do(lambda b: b.get_webhook_info())
        server.updates.webhook.secret = "s3cret"
        chat.wait_reply(2, 30)
    finally:
        process.terminate()
        process.communicate()
    assert reply.text == "echo: one" and info.url == "https://bot.example:8443/hook"
    assert (info.pending_update_count, info.last_error_message) == (1, WRONG_SECRET)
    assert [each.text for each in chat.replies] == ["echo: one", "echo: two"]


def test_a_webhook_needs_https_and_one_of_four_ports(server: TelegramServer, bot: Caller) -> None:
    server.any_webhook = False
    assert bot.refusal(lambda b: b.set_webhook("http://bot.example/hook")) == (
        "BadRequest: Bad webhook: an https url must be provided for webhook"
    )
    assert bot.refusal(lambda b: b.set_webhook("https://bot.example:9000/hook")) == (
        "BadRequest: Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"
    )
    assert server.updates.webhook.url == ""
