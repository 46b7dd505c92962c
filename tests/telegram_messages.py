"""The methods that send, change and delete messages, as strict as Telegram's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram_chats import Chat
from telegram_content import file_of, marked
from telegram_limits import CAPTION, TEXT, Refused, bad, check_keyboard
from telegram_markup import Marked
from telegram_params import Call
from telegram_types import Draft, Message

if TYPE_CHECKING:
    from telegram_server import TelegramServer

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
ACTIONS = frozenset(
    ["typing", "choose_sticker", "find_location", "upload_photo", "upload_document"]
    + [f"{does}_{what}" for does in ("record", "upload") for what in ("video", "voice", "video_note")]
)


def chat_to_write(server: TelegramServer, call: Call) -> Chat:
    """The chat the bot writes to, where it may."""
    chat = server.chat_of(call)
    if chat.bot_status == "kicked":
        raise Refused(
            403,
            "Forbidden: bot was kicked from the supergroup chat"
            if chat.group
            else "Forbidden: bot was blocked by the user",
        )
    if chat.bot_status == "left":
        raise Refused(403, "Forbidden: bot is not a member of the supergroup chat")
    if not chat.started:
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _place(chat: Chat, call: Call) -> dict[str, Any]:
    """What the new message answers and the thread it stands in."""
    thread = call.number("message_thread_id") or None
    if thread and thread not in chat.threads:
        raise bad("message thread not found")
    parameters = call.thing("reply_parameters", dict) or {
        "message_id": call.number("reply_to_message_id"),
        "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
    }
    wanted = parameters.get("message_id")
    answered = chat.message(wanted) if wanted else None
    if wanted and not answered and not parameters.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    quote = parameters.get("quote") if answered else None
    if quote and answered and quote not in answered.text:
        raise bad("QUOTE_TEXT_INVALID")
    reply_to = answered.id if answered else None
    return {"reply_to": reply_to, "quote": quote, **chat.placed(thread, reply_to)}


def _send(server: TelegramServer, chat: Chat, call: Call, text: Marked, **media: Any) -> dict[str, Any]:
    message = Message(
        chat.next_id,
        server.bot,
        server.now(),
        text.text,
        text.entities,
        call.text("caption" if media else "text"),
        check_keyboard(call.params.get("reply_markup")),
        preview=not call.thing("link_preview_options", dict).get("is_disabled", False),
        **_place(chat, call),
        **media,
    )
    return chat.json_of(chat.put(message))


def send_message(server: TelegramServer, call: Call) -> dict[str, Any]:
    """A text of 1 to 4,096 UTF-16 units after its markup is read."""
    chat = chat_to_write(server, call)
    return _send(server, chat, call, marked(call, "text", TEXT))


def send_photo(server: TelegramServer, call: Call) -> dict[str, Any]:
    """A picture of at most 10 MB whose sides are together at most 10,000 and at most 20 to 1."""
    chat = chat_to_write(server, call)
    text = marked(call, "caption", CAPTION, empty=True)
    return _send(server, chat, call, text, photo=file_of(server, call, "photo"))


def send_document(server: TelegramServer, call: Call) -> dict[str, Any]:
    """A file of at most 50 MB."""
    chat = chat_to_write(server, call)
    text = marked(call, "caption", CAPTION, empty=True)
    return _send(server, chat, call, text, document=file_of(server, call, "document"))


def send_draft(server: TelegramServer, call: Call) -> bool:
    """A preview in a private chat, for 30 s; an empty text shows a placeholder."""
    text = marked(call, "text", TEXT, empty=True)
    chat, id = chat_to_write(server, call), call.number("draft_id")
    if chat.group:
        raise bad("TEXTDRAFT_PEER_INVALID")
    if not id:
        raise bad("RANDOM_ID_INVALID")
    thread = _place(chat, call).get("thread")
    with server.changed:
        chat.drafts.append(Draft(id, text.text, text.entities, call.text("text"), server.clock(), thread))
        server.changed.notify_all()
    return True


def _own(server: TelegramServer, call: Call) -> tuple[Chat, Message]:
    chat = chat_to_write(server, call)
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.sender != server.bot:
        raise bad("message can't be edited")
    return chat, message


def _change(chat: Chat, old: Message, new: Message) -> dict[str, Any]:
    if (old.text, old.entities, old.keyboard) == (new.text, new.entities, new.keyboard):
        raise bad(NOT_MODIFIED)
    new = replace(new, edits=old.edits + 1, edited=chat.server.now())
    return chat.json_of(chat.put(new))


def edit_text(server: TelegramServer, call: Call) -> dict[str, Any]:
    """Another text; without reply_markup the buttons go."""
    chat, message = _own(server, call)
    if message.photo or message.document:
        raise bad("there is no text in the message to edit")
    text = marked(call, "text", TEXT)
    rows = check_keyboard(call.params.get("reply_markup"))
    new = replace(message, text=text.text, entities=text.entities, html=call.text("text"), keyboard=rows)
    return _change(chat, message, new)


def edit_caption(server: TelegramServer, call: Call) -> dict[str, Any]:
    """Another caption; without reply_markup the buttons go."""
    chat, message = _own(server, call)
    if not (message.photo or message.document):
        raise bad("there is no caption in the message to edit")
    text = marked(call, "caption", CAPTION, empty=True)
    rows = check_keyboard(call.params.get("reply_markup"))
    new = replace(message, text=text.text, entities=text.entities, html=call.text("caption"), keyboard=rows)
    return _change(chat, message, new)


def edit_keyboard(server: TelegramServer, call: Call) -> dict[str, Any]:
    """Other buttons, or none."""
    chat, message = _own(server, call)
    return _change(chat, message, replace(message, keyboard=check_keyboard(call.params.get("reply_markup"))))


def delete(server: TelegramServer, call: Call) -> bool:
    """Its own messages, anybody's in a private chat, and everybody's as an administrator."""
    chat = server.chat_of(call)
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if chat.group and message.sender != server.bot and chat.bot_status != "administrator":
        raise bad("message can't be deleted for everyone")
    chat.drop(message.id)
    return True


def chat_action(server: TelegramServer, call: Call) -> bool:
    """Show what the bot is doing, for 5 s."""
    chat = chat_to_write(server, call)
    if call.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    _place(chat, call)
    with server.changed:
        chat.actions.append(call.text("action"))
        server.changed.notify_all()
    return True


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMessageDraft": send_draft,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete,
    "sendChatAction": chat_action,
}
