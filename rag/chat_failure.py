"""Why a chat model did not answer: any provider's exception becomes one of a few reasons.

Nothing of what the server said is kept: it may hold the key or the messages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from json import JSONDecodeError

REFUSED_OPTIONS = ("temperature", "max_tokens", "max_completion_tokens")
TRY_AGAIN_LATER = (408, 409, 425)
TOO_LONG = re.compile(
    r"context.?(length|size|window)|maximum model length|too long|too many (input )?tokens|tokens allowed"
    r"|reduce the (length|prompt)|input length|input token count|`inputs`",
    re.IGNORECASE,
)
"""How OpenAI, Azure, vLLM, llama.cpp, Ollama, LM Studio, TGI, Anthropic, Gemini, Bedrock, Mistral, Cohere, Groq and
DashScope say that the prompt does not fit."""
CONNECTION = ("Connect", "NetworkError", "ReadError", "WriteError", "ProtocolError", "TransportError")
HOW_DEEP = 5  # causes of an exception that are looked at


class Reason(StrEnum):
    """What happened, to be read after "the chat model"."""

    UNREACHABLE = "could not be reached"
    KEY_REFUSED = "refused the key"
    UNKNOWN_MODEL = "is not known at that address"
    RATE_LIMITED = "takes no more requests for now"
    SERVER_ERROR = "failed on its server"
    TIMED_OUT = "took too long"
    EMPTY = "answered nothing"
    BROKE_OFF = "broke off"
    TOO_LONG = "cannot read so long a prompt"
    BAD_REPLY = "sent a reply that cannot be read"
    BAD_REQUEST = "refused the request"
    LIMIT = "used up its tokens before it answered"
    FILTERED = "was kept from answering by its provider's filter"


MAY_PASS = {
    Reason.UNREACHABLE,
    Reason.RATE_LIMITED,
    Reason.SERVER_ERROR,
    Reason.EMPTY,
    Reason.BROKE_OFF,
    Reason.BAD_REPLY,
}


class ChatFailed(Exception):
    """The chat model did not answer.

    `status` is the HTTP status, if there was one. `retry_after` is how many seconds the server asked to wait.
    `refused` names those of REFUSED_OPTIONS that the server does not take.
    """

    def __init__(
        self,
        reason: Reason,
        status: int | None = None,
        retry_after: float | None = None,
        may_pass: bool | None = None,
        refused: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"the chat model {reason}" + (f" ({status})" if status else ""))
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
        self.may_pass = reason in MAY_PASS if may_pass is None else may_pass
        self.refused = refused


def failure(error: BaseException, begun: bool) -> ChatFailed:
    """Say what an exception of any provider's client means; `begun`, whether a part of the reply had come."""
    chain = list(_causes(error))
    text = " ".join(f"{one} {getattr(one, 'body', '')}" for one in chain)
    status = next((status for one in chain if (status := _status(one))), None)
    if _says_too_long(chain, status, text):
        return ChatFailed(Reason.TOO_LONG, status)
    if status:
        return _by_status(status, text, next((wait for one in chain if (wait := _wait(one)) is not None), None))
    names = {name.__name__ for one in chain for name in type(one).__mro__}
    if any("Timeout" in name for name in names):
        return ChatFailed(Reason.TIMED_OUT)
    if any(isinstance(one, OSError) for one in chain) or any(part in name for name in names for part in CONNECTION):
        return ChatFailed(Reason.BROKE_OFF if begun else Reason.UNREACHABLE)
    if hasattr(error, "body"):  # an error that came inside the stream
        return ChatFailed(Reason.SERVER_ERROR)
    if isinstance(error, ValueError) and not isinstance(error, JSONDecodeError) and not begun:
        return ChatFailed(Reason.EMPTY)  # LangChain: no generation chunks were returned
    return ChatFailed(Reason.BAD_REPLY)


def _by_status(status: int, text: str, wait: float | None) -> ChatFailed:
    if status in (401, 403):
        return ChatFailed(Reason.KEY_REFUSED, status)
    if status == 404:
        return ChatFailed(Reason.UNKNOWN_MODEL, status)
    if status == 429:
        return ChatFailed(Reason.RATE_LIMITED, status, wait, may_pass="insufficient_quota" not in text)
    if status >= 500 or status in TRY_AGAIN_LATER:
        return ChatFailed(Reason.SERVER_ERROR, status, wait)
    words = set(re.findall(r"\w+", text))
    return ChatFailed(Reason.BAD_REQUEST, status, refused=tuple(name for name in REFUSED_OPTIONS if name in words))


def _says_too_long(chain: list[BaseException], status: int | None, text: str) -> bool:
    if status == 413 or any(name.__name__ == "ContextOverflowError" for name in type(chain[0]).__mro__):
        return True
    told = status in (400, 422, 500) or (status is None and hasattr(chain[0], "body"))
    return told and bool(TOO_LONG.search(text))


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(HOW_DEEP):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _status(error: BaseException) -> int | None:
    """Find the HTTP status where the clients of the providers keep it."""
    response = getattr(error, "response", None)
    found = [getattr(error, "status_code", None), getattr(response, "status_code", None), getattr(error, "code", None)]
    if isinstance(response, Mapping):  # botocore
        found.append(response.get("ResponseMetadata", {}).get("HTTPStatusCode"))
    numbers = (int(str(one)) for one in found if str(one).isdecimal())
    return next((number for number in numbers if 400 <= number < 600), None)


def _wait(error: BaseException) -> float | None:
    """Read Retry-After: seconds, or the date until which to wait (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", ""))
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return None if math.isnan(seconds) else max(0.0, seconds)
