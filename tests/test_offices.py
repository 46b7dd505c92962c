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
        ("支书叫啥", ["田守仁"]),
        ("principal of the school in Hekou?", ["方敏"]),
        ("the party secretary of Hekou", ["田守仁"]),
        ("¿Quién es el secretario del partido?", ["田守仁"]),
        ("校長は誰ですか", ["方敏"]),
        ("副鎮長の名前は?", ["卢珊珊"]),
        ("書記はどなたですか", ["田守仁"]),
        ("校長の名前は何ですか", ["方敏"]),
        ("¿Cómo se llama la alcaldesa?", ["何玉梅", "陆文海"]),
        ("Как зовут мэра?", ["何玉梅", "陆文海"]),
        ("Кто секретарь партии?", ["田守仁"]),
    ],
)
def test_holders(question: str, names: list[str]) -> None:
    office = office_of(question)
    assert office
    assert [TEXT[a:b] for a, b in holders(office, TEXT, people(TEXT, 0, len(TEXT)))] == names


@pytest.mark.parametrize(
    "question",
    [
        "谁来了?",
        "Who is the deputy mayor?",
        "Who leads the team?",
        "Who did the mayor visit?",
        "Who is the mayor's wife?",
        "Who was the principal organizer?",
        "principal organizer of the fair",
        "secretary of the sports club",
        "The party secretary of Hekou visited which homes?",
        "Principal of the school praised what?",
        "현장에서 누가 지휘했나요?",
        "他是谁?",
        "校長はいつ来ましたか",
        "校長は誰に会いましたか",
        "元市長は誰ですか",
        "Who is the director of nursing at the hospital?",
        "Who is the director of the hospital's laboratory?",
        "",
    ],
)
def test_no_office_that_is_known(question: str) -> None:
    assert office_of(question) is None


def test_other_words_for_an_office() -> None:
    village, branch = office_of("村长是谁?"), office_of("书记是谁?")
    assert village and village.search("村委会主任卢珊珊")
    assert branch and branch.search("村支书卢珊珊")
    manager = office_of("经理是谁?")
    assert manager and not manager.search("副总经理卢珊珊")


@given(st.text("镇长书记、兼任副是王刚xyz。", max_size=60))
def test_holders_are_some_of_the_people(text: str) -> None:
    office = office_of("镇长是谁?")
    everywhere = [(a, a + 2) for a in range(max(0, len(text) - 1))]
    assert office and set(holders(office, text, everywhere)) <= set(everywhere)


def test_a_row_of_offices_is_read_at_once() -> None:
    office, text = office_of("镇长是谁?"), "镇长" + "兼书记" * 300 + "x王刚"
    assert office and holders(office, text, [(len(text) - 2, len(text))]) == []
