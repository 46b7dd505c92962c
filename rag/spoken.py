"""What a model says, without the thoughts that small models write into their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OPENINGS = ("<think>", "<thinking>")
CLOSINGS = ("</think>", "</thinking>")


@dataclass(frozen=True, slots=True)
class Restart:
    """What was said so far does not count: the text begins anew."""


def spoken(pieces: Iterable[str]) -> Iterator[str | Restart]:
    """Take leading `<think>…</think>` out of a text that comes in pieces cut anywhere.

    Templates of some models open the thought in the prompt, so that only `</think>` is seen: what was said before it
    is taken back by a Restart. A piece that may begin such a tag is held until it is clear.
    """
    held, thinking, speaking, said = "", False, False, False
    for piece in pieces:
        held += piece
        while held:
            if not speaking and not thinking:
                held = held.lstrip()
                if opening := next((tag for tag in OPENINGS if held.startswith(tag)), ""):
                    held, thinking = held.removeprefix(opening), True
                elif any(tag.startswith(held) for tag in OPENINGS):
                    break
                else:
                    speaking = True
                continue
            before, closed, after = _cut(held)
            if speaking and before and not closed:
                said = True
                yield before
            if closed:
                if said:
                    yield Restart()
                held, thinking, speaking, said = after, False, False, False
                continue
            held = after
            break
    if held and not thinking:
        yield held


def _cut(text: str) -> tuple[str, bool, str]:
    """Cut at the first closing tag, else before what may become one; say which."""
    places = [(text.index(tag), tag) for tag in CLOSINGS if tag in text]
    if places:
        at, tag = min(places)
        return text[:at], True, text[at + len(tag) :]
    at = text.rfind("<", max(0, len(text) - len(CLOSINGS[-1])))
    if at >= 0 and any(tag.startswith(text[at:]) for tag in CLOSINGS):
        return text[:at], False, text[at:]
    return text, False, ""
