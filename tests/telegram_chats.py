"""The chats of the Telegram that the tests keep. What a person does here, the bot hears of."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram_markup import found
from telegram_types import Draft, Message, User

if TYPE_CHECKING:
    from telegram_server import TelegramServer

DRAFT_SECONDS = 30.0
RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_be_edited"),
)


class Chat:
    """A private chat or a group. Its methods act as people and return what they made."""

    def __init__(self, server: TelegramServer, id: int, kind: str, title: str, forum: bool = False) -> None:
        self.server, self.id, self.kind, self.title, self.forum = server, id, kind, title, forum
        self.partner: User | None = None
        self.members: dict[int, str] = {}
        self.bot_status = "member"
        self.started = kind != "private"
        self.threads: set[int] = set()
        self.next_id = 1
        self.drafts: list[Draft] = []
        self.actions: list[str] = []
        self._messages: dict[int, Message] = {}

    @property
    def group(self) -> bool:
        """Whether several people write here."""
        return self.kind != "private"

    @property
    def messages(self) -> list[Message]:
        """All messages that stand, everybody's, oldest first."""
        with self.server.changed:
            return list(self._messages.values())

    @property
    def replies(self) -> list[Message]:
        """The bot's messages that stand, oldest first."""
        return [message for message in self.messages if message.sender.is_bot]

    @property
    def draft(self) -> Draft | None:
        """The draft one sees now: the last, until 30 s passed or the bot sent a message."""
        with self.server.changed:
            last = self.drafts[-1] if self.drafts else None
            shown = last and last.at > self._sent_at and self.server.clock() - last.at < DRAFT_SECONDS
            return last if shown else None

    _sent_at = float("-inf")

    def message(self, id: int) -> Message | None:
        """A message as it stands now, or None where it was deleted or never was."""
        with self.server.changed:
            return self._messages.get(id)

    def put(self, message: Message) -> Message:
        """Keep a new or a changed message."""
        with self.server.changed:
            new = message.id not in self._messages
            self._messages[message.id] = message
            self.next_id = max(self.next_id, message.id + 1)
            if new and message.sender.is_bot:
                self._sent_at = self.server.clock()
            self.server.changed.notify_all()
            return message

    def drop(self, id: int) -> None:
        """Delete a message."""
        with self.server.changed:
            del self._messages[id]
            self.server.changed.notify_all()

    def send(self, user: User, text: str, reply_to: Message | int | None = None, thread: int | None = None) -> Message:
        """Write as `user`."""
        return self._post(user, text=text, entities=found(text), reply_to=_id(reply_to), thread=thread)

    def upload(
        self,
        user: User,
        name: str,
        content: bytes,
        mime: str = "text/plain",
        caption: str = "",
        *,
        size: int | None = None,
        photo: bool = False,
        reply_to: Message | int | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send a document, or a photo, as `user`. `size` (bytes) claims another size than that of `content`."""
        file = self.server.keep_file(name, mime, content, size, (1280, 720) if photo else (0, 0))
        media = {"photo" if photo else "document": file}
        return self._post(user, text=caption, entities=found(caption), reply_to=_id(reply_to), thread=thread, **media)

    def join(self, user: User, status: str = "member") -> None:
        """Make `user` a member (or administrator, creator, left, kicked) of this group."""
        with self.server.changed:
            self.members[user.id] = status

    def edit(self, message: Message, text: str) -> Message:
        """Change a person's own message."""
        with self.server.changed:
            now = int(time.time())
            current = self._messages[message.id]
            changed = replace(current, text=text, entities=found(text), edits=current.edits + 1, edited=now)
            self.put(changed)
            self._tell("edited_message", changed)
            return changed

    def press(self, user: User, message: Message, button: str) -> str:
        """Press the button with this text or callback data; the id of the callback."""
        with self.server.changed:
            current = self._messages[message.id]
            buttons = [each for row in current.keyboard for each in row]
            chosen = [b for b in buttons if button in (b.get("callback_data"), b["text"])]
            if not chosen or "callback_data" not in chosen[0]:
                raise LookupError(f"no button {button!r} to press among {current.buttons}")
            return self.server.called_back(user, self, current, chosen[0]["callback_data"])

    def wait_reply(self, count: int = 1, timeout: float = 10.0) -> list[Message]:
        """Wait until `count` messages of the bot stand here; all of them."""
        self.server.wait(lambda _: len(self.replies) >= count, timeout)
        return self.replies

    def _post(self, user: User, thread: int | None = None, reply_to: int | None = None, **what: Any) -> Message:
        with self.server.changed:
            if self.bot_status == "kicked" and not self.group:
                raise ValueError(f"{user.first_name} has blocked the bot")
            self.started = True
            self.members.setdefault(user.id, "member")
            if thread is not None:
                self.threads.add(thread)
            message = Message(
                self.next_id, user, int(time.time()), reply_to=reply_to, **self.placed(thread, reply_to), **what
            )
            self.put(message)
            self._tell("message", message)
            return message

    def placed(self, thread: int | None, reply_to: int | None) -> dict[str, Any]:
        """The thread of a message: its topic or, in a group without topics, the first of the chain it answers."""
        answered = self._messages.get(reply_to or 0)
        if thread is not None or (self.forum and answered and answered.thread):
            return {"thread": thread if thread is not None else answered and answered.thread, "in_topic": True}
        if self.kind == "supergroup" and not self.forum and answered:
            return {"thread": answered.thread or answered.id}
        return {}

    def _tell(self, kind: str, message: Message) -> None:
        if self.bot_status in ("left", "kicked") or not self._heard(message):
            return
        self.server.updates.put(kind, self.json_of(message))

    def _heard(self, message: Message) -> bool:
        """Whether the bot's privacy mode lets it read a message of a group."""
        if not self.group or not self.server.privacy or self.bot_status == "administrator":
            return True
        name = f"@{self.server.bot.username}".lower()
        answered = self._messages.get(message.reply_to or 0)
        commands = [command for command in message.marked("bot_command") if message.text.startswith(command)]
        ours = any("@" not in command or command.lower().endswith(name) for command in commands)
        named = name in [mention.lower() for mention in message.marked("mention")]
        return ours or named or bool(answered and answered.sender.is_bot)

    def membership(self, user: User, status: str) -> dict[str, Any]:
        """A ChatMember as the Bot API writes it."""
        base: dict[str, Any] = {"user": user.json(), "status": status}
        if status == "kicked":
            return base | {"until_date": 0}
        if status == "creator":
            return base | {"is_anonymous": False}
        if status == "administrator":
            return base | {"is_anonymous": False} | dict.fromkeys(RIGHTS, True)
        return base

    def bot_becomes(self, status: str, by: User) -> None:
        """Tell the bot that `by` made it a member, administrator, left or kicked (in a private chat: blocked it)."""
        with self.server.changed:
            old, self.bot_status = self.bot_status, status
            change = {"chat": self.json(), "from": by.json(), "date": self.server.now()}
            for name, value in (("old", old), ("new", status)):
                change[f"{name}_chat_member"] = self.membership(self.server.bot, value)
            self.server.updates.put("my_chat_member", change)
            self.server.changed.notify_all()

    def json(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        if self.partner:
            named = self.partner.json()
            return {"id": self.id, "type": "private"} | {
                key: named[key] for key in ("first_name", "username") if key in named
            }
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.kind, "title": self.title} | forum

    def json_of(self, message: Message, depth: int = 1) -> dict[str, Any]:
        """A message of this chat as the Bot API writes it, with the message it answers."""
        written: dict[str, Any] = {
            "message_id": message.id, "from": message.sender.json(), "chat": self.json(), "date": message.date,
        }  # fmt: skip
        media = message.photo or message.document
        names = ("caption", "caption_entities") if media else ("text", "entities")
        rows = [list(row) for row in message.keyboard]
        answered = self._messages.get(message.reply_to or 0) if depth else None
        optional = {
            names[0]: message.text,
            names[1]: list(message.entities),
            "photo": [message.photo.json()] if message.photo else None,
            "document": message.document.json() if message.document else None,
            "reply_markup": {"inline_keyboard": rows} if rows else None,
            "reply_to_message": self.json_of(answered, 0) if answered else None,
            "quote": {"text": message.quote, "position": 0} if message.quote else None,
            "message_thread_id": message.thread,
            "is_topic_message": message.in_topic,
            "edit_date": message.edited,
        }
        return written | {key: value for key, value in optional.items() if value}


def _id(message: Message | int | None) -> int | None:
    return message.id if isinstance(message, Message) else message
