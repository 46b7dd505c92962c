"""People, files and messages of the Telegram that the tests keep, each frozen as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram_markup import Entity, cut

Button = dict[str, Any]


@dataclass(frozen=True)
class User:
    """A person, or the bot."""

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    is_bot: bool = False

    def json(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        named = {"language_code": self.language_code, "username": self.username}
        base = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return base | {key: value for key, value in named.items() if value}


@dataclass(frozen=True)
class File:
    """A file that was sent. `size` is what Telegram claims, in bytes; `content` may be shorter."""

    id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes
    size: int
    width: int = 0
    height: int = 0

    def json(self) -> dict[str, Any]:
        """As a Document or, with a width, as a PhotoSize."""
        base = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}
        if self.width:
            return base | {"width": self.width, "height": self.height}
        return base | {"file_name": self.name, "mime_type": self.mime}


@dataclass(frozen=True)
class Message:
    """A message as it stands. `text` is plain (of a photo or document: its caption), `html` what the bot wrote.

    `keyboard` holds the rows of inline buttons in Telegram's form; `edits` counts the changes so far.
    """

    id: int
    sender: User
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str | None = None
    keyboard: tuple[tuple[Button, ...], ...] = ()
    photo: File | None = None
    document: File | None = None
    reply_to: int | None = None
    quote: str | None = None
    thread: int | None = None
    in_topic: bool = False
    edits: int = 0
    edited: int | None = None
    preview: bool = True
    reactions: tuple[str, ...] = ()

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons, row after row."""
        return [button["text"] for row in self.keyboard for button in row]

    def marked(self, kind: str) -> list[str]:
        """The parts of the text under an entity of this kind, e.g. bold."""
        return [cut(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]


@dataclass(frozen=True)
class Draft:
    """A streamed preview: `at` is monotonic seconds."""

    id: int
    text: str
    entities: tuple[Entity, ...]
    html: str | None
    at: float
    thread: int | None = None


@dataclass(frozen=True)
class Answered:
    """How the bot answered the press of a button; `at` is monotonic seconds."""

    text: str
    alert: bool
    url: str
    at: float
