"""Conversations over the sample reports, answered by the real assistant without a chat model."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.events import Request
from rag.followup import needs_context, standalone
from rag.types import ANSWERED, Turn
from vectorstore.encoder import Encoder
from vectorstore.index import Index

CONVERSATIONS = Path(__file__).parent / "data" / "conversations.jsonl"
SAMPLES = Path(__file__).resolve().parents[1] / "reports"
KEYS = {"id", "kind", "report", "lang", "turns", "answers"}
WHOLE = {"c16", "c17", "c37", "c38"}
"""Conversations whose last question is a complete one, on something else or with its place left out."""

RIGHT = 33
"""Conversations, of 40, that must be answered rightly at their end."""


def holds(text: str, answer: str) -> bool:
    """Whether `text` has `answer`, a number only as a whole number."""
    text, answer = (re.sub(r"\s+", "", unicodedata.normalize("NFKC", t)).lower() for t in (text, answer))
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    if re.fullmatch(r"\d+(\.\d+)?", answer):
        return re.search(rf"(?<![\d.]){re.escape(answer)}(?!\d|\.\d)", text) is not None
    return answer in text


@pytest.fixture(scope="module")
def conversations() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CONVERSATIONS.read_text(encoding="utf-8").splitlines()]


def is_right(chain: AnswerChain, conversation: dict[str, Any]) -> bool:
    history: list[Turn] = []
    for question in conversation["turns"]:
        answer = chain.invoke(Request(question, tuple(history)))
        history.append(answer.turn)
    if conversation["kind"] == "unanswerable":
        return answer.status != ANSWERED
    every = all if conversation["kind"] == "compare" else any
    return answer.status == ANSWERED and every(holds(answer.answer, gold) for gold in conversation["answers"])


def test_conversations_are_well_formed(conversations: list[dict[str, Any]]) -> None:
    assert len({c["id"] for c in conversations}) == len(conversations) == 40
    assert {key for c in conversations for key in c} == KEYS
    assert {len(c["turns"]) for c in conversations} == {2, 3}
    assert {c["kind"] for c in conversations} == {"fact", "compare", "unanswerable"}
    assert {"en", "zh", "mixed", "es", "ru", "de", "fr", "vi", "ja", "ko", "ar"} == {c["lang"] for c in conversations}
    assert {c["report"] for c in conversations} == {path.name for path in SAMPLES.iterdir()} | {None}


def test_only_the_complete_questions_at_the_end_stay_as_they_are(
    conversations: list[dict[str, Any]], sample_index: Index
) -> None:
    kept = set()
    for conversation in conversations:
        *before, last = conversation["turns"]
        history = [Turn(question, "") for question in before]
        if not needs_context(last, history, sample_index.articles):
            assert standalone(last, history, sample_index.articles) == last
            kept.add(conversation["id"])
    assert kept == WHOLE


def test_most_conversations_end_in_the_right_answer(
    conversations: list[dict[str, Any]], sample_index: Index, encoder: Encoder
) -> None:
    chain = AnswerChain(Assistant(sample_index, encoder))
    right = [c["id"] for c in conversations if is_right(chain, c)]
    assert len(right) >= RIGHT, sorted({c["id"] for c in conversations} - set(right))
