"""What exceptions of the providers' clients come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from json import JSONDecodeError
from types import SimpleNamespace
from typing import Any

import pytest

from rag.chat_failure import Reason, failure


class Refused(Exception):
    """An HTTP error, as the clients of openai, anthropic, groq and ollama raise it."""

    def __init__(self, status: int, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status_code = status
        self.response = SimpleNamespace(status_code=status, headers=headers or {})


class ReadTimeout(Exception):
    pass


class ConnectError(Exception):
    pass


class AwsError(Exception):
    response: Any = {"ResponseMetadata": {"HTTPStatusCode": 403}}  # noqa: RUF012


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.", 400),
        ("the request exceeds the available context size. try increasing the context size", 400),
        ("request (9000 tokens) exceeds the available context size (4096 tokens)", 500),
        ("The decoder prompt (length 9000) is longer than the maximum model length of 4096.", 400),
        ("input length exceeds the context length", 400),
        ("prompt is too long: 210000 tokens > 200000 maximum", 400),
        ("The input token count (9000) exceeds the maximum number of tokens allowed (8192).", 400),
        ("Please reduce the length of the messages or completion.", 400),
        ("Range of input length should be [1, 30720]", 400),
        ("`inputs` must have less than 1024 tokens. Given: 5000", 422),
        ("", 413),
    ],
)
def test_prompt_that_is_too_long(message: str, status: int) -> None:
    failed = failure(Refused(status, message), False)
    assert (failed.reason, failed.status, failed.may_pass) == (Reason.TOO_LONG, status, False)


@pytest.mark.parametrize(
    ("error", "begun", "reason", "may_pass"),
    [
        (Refused(401), False, Reason.KEY_REFUSED, False),
        (Refused(403), False, Reason.KEY_REFUSED, False),
        (Refused(404), False, Reason.UNKNOWN_MODEL, False),
        (Refused(429), False, Reason.RATE_LIMITED, True),
        (Refused(429, "You exceeded your current quota: insufficient_quota"), False, Reason.RATE_LIMITED, False),
        (Refused(400, "no such field"), False, Reason.BAD_REQUEST, False),
        (Refused(402, "Insufficient balance"), False, Reason.BAD_REQUEST, False),
        (Refused(408), False, Reason.SERVER_ERROR, True),
        (Refused(529), False, Reason.SERVER_ERROR, True),
        (AwsError(), False, Reason.KEY_REFUSED, False),
        (ReadTimeout(), False, Reason.TIMED_OUT, False),
        (TimeoutError(), True, Reason.TIMED_OUT, False),
        (ConnectError(), False, Reason.UNREACHABLE, True),
        (ConnectionRefusedError(), False, Reason.UNREACHABLE, True),
        (ConnectionResetError(), True, Reason.BROKE_OFF, True),
        (JSONDecodeError("no", "", 0), False, Reason.BAD_REPLY, True),
        (KeyError("choices"), True, Reason.BAD_REPLY, True),
    ],
)
def test_reasons(error: Exception, begun: bool, reason: Reason, may_pass: bool) -> None:
    failed = failure(error, begun)
    assert (failed.reason, failed.may_pass) == (reason, may_pass)


def test_cause_counts() -> None:
    error = RuntimeError("something failed")
    error.__cause__ = Refused(503, headers={"retry-after": "7"})
    failed = failure(error, False)
    assert (failed.reason, failed.status, failed.retry_after) == (Reason.SERVER_ERROR, 503, 7.0)


def test_retry_after() -> None:
    def wait(value: str) -> float | None:
        return failure(Refused(429, headers={"retry-after": value}), False).retry_after

    later = wait(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True))
    assert later is not None
    assert 3000 < later <= 3600
    assert wait("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert [wait(value) for value in ("2.5", "-1", "soon", "nan", "")] == [2.5, 0.0, None, None, None]


def test_refused_options_are_named() -> None:
    message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    assert failure(Refused(400, message), False).refused == ("max_tokens", "max_completion_tokens")
    assert failure(Refused(400, "temperatures are high"), False).refused == ()


def test_says_what_happened() -> None:
    assert str(failure(Refused(401, "sk-echo"), False)) == "the chat model refused the key (401)"
    assert str(failure(ReadTimeout("sk-echo"), False)) == "the chat model took too long"
