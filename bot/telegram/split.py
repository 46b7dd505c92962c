"""Long texts in several messages, and texts made to fit: lengths are UTF-16 units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from bot.telegram.markup import PLAIN, Span, is_blank, opened, plain, units

LIMIT = 4096
"""Units of a message's text, tags and escapes not counted (Bot API: sendMessage)."""

ENTITIES = 100
"""Tags of a message that Telegram keeps."""

ELLIPSIS = "…"
LEAST = 0.25  # of a full message: an earlier sentence end leaves too short a one

_CLOSING = "[”’」』）》)\\]\"']*(?: ?\\[\\d+\\])*"
_SENTENCE = "[。！？।]+|[!?]+(?![A-Za-z0-9_=&/#%+.-])|[.!?]+(?=[”’」』）)\\]\"']*\\s)"
SENTENCE_END = re.compile(f"(?:{_SENTENCE}){_CLOSING}|\n")
PHRASE_END = re.compile(r"[，、；：…]+|[,;:]+(?!\d)|\s+")
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"


def split(spans: Sequence[Span], limit: int = LIMIT, most: int = ENTITIES) -> list[list[Span]]:
    """Cut a text into parts of at most `limit` units and `most` tags, at the end of a sentence where there is one.

    Nothing is lost but white space at the cuts, and parts that Telegram would call empty.
    """
    text = plain(spans)
    starts = list(accumulate((len(span.text) for span in spans), initial=0))[:-1]
    parts, start = [], 0
    while start < len(text):
        start += len(text[start:]) - len(text[start:].lstrip()) if text[start].isspace() else 0
        end = min(start + fitting(text[start : start + limit], limit), _end_of_tags(spans, starts, start, most))
        end = start + _cut(text[start : end + 1], end - start)
        shown = start + len(text[start:end].rstrip())
        if not is_blank(text[start:shown]):
            parts.append(_between(spans, starts, start, shown))
        start = end
    return parts


def shortened(text: str, limit: int) -> str:
    """Give a text of at most `limit` units, with an ellipsis for what its end lacks."""
    if units(text) <= limit:
        return text
    return text[: _whole(text, fitting(text, limit - 1))].rstrip() + ELLIPSIS


def shortened_start(text: str, limit: int) -> str:
    """Give a text of at most `limit` units, with an ellipsis for what its start lacks."""
    if units(text) <= limit:
        return text
    start = len(text) - fitting(text[::-1], limit - 1)
    while start < len(text) and not _may_cut(text, start):
        start += 1
    return ELLIPSIS + text[start:].lstrip()


def fitting(text: str, limit: int) -> int:
    """Count the characters at the start of a text that take at most `limit` units."""
    used = 0
    for n, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return n
    return len(text)


def _end_of_tags(spans: Sequence[Span], starts: Sequence[int], start: int, most: int) -> int:
    """Find the offset at which a part that begins at `start` would need more than `most` tags."""
    tags, before, end = 0, PLAIN, start
    for span, offset in zip(spans, starts, strict=True):
        end = offset + len(span.text)
        if end > start and span.text:
            tags += len(opened(before, span.style))
            if tags > most:
                return offset
            before = span.style
    return end


def _cut(window: str, end: int) -> int:
    """Choose where in `window` to cut, at `end` at the latest; the character after `end` is there if any follows."""
    if len(window) <= end:
        return end
    for ends in (SENTENCE_END, PHRASE_END):
        cuts = [match.end() for match in ends.finditer(window) if LEAST * end < match.end() <= end]
        if cuts:
            return cuts[-1]
    return _whole(window, end)


def _whole(text: str, end: int) -> int:
    """Move a cut back out of a cluster of characters that make one sign, unless all before it is one."""
    cut = end
    while cut > 0 and not _may_cut(text, cut):
        cut -= 1
    return cut or end


def _may_cut(text: str, at: int) -> bool:
    if at >= len(text):
        return True
    after, before = text[at], text[at - 1]
    flags = [("\U0001f1e6" <= char <= "\U0001f1ff") for char in (before, after)]
    return not (
        unicodedata.combining(after)
        or unicodedata.category(after) in ("Mn", "Mc", "Me")
        or after in _JOINERS
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or all(flags)
    )


def _between(spans: Sequence[Span], starts: Sequence[int], start: int, end: int) -> list[Span]:
    cut = [
        Span(span.text[max(start - offset, 0) : max(end - offset, 0)], span.style)
        for span, offset in zip(spans, starts, strict=True)
        if offset < end and offset + len(span.text) > start
    ]
    return [span for span in cut if span.text]
