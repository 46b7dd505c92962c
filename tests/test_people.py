"""Names of people in a sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.people import people


def named(text: str) -> list[str]:
    return [text[a:b] for a, b in people(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("村党支部书记田守仁说，路通了。", ["田守仁"]),
        ("镇长何玉梅到现场察看。", ["何玉梅"]),
        ("校长方敏带着学生种树。", ["方敏"]),
        ("民警罗刚。", ["罗刚"]),
        ("他叫李文博。", ["李文博"]),
        ("经理周强把货送到了。", ["周强"]),
        ("院长诸葛明亮在会上讲话。", ["诸葛明亮"]),
        ("教师代表卢珊珊和林小满一起发言。", ["卢珊珊", "林小满"]),
        ("负责人温泽林、副主任马小芸参加。", ["温泽林", "马小芸"]),
        ("驾驶员洪波连夜出车，护士长丁香陪同。", ["洪波", "丁香"]),
        ("阿依古丽·买买提的店开了。", ["阿依古丽·买买提"]),
        ("外国专家约翰·史密斯的报告很长。", ["约翰·史密斯"]),
        ("县长罗讯到果园察看。", ["罗讯"]),
        ("校长任志强任组长。", ["任志强"]),
        ("院长任丽华和护士长一起值班。", ["任丽华"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "大王镇的苹果红了。",
        "没有人知道答案。",
        "书记说，路要修。",
        "主任医师在门诊。",
        "会长会见了来宾。",
        "由镇长任总指挥长，校长任副组长。",
        "干部都要到果园。",
        "How are you?",
        "",
    ],
)
def test_what_names_nobody(text: str) -> None:
    assert named(text) == []


@pytest.mark.xfail(reason="a verb that follows is taken for a part of the name", strict=True)
@pytest.mark.parametrize(("text", "names"), [("医生欧阳海值了三天班。", ["欧阳海"]), ("志愿者向前冲，谁也不退。", [])])
def test_verbs_after_a_name_or_a_calling(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_offsets_are_of_the_whole_text_and_only_the_part_asked_for_is_read() -> None:
    text = "书记田守仁来了。镇长何玉梅也来了。"
    assert people(text, 0, 8) == [(2, 5)]
    assert people(text, 8, len(text)) == [(10, 13)]
    assert people(text, 0, len(text)) == [(2, 5), (10, 13)]


@given(st.lists(st.sampled_from(["镇长", "何玉梅", "约翰·史密斯", "的", "，", "书记", "田", "守仁", "a"])).map("".join))
def test_names_stand_in_the_order_of_the_text_and_apart(text: str) -> None:
    spans = people(text, 0, len(text))
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_the_name_of_a_place_is_no_persons() -> None:
    text = "马家卫生院承担任务，院长马家英说，李集镇也派了人。"
    assert [text[a:b] for a, b in people(text, 0, len(text))] == ["马家英"]
