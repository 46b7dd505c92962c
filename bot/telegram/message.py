"""What is sent: a text in Telegram's HTML, the same without markup in case that is refused, and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.markup import Span, clean, html, is_blank, isolated, plain, units
from bot.telegram.split import ELLIPSIS, LIMIT, shortened, shortened_start, split

COPIED = 256
"""Characters that a button can copy."""

LABEL = 40
"""Units of a button's text."""

TITLE, NAME = 200, 100
"""Units shown of a title, and of a place, date or file name."""

FILE, FILE_END = 48, 20
"""Units shown of a file's name where it stands beside others, and how many of them are its end, which tells most."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button sends `data` back, or copies the text `copied`."""

    text: str
    data: str = ""
    copied: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `html` is Telegram's HTML, `plain` the same text without markup."""

    html: str
    plain: str
    buttons: Rows = ()


def messages(spans: Sequence[Span], buttons: Rows = ()) -> list[Message]:
    """Make as many messages as a text needs, the buttons under the last; none if there is nothing to see in it."""
    parts = split(spans)
    return [
        Message(html(part), plain(part).strip(), buttons if n == len(parts) else ()) for n, part in enumerate(parts, 1)
    ]


def text_message(text: str, buttons: Rows = ()) -> Message:
    """Make one message of a text without markup, shortened if it must be."""
    span = Span(shortened(clean(text).strip(), LIMIT))
    return Message(html([span]), span.text, buttons)


def draft(text: str) -> str:
    """Give what is shown of an answer while it is written: one message's worth, the newest of it; "" if blank."""
    shown = shortened_start(clean(text).strip(), LIMIT)
    return "" if is_blank(shown) else shown


def label(text: str, limit: int = LABEL) -> str:
    """Give a button's text: one line, shortened, never blank."""
    line = shortened(" ".join(clean(text).split()), limit)
    return ELSE if is_blank(line) else line


ELSE = "—"


def file_of(report: str) -> str:
    """Give a file's name on one line; a long one lacks its middle."""
    name = " ".join(clean(report).split())
    if units(name) > FILE:
        name = shortened(name, FILE - FILE_END) + shortened_start(name, FILE_END + 1).removeprefix(ELLIPSIS)
    return isolated(name)


def line_of(*parts: str, limit: int = NAME) -> str:
    """Join what is known of something on one line, each part kept from reordering the others."""
    lines = [" ".join(clean(part).split()) for part in parts]
    return " · ".join(isolated(shortened(line, limit)) for line in lines if not is_blank(line))
