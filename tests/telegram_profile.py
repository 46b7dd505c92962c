"""The methods about the bot itself, its menu, its chats, its buttons and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram_limits import ANSWER, DOWNLOAD, bad, check_commands, check_language
from telegram_params import Call
from telegram_types import Answered

if TYPE_CHECKING:
    from telegram_server import TelegramServer

SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TEXTS = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


def get_me(server: TelegramServer, call: Call) -> dict[str, Any]:
    """The bot."""
    return server.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not server.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def answer_callback(server: TelegramServer, call: Call) -> bool:
    """End the wait at a button: once for each press, in time, with at most 200 characters."""
    id, text = call.text("callback_query_id"), call.text("text")
    with server.changed:
        made = server.callbacks.get(id)
        if made is None or id in server.answered or server.clock() - made > server.callback_seconds:
            raise bad(TOO_OLD)
        if len(text) > ANSWER:
            raise bad("MESSAGE_TOO_LONG")
        server.answered[id] = Answered(text, call.flag("show_alert"), call.text("url"), server.clock())
        server.changed.notify_all()
    return True


def _scope(server: TelegramServer, call: Call) -> tuple[Any, ...]:
    scope = call.thing("scope", dict) or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    keys = [scope.get(name) for name in SCOPES[scope["type"]]]
    if keys and keys[0] not in server.chats:
        raise bad("chat not found")
    return (scope["type"], *keys, check_language(call.text("language_code")))


def set_commands(server: TelegramServer, call: Call) -> bool:
    """The menu for a scope and a language of two letters."""
    scope, commands = _scope(server, call), check_commands(call.params.get("commands"))
    with server.changed:
        server.commands[scope] = commands
        if not commands:
            del server.commands[scope]
        server.changed.notify_all()
    return True


def get_commands(server: TelegramServer, call: Call) -> list[dict[str, str]]:
    """The menu that was set for this scope and language."""
    return server.commands.get(_scope(server, call), [])


def delete_commands(server: TelegramServer, call: Call) -> bool:
    """No menu for this scope and language."""
    server.commands.pop(_scope(server, call), None)
    return True


def set_text(server: TelegramServer, call: Call) -> bool:
    """The bot's name, description or short description in a language."""
    what = call.method.removeprefix("setMy")
    name, limit = TEXTS[what]
    text, language = call.text(name), check_language(call.text("language_code"))
    if len(text) > limit:
        raise bad(f"{name.replace('_', ' ')} is too long")
    server.texts[what, language] = text
    return True


def get_text(server: TelegramServer, call: Call) -> dict[str, str]:
    """What was set in this language, else without one."""
    what = call.method.removeprefix("getMy")
    language = check_language(call.text("language_code"))
    default = server.bot.first_name if what == "Name" else ""
    return {TEXTS[what][0]: server.texts.get((what, language)) or server.texts.get((what, "")) or default}


def get_file(server: TelegramServer, call: Call) -> dict[str, Any]:
    """Where a file of at most 20 MB can be fetched."""
    file = server.files.get(call.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD:
        raise bad("file is too big")
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path}


def react(server: TelegramServer, call: Call) -> bool:
    """At most one emoji of Telegram's, or none."""
    from telegram.constants import ReactionEmoji

    chat = server.chat_of(call)
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    emojis = [each.get("emoji", "") for each in call.thing("reaction", list)]
    if len(emojis) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(emoji not in set(ReactionEmoji) for emoji in emojis):
        raise bad("REACTION_INVALID")
    chat.put(replace(message, reactions=tuple(emojis)))
    return True


def get_chat(server: TelegramServer, call: Call) -> dict[str, Any]:
    """A chat in full."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return server.chat_of(call).json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_member(server: TelegramServer, call: Call) -> dict[str, Any]:
    """What somebody is in a chat."""
    chat, id = server.chat_of(call), call.number("user_id")
    if id == server.bot.id:
        return chat.membership(server.bot, chat.bot_status)
    if id not in chat.members or id not in server.people:
        raise bad("user not found" if id not in server.people else "PARTICIPANT_ID_INVALID")
    return chat.membership(server.people[id], chat.members[id])


def leave(server: TelegramServer, call: Call) -> bool:
    """Leave a group."""
    chat = server.chat_of(call)
    if not chat.group:
        raise bad("chat not found")
    chat.bot_status = "left"
    return True


def log_out(server: TelegramServer, call: Call) -> bool:
    """End the bot's session: what comes next is refused."""
    server.logged_out = True
    return True


def close(server: TelegramServer, call: Call) -> bool:
    """Nothing to be done here."""
    return True


METHODS = {
    "getMe": get_me,
    "answerCallbackQuery": answer_callback,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    **{f"setMy{what}": set_text for what in TEXTS},
    **{f"getMy{what}": get_text for what in TEXTS},
    "getFile": get_file,
    "setMessageReaction": react,
    "getChat": get_chat,
    "getChatMember": get_member,
    "leaveChat": leave,
    "logOut": log_out,
    "close": close,
}
