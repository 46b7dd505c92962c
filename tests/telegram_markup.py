"""How Telegram reads text: its HTML, its entities, its lengths. Offsets and lengths are UTF-16 units.

The rules and the wording of the errors are those of TDLib's `MessageEntity.cpp`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ENTITIES_KEPT = 100
TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline", "tg-spoiler": "spoiler",
    "span": "spoiler", "tg-emoji": "custom_emoji", "pre": "pre", "code": "code", "blockquote": "blockquote",
}  # fmt: skip
SETTABLE = frozenset(TAGS.values()) | {"expandable_blockquote", "text_mention", "date_time"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,7})|#(?P<dec>[0-9]{1,8})|(?P<name>[a-zA-Z]+));?")
NAME_TOKEN = re.compile(r"[0-9A-Za-z.\-]*")
SPACES = " \t\n\r\v\f\0"
DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@\w{4,32}(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)

Entity = dict[str, Any]


class BadMarkup(ValueError):
    """The text cannot be parsed; the message is what follows «can't parse entities: »."""


@dataclass(frozen=True)
class Marked:
    """Plain text and its entities, in Telegram's form."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def found(text: str) -> tuple[Entity, ...]:
    """The commands, mentions, addresses and hashtags that Telegram finds in a person's text."""
    matches = [(match, kind) for kind, pattern in FOUND for match in pattern.finditer(text)]
    entities: list[Entity] = []
    for match, kind in sorted(matches, key=lambda pair: pair[0].start()):
        offset = units(text[: match.start()])
        if not entities or offset >= entities[-1]["offset"] + entities[-1]["length"]:
            entities.append({"type": kind, "offset": offset, "length": units(match[0])})
    return tuple(entities)


def parse_html(source: str) -> Marked:
    """Read Telegram's HTML, else raise BadMarkup with TDLib's words."""
    return _Html(source).read()


class _Html:
    """One pass over the source, which ends in a NUL as TDLib's does."""

    def __init__(self, source: str) -> None:
        self.source = source.replace("\0", " ") + "\0"
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, str, int]] = []
        self.entities: list[Entity] = []

    def read(self) -> Marked:
        while (char := self.source[self.at]) != "\0":
            if char == "<":
                self._end_tag() if self.source[self.at + 1] == "/" else self._start_tag()
            else:
                self._keep(self._character())
        if self.open:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return Marked("".join(self.text), _sorted(self.entities))

    def _keep(self, char: str) -> None:
        self.text.append(char)
        self.length += units(char)

    def _character(self) -> str:
        """Take a character, or a reference to one."""
        char = self.source[self.at]
        if char == "&" and (match := REFERENCE.match(self.source, self.at)):
            code = int(match["hex"], 16) if match["hex"] else int(match["dec"] or 0)
            named = NAMED.get(match["name"] or "")
            if named or (0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000):
                self.at = match.end()
                return named or chr(code)
        self.at += 1
        return char

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _until(self, stops: str) -> str:
        start = self.at
        while self.source[self.at] not in stops:
            self.at += 1
        return self.source[start : self.at]

    def _spaces(self) -> None:
        while self.source[self.at] in SPACES[:-1]:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(SPACES + ">").lower()
        if self.source[self.at] == "\0":
            raise BadMarkup(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in TAGS:
            raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        argument = ""
        while self.source[self.at] != ">":
            self._spaces()
            if self.source[self.at] == ">":
                break
            argument = self._attribute(name, begin) or argument
        self.at += 1
        if name == "span" and argument != "spoiler":
            raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append((name, argument, self.length))

    def _attribute(self, tag: str, begin: int) -> str:
        """Take an attribute; what it says if the tag asks for it, else nothing."""
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}'
        attribute = self._until(SPACES + "=>")
        if not attribute:
            raise BadMarkup(
                unclosed
                if self.source[self.at] == "\0"
                else f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}'
            )
        self._spaces()
        value = ""
        if self.source[self.at] == "=":
            self.at += 1
            self._spaces()
            value = self._value()
        if self.source[self.at] == "\0":
            raise BadMarkup(unclosed)
        match tag, attribute:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case "code", "class" if value.startswith("language-"):
                return value.removeprefix("language-")
            case "span", "class" if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case "blockquote", "expandable":
                return "1"
        return ""

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            start = self.at
            self.at = NAME_TOKEN.match(self.source, self.at).end()  # type: ignore[union-attr]
            if self.source[self.at] not in SPACES + ">":
                raise BadMarkup(f"Unexpected end of name token at byte offset {self._byte(start)}")
            return self.source[start : self.at].lower()
        self.at += 1
        value = []
        while self.source[self.at] not in (quote, "\0"):
            value.append(self._character())
        if self.source[self.at] == quote:
            self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise BadMarkup(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._until(SPACES + ">")
        self._spaces()
        if self.source[self.at] != ">":
            raise BadMarkup(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened, argument, offset = self.open.pop()
        if name and name != opened:
            raise BadMarkup(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened}>", found "</{name}>"'
            )
        if self.length > offset:
            self._close(opened, argument, offset)

    def _close(self, tag: str, argument: str, offset: int) -> None:
        entity: Entity = {"type": TAGS[tag], "offset": offset, "length": self.length - offset}
        match tag:
            case "a":
                address = argument or "".join(self.text)[-(self.length - offset) :]
                if not re.match(r"(https?|tg|tonsite|mailto|tel)://?\S+|[\w-]+(\.[\w-]+)+", address):
                    return  # an address that is none leaves the text alone
                entity["url"] = address
            case "tg-emoji":
                entity["custom_emoji_id"] = argument
            case "code" if argument and self.open and self.open[-1][0] == "pre" and self.open[-1][2] == offset:
                self.open[-1] = ("pre", argument, offset)  # the <pre> around it takes the language
                return
            case "code" if self.open and self.open[-1][0] == "pre":
                return
            case "pre" if argument:
                entity["language"] = argument
            case "blockquote" if argument:
                entity["type"] = "expandable_blockquote"
        self.entities.append(entity)


def _sorted(entities: list[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def tidy(marked: Marked) -> Marked:
    """What arrives: control characters blanked, white space at both ends gone, at most 100 entities."""
    text, entities = marked.text, list(marked.entities)
    for match in reversed(list(DROPPED.finditer(text))):
        entities = _without(entities, units(text[: match.start()]), 1)
        text = text[: match.start()] + text[match.end() :]
    text = BLANKED.sub(" ", text)
    text = text.rstrip(" \n")
    first = min((entity["offset"] for entity in entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text, entities = text[lead:], _without(entities, 0, lead)
    end = units(text)
    kept = [{**entity, "length": min(entity["length"], end - entity["offset"])} for entity in entities]
    return Marked(text, tuple([entity for entity in kept if entity["length"] > 0][:ENTITIES_KEPT]))


def _without(entities: list[Entity], offset: int, length: int) -> list[Entity]:
    """The entities after `length` units at `offset` were taken out."""

    def moved(position: int) -> int:
        return position - min(max(position - offset, 0), length)

    ends = [(moved(e["offset"]), moved(e["offset"] + e["length"])) for e in entities]
    return [{**e, "offset": start, "length": end - start} for e, (start, end) in zip(entities, ends, strict=True)]
