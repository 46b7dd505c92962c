"""Telegram's HTML, read as TDLib's `parse_html` reads it, with its words for what cannot be read."""

from __future__ import annotations

import re

from telegram_markup import Entity, Marked, units

TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline", "tg-spoiler": "spoiler",
    "span": "spoiler", "tg-emoji": "custom_emoji", "tg-time": "date_time", "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+))")
NAME_TOKEN = re.compile(r"[0-9A-Za-z.\-]*")
SPACES = " \t\n\r\v\f\0"
ADDRESS = re.compile(r"(?:(?P<scheme>https?|tg|ton)://)?(?P<host>[\w.-]*\w)(?P<rest>[:/?#]\S*)?")
SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


class BadMarkup(ValueError):
    """The text cannot be parsed; the message is what follows «can't parse entities: »."""


def parse_html(source: str) -> Marked:
    """Read Telegram's HTML, else raise BadMarkup."""
    return _Html(source).read()


def link(address: str) -> str | None:
    """The address of a link as Telegram keeps it, or None where it is none."""
    match = ADDRESS.fullmatch(address)
    if not match or not (match["scheme"] in ("tg", "ton") or "." in match["host"] or match["host"] == "localhost"):
        return None
    rest = match["rest"] or "/"
    scheme, host = match["scheme"] or "http", match["host"]
    return address if scheme in ("tg", "ton") else f"{scheme}://{host}{rest if rest[0] in '/:' else '/' + rest}"


class _Html:
    """One pass over the source, which ends in a NUL as TDLib's does."""

    def __init__(self, source: str) -> None:
        self.source = source.replace("\0", " ") + "\0"
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.entities: list[Entity] = []
        self.languages: dict[int, str] = {}

    def read(self) -> Marked:
        while (char := self.source[self.at]) != "\0":
            if char == "<":
                self._end_tag() if self.source[self.at + 1] == "/" else self._start_tag()
            else:
                taken = self._character()
                self.text.append(taken)
                self.length += units(taken)
        if self.open:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        text = "".join(self.text)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise BadMarkup(SURROGATES)
        return Marked(text, tuple(sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))))

    def _character(self) -> str:
        """Take a character, or a reference to one."""
        match = REFERENCE.match(self.source, self.at)
        if match:
            code = int(match["hex"], 16) if match["hex"] else int(match["dec"] or 0)
            named = NAMED.get(match["name"] or "")
            if named or (0 < code < 0x10FFFF and match.end() - match.start() < 10):
                self.at = match.end() + (self.source[match.end()] == ";")
                return named or chr(code)
        self.at += 1
        return self.source[self.at - 1]

    def _bad(self, what: str, position: int) -> BadMarkup:
        return BadMarkup(f"{what} at byte offset {len(self.source[:position].encode('utf-8', 'surrogatepass'))}")

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
            raise self._bad("Unclosed start tag", begin)
        if name not in TAGS:
            raise self._bad(f'Unsupported start tag "{name}"', begin)
        attributes: dict[str, str] = {}
        self._spaces()
        while self.source[self.at] != ">":
            key, value = self._attribute(name, begin)
            attributes[key] = value
            self._spaces()
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._bad('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append((name, attributes, self.length))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        unclosed = self._bad(f'Unclosed start tag "{tag}"', begin)
        attribute = self._until(SPACES + "=>/\"'")
        if not attribute:
            raise self._bad(f'Empty attribute name in the tag "{tag}"', begin)
        self._spaces()
        if self.source[self.at] == "\0":
            raise unclosed
        if self.source[self.at] != "=":
            return attribute, ""
        self.at += 1
        self._spaces()
        if self.source[self.at] == "\0":
            raise unclosed
        value = self._value()
        if self.source[self.at] == "\0":
            raise self._bad("Unclosed start tag", begin)
        return attribute, value

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            start = self.at
            token = NAME_TOKEN.match(self.source, self.at)
            self.at = token.end() if token else start
            if self.source[self.at] not in SPACES + ">":
                raise self._bad("Unexpected end of name token", start)
            return self.source[start : self.at].lower()
        self.at += 1
        value = []
        while self.source[self.at] not in (quote, "\0"):
            value.append(self._character())
        self.at += self.source[self.at] == quote
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._bad("Unexpected end tag", begin)
        self.at += 2
        name = self._until(SPACES + ">").lower()
        self._spaces()
        if self.source[self.at] != ">":
            raise self._bad("Unclosed end tag", begin)
        self.at += 1
        tag, attributes, offset = self.open.pop()
        if name and name != tag:
            where = self._bad("Unmatched end tag", begin)
            raise BadMarkup(f'{where}, expected "</{tag}>", found "</{name}>"')
        if self.length > offset:
            self._close(tag, attributes, {"type": TAGS[tag], "offset": offset, "length": self.length - offset})

    def _close(self, tag: str, attributes: dict[str, str], entity: Entity) -> None:
        """Add the entity of a tag; a code block takes its language from the code in or around it."""
        last = self.entities[-1] if self.entities else None
        same = last if last and all(last[key] == entity[key] for key in ("offset", "length")) else None
        match tag:
            case "a":
                address = link(attributes.get("href") or self._content(entity["length"]))
                if not address:
                    return  # an address that is none leaves the text alone
                entity["url"] = address
            case "tg-emoji":
                if not re.fullmatch(r"[1-9]\d{0,18}", attributes.get("emoji-id", "")):
                    raise BadMarkup("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = attributes["emoji-id"]
            case "tg-time":
                if not re.fullmatch("[rR]?|[tTdDwW]*", attributes.get("format", "")):
                    raise BadMarkup("Invalid date format used")
                moment = re.match(r"\d+", attributes.get("unix", "0"))
                if not moment or not int(moment[0]):
                    return
                entity |= {"unix_time": int(moment[0]), "date_time_format": attributes.get("format", "")}
            case "blockquote" if "expandable" in attributes:
                entity["type"] = "expandable_blockquote"
            case "pre" if same and same["type"] == "code" and id(same) in self.languages:
                self.entities[-1] = {**entity, "language": self.languages[id(same)]}
                return
            case "code" if language := attributes.get("class", "").partition("language-")[2]:
                if same and same["type"] == "pre" and "language" not in same:
                    same["language"] = language
                    return
                self.languages[id(entity)] = language
        self.entities.append(entity)

    def _content(self, length: int) -> str:
        raw = "".join(self.text).encode("utf-16-le", "surrogatepass")
        return raw[-2 * length :].decode("utf-16-le", "surrogatepass")
