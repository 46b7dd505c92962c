"""With a model that tells the truth, no fact that was extracted right is lost."""

from __future__ import annotations

from pathlib import Path

from scripted_model import ScriptedModel
from truthful import Truthful

from bot.gold import FACT, read_gold
from bot.matching import holds
from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.draft import Drafter
from rag.generate import Generator
from rag.types import GENERATED, Answer
from vectorstore.encoder import Encoder
from vectorstore.index import Index

QUESTIONS = Path(__file__).parent / "data" / "sample_questions.jsonl"


def is_right(answer: Answer, answers: tuple[str, ...]) -> bool:
    return any(holds(answer.answer, one) for one in answers) and bool(answer.citations)


def test_a_truthful_model_loses_no_fact(sample_index: Index, encoder: Encoder) -> None:
    golds = [gold for gold in read_gold(str(QUESTIONS)) if gold.kind == FACT]
    assistant = Assistant(sample_index, encoder)
    with ScriptedModel(Truthful(golds)) as model:
        chain = AnswerChain(assistant, Drafter(Generator(model.chat(), "test-model"), encoder, 6000))
        before = {gold.id: AnswerChain(assistant).invoke(gold.question) for gold in golds}
        after = {gold.id: chain.invoke(gold.question) for gold in golds}
    kept = [gold for gold in golds if is_right(before[gold.id], gold.answers)]
    lost = [(gold.question.question, after[gold.id]) for gold in kept if not is_right(after[gold.id], gold.answers)]
    assert lost == []
    assert sum(after[gold.id].mode == GENERATED for gold in kept) >= 0.85 * len(kept) > 0
