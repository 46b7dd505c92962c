"""What a question asks for."""

from __future__ import annotations

import pytest
from asked_kinds import COUNT, kinds, number
from hypothesis import given
from hypothesis import strategies as st

from rag.asked import Asked, Want, asked
from rag.when import Moment
from vectorstore.types import Unit


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many roads were built?", number(*COUNT)),
        ("How many volunteers came?", number(Unit.PEOPLE)),
        ("How much money was donated?", number(Unit.MONEY)),
        ("How many days did the repair take?", number(Unit.TIME)),
        ("How far is the village from the town?", number(Unit.DISTANCE)),
        ("What percentage of the roads is finished?", number(Unit.PERCENT)),
        ("一共修了多少条路？", number(*COUNT)),
        ("有多少名志愿者参加？", number(Unit.PEOPLE)),
        ("捐了多少钱？", number(Unit.MONEY)),
        ("完工的比例是多少？", number(Unit.PERCENT)),
        ("村子离镇上多远？", number(Unit.DISTANCE)),
        ("Сколько человек пришло?", number(Unit.PEOPLE)),
        ("¿Cuántas carreteras se construyeron?", number(*COUNT)),
        ("Wie viele Straßen wurden gebaut?", number(*COUNT)),
        ("何人が参加しましたか", number(Unit.PEOPLE)),
        ("Who leads the night school?", Asked(Want.PERSON)),
        ("谁负责夜校？", Asked(Want.PERSON)),
        ("When did the library open?", Asked(Want.TIME)),
        ("书屋是什么时候开放的？", Asked(Want.TIME)),
        ("Where is the tea garden?", Asked(Want.PLACE)),
        ("茶园在哪里？", Asked(Want.PLACE)),
        ("Why was the road closed?", Asked(Want.OTHER)),
        ("几乎都完工了吗", Asked(Want.OTHER)),
        ("", Asked(Want.OTHER)),
    ],
)
def test_what_is_asked_for(question: str, expected: Asked) -> None:
    assert kinds(question) == expected


def test_a_long_question_is_read_to_its_end() -> None:
    assert kinds("the road " * 220 + "how many days") == number(Unit.TIME)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2019年6月修了多少条路？", Asked(Want.NUMBER, frozenset(COUNT), (Moment(2019, 6),))),
        ("谁在5月1日值班？", Asked(Want.PERSON, moments=(Moment(None, 5, 1),))),
        ("When in 2019 did the library open?", Asked(Want.TIME, moments=(Moment(2019, None),))),
        ("Why was the road closed in June?", Asked(Want.OTHER, moments=(Moment(None, 6),))),
        ("On what day of June 2019 were how many roads closed?", Asked(Want.TIME, moments=(Moment(2019, 6),))),
        (
            "How far was the village in April and in June 2019?",
            Asked(Want.NUMBER, frozenset({Unit.DISTANCE}), (Moment(None, 4), Moment(2019, 6))),
        ),
    ],
)
def test_a_question_keeps_its_dates(question: str, expected: Asked) -> None:
    assert kinds(question) == expected


@given(st.text(max_size=200))
def test_anything_can_be_read(question: str) -> None:
    assert (asked(question).want is Want.NUMBER) or not asked(question).units


def test_the_holder_of_an_office_is_a_person() -> None:
    assert asked("中心小学校长叫什么?").want is Want.PERSON
    assert asked("这座桥叫什么?").want is Want.OTHER


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("How many trees do they plan to plant?", True),
        ("计划种多少棵树?", True),
        ("¿Cuál es el objetivo de cuántos árboles?", True),
        ("How many trees did they plant?", False),
        ("种了多少棵树?", False),
    ],
)
def test_plans_are_asked_for(question: str, planned: bool) -> None:
    assert asked(question).planned is planned
