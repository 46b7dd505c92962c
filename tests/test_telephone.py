"""Telephone numbers that are asked for, and answers that are none."""

from __future__ import annotations

import pytest

from rag.asked import Want, asked
from rag.candidates import Candidate
from rag.extract import fits
from rag.fusion import Evidence
from rag.telephone import asks_for_telephone, has_telephone
from vectorstore.record import Line
from vectorstore.types import Chunk, Kind


@pytest.mark.parametrize(
    "question",
    [
        "What is the phone number of the clinic?",
        "Which number should I call?",
        "which number can we call",
        "卫生院电话号码是多少？",
        "咨询热线是多少",
        "有事打哪个电话？",
        "病院の電話番号は？",
        "¿Cuál es el número de teléfono del hospital?",
        "Wie ist die Telefonnummer der Klinik?",
        "Какой номер телефона у больницы?",
        "Số điện thoại của trạm y tế?",
    ],
)
def test_questions_for_a_telephone_number(question: str) -> None:
    assert (asked(question).want, asked(question).telephone) == (Want.OTHER, True)


@pytest.mark.parametrize(
    "question",
    ["热线电话有多少部？", "How many phone numbers are there?", "打了多少个电话？", "Who called the hotline?"],
)
def test_how_many_telephones_is_a_number(question: str) -> None:
    assert not asks_for_telephone(question)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("电话：0751-8123456。", True),
        ("请拨打13812345678。", True),
        ("热线12345全天开通。", True),
        ("拨打120急救。", True),
        ("热线由2部增加到6部。", False),
        ("转移群众20120人。", False),
        ("人口12800余人，捐款12345万元。", False),
        ("完成产值18234567.5元。", False),
    ],
)
def test_numbers_that_can_be_called(text: str, has: bool) -> None:
    assert has_telephone(text, 0, len(text)) is has


def test_a_sentence_without_one_does_not_fit() -> None:
    text = "热线由2部增加到6部。咨询电话12345。"
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, 11), (11, len(text))))
    lines = [
        Candidate(f"1:{a}", Line(a, b, text[a:b]), chunk, Evidence("1", 0.5, 0.5, 0.0), cosine=0.8, lexical=0.0)
        for a, b in chunk.sentences
    ]
    assert [fits(line, asked("热线电话号码是多少？")) for line in lines] == [False, True]
