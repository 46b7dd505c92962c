"""What the Bot API server of the tests keeps: messages, drafts, menus, threads, rates."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
from telegram_bots import Caller
from telegram_limits import Rates
from telegram_server import TelegramServer

Doing = Callable[[Bot], Coroutine[Any, Any, Any]]
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("b", callback_data="x")]])
UNMODIFIED = (
    "BadRequest: Message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A private chat 7 that Ada began."""
    with TelegramServer() as server:
        ada = server.user(7, "Ada")
        server.private(ada).send(ada, "hello")
        yield server


@pytest.fixture
def bot(server: TelegramServer) -> Iterator[Caller]:
    with Caller(server) as bot:
        yield bot


def say(text: str, chat: int = 7, **how: Any) -> Doing:
    return lambda bot: bot.send_message(chat, text, **how)


def html(text: str) -> Doing:
    return say(text, parse_mode="HTML")


def draft(id: int, text: str) -> Doing:
    return lambda bot: bot.send_message_draft(7, id, text)


def edit(message: int, text: str) -> Doing:
    return lambda bot: bot.edit_message_text(text, 7, message)


def menu(*commands: tuple[str, str], **how: Any) -> Doing:
    return lambda bot: bot.set_my_commands([BotCommand(*command) for command in commands], **how)


def test_an_edit_must_change_something_and_takes_the_buttons(server: TelegramServer, bot: Caller) -> None:
    id = bot.do(say("x", reply_markup=BUTTONS)).message_id
    chat = server.chats[7]
    assert bot.refusal(edit(id, "x")) is None  # the buttons are gone
    assert bot.refusal(edit(id, "x")) == UNMODIFIED
    message = chat.message(id)
    assert message and (message.text, message.buttons, message.edits) == ("x", [], 1)


def test_entities_over_a_hundred_are_dropped_and_code_holds_no_others(server: TelegramServer, bot: Caller) -> None:
    bot.do(html("<b>a</b> " * 101))
    bot.do(html(" <b>one <code>t<i>w</i>o</code></b>\t\r"))
    many, code = server.chats[7].replies[-2:]
    assert (len(many.entities), many.text) == (100, "a " * 100 + "a")
    assert (code.text, code.marked("bold"), code.marked("code"), code.marked("italic")) == (
        *("one two", ["one "], ["two"], []),
    )


def test_a_draft_is_shown_until_a_message_or_thirty_seconds(server: TelegramServer, bot: Caller) -> None:
    chat, clock = server.chats[7], server.clock
    bot.do(draft(5, "first"))
    assert chat.draft and (chat.draft.id, chat.draft.text) == (5, "first")
    bot.do(say("done"))
    assert chat.draft is None
    bot.do(draft(6, "second"))
    assert chat.draft and chat.draft.text == "second"
    server.clock = lambda: clock() + 31
    assert chat.draft is None


def test_menus_are_kept_by_scope_and_language(bot: Caller) -> None:
    bot.do(menu(("ask", "ask")))
    bot.do(menu(("ask", "问"), language_code="zh"))
    bot.do(menu(("stats", "stats"), scope=BotCommandScopeChat(7)))

    def kept(**how: Any) -> list[tuple[str, str]]:
        return [(each.command, each.description) for each in bot.do(lambda b: b.get_my_commands(**how))]

    assert (kept(), kept(language_code="zh"), kept(language_code="fr")) == ([("ask", "ask")], [("ask", "问")], [])
    bot.do(lambda b: b.delete_my_commands(scope=BotCommandScopeChat(7)))
    assert kept(scope=BotCommandScopeChat(7)) == []


def test_privacy_mode_lets_through_commands_mentions_and_replies(server: TelegramServer, bot: Caller) -> None:
    bo, group = server.user(8, "Bo"), server.group(-300, "Private")
    bot.do(lambda b: b.get_updates(offset=-1))
    reply = bot.do(say("hello", -300)).message_id
    for text in ("talk", "/help", "/help@other_bot", "@reports_bot how many", "see @someone"):
        group.send(bo, text)
    group.send(bo, "and now?", reply_to=reply)
    updates = bot.do(lambda b: b.get_updates())[-3:]
    messages = [update.message for update in updates if update.message]
    assert [message.text for message in messages] == ["/help", "@reports_bot how many", "and now?"]
    assert (messages[2].message_thread_id, messages[2].is_topic_message) == (reply, None)


def test_rates_are_noted_and_refused_where_enforced() -> None:
    now = 100.0
    rates = Rates(burst=2, group_minute=3, overall=4, clock=lambda: now)

    def send(chat: int, method: str = "sendMessage") -> list[str]:
        broken = rates.check(method, chat, group=chat < 0)
        rates.count(method, chat, chat < 0, broken)
        return [f"{each.rule} {each.wait:g}" for each in broken]

    assert [send(1), send(1), send(1), send(2)] == [[], [], ["chat 1"], []]
    assert [send(3), send(3, "sendMessageDraft")] == [["overall 1"], []]
    now = 110.0
    assert [send(-1), send(-1, "editMessageText")] == [[], []]
    now = 120.0
    assert [send(-1), send(-1)] == [[], []]
    now = 130.0
    assert send(-1) == ["group 40"]
    assert [each.rule for each in rates.violations] == ["chat", "overall", "group"]


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # RetryAfter warns of itself
def test_an_enforced_rate_tells_how_long_to_wait(server: TelegramServer, bot: Caller) -> None:
    server.rates = Rates(enforced=True, burst=1, clock=lambda: 0.0)
    bot.do(say("x"))
    assert bot.refusal(say("x")) == "RetryAfter: Flood control exceeded. Retry in 0:00:01"
    assert server.calls("sendMessage")[-1].description == "Too Many Requests: retry after 1"
    assert [reply.text for reply in server.chats[7].replies] == ["x"]
