"""A question as it comes in, before anything heavy is loaded."""

from __future__ import annotations

from vectorstore.errors import UsageError

MAX_QUESTION = 2000


def checked(text: str) -> str:
    """Return `text` with lone surrogates replaced; raise UsageError if it is empty or over MAX_QUESTION characters."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise UsageError('The question is empty. Ask for example "How many volunteers took part?"')
    if len(text) > MAX_QUESTION:
        raise UsageError(
            f"The question has {len(text):,} characters, at most {MAX_QUESTION:,} are allowed. Shorten it."
        )
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
