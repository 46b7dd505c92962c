"""The chain when its model says what no report does, fails, is silent or is not there."""

from __future__ import annotations

from typing import Any

import chained
import pytest
from chained import QUESTION, Chain, passage, says
from scripted_model import ScriptedModel, nobody
from scripted_reply import Ending, Reply, failing

from rag.chat_model import open_chat_model
from rag.events import Request, Text
from rag.types import ANSWERED, EXTRACTED, GENERATED, MENDED, REMOVED, SUPPORTED, Answer

chain = chained.chain


def test_an_unsupported_number_is_asked_for_again(chain: Chain) -> None:
    replies = iter(["北河镇组建了62个临时党支部[{n}]。志愿者有1186名[{n}]。", "1: 北河镇组建了26个临时党支部[{n}]。"])
    first: list[int] = []

    def script(body: dict[str, Any]) -> Reply:
        first.append(first[0] if first else passage(body, "26个临时党支部"))
        return Reply(next(replies).format(n=first[0]))

    with ScriptedModel(script) as model:
        events = list(chain(model.chat()).stream(Request(QUESTION)))
        asked_again = model.user
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert (answer.mode, answer.answer) == (GENERATED, "北河镇组建了26个临时党支部[1]。志愿者有1186名[1]。")
    assert [check.verdict for check in answer.checks] == [MENDED, SUPPORTED]
    assert "62" in asked_again and not any(isinstance(event, Text) for event in events)


def test_what_stays_unsupported_is_removed(chain: Chain) -> None:
    text = "北河镇组建了26个临时党支部[{n}]。还组建了99支突击队[{n}]。"
    with ScriptedModel(says(text)) as model:
        answer = chain(model.chat()).invoke(Request(QUESTION))
        assert len(model.requests) == 2
    assert (answer.mode, answer.answer) == (GENERATED, "北河镇组建了26个临时党支部[1]。")
    assert [check.verdict for check in answer.checks] == [SUPPORTED, REMOVED]
    assert "99" in answer.raw


@pytest.mark.parametrize(
    "text",
    [
        "北河镇组建了62个临时党支部[{n}]。",
        "北河镇组建了许多临时党支部[77]。其中62个在村里。",
        "“全镇组建了二十六个党支部,人人争先”[{n}]。",
        "Beihe set up 26 temporary party branches [{n}].",
        "请访问 http://example.com 了解26个临时党支部[{n}]。",
    ],
    ids=["number", "citation", "quotation", "language", "link"],
)
def test_an_answer_that_does_not_hold_is_replaced(chain: Chain, text: str) -> None:
    with ScriptedModel(says(text)) as model:
        answer = chain(model.chat()).invoke(Request(QUESTION))
    assert (answer.status, answer.mode) == (ANSWERED, EXTRACTED)
    assert answer.answer.startswith("26个 — ")
    assert answer.note == "聊天模型的回答与报道不符,以下摘自报道原文。"
    assert answer.raw.startswith(text[:4])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (failing(401), "聊天模型不接受密钥"),
        (failing(500), "聊天模型的服务器出错"),
        (failing(429), "聊天模型暂时不接受更多请求"),
        (Reply(""), "聊天模型没有回答"),
        (Reply("北河镇", ending=Ending.CUT), "聊天模型中途断开"),
        (Reply(body="data: {\n\n"), "聊天模型的回复无法读取"),
    ],
    ids=["key", "server", "rate", "empty", "broken", "json"],
)
def test_when_the_model_fails_the_answer_is_extracted(chain: Chain, reply: Reply, why: str) -> None:
    with ScriptedModel(reply) as model:
        answer = chain(model.chat()).invoke(Request(QUESTION))
    assert (answer.status, answer.mode, answer.note) == (ANSWERED, EXTRACTED, f"{why},以下摘自报道原文。")
    assert answer.answer.startswith("26个 — ")


@pytest.mark.parametrize(
    ("reply", "why"),
    [(Reply(silent=True), "聊天模型超时"), (Reply("还", ending=Ending.STALL), "聊天模型超时")],
    ids=["silent", "stalled"],
)
def test_a_silent_model_is_not_waited_for(chain: Chain, reply: Reply, why: str) -> None:
    with ScriptedModel(reply) as model:
        answer = chain(model.chat(), seconds=0.5).invoke(Request(QUESTION))
    assert (answer.mode, answer.note) == (EXTRACTED, f"{why},以下摘自报道原文。")


def test_nobody_there(chain: Chain) -> None:
    model = open_chat_model("m", nobody(), "key")
    answer = chain(model).invoke(Request("How many temporary party branches did Beihe town set up?"))
    assert (answer.mode, answer.note) == (
        EXTRACTED,
        "Quoted from the reports: the chat model could not be reached.",
    )


def test_a_prompt_that_is_too_long_is_shortened(chain: Chain) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if len(body["messages"][-1]["content"]) > 1500:
            return failing(400, "This model's maximum context length is 1000 tokens", "context_length_exceeded")
        return says("北河镇组建了26个临时党支部[{n}]。")(body)

    with ScriptedModel(script) as model:
        answer = chain(model.chat()).invoke(Request(QUESTION))
        sizes = [len(request.said_by("user")) for request in model.requests]
    assert (answer.mode, answer.answer) == (GENERATED, "北河镇组建了26个临时党支部[1]。")
    assert sizes == sorted(sizes, reverse=True)
