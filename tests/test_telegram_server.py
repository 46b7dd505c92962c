"""The Bot API server of the tests, met by python-telegram-bot: polling, webhooks, files, buttons, drafts, faults."""

from __future__ import annotations

import asyncio
import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters
from telegram_bots import bot_of, do, polling, refusal
from telegram_server import TelegramServer

GO = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go:1")]])
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
                    webhook_url=f"http://127.0.0.1:{sys.argv[1]}/hook")
else:
    app.run_polling()
"""


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


async def echo(update: Update, _: Any) -> None:
    assert update.message
    await update.message.reply_text(f"<b>{update.message.text}</b>", parse_mode="HTML", reply_markup=GO, do_quote=True)


ECHO = MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, echo)


def test_a_polling_bot_answers(server: TelegramServer) -> None:
    ada = server.user(7, "Ada", "zh-hans", "ada_l")
    chat = server.private(ada)
    with polling(server, ECHO):
        question = chat.send(ada, "/ask@reports_bot 多少 😀?")
        [reply] = chat.wait_reply()
    assert question.marked("bot_command") == ["/ask@reports_bot"]
    assert (reply.text, reply.html) == ("/ask@reports_bot 多少 😀?", "<b>/ask@reports_bot 多少 😀?</b>")
    assert (reply.marked("bold"), reply.reply_to, reply.buttons) == ([reply.text], question.id, ["Go"])
    assert [call.params["chat_id"] for call in server.calls("sendMessage")] == [7]
    assert server.updates.pending == []


def test_a_button_is_pressed_answered_and_its_message_edited(server: TelegramServer) -> None:
    async def pressed(update: Update, _: Any) -> None:
        query = update.callback_query
        assert query and query.data == "go:1" and query.from_user.first_name == "Ada"
        await query.answer("Gone", show_alert=True)
        await query.edit_message_text("went")

    ada = server.user(7, "Ada")
    chat = server.private(ada)
    with polling(server, ECHO, CallbackQueryHandler(pressed)):
        chat.send(ada, "x")
        [reply] = chat.wait_reply()
        callback = chat.press(ada, reply, "Go")
        answer = server.wait_answer(callback)
        server.wait(lambda _: chat.replies[0].edits)
    assert (answer.text, answer.alert) == ("Gone", True)
    assert (chat.replies[0].text, chat.replies[0].buttons) == ("went", [])
    with pytest.raises(LookupError):
        chat.press(ada, reply, "Go")
    assert "Query is too old" in str(refusal(server, lambda bot: bot.answer_callback_query(callback)))


def test_edits_files_and_membership_reach_the_bot(server: TelegramServer) -> None:
    seen: list[Any] = []

    async def note(update: Update, context: Any) -> None:
        message = update.effective_message
        if message and message.document:
            file = await message.document.get_file()
            seen.append((message.document.file_name, bytes(await file.download_as_bytearray()), message.caption))
        elif update.my_chat_member:
            seen.append(update.my_chat_member.new_chat_member.status)
        else:
            seen.append(("edited" if update.edited_message else "new", message and message.text))
        await context.bot.set_message_reaction(7, 1, "👍")

    ada = server.user(7, "Ada")
    chat = server.private(ada)
    with polling(server, MessageHandler(filters.ALL, note), ChatMemberHandler(note)):
        first = chat.send(ada, "one")
        chat.edit(first, "two")
        chat.upload(ada, "报告.txt", "正文".encode(), caption="/add")
        chat.bot_becomes("kicked", ada)
        server.wait(lambda s: len(s.calls("setMessageReaction")) == 4)
    assert seen == [("new", "one"), ("edited", "two"), ("报告.txt", "正文".encode(), "/add"), "kicked"]
    assert chat.message(1) is not None and chat.messages[0].reactions == ("👍",)
    assert refusal(server, lambda bot: bot.send_message(7, "x")) == "Forbidden: Forbidden: bot was blocked by the user"
    with pytest.raises(ValueError, match="blocked"):
        chat.send(ada, "three")


def test_a_second_poller_ends_the_first(server: TelegramServer) -> None:
    errors: list[TelegramError] = []
    with polling(server, ECHO, errors=errors):
        server.wait(lambda s: s.calls("getUpdates"))
        met = refusal(server, lambda bot: bot.get_updates(timeout=30))  # until the first polls again
    ended = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    assert met == f"Conflict: {ended}"
    assert [(type(error), error.message) for error in errors] == [(Conflict, ended)]


def test_updates_are_kept_until_an_offset_confirms_them(server: TelegramServer) -> None:
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    for text in "abc":
        chat.send(ada, text)

    def texts(**how: Any) -> list[str | None]:
        return [update.message.text for update in do(server, lambda bot: bot.get_updates(**how)) if update.message]

    assert (texts(), texts(limit=2), texts(offset=2), texts()) == (["a", "b", "c"], ["a", "b"], ["b", "c"], ["b", "c"])
    assert (texts(offset=-1), texts()) == (["c"], ["c"])
    assert texts(offset=4, allowed_updates=["callback_query"]) == []
    chat.send(ada, "d")
    assert texts(allowed_updates=[]) == []
    chat.send(ada, "e")
    assert texts() == ["e"]


def test_tokens_and_methods(server: TelegramServer) -> None:
    async def other(token: str) -> None:
        async with bot_of(server, token):
            pass

    with pytest.raises(InvalidToken, match="was rejected"):
        asyncio.run(other("1234567:" + "x" * 35))
    with pytest.raises(InvalidToken, match="was rejected"):
        asyncio.run(other("nonsense"))
    assert refusal(server, lambda bot: bot.do_api_request("noSuchMethod")) == (
        "EndPointNotFound: Endpoint 'noSuchMethod' not found in Bot API"
    )
    assert [call.status for call in server.calls("getMe")][:2] == [401, 404]
    me = do(server, lambda bot: bot.get_me())
    assert (me.is_bot, me.username, me.can_read_all_group_messages) == (True, "reports_bot", False)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # RetryAfter warns of itself
def test_faults_happen_once_each(server: TelegramServer) -> None:
    chat = server.private(server.user(7, "Ada"))
    chat.send(server.people[7], "hello")

    async def send(bot: Bot, **how: Any) -> Any:
        try:
            return (await bot.send_message(7, "x", **how)).text
        except TelegramError as error:
            return error

    def sent(**how: Any) -> Any:
        return do(server, lambda bot: send(bot, **how))

    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    server.fail_next("sendMessage", 502, body=b"<html>Bad Gateway</html>", when=lambda call: call.text("text") == "x")
    flood, gateway = sent(), sent()
    assert isinstance(flood, RetryAfter) and flood._retry_after.total_seconds() == 3
    assert type(gateway) is NetworkError and gateway.message.startswith("Bad Gateway (502)")
    server.drop_next("sendMessage")
    assert type(sent()) is NetworkError and len(chat.replies) == 0
    server.drop_next("sendMessage", after=True)
    assert type(sent()) is NetworkError and len(chat.replies) == 1
    server.hang_next("sendMessage")
    assert type(sent(read_timeout=0.2)) is TimedOut and len(chat.replies) == 1
    assert (sent(), server.faults.left) == ("x", 0)
    assert [call.status for call in server.calls("sendMessage")] == [429, 502, 0, 0, None, 200]


def test_files_both_ways(server: TelegramServer) -> None:
    from PIL import Image

    ada = server.user(7, "Ada")
    chat = server.private(ada)
    chat.upload(ada, "big.txt", b"", size=60_000_000)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    sent = do(server, lambda bot: bot.send_photo(7, picture.getvalue(), "<i>bars</i>", parse_mode="HTML"))
    assert [(size.width, size.height) for size in sent.photo] == [(40, 30)]
    again = do(server, lambda bot: bot.send_document(7, b"a,b\n", filename="feedback.csv"))
    photo, document = chat.replies[0].photo, chat.replies[1].document
    assert photo and photo.content == picture.getvalue() and chat.replies[0].marked("italic") == ["bars"]
    assert document and (document.name, document.content) == ("feedback.csv", b"a,b\n")
    assert again.document and again.document.file_id == document.id
    assert server.calls("sendDocument")[0].files["document"].content == b"a,b\n"
    big = chat.messages[0].document
    assert big and refusal(server, lambda bot: bot.get_file(big.id)) == "BadRequest: File is too big"


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


def test_a_webhook_gets_updates_with_its_secret_until_it_accepts_them(server: TelegramServer) -> None:
    pytest.importorskip("tornado")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    process = run_bot(server, str(port))
    try:
        server.wait(lambda s: s.updates.webhook.url, 30)
        chat.send(ada, "one")
        [reply] = chat.wait_reply(1, 30)
        server.wait(lambda s: not s.updates.pending)
        assert "use deleteWebhook" in str(refusal(server, lambda bot: bot.get_updates()))
        server.updates.webhook.secret = "wrong"
        chat.send(ada, "two")
        server.wait(lambda s: "403" in s.updates.webhook.error)
        info = do(server, lambda bot: bot.get_webhook_info())
        server.updates.webhook.secret = "s3cret"
        chat.wait_reply(2, 30)
    finally:
        process.terminate()
        process.communicate()
    assert reply.text == "echo: one" and re.fullmatch(r"http://127.0.0.1:\d+/hook", info.url)
    assert (info.pending_update_count, info.last_error_message) == (1, WRONG_SECRET)
    assert [each.text for each in chat.replies] == ["echo: one", "echo: two"]
