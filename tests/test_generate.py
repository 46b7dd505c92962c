"""The real client of OpenAI-compatible servers against a scripted one, on loopback."""

from __future__ import annotations

import gc
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk, LLMResult
from langchain_core.runnables import RunnableLambda
from scripted_model import KEY, Ending, Reply, ScriptedModel, failing, nobody

from rag.chat_failure import ChatFailed, Reason
from rag.chat_model import open_chat_model
from rag.generate import ATTEMPTS, MAX_CHARACTERS, Deadline, Generator
from rag.spoken import Restart

MESSAGES: list[BaseMessage] = [SystemMessage("简短回答"), HumanMessage("修了几条路？")]
TEXT = "今年共修路21条[1]。"
LONG = 20.0  # seconds, of a deadline that must not pass
SHORT = 0.3  # seconds, of one that must
GENEROUS = 10.0  # seconds within which what has SHORT must be over, on the slowest machine
QUICK = 0.01  # seconds of back-off


def generator(server: ScriptedModel) -> Generator:
    return Generator(server.chat(), "openai:test-model", QUICK)


def stream(server: ScriptedModel, seconds: float = LONG) -> list[str | Restart]:
    return list(generator(server).stream(MESSAGES, Deadline(seconds)))


def failed(server: ScriptedModel, seconds: float = LONG) -> ChatFailed:
    with pytest.raises(ChatFailed) as caught:
        generator(server).complete(MESSAGES, Deadline(seconds))
    return caught.value


def calls() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "chat-model"]


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No thread of a request outlives the test; an unclosed socket would be a warning, and so an error."""
    yield
    for thread in calls():
        thread.join(GENEROUS)
    assert calls() == []
    gc.collect()


def test_pieces_come_as_they_are_sent() -> None:
    with ScriptedModel(Reply(TEXT, piece=5)) as server:
        assert stream(server) == ["今年共修路", "21条[1", "]。"]
        assert (server.system, server.user, server.last.stream) == ("简短回答", "修了几条路？", True)


def test_first_piece_is_there_before_the_last_is_sent() -> None:
    with ScriptedModel(Reply(TEXT, ending=Ending.STALL)) as server:
        pieces = generator(server).stream(MESSAGES, Deadline(LONG))
        assert next(pieces) == TEXT[:4]
        pieces.close()  # type: ignore[attr-defined]
        assert server.wait_idle()


def test_complete() -> None:
    with ScriptedModel(TEXT) as server:
        assert generator(server).complete(MESSAGES, Deadline(LONG)) == TEXT


def test_reasoning_is_no_text() -> None:
    with ScriptedModel([Reply(TEXT, reasoning="先看第一段"), f"<think>先看第一段</think>\n\n{TEXT}"]) as server:
        assert "".join(map(str, stream(server))) == TEXT
        assert "".join(map(str, stream(server))) == TEXT


def test_thought_opened_in_the_prompt_is_taken_back() -> None:
    with ScriptedModel(f"先看</think>{TEXT}") as server:
        assert stream(server) == ["先看", Restart(), "今年", "共修路2", "1条[1", "]。"]
        assert generator(server).complete(MESSAGES, Deadline(LONG)) == TEXT


def test_answer_cut_by_the_limit_of_tokens_is_an_answer() -> None:
    with ScriptedModel(Reply("今年共修路", finish="length")) as server:
        assert generator(server).complete(MESSAGES, Deadline(LONG)) == "今年共修路"


def test_stream_without_end_is_cut() -> None:
    with ScriptedModel(Reply("路" * 700, piece=700, ending=Ending.ENDLESS)) as server:
        assert generator(server).complete(MESSAGES, Deadline(LONG)) == "路" * MAX_CHARACTERS
        assert server.wait_idle()
        assert len(server.requests) == 1


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


def test_blocks_of_text_and_thought() -> None:
    blocks = AIMessage([{"type": "thinking", "thinking": "先看"}, {"type": "text", "text": "修路"}, "21条"])

    class Blocks(GenericFakeChatModel):
        def _stream(self, *arguments: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=blocks.content))

    assert Generator(Blocks(messages=iter(())), "other:blocks").complete(MESSAGES, Deadline(LONG)) == "修路21条"


class Tracer(BaseCallbackHandler):
    """Keeps the text of each token, and how it ended."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.ended = threading.Event()

    def on_llm_new_token(self, token: Any, **_: Any) -> None:
        self.tokens.append(str(token))

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        self.ended.set()


def test_config_reaches_the_model() -> None:
    tracer = Tracer()
    with ScriptedModel(TEXT) as server:
        assert generator(server).complete(MESSAGES, Deadline(LONG), {"callbacks": [tracer]}) == TEXT
    assert "".join(tracer.tokens) == TEXT
    assert tracer.ended.wait(GENEROUS)


def test_chain_around_it_is_traced_through_the_thread() -> None:
    tracer = Tracer()
    with ScriptedModel(TEXT) as server:
        asked = generator(server)
        chain = RunnableLambda(lambda _: asked.complete(MESSAGES, Deadline(LONG)))
        assert chain.invoke("", {"callbacks": [tracer]}) == TEXT
    assert "".join(tracer.tokens) == TEXT


def test_many_at_once() -> None:
    answers: list[str] = []
    with ScriptedModel(lambda request: request["messages"][-1]["content"] * 5) as server:
        asked = generator(server)

        def ask(number: int) -> None:
            answers.append(asked.complete([HumanMessage(f"第{number}条")], Deadline(LONG)))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == sorted(f"第{number}条" * 5 for number in range(8))


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
