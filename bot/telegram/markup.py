"""Text with styles, and how it is written in Telegram's HTML.

A message is a sequence of spans. What Telegram refuses (a control character, half a surrogate pair) or what would
disturb the text around it (an override of the writing direction) is taken out when a span is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from html import escape


class Style(Flag):
    """How a span looks; of several styles the one that is named first here is the outer tag."""

    QUOTE = auto()
    EXPANDABLE = auto()
    PRE = auto()
    CODE = auto()
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()


PLAIN = Style(0)
_QUOTES = Style.QUOTE | Style.EXPANDABLE
_TAGS = {
    Style.QUOTE: ("<blockquote>", "</blockquote>"),
    Style.EXPANDABLE: ("<blockquote expandable>", "</blockquote>"),
    Style.PRE: ("<pre>", "</pre>"),
    Style.CODE: ("<code>", "</code>"),
    Style.BOLD: ("<b>", "</b>"),
    Style.ITALIC: ("<i>", "</i>"),
    Style.UNDERLINE: ("<u>", "</u>"),
}

# Telegram's servers take these three combining marks out of every text, and the bidirectional controls up to U+202E.
_DROPPED = "\u0333\u033f\u030a\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLEANED = {
    **{code: " " for code in (*range(32), *range(0x7F, 0xA0))},
    **{code: "\ufffd" for code in range(0xD800, 0xE000)},
    **{ord(char): None for char in _DROPPED},
    **{ord(char): "\n" for char in "\n\r\x85\u2028\u2029"},
}
_BLANK = re.compile("[\\s\u180e\u200b-\u200f\u2060-\u206f\u2800\ufeff\ufffc\U000e0000-\U000e007f]*")
_ISOLATE, _POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one style. `text` is clean. Raises ValueError for styles that Telegram cannot nest."""

    text: str
    style: Style = PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))
        alone = self.style & (Style.PRE | Style.CODE)
        if (alone and len(self.style) > 1) or self.style & _QUOTES == _QUOTES:
            raise ValueError(f"{self.style} cannot be nested")


def clean(text: str) -> str:
    r"""Give the text as Telegram will take it: `\n` the only control character, no bidirectional control but isolates.

    An isolate that is not closed, or closes nothing, goes as well, and so do those inside another.
    """
    cleaned = _ISOLATED.split(text.replace("\r\n", "\n"))
    return "".join(piece.translate(_CLEANED) if n % 2 == 0 else isolated(piece) for n, piece in enumerate(cleaned))


_ISOLATED = re.compile(f"{_ISOLATE}([^\n\r\u2028\u2029{_ISOLATE}{_POP}]*){_POP}")


def isolated(text: str) -> str:
    """Keep a text that is written from right to left from reordering its line; any other is given as it is."""
    text = text.translate(_CLEANED)
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text):
        return "\n".join(f"{_ISOLATE}{line}{_POP}" for line in text.split("\n"))
    return text


def is_blank(text: str) -> bool:
    """Whether Telegram would find nothing to show in a text."""
    return _BLANK.fullmatch(text) is not None


def units(text: str) -> int:
    """Count UTF-16 code units, in which Telegram measures."""
    return len(text) + sum(char > "\uffff" for char in text)


def opened(before: Style, after: Style) -> list[Style]:
    """List the tags to open, outer ones first, where a span of one style follows another; each is an entity."""
    kept = _kept(before, after)
    return list(after)[kept:]


def html(spans: Iterable[Span]) -> str:
    """Write spans in Telegram's HTML."""
    return "".join(_html(spans))


def plain(spans: Iterable[Span]) -> str:
    """Write spans without their styles."""
    return "".join(span.text for span in spans)


def marked(text: str, pieces: Sequence[str], style: Style = PLAIN, mark: Style = Style.BOLD) -> list[Span]:
    """Style a text, and mark the pieces where they stand in it, a number only where it is a whole number."""
    spans, done = [], 0
    for start, end in _places(text, pieces):
        spans += [Span(text[done:start], style), Span(text[start:end], style | mark)]
        done = end
    return [span for span in (*spans, Span(text[done:], style)) if span.text]


def _html(spans: Iterable[Span]) -> Iterator[str]:
    now = PLAIN
    for span in (*(span for span in spans if span.text), Span("")):
        kept = _kept(now, span.style)
        yield from (_TAGS[tag][1] for tag in reversed(list(now)[kept:]))
        yield from (_TAGS[tag][0] for tag in opened(now, span.style))
        yield escape(span.text, quote=False)
        now = span.style


def _kept(before: Style, after: Style) -> int:
    kept = 0
    for old, new in zip(before, after, strict=False):
        if old is not new:
            break
        kept += 1
    return kept


def _places(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for piece in filter(None, pieces):
        before = r"(?<!\d)(?<!\d[.,])" if piece[0].isdigit() else ""
        after = r"(?![.,]?\d)" if piece[-1].isdigit() else ""
        found += [match.span() for match in re.finditer(before + re.escape(piece) + after, text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
