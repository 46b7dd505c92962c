"""The real client when a server fails, hangs or refuses: what is tried again, given up, and told."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import generating
import pytest
from generating import GENEROUS, LONG, MESSAGES, QUICK, SHORT, TEXT, calls, failed, generator, stream
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from scripted_model import KEY, ScriptedModel, nobody
from scripted_reply import Ending, Reply, failing

from rag.chat_failure import ChatFailed, Reason
from rag.chat_model import open_chat_model
from rag.generate import ATTEMPTS, Deadline, Generator
from rag.spoken import Restart

_nothing_is_left = generating._nothing_is_left


@pytest.mark.parametrize(
    "reply",
    [
        Reply(silent=True),
        Reply(ending=Ending.STALL),
        Reply(TEXT, ending=Ending.STALL),
        Reply(TEXT, ending=Ending.COMMENTS),
        Reply("路", ending=Ending.ENDLESS, delay=0.05),
        Reply("<think>" + "想" * 100, ending=Ending.ENDLESS, delay=0.05),
    ],
)
def test_nothing_holds_beyond_the_deadline(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        began = time.monotonic()
        assert failed(server, SHORT).reason is Reason.TIMED_OUT
        assert time.monotonic() - began < GENEROUS
        assert server.wait_idle()
        assert len(server.requests) == 1


def test_nothing_is_asked_when_the_time_is_up() -> None:
    with ScriptedModel(TEXT) as server:
        assert failed(server, 0.0).reason is Reason.TIMED_OUT
        assert server.requests == []


class Hanging(GenericFakeChatModel):
    """A model of a provider whose client waits for ever, until `release` is set."""

    release: Any = None

    def _stream(self, *arguments: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content="今年"))
        self.release.wait(60)
        yield ChatGenerationChunk(message=AIMessageChunk(content="不要"))


def test_client_that_hangs_holds_nobody_and_stops_at_its_next_piece() -> None:
    model = Hanging(messages=iter(()), release=threading.Event())
    pieces = Generator(model, "other:hanging", QUICK).stream(MESSAGES, Deadline(SHORT))
    assert next(pieces) == "今年"
    with pytest.raises(ChatFailed, match="took too long"):
        next(pieces)
    assert len(calls()) == 1
    model.release.set()


@pytest.mark.parametrize(
    ("reply", "reason", "requests"),
    [
        (failing(400), Reason.BAD_REQUEST, 1),
        (failing(401, f"Incorrect API key: {KEY}"), Reason.KEY_REFUSED, 1),
        (failing(403), Reason.KEY_REFUSED, 1),
        (failing(404), Reason.UNKNOWN_MODEL, 1),
        (failing(429), Reason.RATE_LIMITED, ATTEMPTS),
        (failing(429, code="insufficient_quota", message="insufficient_quota"), Reason.RATE_LIMITED, 1),
        (failing(500), Reason.SERVER_ERROR, ATTEMPTS),
        (failing(503), Reason.SERVER_ERROR, ATTEMPTS),
        (failing(400, "too long", "context_length_exceeded"), Reason.TOO_LONG, 1),
        (failing(400, "This model's maximum context length is 4096 tokens."), Reason.TOO_LONG, 1),
        (failing(400, "the request exceeds the available context size."), Reason.TOO_LONG, 1),
        (Reply(body='data: {"error": {"message": "boom", "code": 500}}\n\n'), Reason.SERVER_ERROR, ATTEMPTS),
        (Reply(body='data: {"error": {"message": "boom"}}\n\n'), Reason.SERVER_ERROR, ATTEMPTS),
        (Reply(body='data: {"error": {"message": "input length exceeds"}}\n\n'), Reason.TOO_LONG, 1),
        (Reply(body="data: {no\n\n"), Reason.BAD_REPLY, ATTEMPTS),
        (Reply(body="data: [1]\n\n"), Reason.BAD_REPLY, ATTEMPTS),
        (Reply(body="<html>Welcome</html>"), Reason.EMPTY, ATTEMPTS),
        (Reply(body=""), Reason.EMPTY, ATTEMPTS),
        (Reply(), Reason.EMPTY, ATTEMPTS),
        (Reply(" \n", piece=1), Reason.EMPTY, ATTEMPTS),
        (Reply("<think>想"), Reason.EMPTY, ATTEMPTS),
        (Reply(finish="length"), Reason.LIMIT, 1),
        (Reply(finish="content_filter"), Reason.FILTERED, 1),
        (Reply(TEXT, ending=Ending.CUT), Reason.BROKE_OFF, ATTEMPTS),
        (Reply(TEXT, ending=Ending.UNFINISHED), Reason.BROKE_OFF, ATTEMPTS),
        (Reply(ending=Ending.CUT), Reason.BROKE_OFF, ATTEMPTS),
    ],
)
def test_failures(reply: Reply, reason: Reason, requests: int) -> None:
    with ScriptedModel(reply) as server:
        assert failed(server).reason is reason
        assert len(server.requests) == requests


def test_nobody_there() -> None:
    lost = Generator(open_chat_model("test-model", nobody(), KEY), "test-model", QUICK)
    with pytest.raises(ChatFailed) as caught:
        lost.complete(MESSAGES, Deadline(LONG))
    assert (caught.value.reason, caught.value.status) == (Reason.UNREACHABLE, None)


@pytest.mark.parametrize(
    "first",
    [
        failing(429, retry_after="0"),
        failing(503),
        Reply(),
        Reply(body="data: {no\n\n"),
        Reply(ending=Ending.UNFINISHED),
    ],
)
def test_what_passes_is_not_noticed(first: Reply) -> None:
    with ScriptedModel([first, TEXT]) as server:
        assert "".join(map(str, stream(server))) == TEXT


def test_second_attempt_takes_back_what_the_first_said() -> None:
    with ScriptedModel([Reply("今年共", ending=Ending.CUT), Reply(TEXT, piece=100)]) as server:
        assert stream(server) == ["今年共", Restart(), TEXT]
    with ScriptedModel([Reply("今年共", ending=Ending.UNFINISHED), failing(500), TEXT]) as server:
        assert generator(server).complete(MESSAGES, Deadline(LONG)) == TEXT


def test_waits_as_long_as_it_is_told() -> None:
    with ScriptedModel([failing(429, retry_after="0.2"), TEXT]) as server:
        began = time.monotonic()
        stream(server)
        assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("wait", ["3600", "Wed, 21 Oct 2095 07:28:00 GMT", "inf"])
def test_gives_up_at_once_when_told_to_wait_too_long(wait: str) -> None:
    with ScriptedModel(failing(429, retry_after=wait)) as server:
        assert failed(server).reason is Reason.RATE_LIMITED
        assert len(server.requests) == 1


def test_option_that_the_server_refuses_is_left_out_from_then_on() -> None:
    def script(request: dict[str, Any]) -> Reply | str:
        refused = [name for name in ("temperature", "max_tokens") if name in request]
        return failing(400, f"Unsupported value: '{refused[0]}'") if refused else TEXT

    with ScriptedModel(script) as server:
        asked = generator(server)
        assert [asked.complete(MESSAGES, Deadline(LONG)) for _ in range(2)] == [TEXT, TEXT]
        assert len(server.requests) == 4


def test_option_that_is_refused_even_when_left_out() -> None:
    with ScriptedModel(failing(400, "temperature is bad")) as server:
        assert failed(server).reason is Reason.BAD_REQUEST
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        *(failing(status, f"Bearer {KEY} {TEXT}", KEY, x_key=KEY) for status in (400, 401, 403, 404, 413, 429, 500)),
        failing(400, f"{KEY} temperature"),
        Reply(body=f'data: {{"error": {{"message": "{KEY}"}}}}\n\n'),
        Reply(body=f"data: {{{KEY}\n\n"),
        Reply(KEY, ending=Ending.CUT),
        Reply(KEY, ending=Ending.UNFINISHED),
        Reply(KEY, ending=Ending.STALL),
        Reply(body=KEY),
    ],
)
def test_key_and_messages_are_nowhere(reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "rag"), ScriptedModel(reply) as server:
        asked = generator(server)
        with pytest.raises(ChatFailed) as caught:
            asked.complete(MESSAGES, Deadline(1.0))
    error = caught.value
    ours = [record for record in caplog.records if record.name.startswith("rag")]
    assert {record.levelno for record in ours} == {logging.INFO}
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = [*(f"{record.getMessage()} {record.__dict__}" for record in ours), repr(asked), str(error), repr(error)]
    shown += [str(vars(error)), *traceback.format_exception(error)]
    for secret in (KEY, TEXT, *(str(message.content) for message in MESSAGES)):
        assert all(secret not in text for text in shown)


def test_one_line_is_logged_for_each_failure(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "rag"), ScriptedModel([failing(503), TEXT]) as server:
        stream(server)
    ours = [record.getMessage() for record in caplog.records if record.name == "rag.generate"]
    assert ours == ["attempt 1 of 3: openai:test-model, the chat model failed on its server (503)"]
