"""A question as it comes in, before anything heavy is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Turn
from vectorstore.errors import UsageError

MAX_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the turns before it, and the names of the reports that must not answer it."""

    text: str
    history: tuple[Turn, ...] = ()
    exclude: tuple[str, ...] = ()


def checked(text: str) -> str:
    """Return `text` with lone surrogates replaced; raise UsageError if it is empty or over MAX_QUESTION characters."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise UsageError('The question is empty. Ask for example "How many volunteers took part?"')
    if len(text) > MAX_QUESTION:
        raise UsageError(
            f"The question has {len(text):,} characters, at most {MAX_QUESTION:,} are allowed. Shorten it."
        )
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
