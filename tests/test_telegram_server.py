"""The Bot API server of the tests, met by python-telegram-bot: polling, webhooks, files, buttons, drafts, faults."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters
from telegram_bots import Caller, polling
from telegram_server import TelegramServer

GO = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go:1")]])


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(server: TelegramServer) -> Iterator[Caller]:
    with Caller(server) as bot:
        yield bot


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


def test_a_button_is_pressed_answered_and_its_message_edited(server: TelegramServer, bot: Caller) -> None:
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
    assert "Query is too old" in str(bot.refusal(lambda b: b.answer_callback_query(callback)))


def test_edits_files_and_membership_reach_the_bot(server: TelegramServer, bot: Caller) -> None:
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
        server.wait(lambda s: s.count("setMessageReaction") == 4)
    assert seen == [("new", "one"), ("edited", "two"), ("报告.txt", "正文".encode(), "/add"), "kicked"]
    assert chat.message(1) is not None and chat.messages[0].reactions == ("👍",)
    assert bot.refusal(lambda b: b.send_message(7, "x")) == "Forbidden: Forbidden: bot was blocked by the user"
    with pytest.raises(ValueError, match="blocked"):
        chat.send(ada, "three")


def test_a_second_poller_ends_the_first(server: TelegramServer, bot: Caller) -> None:
    errors: list[TelegramError] = []
    with polling(server, ECHO, errors=errors):
        server.wait(lambda s: s.calls("getUpdates"))
        met = bot.refusal(lambda b: b.get_updates(timeout=30))  # until the first polls again
    ended = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    assert met == f"Conflict: {ended}"
    assert [(type(error), error.message) for error in errors] == [(Conflict, ended)]


def test_updates_are_kept_until_an_offset_confirms_them(server: TelegramServer, bot: Caller) -> None:
    ada = server.user(7, "Ada")
    chat = server.private(ada)
    for text in "abc":
        chat.send(ada, text)

    def texts(**how: Any) -> list[str | None]:
        return [update.message.text for update in bot.do(lambda b: b.get_updates(**how)) if update.message]

    assert (texts(), texts(limit=2), texts(offset=2), texts()) == (["a", "b", "c"], ["a", "b"], ["b", "c"], ["b", "c"])
    assert (texts(offset=-1), texts()) == (["c"], ["c"])
    assert texts(offset=4, allowed_updates=["callback_query"]) == []
    chat.send(ada, "d")
    assert texts(allowed_updates=[]) == []
    chat.send(ada, "e")
    assert texts() == ["e"]


def test_tokens_and_methods(server: TelegramServer, bot: Caller) -> None:
    for token, status in (("1234567:" + "x" * 35, 401), ("nonsense", 404)):
        with pytest.raises(InvalidToken, match="was rejected"), Caller(server, token):
            pass
        assert server.calls("getMe")[-1].status == status
    missing = "EndPointNotFound: Endpoint 'noSuchMethod' not found in Bot API"
    assert bot.refusal(lambda b: b.do_api_request("noSuchMethod")) == missing
    me = bot.do(lambda b: b.get_me())
    assert (me.is_bot, me.username, me.can_read_all_group_messages) == (True, "reports_bot", False)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # RetryAfter warns of itself
def test_faults_happen_once_each(server: TelegramServer, bot: Caller) -> None:
    chat = server.private(server.user(7, "Ada"))
    chat.send(server.people[7], "hello")

    async def send(bot: Bot, **how: Any) -> Any:
        try:
            return (await bot.send_message(7, "x", **how)).text
        except TelegramError as error:
            return error

    def sent(**how: Any) -> Any:
        return bot.do(lambda b: send(b, **how))

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


def test_files_both_ways(server: TelegramServer, bot: Caller) -> None:
    from PIL import Image

    ada = server.user(7, "Ada")
    chat = server.private(ada)
    chat.upload(ada, "big.txt", b"", size=60_000_000)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    sent = bot.do(lambda b: b.send_photo(7, picture.getvalue(), "<i>bars</i>", parse_mode="HTML"))
    assert [(size.width, size.height) for size in sent.photo] == [(40, 30)]
    again = bot.do(lambda b: b.send_document(7, b"a,b\n", filename="feedback.csv"))
    photo, document = chat.replies[0].photo, chat.replies[1].document
    assert photo and photo.content == picture.getvalue() and chat.replies[0].marked("italic") == ["bars"]
    assert document and (document.name, document.content) == ("feedback.csv", b"a,b\n")
    assert again.document and again.document.file_id == document.id
    assert server.calls("sendDocument")[0].files["document"].content == b"a,b\n"
    big = chat.messages[0].document
    assert big and bot.refusal(lambda b: b.get_file(big.id)) == "BadRequest: File is too big"
