"""Names and years of a question: which passages are answered from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened import opened

from rag.answer import Assistant
from rag.fusion import LEXICAL
from rag.types import ANSWERED, REFUSED
from vectorstore.encoder import Encoder
from vectorstore.terms import question_terms

YEAR = """石桥镇：荒山披绿

2022-01-12

石桥镇二〇二一年新春开工以来，镇村干部和群众齐心协力，一起上山整地挖穴，家家户户都有人在山上忙碌，场面十分热闹。

造林

全镇共栽种松树4300棵，成活率很高，荒山变了模样。
"""
UNDATED = "清河镇：一河两岸\n\n清河镇共栽种松树700棵。\n"
GIVERS = """石桥镇：众人拾柴

2022-03-01

绿源合作社捐款12万元，在外办厂的何玉梅捐款20万元、防护服300套，全镇党员捐款21万元。
"""
OTHERS = """清河镇：钱从哪里来

2022-03-02

镇财政挤出1200万元设立企业资金，其中贷款贴息600万元、稳岗补贴350万元，企业捐款30万元。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    texts = {"year.txt": YEAR, "undated.txt": UNDATED, "givers.txt": GIVERS, "others.txt": OTHERS}
    return opened(tmp_path_factory.mktemp("named"), texts, encoder)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("石桥镇2022年共栽种多少棵松树？", "4300棵"),
        ("石桥镇2021年共栽种多少棵松树？", "4300棵"),
        ("清河镇2017年共栽种多少棵松树？", "700棵"),
        ("How many pine trees did Shiqiao town plant in 2021?", "4300棵"),
    ],
)
def test_a_year_may_stand_anywhere_in_an_article_and_be_that_of_an_undated_one(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.highlight) == (ANSWERED, (said,))


@pytest.mark.parametrize(
    "question", ["石桥镇2017年共栽种多少棵松树？", "How many pine trees did Shiqiao town plant in 2017?"]
)
def test_the_figure_of_another_year_is_refused_with_the_year(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == REFUSED
    assert "2017" in answer.answer


@pytest.mark.parametrize("question", ["¿Cuánto dinero donó He Yumei?", "Combien d'argent He Yumei a-t-elle donné ?"])
def test_passages_that_have_a_name_come_before_nearer_ones_without_it(assistant: Assistant, question: str) -> None:
    assert {citation.report for citation in assistant.ask(question).citations} == {"givers.txt"}


def test_the_lexical_scores_of_what_other_legs_bring_in_are_looked_up(tmp_path: Path, encoder: Encoder) -> None:
    """With more passages that have a term than a leg brings in."""
    texts = {f"{n:02}.txt": f"第{n}村\n\n{n}号桥修好了，{'修路' * (n % 7)}村民出工{n}天。\n" for n in range(10, 80)}
    assistant = opened(tmp_path, texts, encoder)
    found = assistant.find("修路的村民出工多少天，桥修好了吗？")
    every = assistant.index.passages.search(question_terms(found.question, "zh"), LEXICAL, 1000)
    scores = {one.id: one.score for one in every}
    assert len(scores) == 70
    assert len(found.ranked) > 50
    assert {e.id: e.lexical for e in found.ranked} == pytest.approx(
        {e.id: scores[e.id] for e in found.ranked}, rel=1e-4
    )
