"""What the Bot API server of the tests accepts and refuses, each rule from both sides, met by python-telegram-bot."""

from __future__ import annotations

import io
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
)
from telegram_bots import Caller
from telegram_server import TelegramServer

Doing = Callable[[Bot], Coroutine[Any, Any, Any]]
BUTTON = InlineKeyboardButton("b", callback_data="x")


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    """Chat 7 with Ada's message 1 and the bot's 2 and 3; chat 8, not begun; forum -100 with topic 5; group -200."""
    with TelegramServer() as server:
        ada, bo = server.user(7, "Ada"), server.user(8, "Bo")
        chat, _ = server.private(ada), server.private(bo)
        question = chat.send(ada, "hello")
        server.group(-100, "Forum", forum=True).send(ada, "topic", thread=5)
        server.group(-200, "People").send(ada, "plain")
        for _ in range(2):
            server.called_back(ada, chat, question, "data")
        yield server


@pytest.fixture(scope="module")
def bot(server: TelegramServer) -> Iterator[Caller]:
    with Caller(server) as bot:
        bot.do(say("reply"))
        bot.do(photo(10, 10, "caption"))
        yield bot


def picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def photo(width: int, height: int, caption: str = "") -> Doing:
    return lambda bot: bot.send_photo(7, picture(width, height), caption)


def document(content: bytes) -> Doing:
    return lambda bot: bot.send_document(7, content)


def say(text: str, chat: int = 7, **how: Any) -> Doing:
    return lambda bot: bot.send_message(chat, text, **how)


def html(text: str) -> Doing:
    return say(text, parse_mode="HTML")


def marks(text: str, offset: int, length: int) -> Doing:
    return say(text, entities=[MessageEntity("bold", offset, length)])


def answer(message: int, chat: int = 7, **how: Any) -> Doing:
    return say("x", chat, reply_parameters=ReplyParameters(message, **how))


def offer(*buttons: InlineKeyboardButton, **does: Any) -> Doing:
    rows = [[button] for button in buttons or [InlineKeyboardButton("b", **does)]]
    return say("x", reply_markup=InlineKeyboardMarkup(rows))


def draft(id: int, text: str, chat: int = 7) -> Doing:
    return lambda bot: bot.send_message_draft(chat, id, text)


def edit(message: int, text: str) -> Doing:
    return lambda bot: bot.edit_message_text(text, 7, message)


def caption(message: int, text: str) -> Doing:
    return lambda bot: bot.edit_message_caption(7, message, caption=text)


def delete(message: int, chat: int = 7) -> Doing:
    return lambda bot: bot.delete_message(chat, message)


def react(message: int, emoji: str | None) -> Doing:
    return lambda bot: bot.set_message_reaction(7, message, emoji)


def action(name: str) -> Doing:
    return lambda bot: bot.send_chat_action(7, name)


def menu(*commands: tuple[str, str], **how: Any) -> Doing:
    return lambda bot: bot.set_my_commands([BotCommand(*command) for command in commands], **how)


def about(text: str) -> Doing:
    return lambda bot: bot.set_my_description(text)


def short(text: str) -> Doing:
    return lambda bot: bot.set_my_short_description(text)


def pressed(id: int, text: str) -> Doing:
    return lambda bot: bot.answer_callback_query(str(4_000_000_000 + id), text)


def hook(secret: str) -> Doing:
    return lambda bot: bot.set_webhook("", secret_token=secret)


def member(id: int) -> Doing:
    return lambda bot: bot.get_chat_member(-200, id)


