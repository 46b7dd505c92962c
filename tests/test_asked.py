"""What a question asks for."""

from __future__ import annotations

import pytest

from rag.asked import Asked, Want, asked
from vectorstore.types import Unit


def number(*units: Unit) -> Asked:
    return Asked(Want.NUMBER, frozenset(units))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many roads were built?", number()),
        ("How many volunteers came?", number(Unit.PEOPLE)),
        ("How much money was donated?", number(Unit.MONEY)),
        ("How many days did the repair take?", number(Unit.TIME)),
        ("How far is the village from the town?", number(Unit.DISTANCE)),
        ("What percentage of the roads is finished?", number(Unit.PERCENT)),
        ("一共修了多少条路？", number()),
        ("有多少名志愿者参加？", number(Unit.PEOPLE)),
        ("捐了多少钱？", number(Unit.MONEY)),
        ("完工的比例是多少？", number(Unit.PERCENT)),
        ("村子离镇上多远？", number(Unit.DISTANCE)),
        ("Сколько человек пришло?", number(Unit.PEOPLE)),
        ("¿Cuántas carreteras se construyeron?", number()),
        ("Wie viele Straßen wurden gebaut?", number()),
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
    assert asked(question) == expected


def test_a_long_question_is_read_to_its_end() -> None:
    assert asked("the road " * 220 + "how many days") == number(Unit.TIME)
