"""From a question to passages, with the real encoder over the sample reports."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from rag import dense
from rag.fusion import LEXICAL
from rag.retrieve import HybridRetriever
from vectorstore.encoder import Encoder
from vectorstore.index import Index
from vectorstore.terms import searched

TOWNS, DOCTOR = "yuanchuan-two-towns.txt", "beihe-village-doctor.md"
FACTORIES = ("tongwan-zone-2020-02.txt", "tongwan-zone-2020-03.txt")


@pytest.fixture
def retriever(sample_index: Index, encoder: Encoder) -> HybridRetriever:
    return HybridRetriever(index=sample_index, encoder=encoder, k=4)


def first(retriever: HybridRetriever, question: str) -> tuple[str, int]:
    chunk = retriever.search(question, 1)[0].chunk
    return chunk.report, chunk.article


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many checkpoints did Beihe town set up?", (TOWNS, 0)),
        ("Who is the doctor of Beihe village?", (DOCTOR, 0)),
        ("北河镇设立了多少个卡点?", (TOWNS, 0)),
        ("北河村有几名医生?", (DOCTOR, 0)),
        ("北河鎮設立了多少個卡點?", (TOWNS, 0)),
        ("How many checkpoints were there in Shiqiaopu?", (TOWNS, 1)),
        ("how many checkpoints were there in shi qiao pu", (TOWNS, 1)),
        ("Сколько постов было в Шицяопу?", (TOWNS, 1)),
        ("What did Luotang's market sell?", ("luotang-market-2022.txt", 0)),
        ("羅塘街道有多少個攤位?", ("luotang-market-2022.txt", 0)),
        ("How many beds does Pinglan Third Hospital have?", ("pinglan-third-hospital.txt", 0)),
        ("青岭一中有多少高三学生?", ("qingling-school.txt", 0)),
        ("¿Cuántos puestos de control estableció Qujiang?", ("qujiang-2020.txt", 0)),
    ],
)
def test_a_place_leads_to_its_own_article(retriever: HybridRetriever, question: str, expected: tuple[str, int]) -> None:
    assert first(retriever, question) == expected


def test_a_name_of_two_places_brings_both(retriever: HybridRetriever) -> None:
    found = retriever.find("What did people in Beihe do?")
    assert set(found.named) == {(TOWNS, 0), (DOCTOR, 0)}
    assert {hit.chunk.report for hit in retriever.search("What did people in Beihe do?", 5)} == {TOWNS, DOCTOR}


@pytest.mark.parametrize("question", ["What did people in Beihe do?", "桐湾有多少企业复工?"])
def test_few_passages_are_measured_as_chroma_finds_them(
    sample_index: Index, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    """Whether the passages of the reports named are measured one by one or looked for among all does not matter."""
    found = []
    for most in (dense.MEASURED, 0):
        monkeypatch.setattr(dense, "MEASURED", most)
        found.append(HybridRetriever(index=sample_index, encoder=encoder).find(question, k=5).ranked)
    one, other = ([evidence.id for evidence in ranked] for ranked in found)
    assert one == other
    assert len(one) > 10
    one, other = ([(evidence.passage, evidence.line) for evidence in ranked] for ranked in found)
    np.testing.assert_allclose(one, other, atol=1e-4)


def test_all_passages_of_the_places_named_come_before_all_others(retriever: HybridRetriever) -> None:
    hits = retriever.search("桐湾有多少企业复工?", 1000)
    ours = [hit.chunk.report in FACTORIES for hit in hits]
    assert sum(ours) > 4
    assert ours == sorted(ours, reverse=True)


@pytest.mark.parametrize("exclude", [(TOWNS,), (TOWNS, DOCTOR), ("no such report.txt",)])
def test_excluded_reports_are_nowhere(retriever: HybridRetriever, exclude: tuple[str, ...]) -> None:
    question = "北河镇和北河村有多少人?"
    everything = retriever.search(question, 1000)
    left = retriever.search(question, 1000, exclude)
    assert {hit.id for hit in left} == {hit.id for hit in everything if hit.chunk.report not in exclude}
    assert not {report for report, _ in retriever.find(question, exclude).named} & set(exclude)


def test_with_all_reports_excluded_nothing_is_found(retriever: HybridRetriever) -> None:
    reports = tuple({article.report for article in retriever.index.articles})
    assert retriever.search("北河镇有多少人?", 5, reports) == []


def test_k_may_exceed_the_passages(retriever: HybridRetriever) -> None:
    hits = retriever.search("口罩", 100_000)
    assert len(hits) == len({hit.id for hit in hits}) == len(retriever.index.passages)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("k", [0, 1, 7])
def test_fewer_passages_are_the_first_of_more(retriever: HybridRetriever, k: int) -> None:
    assert retriever.search("口罩从哪里来?", k) == retriever.search("口罩从哪里来?", 20)[:k]


def test_less_than_none_is_none(retriever: HybridRetriever) -> None:
    assert retriever.search("口罩", -1) == []


def test_a_question_that_the_lexical_leg_cannot_read_is_ranked_by_meaning_alone(retriever: HybridRetriever) -> None:
    question = "Πόσα χιλιόμετρα περπάτησε ο γιατρός του χωριού;"
    found = retriever.find(question)
    assert retriever.index.passages.search(searched(found.terms), LEXICAL, 10) == []
    assert {(evidence.lexical, evidence.named) for evidence in found.ranked} == {(0.0, 0.0)}
    assert first(retriever, question) == (DOCTOR, 0)


def test_the_words_of_another_language_are_searched_by_what_they_mean(retriever: HybridRetriever) -> None:
    question = "หมอหมู่บ้านเดินเท้ากี่กิโลเมตร"
    found = retriever.find(question)
    assert max(found.ranked, key=lambda evidence: evidence.lexical).lexical > 0
    assert "หมอหมู่บ้าน" in found.words
    assert first(retriever, question) == (DOCTOR, 0)


ODD = ("?", "。，！", "😀😀", "\0", "北\0河", "\udcff", "a\ud800b 北河", "x" * 2000, "北河" * 1000, '"(a OR:')


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_find_something(retriever: HybridRetriever, question: str) -> None:
    assert len(retriever.search(question, 3)) == 3


def test_as_a_langchain_retriever(retriever: HybridRetriever) -> None:
    question = "北河镇设立了多少个卡点?"
    hits = retriever.search(question, 4)
    documents = [
        Document(
            id=hit.id,
            page_content=hit.chunk.text,
            metadata={
                "report": TOWNS,
                "title": hit.chunk.title,
                "places": ["北河镇", "沅川县"],
                "date": hit.chunk.date,
                "section": hit.chunk.section,
                "start": hit.chunk.start,
                "end": hit.chunk.end,
                "score": hit.score,
            },
        )
        for hit in hits
    ]
    assert retriever.invoke(question) == documents
    assert retriever.invoke(question, k=2) == documents[:2]
    assert retriever.batch([question, question]) == [documents, documents]
    assert asyncio.run(retriever.ainvoke(question)) == documents
    assert {d.metadata["report"] for d in retriever.invoke(question, exclude=[TOWNS])}.isdisjoint({TOWNS})


def test_in_a_chain(retriever: HybridRetriever) -> None:
    chain = retriever | RunnableLambda(lambda documents: [document.metadata["report"] for document in documents])
    assert chain.invoke("北河镇设立了多少个卡点?") == [TOWNS] * 4
