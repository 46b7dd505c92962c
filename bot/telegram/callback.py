"""What a button sends back: a letter for what to do, and short ids, at most 64 bytes."""

from __future__ import annotations

import re

SOURCE, PASSAGE, CLOSE = "s", "p", "x"
FEEDBACK, REASON = "f", "r"
LISTING, OPEN = "l", "o"
EXAMPLE, LANGUAGE, OVERWRITE = "q", "g", "w"

UP, DOWN = "u", "d"
YES, NO = "y", "n"
WRONG_FIGURE, WRONG_PLACE, NOT_ASKED, NOT_SAID = "f", "p", "q", "s"
REASONS = (WRONG_FIGURE, WRONG_PLACE, NOT_ASKED, NOT_SAID)
AUTO = "auto"

_ID = r"(?P<id>[A-Za-z0-9_-]{1,32})"
_N = r"(?P<n>\d{1,4})"
PATTERNS = {
    SOURCE: re.compile(rf"s:{_ID}:{_N}"),
    PASSAGE: re.compile(rf"p:{_ID}:{_N}:(?P<offset>-?\d{{1,6}})"),
    CLOSE: re.compile(rf"x:{_ID}"),
    FEEDBACK: re.compile(rf"f:{_ID}:(?P<choice>[ud])"),
    REASON: re.compile(rf"r:{_ID}:(?P<choice>[fpqs])"),
    LISTING: re.compile(rf"l:{_N}"),
    OPEN: re.compile(rf"o:{_ID}:{_N}"),
    EXAMPLE: re.compile(rf"q:{_ID}"),
    LANGUAGE: re.compile(r"g:(?P<choice>auto|en|zh)"),
    OVERWRITE: re.compile(rf"w:{_ID}:(?P<choice>[yn])"),
}
"""What may come back for each kind. Whoever presses can send anything, so match the whole of it."""

MOST_BYTES = 64


def callback(kind: str, *parts: str | int) -> str:
    """Write what a button sends; raises ValueError if `PATTERNS` would not take it back."""
    data = ":".join((kind, *map(str, parts)))
    if not PATTERNS[kind].fullmatch(data) or len(data.encode()) > MOST_BYTES:
        raise ValueError(f"{data!r} cannot be sent by a button")
    return data
