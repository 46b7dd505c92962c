"""A question as it comes in, and what a front end is told while it is answered, in this order, before the Answer."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Event, Turn


@dataclass(frozen=True, slots=True)
class Request:
    """A question, the turns before it (the newest last), and the names of the reports that must not answer it."""

    question: str
    history: tuple[Turn, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searching(Event):
    """The reports are being searched for `question`, which stands on its own."""

    question: str


@dataclass(frozen=True, slots=True)
class Found(Event):
    """So many passages were found."""

    passages: int


@dataclass(frozen=True, slots=True)
class Text(Event):
    """The answer so far: whole sentences, all of them checked, with the pieces of their quotes that they repeat.

    It only grows. The Answer's text starts with it, unless the chat model broke off and all is quoted instead.
    """

    text: str
    highlight: tuple[str, ...] = ()
