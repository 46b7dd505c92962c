"""What is told by its number: rounds, doses, schools."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened import opened

from rag.ordinals import asked_for, of_another, ordinals
from vectorstore.encoder import Encoder

DOSES = "已接种第一剂5846人,接种率87%;第二剂3905人。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第二轮和首轮", [(2, "轮"), (1, "轮")]),
        ("澜江二中", [(2, "中学")]),
        ("澜江县第一中学", [(1, "中学")]),
        ("第3批", [(3, "批")]),
        ("the second round of tests", [(2, "轮")]),
        ("in round two", [(2, "轮")]),
        ("No. 2 Middle School", [(2, "中学")]),
        ("the 1st dose", [(1, "剂")]),
        ("三中全会", []),
        ("十二中", []),
        ("三轮检测", []),
        ("一小时", []),
        ("How many beds do the two hospitals have? How many got two doses?", []),
        ("第二中级人民法院和第三中队", []),
        ("一小部分,三小姐,二中山路", []),
        ("fırst round", []),
        ("", []),
    ],
)
def test_ordinals(text: str, expected: list[tuple[int, str]]) -> None:
    assert [ordinal for ordinal, _ in ordinals(text)] == expected


def test_of_several_of_a_kind_none_is_asked_for_alone() -> None:
    assert asked_for("第一轮比第二轮多几人") == frozenset()
    assert asked_for("第一轮二中有多少人") == {(1, "轮"), (2, "中学")}


@pytest.mark.parametrize(
    ("question", "figure", "expected"),
    [
        ("第一剂打了多少人", "5846人", False),
        ("第一剂打了多少人", "3905人", True),
        ("第二剂打了多少人", "3905人", False),
        ("how many got the second shot", "5846人", True),
        ("打了多少人", "3905人", False),
        ("第二轮打了多少人", "3905人", False),
    ],
)
def test_a_figure_is_of_the_nearest_number_before_it(question: str, figure: str, expected: bool) -> None:
    assert of_another(asked_for(question), DOSES, 0, len(DOSES), DOSES.index(figure)) is expected


def test_a_school_is_not_taken_for_another_one(tmp_path: Path, encoder: Encoder) -> None:
    report = (
        "澜江县两所中学同日复课\n\n2020年4月20日\n\n澜江县第一中学校长卓文澜介绍,复课学生有845人。"
        "澜江县第二中学校长公冶恒介绍,复课学生有612人。\n"
    )
    assistant = opened(tmp_path, {"schools.txt": report}, encoder, reads=True)
    assert "公冶恒" in assistant.ask("澜江二中的校长是谁").highlight[0]
    assert assistant.ask("澜江二中复课学生有多少人").highlight[0] == "612人"
    assert assistant.ask("How many students are back at Lanjiang No. 1 Middle School?").highlight[0] == "845人"
