"""The same flow with the model that CHAT_MODEL names: `make live-test`. No part of the usual run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import build
from bot.gold import FACT, UNANSWERABLE, read_gold
from bot.matching import holds
from bot.settings import Settings, load_settings
from rag.types import ANSWERED, GENERATED, REFUSED
from vectorstore.index import Location

QUESTIONS = Path(__file__).parent / "data" / "sample_questions.jsonl"
ASKED = 12
"""Facts that are asked, evenly spread over the file, and half as many questions without an answer."""

pytestmark = [pytest.mark.live, pytest.mark.timeout(3600)]


@pytest.fixture
def settings(sample_location: Location) -> Settings:
    chosen = load_settings()
    if not chosen.chat_model:
        pytest.skip("CHAT_MODEL names no model")
    return chosen.model_copy(update={"data_dir": sample_location.data, "chroma_url": None})


def test_a_real_model(settings: Settings) -> None:
    app = build(settings)
    golds = read_gold(str(QUESTIONS))
    facts = [gold for gold in golds if gold.kind == FACT]
    absent = [gold for gold in golds if gold.kind == UNANSWERABLE]
    asked = facts[:: len(facts) // ASKED][:ASKED] + absent[:: 2 * len(absent) // ASKED][: ASKED // 2]
    answers = [(gold, app.ask(gold.question.question)) for gold in asked]
    for gold, answer in answers:
        took = sum(ms for stage, ms in answer.timings_ms.items() if stage != "verify") / 1000
        print(f"\n{took:6.1f} s {answer.mode} {answer.status}: {gold.question.question}\n         {answer.answer}")
        for check in answer.checks:
            print(f"         {check.verdict} {check.reason}: {check.sentence.strip()}")
        print(f"         {answer.note}" if answer.note else "")
    told = [(gold, answer) for gold, answer in answers if gold.kind == FACT and answer.status == ANSWERED]
    right = sum(any(holds(answer.answer, one) for one in gold.answers) for gold, answer in told)
    refused = sum(answer.status == REFUSED for gold, answer in answers if gold.kind == UNANSWERABLE)
    print(f"\nright {right} of {ASKED} facts, refused {refused} of {ASKED // 2} without an answer")
    assert any(answer.mode == GENERATED for _, answer in answers)
    assert not any(answer.failed for _, answer in answers)
    assert all(answer.citations for _, answer in told)
