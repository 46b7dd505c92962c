"""Who somebody is, nothing as an answer, and what is worked out from figures."""

from __future__ import annotations

import pytest
from opened import opened

from rag.answer import Assistant
from rag.arithmetic import worked_out
from rag.comparatives import asks_least
from rag.types import ANSWERED, REFUSED
from vectorstore.encoder import Encoder
from vectorstore.figures import figures
from vectorstore.types import Figure

REPORTS = {
    "liuping.txt": """柳坪镇春茶开采

2020年3月10日

柳坪镇镇长曾国强在茶园了解用工情况。5个扶贫车间全部开工,上山采茶的已有2100人。村民乐小溪开了一家网店。
柳坪镇设置卡点35个,捐款21.7万元,全镇没有出现确诊病例。
""",
    "qingtang.txt": """青塘镇守好村口

2020年3月11日

青塘镇设置卡点28个,由副镇长翟明带队,收到口罩约6000只。
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("towns"), REPORTS, encoder, reads=True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is Zeng Guoqiang", "柳坪镇镇长曾国强"),
        ("Who is Zhai Ming?", "副镇长翟明"),
        ("who was Yue Xiaoxi?", "村民乐小溪"),
        ("曾国强是谁", "柳坪镇镇长曾国强"),
        ("翟明是干什么的?", "副镇长翟明"),
    ],
)
def test_who_somebody_is(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    assert answer.highlight[0] == expected
    assert expected in answer.citations[0].quote


@pytest.mark.parametrize("question", ["who is Zhang Wei", "王大海是谁"])
def test_nobody_else_is_described(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == REFUSED


@pytest.mark.parametrize("question", ["柳坪镇有多少人确诊", "how many confirmed cases in Liuping"])
def test_none_is_an_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.highlight[0] == "全镇没有出现确诊病例"


def test_what_is_counted_is_not_denied(assistant: Assistant) -> None:
    assert assistant.ask("柳坪镇设置了多少个卡点").highlight[0] == "35个"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("柳坪镇比青塘镇多多少个卡点", "35 − 28 = 7"),
        ("what is the difference in checkpoints between Liuping and Qingtang", "35 − 28 = 7"),
        ("柳坪镇和青塘镇一共有多少卡点", "35 + 28 = 63"),
        ("which has fewer checkpoints, Liuping or Qingtang", "Least: 青塘镇"),
        ("柳坪镇和青塘镇哪个卡点少", "最少的是青塘镇"),
        ("柳坪镇和青塘镇哪个卡点多", "最多的是柳坪镇"),
    ],
)
def test_a_comparison_says_what_was_asked(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == ANSWERED
    assert expected in answer.answer


def of(text: str) -> Figure:
    return figures(text, ((0, len(text)),))[0]


def test_what_is_only_about_right_is_not_worked_out() -> None:
    sure, about, other = of("口罩320只"), of("口罩约6000只"), of("口罩3箱")
    assert worked_out("相差多少", [of("口罩460只"), sure], adds=False) == "460 − 320 = 140"
    assert worked_out("相差多少", [about, sure], adds=False) == ""
    assert worked_out("相差多少", [sure, other], adds=False) == ""
    assert worked_out("一共多少", [sure, sure], adds=False) == ""
    assert worked_out("一共多少", [sure], adds=True) == ""
    assert worked_out("哪个多", [sure, sure], adds=True) == ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪个镇卡点最少", True),
        ("谁的更低", True),
        ("¿quién tiene menos?", True),
        ("哪个多", False),
        ("相差多少", False),
    ],
)
def test_what_has_the_least(question: str, expected: bool) -> None:
    assert asks_least(question) is expected
