"""The office whose holder is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.offices import holders, office_of
from rag.people import people

TEXT = "镇党委书记田守仁、副镇长卢珊珊、镇长何玉梅和镇长、队长陆文海到场，方敏担任校长，周强是副校长。"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("镇长是谁?", ["何玉梅", "陆文海"]),
        ("谁是这个镇的镇长", ["何玉梅", "陆文海"]),
        ("副镇长叫什么名字?", ["卢珊珊"]),
        ("书记是哪位?", ["田守仁"]),
        ("校长的名字是什么?", ["方敏"]),
        ("副校长是谁?", ["周强"]),
        ("Who is the mayor?", ["何玉梅", "陆文海"]),
        ("Who is the head teacher of the school?", ["方敏"]),
        ("¿Quién es el secretario del partido?", ["田守仁"]),
        ("校長は誰ですか", ["方敏"]),
        ("Кто секретарь партии?", ["田守仁"]),
    ],
)
def test_holders(question: str, names: list[str]) -> None:
    office = office_of(question)
    assert office
    assert [TEXT[a:b] for a, b in holders(office, TEXT, people(TEXT, 0, len(TEXT)))] == names


@pytest.mark.parametrize("question", ["谁来了?", "Who is the deputy mayor?", "Who leads the team?", "他是谁?", ""])
def test_no_office_that_is_known(question: str) -> None:
    assert office_of(question) is None


@given(st.text(max_size=100), st.text(max_size=100))
def test_anything_can_be_read(question: str, text: str) -> None:
    office = office_of(question)
    assert not office or holders(office, text, [(0, len(text))]) is not None
