"""What a front end is told while a question is being answered, in this order; the last one is the Answer.

Of two events the later one counts: that is what adding them gives, which is how LangChain makes one result of a stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Request:
    """A question, the turns before it (the newest last), and the names of the reports that must not answer it."""

    question: str
    history: Sequence[Turn] = ()
    exclude: Sequence[str] = ()


class Event:
    """Something that happened on the way to an answer."""

    __slots__ = ()

    def __add__(self, other: Event) -> Event:
        return other


@dataclass(frozen=True, slots=True)
class Searching(Event):
    """The reports are being searched for `question`, which stands on its own."""

    question: str


@dataclass(frozen=True, slots=True)
class Found(Event):
    """So many passages of so many reports were found."""

    passages: int
    reports: int


@dataclass(frozen=True, slots=True)
class Text(Event):
    """The answer so far: whole sentences, all of them checked. It only grows, unless the model breaks off."""

    text: str


@dataclass(frozen=True, slots=True)
class Final(Event):
    """The answer."""

    answer: Answer
