"""What a scripted chat model replies: a text in pieces or an error, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Ending(StrEnum):
    """How a reply ends."""

    DONE = "done"
    UNFINISHED = "unfinished"  # the connection is closed in good order, but there was no finish reason and no [DONE]
    CUT = "cut"  # the connection breaks in the middle
    STALL = "stall"  # silence until one side closes
    COMMENTS = "comments"  # comments, which are no data, until one side closes
    ENDLESS = "endless"  # the text again and again, `delay` apart, until one side closes


@dataclass(frozen=True)
class Reply:
    """What is sent: `text` in pieces of `piece` characters, `delay` seconds apart.

    `reasoning` comes before it, in the field that DeepSeek and vLLM use. `body` takes the place of all that: it is sent
    as it is. `silent` sends nothing at all, not even a status.
    """

    text: str = ""
    piece: int = 4
    delay: float = 0.0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    reasoning: str = ""
    finish: str = "stop"
    ending: Ending = Ending.DONE
    silent: bool = False


Script = Callable[[dict[str, Any]], Reply | str] | Sequence[Reply | str] | Reply | str


def failing(status: int, message: str = "no", code: str = "", **headers: str) -> Reply:
    """An error as OpenAI sends it; of a header's name write `_` for `-`."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": code or None}})
    return Reply(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
