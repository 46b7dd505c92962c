"""How Telegram reads text: its HTML, its entities, its lengths. Offsets and lengths are UTF-16 units.

The rules are those of TDLib's `MessageEntity.cpp`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ENTITIES_KEPT = 100
INLINE = frozenset(["bold", "italic", "underline", "strikethrough", "spoiler"])
QUOTES = frozenset(["blockquote", "expandable_blockquote"])
OTHERS = frozenset(["text_link", "text_mention", "custom_emoji", "date_time"])
VERBATIM = frozenset(["code", "pre"])
SETTABLE = INLINE | QUOTES | OTHERS | VERBATIM
DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@\w{4,32}(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)

Entity = dict[str, Any]


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


def tidy(marked: Marked) -> Marked:
    """What arrives: control characters blanked, white space at both ends gone, nothing inside code, 100 entities."""
    text, entities = marked.text, list(marked.entities)
    for match in reversed(list(DROPPED.finditer(text))):
        entities = _without(entities, units(text[: match.start()]), 1)
        text = text[: match.start()] + text[match.end() :]
    text = BLANKED.sub(" ", text).rstrip(" \n")
    entities = [entity for entity in entities if entity["length"] > 0]
    first = min((entity["offset"] for entity in entities), default=units(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text, entities = text[lead:], _without(entities, 0, lead)
    end = units(text)
    kept = [{**entity, "length": min(entity["length"], end - entity["offset"])} for entity in entities]
    kept = _outside_code([entity for entity in kept if entity["length"] > 0])
    return Marked(text, tuple(kept[:ENTITIES_KEPT]))


def _outside_code(entities: list[Entity]) -> list[Entity]:
    """Cut what marks code out of the other marks, except quotes; links over code go."""
    codes = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in VERBATIM]
    kept: list[Entity] = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        inside = [(a, b) for a, b in codes if a < end and start < b]
        if entity["type"] in VERBATIM | QUOTES or not inside:
            kept.append(entity)
        elif entity["type"] in INLINE:
            edges = [start, *(edge for pair in sorted(inside) for edge in pair), end]
            parts = zip(edges[::2], edges[1::2], strict=True)
            kept += [{**entity, "offset": a, "length": b - a} for a, b in parts if a < b]
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _without(entities: list[Entity], offset: int, length: int) -> list[Entity]:
    """The entities after `length` units at `offset` were taken out."""

    def moved(position: int) -> int:
        return position - min(max(position - offset, 0), length)

    ends = [(moved(e["offset"]), moved(e["offset"] + e["length"])) for e in entities]
    return [{**e, "offset": start, "length": end - start} for e, (start, end) in zip(entities, ends, strict=True)]
