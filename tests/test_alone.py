"""Questions that compare, as they are asked of each side alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.alone import MOST, alone, joined

PLACES = ["石桥镇", "清河乡"]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Did Shiqiao or Qinghe send more nurses?", "Shiqiao send how many nurses?", "Qinghe send how many nurses?"),
        (
            "Which town tested more people, Qinghe or Shiqiao? give me both numbers",
            "Shiqiao tested how many people?",
            "Qinghe tested how many people?",
        ),
        ("石桥镇的消毒液比清河乡多几桶", "石桥镇的消毒液有几桶", "清河乡的消毒液有几桶"),
        ("石桥和清河两个地方的志愿者加起来有多少人", "石桥两个地方的志愿者有多少人", "清河两个地方的志愿者有多少人"),
        ("哪个镇的志愿者更多,石桥镇还是清河乡?", "石桥镇志愿者有多少?", "清河乡志愿者有多少?"),
        ("石桥镇的面积比清河乡大多少?", "石桥镇的面积有多大?", "清河乡的面积有多大?"),
        ("石桥镇的人口比清河乡少多少", "石桥镇的人口有多少", "清河乡的人口有多少"),
        ("石桥镇跟清河乡哪个接种率高些?", "石桥镇接种率有多高?", "清河乡接种率有多高?"),
        ("石桥镇、清河乡谁得票最多 从多到少排一下", "石桥镇得票有多少", "清河乡得票有多少"),
        (
            "doses given: Shiqiao or Qinghe, which is more",
            "doses given: Shiqiao, how many",
            "doses given: Qinghe, how many",
        ),
        ("¿Cuántos voluntarios tienen Shiqiao y Qinghe?", "¿Cuántos voluntarios tienen Shiqiao?", None),
        ("Сколько врачей в Шицяо и в Цинхэ?", "Сколько врачей в Шицяо?", "Сколько врачей в Цинхэ?"),
    ],
)
def test_each_side_is_asked_alone(question: str, first: str, second: str | None) -> None:
    asked = alone(question, PLACES)
    assert asked[0] == first
    assert asked[1] == (second or first.replace("Shiqiao", "Qinghe"))


def test_a_name_in_brackets_goes_with_the_one_before_it() -> None:
    assert alone("Who rents more land, Li Dashan (李大山) or Zhou Gui (周贵)?", ["李大山", "周贵"]) == [
        "Li Dashan rents how many land?",
        "Zhou Gui rents how many land?",
    ]


def test_nothing_is_asked_where_a_name_is_missing_or_there_are_too_many() -> None:
    assert alone("石桥镇有多少卡点?", PLACES) == []
    assert alone("石桥镇有多少卡点?", PLACES[:1]) == []
    names = [f"{name}镇" for name in ("石桥", "清河", "东岭", "白沙", "南浦")]
    assert len(names) > MOST
    assert alone("、".join(names) + "各有多少卡点?", names) == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who is the mayor of Shiqiao and Qinghe?", "Who is the mayor of Shiqiao?"),
        ("石桥镇和清河乡的书记分别是谁", "石桥镇的书记是谁"),
        ("石桥镇和清河乡的接种点在哪里?", "石桥镇的接种点在哪里?"),
        ("what time did testing start in Shiqiao and in Qinghe", "what time did testing start in Shiqiao"),
    ],
)
def test_what_is_asked_of_both_keeps_what_asks(question: str, first: str) -> None:
    second = first.replace("Shiqiao", "Qinghe").replace("石桥镇", "清河乡")
    assert alone(question, PLACES, weighs=False) == [first, second]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who leads Shiqiao and Qinghe?", True),
        ("what time did testing start in Shiqiao and in Qinghe", True),
        ("石桥镇和清河乡的书记是谁", True),
        ("石桥镇给清河乡送了什么", False),
        ("What did Shiqiao send to the town of Qinghe?", False),
        ("who leads Shiqiao?", False),
    ],
)
def test_names_that_are_asked_about_together(question: str, expected: bool) -> None:
    assert joined(question, PLACES) is expected


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    for question in alone(f"{text}石桥镇{text}清河乡{text}", PLACES):
        assert question
