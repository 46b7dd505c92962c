"""The chain with a real client and a scripted server: what is asked, checked, shown, and what happens when it fails."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from scripted_model import Ending, Reply, ScriptedModel, failing, nobody

from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.chat_model import open_chat_model
from rag.draft import Drafter
from rag.events import Found, Request, Searching, Text
from rag.generate import Generator
from rag.types import ANSWERED, EXTRACTED, GENERATED, MENDED, REFUSED, REMOVED, SUPPORTED, Answer, Turn
from vectorstore.encoder import Encoder
from vectorstore.index import Index

QUESTION = "北河镇组建了多少个临时党支部?"
SENTENCE = "全镇先后组建26个临时党支部,划定党员先锋岗88个,报名的志愿者达1186名,年纪最大的71岁,最小的19岁。"
Chain = Callable[..., AnswerChain]


@pytest.fixture
def chain(sample_index: Index, encoder: Encoder) -> Chain:
    """A chain over the sample reports, with a model of the test's."""

    def make(model: Any = None, seconds: float = 20.0, budget: int = 6000) -> AnswerChain:
        generator = Generator(model, "test-model", backoff=0.01) if model else None
        drafter = Drafter(generator, encoder, budget) if generator else None
        return AnswerChain(Assistant(sample_index, encoder), drafter, seconds)

    return make


