"""How far an answer is ahead of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.asked import Asked, Want
from rag.candidates import Candidate
from rag.confidence import Signals, confidence
from rag.extract import Extract, extract, worth
from rag.fusion import Evidence
from rag.rivals import MOST, Lead, lead
from vectorstore.record import Line
from vectorstore.terms import question_terms
from vectorstore.types import Chunk, Kind

TEXT = "桥修好了。路也修好了。桥修好了!"
SENTENCES = ((0, 5), (5, 11), (11, 16))
ASKED = Asked(Want.OTHER)


def line(passage: str, sentence: int, cosine: float) -> Candidate:
    spans = SENTENCES
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, TEXT, ((0, len(TEXT)),), spans)
    start, end = spans[sentence]
    return Candidate(
        f"{passage}:{sentence}", Line(start, end, TEXT[start:end]), chunk, Evidence(passage, 0.5, 0.5, 0.0), cosine, 0.0
    )


def first(one: Candidate) -> Extract:
    return extract(one, worth(one, ASKED), ASKED, question_terms("什么修好了", "zh"))


def test_an_answer_alone_has_the_whole_lead() -> None:
    one = line("1", 0, 0.9)
    assert lead(first(one), [one], ASKED, question_terms("什么修好了", "zh")) == Lead() == Lead(MOST, MOST)


def test_rivals_in_its_passage_and_in_others() -> None:
    one, here, there = line("1", 0, 0.9), line("1", 1, 0.87), line("2", 1, 0.84)
    told = lead(first(one), [one, here, there], ASKED, question_terms("什么修好了", "zh"))
    assert told.inside == pytest.approx(worth(one, ASKED) - worth(here, ASKED))
    assert told.outside == pytest.approx(worth(one, ASKED) - worth(there, ASKED))
    assert 0 < told.inside < told.outside < MOST


def test_the_same_answer_elsewhere_is_no_rival() -> None:
    one, same = line("1", 0, 0.9), line("2", 0, 0.89)
    assert lead(first(one), [one, same], ASKED, question_terms("什么修好了", "zh")) == Lead()


def test_close_rivals_make_less_sure_with_the_reader() -> None:
    some = Signals(0.1, 0.1, 0.5, 0.8, 0.1, False, 1, False, False, read=1.0, answered=1.0)
    assert confidence(replace(some, inside=0.02)) < confidence(some) > confidence(replace(some, outside=0.02))
