"""What of a passage the question has too."""

from __future__ import annotations

import numpy as np
import pytest

from rag.language import detect
from rag.span_marks import KINDS, SAME, SENSE, SOUND, marks, token_marks
from vectorstore.terms import question_terms

TEXT = "青石镇去年修了三座桥，投资1,280万元，由NBA球星揭幕。"


def marked(question: str, kind: int, text: str = TEXT) -> str:
    found = marks(question_terms(question, detect(question)), text)
    return "".join(c for c, is_marked in zip(text, found[:, kind], strict=True) if is_marked)


@pytest.mark.parametrize(
    ("question", "kind", "found"),
    [
        ("青石镇修了几座桥？", SAME, "青石镇修了座桥"),
        ("青石鎮修了幾座橋？", SAME, "青石镇修了座桥"),
        ("投资1280万元的是什么？", SAME, "投资1,280万元"),
        ("Did an NBA star come?", SAME, "NBA"),
        ("How much did Qingshi invest last year?", SENSE, "去年投资"),
        ("How much did Qingshi invest last year?", SOUND, "青石"),
        ("Сколько мостов в Цинши?", SOUND, "青石"),
        ("Combien ?", SAME, ""),
        ("谁？", SENSE, ""),
    ],
)
def test_it_marks_what_both_have(question: str, kind: int, found: str) -> None:
    assert marked(question, kind) == found


@pytest.mark.parametrize("text", ["", "。", "1.2.3", "ﬁ㍿Ⅷ", "𠀀𠀁", "١٢٣ ²"])
@pytest.mark.parametrize("question", ["", "1.2.3 ﬁ㍿", "ما ١٢٣؟"])
def test_any_text_can_be_marked(question: str, text: str) -> None:
    assert marks(question_terms(question, "en"), text).shape == (len(text), KINDS)


def test_a_token_is_marked_if_one_of_its_characters_is() -> None:
    terms = question_terms("青石镇修了几座桥？", "zh")
    found = token_marks(terms, TEXT, [(0, 0), (0, 2), (3, 5), (3, 6)])
    assert found[:, SAME].tolist() == [0.0, 1.0, 0.0, 1.0]
    assert found.dtype == np.float32
    assert token_marks(terms, "", []).shape == (0, KINDS)