def passage(body: dict[str, Any], piece: str) -> int:
    """The number under which a model was shown a passage with a piece of text; 0 if it was not."""
    for n, text in re.findall(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', body["messages"][-1]["content"], re.S):
        if piece in text:
            return int(n)
    return 0


def says(text: str, piece: str = "26个临时党支部") -> Callable[[dict[str, Any]], Reply]:
    """A model that writes a text; {n} stands for the number of the passage that has a piece of text."""
    return lambda body: Reply(text.format(n=passage(body, piece)))


def test_without_a_model_the_answer_is_extracted(chain: Chain, sample_index: Index, encoder: Encoder) -> None:
    events = list(chain().stream(Request(QUESTION)))
    assert [type(event) for event in events] == [Searching, Found, Answer]
    assert events[0] == Searching(QUESTION)
    expected = Assistant(sample_index, encoder).ask(QUESTION)
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert replace(answer, timings_ms={}) == replace(expected, timings_ms={})
    assert set(answer.timings_ms) == {"rewrite", "retrieve", "read", "extract"}


def test_a_generated_answer_is_streamed_and_cited(chain: Chain) -> None:
    with ScriptedModel(says("北河镇组建了26个临时党支部[{n}]。报名的志愿者有1186名[{n}]。")) as model:
        events = list(chain(model.chat()).stream(Request(QUESTION)))
    *shown, answer = [event for event in events if isinstance(event, (Text, Answer))]
    assert isinstance(answer, Answer)
    assert (answer.status, answer.mode, answer.language, answer.note) == (ANSWERED, GENERATED, "zh", "")
    assert [(one.n, one.quote) for one in answer.citations] == [(1, SENTENCE)]
    assert answer.answer == "北河镇组建了26个临时党支部[1]。报名的志愿者有1186名[1]。"
    assert answer.highlight == ("26个", "1186名")
    assert [text.text for text in shown if isinstance(text, Text)] == [
        "北河镇组建了26个临时党支部[1]。",
        "北河镇组建了26个临时党支部[1]。报名的志愿者有1186名[1]。",
    ]
    assert {check.verdict for check in answer.checks} == {SUPPORTED}
    assert set(answer.timings_ms) == {"rewrite", "retrieve", "read", "extract", "answer", "verify"}


def test_what_the_model_is_told(chain: Chain) -> None:
    with ScriptedModel("NOT_IN_REPORTS") as model:
        chain(model.chat()).invoke(Request(QUESTION))
        (request,) = model.requests
    assert "只用段落里写着的内容" in request.said_by("system")
    assert SENTENCE in request.said_by("user")
    assert request.said_by("user").endswith(f"问题: {QUESTION}")


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


def test_a_model_that_declines_refuses(chain: Chain) -> None:
    with ScriptedModel("NOT_IN_REPORTS") as model:
        answer = chain(model.chat()).invoke(Request(QUESTION))
    assert (answer.status, answer.mode, answer.citations, answer.table) == (REFUSED, GENERATED, (), ())
    assert answer.nearest[0].quote == SENTENCE


def test_a_refusal_asks_no_model(chain: Chain) -> None:
    with ScriptedModel("27颗[1]。") as model:
        answer = chain(model.chat()).invoke(Request("巴西1998年发射了多少颗卫星?"))
        assert model.requests == []
    assert (answer.status, answer.mode) == (REFUSED, EXTRACTED)


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


def test_a_budget_keeps_whole_passages(chain: Chain) -> None:
    with ScriptedModel("NOT_IN_REPORTS") as model:
        chain(model.chat(), budget=800).invoke(Request(QUESTION))
        few = re.findall(r"<passage n=.*?>\n(.*?)\n</passage>", model.user, re.S)
        chain(model.chat()).invoke(Request(QUESTION))
        many = re.findall(r"<passage n=.*?>\n(.*?)\n</passage>", model.user, re.S)
    assert 1 <= len(few) < len(many) <= 8
    assert few == many[: len(few)]


def test_a_question_in_another_language_is_translated_once(chain: Chain) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "JSON" in body["messages"][0]["content"]:
            return Reply(json.dumps({"question": "?", "chinese": QUESTION}))
        return says("En Beihe se formaron 26 células temporales del partido [{n}].")(body)

    question = "¿Cuántas células temporales del partido se formaron en Beihe?"
    with ScriptedModel(script) as model:
        answer = chain(model.chat()).invoke(Request(question))
        assert len(model.requests) == 2
    assert (answer.question, answer.standalone, answer.language) == (question, "", "es")
    assert answer.answer == "En Beihe se formaron 26 células temporales del partido [1]."


def test_a_follow_up_is_rewritten_by_the_model(chain: Chain) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "JSON" in body["messages"][0]["content"]:
            return Reply('```json\n{"question": "石桥铺镇组建了多少个临时党支部?", "chinese": ""}\n```')
        return says("石桥铺镇建立了19个临时党支部[{n}]。", "19个临时党支部")(body)

    history = (Turn(QUESTION, "26个 — …"),)
    with ScriptedModel(script) as model:
        events = list(chain(model.chat()).stream(Request("那石桥铺镇呢?", history)))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert events[0] == Searching("石桥铺镇组建了多少个临时党支部?")
    assert (answer.question, answer.standalone) == ("那石桥铺镇呢?", "石桥铺镇组建了多少个临时党支部?")
    assert answer.answer == "石桥铺镇建立了19个临时党支部[1]。"


def test_a_rewriting_that_answers_is_not_used(chain: Chain) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "JSON" in body["messages"][0]["content"]:
            return Reply('{"question": "石桥铺镇组建了99个临时党支部?", "chinese": ""}')
        return says("石桥铺镇建立了19个临时党支部[{n}]。", "19个临时党支部")(body)

    with ScriptedModel(script) as model:
        answer = chain(model.chat()).invoke(Request("那石桥铺镇呢?", (Turn(QUESTION, "26个 — …"),)))
    assert "99" not in answer.standalone
    assert answer.answer == "石桥铺镇建立了19个临时党支部[1]。"


def test_a_comparison_keeps_its_table(chain: Chain) -> None:
    def script(body: dict[str, Any]) -> Reply:
        a, b = passage(body, "26个临时党支部"), passage(body, "19个临时党支部")
        assert "<figures>" in body["messages"][-1]["content"]
        return Reply(f"石桥铺镇有19个临时党支部[{b}],北河镇有26个[{a}]。")

    with ScriptedModel(script) as model:
        answer = chain(model.chat()).invoke(Request("北河镇和石桥铺镇各有多少个临时党支部?"))
    assert answer.answer == "石桥铺镇有19个临时党支部[1],北河镇有26个[2]。"
    quotes = {one.n: one.quote for one in answer.citations}
    assert [(row.place, row.text, row.text in quotes[row.n]) for row in answer.table] == [
        ("北河镇", "26个", True),
        ("石桥铺镇", "19个", True),
    ]


class Tracer(BaseCallbackHandler):
    """Keeps the names of what runs, each after its parent's."""

    def __init__(self) -> None:
        self.runs: dict[UUID, str] = {}

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        parent = self.runs.get(kwargs["parent_run_id"], "")
        self.runs[run_id] = f"{parent}/{kwargs['name']}"

    def on_chat_model_start(self, serialized: Any, messages: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self.on_chain_start(serialized, messages, run_id=run_id, **kwargs | {"name": "model"})


def test_the_stages_can_be_traced(chain: Chain) -> None:
    tracer = Tracer()
    with ScriptedModel(says("北河镇组建了26个临时党支部[{n}]。")) as model:
        chain(model.chat()).invoke(Request(QUESTION), {"callbacks": [tracer]})
    assert list(tracer.runs.values()) == [
        "/reportbot",
        "/reportbot/rewrite",
        "/reportbot/retrieve",
        "/reportbot/answer",
        "/reportbot/verify",
        "/reportbot/answer/model",
    ] or sorted(tracer.runs.values()) == sorted(
        ["/reportbot", *(f"/reportbot/{s}" for s in ("rewrite", "retrieve", "answer", "verify", "answer/model"))]
    )


def test_batch_and_async_give_the_same(chain: Chain) -> None:
    requests = [Request(QUESTION), Request("石桥铺镇有多少志愿者?")]
    one = chain()
    expected = [replace(one.invoke(request), timings_ms={}) for request in requests]

    async def stream() -> list[Any]:
        return [event async for event in one.astream(requests[0])]

    assert [replace(answer, timings_ms={}) for answer in one.batch(requests)] == expected  # type: ignore[type-var]
    events = asyncio.run(stream())
    assert [type(event) for event in events] == [Searching, Found, Answer]
    assert replace(events[-1], timings_ms={}) == expected[0]