BIG = "😀" * 2048
PARSE, BUTTONS = "Can't parse entities: ", "Can't parse inline keyboard button: "
RULES: list[tuple[str, Doing, Doing]] = [
    ("Message is too long", say(BIG), say(BIG + "x")),
    ("Message is too long", html(f"<b>{'&lt;' * 4096}</b>"), html("&lt;" * 4097)),
    ("Text is too long", say("x" * 4000 + " " * 28768), say("x" * 4000 + " " * 28769)),
    ("Message text is empty", say("."), say("")),
    ("Text must be non-empty", html("<b>x</b>"), html(" <b>\n</b> ")),
    ("Unsupported parse_mode", say("x", parse_mode="html"), say("x", parse_mode="text")),
    (PARSE + 'unsupported start tag "x" at byte offset 3', html("好&lt;x>"), html("好<x>")),
    (PARSE + 'can\'t find end tag corresponding to start tag "i"', html("<i>x</i>"), html("<i>x")),
    ("Message caption is too long", photo(9, 9, "x" * 1024), photo(9, 9, "x" * 1025)),
    ("Photo_invalid_dimensions", photo(100, 5), photo(101, 5)),
    ("Image_process_failed", photo(1, 1), lambda bot: bot.send_photo(7, b"no picture")),
    ("File must be non-empty", document(b"x"), document(b"")),
    ("Entity beginning at utf-16 offset 1 ends after the end of the text", marks("😀", 0, 2), marks("😀", 1, 2)),
    ("Chat not found", say("x", -200), say("x", -999)),
    ("Message to be replied not found", answer(1), answer(99)),
    ("Message to be replied not found", answer(99, allow_sending_without_reply=True), answer(99, -200)),
    ("Quote_text_invalid", answer(1, quote="hell"), answer(1, quote="held")),
    ("Message thread not found", say("x", -100, message_thread_id=5), say("x", -200, message_thread_id=1)),
    ("Button_data_invalid", offer(callback_data="好" * 21), offer(callback_data="好" * 22)),
    (
        "Button_copy_text_invalid",
        offer(copy_text=CopyTextButton("x" * 256)),
        offer(copy_text=CopyTextButton("x" * 257)),
    ),
    (
        "Inline keyboard button url 'no address' is invalid: wrong http url",
        offer(url="https://example.org/a?b=1"),
        offer(url="no address"),
    ),
    (BUTTONS + "text buttons are unallowed in the inline keyboard", offer(callback_data="x"), offer()),
    ("Reply markup is too long", offer(*[BUTTON] * 100), offer(*[BUTTON] * 101)),
    ("Textdraft_peer_invalid", draft(1, ""), draft(1, "x", -100)),
    ("Random_id_invalid", draft(-1, "x"), draft(0, "x")),
    ("Message is too long", draft(1, BIG), draft(1, BIG + "x")),
    ("Wrong parameter action in request", action("typing"), action("thinking")),
    ("Message to edit not found", edit(2, "y"), edit(99, "y")),
    ("Message can't be edited", edit(2, "z"), edit(1, "z")),
    ("There is no text in the message to edit", caption(3, "c"), edit(3, "c")),
    ("There is no caption in the message to edit", caption(3, "d"), caption(2, "d")),
    ("Message can't be deleted for everyone", delete(1), delete(1, -200)),
    ("Message to delete not found", delete(4), delete(99)),
    ("Message to react not found", react(2, "👍"), react(99, "👍")),
    ("Reaction_invalid", react(2, None), react(2, "🧭")),
    ("Bot_command_invalid", menu(("a_1", "d")), menu(("A-1", "d"))),
    ("Bot_command_description_invalid", menu(("a", "d" * 256)), menu(("a", "d" * 257))),
    ("Bot_commands_too_much", menu(*[("a", "d")] * 100), menu(*[("a", "d")] * 101)),
    (
        "Invalid language code specified",
        menu(("a", "d"), language_code="zh"),
        menu(("a", "d"), language_code="zh-hans"),
    ),
    ("Chat not found", menu(("a", "d"), scope=BotCommandScopeChat(7)), menu(("a", "d"), scope=BotCommandScopeChat(9))),
    ("Description is too long", about("x" * 512), about("x" * 513)),
    ("Short description is too long", short("x" * 120), short("x" * 121)),
    ("Message_too_long", pressed(0, "x" * 200), pressed(1, "x" * 201)),
    ("Query is too old and response timeout expired or query id is invalid", pressed(1, ""), pressed(1, "")),
    ("Secret token contains unallowed characters", hook("a-B_9"), hook("a b")),
    ("User not found", member(7), member(999)),
]


@pytest.mark.parametrize(("message", "accepted", "rejected"), RULES)
def test_a_rule_from_both_sides(bot: Caller, message: str, accepted: Doing, rejected: Doing) -> None:
    assert (bot.refusal(accepted), bot.refusal(rejected)) == (None, f"BadRequest: {message}")


def test_a_person_must_write_first(bot: Caller) -> None:
    assert bot.refusal(say("x", 8)) == "Forbidden: Forbidden: bot can't initiate conversation with a user"
