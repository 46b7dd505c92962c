"""Comparisons with the span reader: each side is asked about alone."""

from __future__ import annotations

import pytest
from opened import opened

from rag.answer import Assistant
from rag.types import ANSWERED, REFUSED
from vectorstore.encoder import Encoder

REPORTS = {
    "songlin.txt": """松林镇守好每一道门

2020年2月6日

松林镇设置卡口14处，由镇党委副书记鲍岳峰总负责。志愿者服务队现有队员163人，累计排查返乡人员417人，其中从重点地区返回38人。
镇里收到爱心企业捐赠的消毒液320桶、口罩2600只。
""",
    "zhuxi.txt": """竹溪乡织密防控网

2020年2月7日

竹溪乡设置卡口9处，副乡长明若兰每天带队巡查。全乡志愿者212人，其中党员104人。截至2月5日排查返乡人员623人，其中来自重点地区52人。
乡里发放消毒液460桶。新买的测温门有3台。
""",
    "schools.txt": """桑田县三所小学添了新书

2021年9月1日

今年夏天，红枫小学得到图书4200册，有学生174人；黄泥小学得到图书3500册，有学生139人；古井小学得到图书2800册，有学生98人。
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("towns"), REPORTS, encoder, reads=True)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("松林镇跟竹溪乡的志愿者加起来有多少人", [("竹溪乡", "212人"), ("松林镇", "163人")]),
        ("竹溪乡的消毒液比松林镇多几桶", [("竹溪乡", "460桶"), ("松林镇", "320桶")]),
        ("does Songlin have more checkpoints than Zhuxi?", [("松林镇", "14处"), ("竹溪乡", "9处")]),
        (
            "红枫小学、黄泥小学、古井小学各得到多少本书",
            [("红枫小学", "4200册"), ("黄泥小学", "3500册"), ("古井小学", "2800册")],
        ),
    ],
)
def test_each_side_has_its_own_figure(assistant: Assistant, question: str, rows: list[tuple[str, str]]) -> None:
    answer = assistant.ask(question)
    assert answer.status == ANSWERED
    assert [(row.place, row.text) for row in answer.table] == rows


def test_who_is_told_of_each_place(assistant: Assistant) -> None:
    answer = assistant.ask("松林镇和竹溪乡分别是谁带队负责防控")
    assert [(row.place, row.value) for row in answer.table] == [("松林镇", None), ("竹溪乡", None)]
    assert [name in row.text for name, row in zip(("鲍岳峰", "明若兰"), answer.table, strict=True)] == [True, True]
    assert all(row.text in answer.citations[row.n - 1].quote for row in answer.table)


def test_what_one_place_lacks_is_not_made_up(assistant: Assistant) -> None:
    answer = assistant.ask("松林镇和竹溪乡哪个的测温门多")
    assert answer.status == REFUSED or [row.place for row in answer.table] == ["竹溪乡"]
