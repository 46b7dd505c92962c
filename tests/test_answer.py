"""From a question to an answer that can be checked, over the sample reports."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest
from conftest import SAMPLES

from rag.answer import Assistant
from rag.extracted import MAX_ANSWER
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Citation
from vectorstore.encoder import Encoder
from vectorstore.index import Index
from vectorstore.load import load_report

TOWNS, DOCTOR = "yuanchuan-two-towns.txt", "beihe-village-doctor.md"
QUESTIONS = (
    "How many checkpoints did Beihe town set up?",
    "北河镇设立了多少个卡点?",
    "¿Cuántos puestos de control estableció Beihe?",
    "Who is the party secretary of Beihe town?",
    "桐湾经开区的复工率是多少?",
    "When did Luotang's market close?",
    "平澜市第三人民医院有多少张床位?",
    "What did people in Qingling do?",
    "Where do the masks come from?",
    "怎么样?",
)


@pytest.fixture
def assistant(sample_index: Index, encoder: Encoder) -> Assistant:
    return Assistant(sample_index, encoder)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def stands_in_its_report(citation: Citation) -> bool:
    """Whether a quote is what its offsets cut out of the file, white space and whole interrupting lines aside."""
    cut = load_report(SAMPLES, citation.report).text[citation.start : citation.end]
    quote = squeezed(citation.quote)
    at = 0
    for line in cut.split("\n"):
        if quote.startswith(squeezed(line), at):
            at += len(squeezed(line))
    return at == len(quote) > 0


def check(answer: Answer, question: str) -> None:
    """What holds of every answer."""
    assert (answer.question, answer.mode) == (question, EXTRACTED)
    assert 0 <= answer.confidence <= 1
    assert answer.answer.strip()
    assert len(answer.answer) <= MAX_ANSWER
    assert json.loads(json.dumps(asdict(answer)))["answer"] == answer.answer
    shown = answer.citations if answer.status == ANSWERED else answer.nearest
    assert [citation.n for citation in shown] == list(range(1, len(shown) + 1))
    assert all(stands_in_its_report(citation) for citation in shown)
    for citation in shown:
        assert citation.passage_start <= citation.start < citation.end <= citation.passage_end
        assert squeezed(citation.quote) in squeezed(citation.passage)
    if answer.status == REFUSED:
        assert (answer.citations, answer.highlight) == ((), ())
    else:
        assert (answer.status, answer.nearest) == (ANSWERED, ())
        assert answer.citations
        assert all(any(piece in c.passage for c in answer.citations) for piece in answer.highlight)
        assert any(squeezed(answer.highlight[0]) in squeezed(c.quote) for c in answer.citations)
        assert "[1]" in answer.answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_can_be_checked(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    check(answer, question)
    assert len(answer.citations) <= 3 or answer.table
    assert len(answer.nearest) <= 3


@pytest.mark.parametrize(
    ("question", "highlight", "report"),
    [
        ("北河镇设立了多少个卡点?", "35个", TOWNS),
        ("北河鎮設立了多少個卡點?", "35个", TOWNS),
        ("桐湾经开区2月的复工率是多少?", "27.6%", "tongwan-zone-2020-02.txt"),
        ("罗塘农贸市场有多少个摊位?", "218个", "luotang-market-2022.txt"),
        ("平澜市第三人民医院有多少张床位?", "650张", "pinglan-third-hospital.txt"),
    ],
)
def test_a_figure_answers(assistant: Assistant, question: str, highlight: str, report: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.highlight[:1], answer.citations[0].report) == (ANSWERED, (highlight,), report)
    assert answer.answer.startswith(highlight)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many checkpoints did Beihe town set up?", "en"),
        ("北河镇设立了多少个卡点?", "zh"),
        ("¿Cuántos puestos de control estableció el pueblo de Beihe?", "es"),
        ("Сколько постов создал посёлок Бэйхэ?", "ru"),
    ],
)
def test_the_language_is_the_questions(assistant: Assistant, question: str, language: str) -> None:
    assert assistant.ask(question).language == language


def test_what_no_report_tells_is_refused_in_the_questions_language(assistant: Assistant) -> None:
    english = assistant.ask("How many satellites did Brazil launch in 1998?")
    chinese = assistant.ask("巴西1998年发射了多少颗卫星?")
    assert (english.status, chinese.status) == (REFUSED, REFUSED)
    assert re.match(r"[A-Za-z]", english.answer)
    assert re.match(r"[\u4e00-\u9fff]", chinese.answer)
    check(english, english.question)
    check(chinese, chinese.question)


def test_an_excluded_report_is_in_no_answer(assistant: Assistant) -> None:
    question = "北河镇设立了多少个卡点?"
    answer = assistant.ask(question, exclude=[TOWNS])
    assert TOWNS not in {citation.report for citation in (*answer.citations, *answer.nearest)}
    check(answer, question)


def test_with_every_report_excluded_it_refuses(assistant: Assistant, sample_index: Index) -> None:
    answer = assistant.ask("北河镇设立了多少个卡点?", exclude=[entry.report for entry in sample_index.articles])
    assert (answer.status, answer.citations, answer.nearest, answer.confidence) == (REFUSED, (), (), 0.0)


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    first, second = (asdict(assistant.ask(QUESTIONS[0])) | {"timings_ms": {}} for _ in range(2))
    assert first == second


ODD = (
    *("?", "。，！", "😀😀", "\0", "北\0河镇有多少人?", "\udcff", "a\ud800b", "北河镇" * 700, '"(a OR:', "1", "%"),
    "x" * 2000,
)


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_get_an_answer_or_a_refusal(assistant: Assistant, question: str) -> None:
    check(assistant.ask(question), question.encode("utf-8", "replace").decode())


def test_what_is_only_planned_is_no_answer_to_what_was(assistant: Assistant) -> None:
    assert assistant.ask("桐湾经开区3月份的复工率是多少?").highlight[0] == "95.5%"
    assert assistant.ask("桐湾经开区3月底的复工目标是多少?").highlight[0] == "九成以上"
