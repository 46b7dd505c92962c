"""Several questions at the same time, with a chat model."""

from __future__ import annotations

import threading
from typing import Any

from scripted_model import ScriptedModel
from scripted_reply import Reply

from bot.app import build
from bot.settings import Settings
from rag.events import Request
from rag.types import EXTRACTED, GENERATED
from vectorstore.index import Location

ASKED = {
    "北河镇组建了多少个临时党支部?": ("26个临时党支部", "北河镇组建了26个临时党支部"),
    "石桥铺镇建立了多少个临时党支部?": ("19个临时党支部", "石桥铺镇建立了19个临时党支部"),
}


def test_a_batch_asks_at_once_and_keeps_its_order(sample_location: Location) -> None:
    together = threading.Barrier(2, timeout=30)

    def script(body: dict[str, Any]) -> Reply:
        prompt = body["messages"][-1]["content"]
        together.wait()  # breaks unless both questions are under way
        evidence, said = next(told for question, told in ASKED.items() if prompt.endswith(question))
        before = prompt[: prompt.index(evidence)]
        n = before[before.rindex('<passage n="') :].split('"')[1]
        return Reply(f"{said}[{n}]。")

    with ScriptedModel(script) as model:
        settings = Settings(
            data_dir=sample_location.data, chat_model="m", chat_base_url=model.base_url, chat_concurrency=2
        )
        app = build(settings)
        questions = [Request(question) for question in ASKED]
        answers = list(app.ask_all(questions))
        app.close()
    assert [answer.question for answer in answers] == list(ASKED)
    assert [answer.answer for answer in answers] == [f"{said}[1]。" for _, said in ASKED.values()]
    assert {answer.mode for answer in answers} == {GENERATED}


def test_a_batch_without_a_chat_model_goes_one_by_one(sample_location: Location) -> None:
    app = build(Settings(data_dir=sample_location.data))
    answers = list(app.ask_all([Request(question) for question in ASKED]))
    app.close()
    assert [(answer.mode, answer.highlight[0]) for answer in answers] == [(EXTRACTED, "26个"), (EXTRACTED, "19个")]
