"""The real client of OpenAI-compatible servers against a scripted one, on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import generating
from generating import GENEROUS, LONG, MESSAGES, TEXT, generator, stream
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, LLMResult
from langchain_core.runnables import RunnableLambda
from scripted_model import ScriptedModel
from scripted_reply import Ending, Reply

from rag.generate import MAX_CHARACTERS, Deadline, Generator
from rag.spoken import Restart

_nothing_is_left = generating._nothing_is_left


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
