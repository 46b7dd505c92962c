"""The chain with a real client and a scripted server: what is asked, checked and shown."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import chained
from chained import QUESTION, SENTENCE, Chain, passage, says
from langchain_core.callbacks import BaseCallbackHandler
from scripted_model import ScriptedModel
from scripted_reply import Reply

from rag.answer import Assistant
from rag.events import Found, Request, Searching, Text
from rag.types import ANSWERED, EXTRACTED, GENERATED, REFUSED, SUPPORTED, Answer, Turn
from vectorstore.encoder import Encoder
from vectorstore.index import Index

chain = chained.chain


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
