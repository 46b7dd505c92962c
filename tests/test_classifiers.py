"""The measure words of what a question counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.classifiers import classifiers
from vectorstore.units import KINDS


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("开了多少趟车?", "趟 次 场 回 轮 遍"),
        ("印了几本书?", "本"),
        ("来了好几名医生,一共多少位?", "人 名 位 员"),
        ("一共有几十户,到底多少户?", "户"),
        ("有多少个果园?", ""),
        ("有多少果园?", ""),
        ("バスは何台ですか?", "辆 台 部"),
        ("몇 가구가 있습니까?", "户"),
        ("How many households grow tea?", "户"),
        ("How many new school buses were bought?", "辆 台 部"),
        ("How many farmers came by bus?", ""),
        ("How many farmers handed out leaflets?", ""),
        ("有多少项目?", ""),
        ("Who drove the buses?", ""),
    ],
)
def test_measure_words(question: str, expected: str) -> None:
    assert classifiers(question) == set(expected.split())


@given(st.text("多少几何인명대个户辆项目howmany busetrip", max_size=40))
def test_what_is_found_are_units(question: str) -> None:
    assert classifiers(question) <= set(KINDS)
