"""What a question lists, and the sentence that has a figure for each."""

from __future__ import annotations

import pytest
from opened import opened

from rag.answer import Assistant
from rag.types import ANSWERED
from vectorstore.encoder import Encoder

BULLETIN = """清溪县开学简报

2021年9月2日

清溪县今秋新增学位4680个，其中小学2760个、初中1200个、幼儿园720个。

开学时，茶山乡、石塘镇、北坑乡分别接收转学生31名、27名和18名。

全县养蜂最多的是何家村，有蜂箱1180个，其次是柳树村640个。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("school"), {"school.txt": BULLETIN}, encoder)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("小学、初中和幼儿园各新增多少个学位？", {"小学": "2760个", "初中": "1200个", "幼儿园": "720个"}),
        ("今秋新增的学位，小学、幼儿园各占多少个", {"小学": "2760个", "幼儿园": "720个"}),
        ("How many new places do primary schools and kindergartens have?", {"小学": "2760个", "幼儿园": "720个"}),
        ("茶山乡、石塘镇、北坑乡各接收了多少名转学生", {"茶山乡": "31名", "石塘镇": "27名", "北坑乡": "18名"}),
        ("石塘镇和北坑乡各接收了多少名转学生", {"石塘镇": "27名", "北坑乡": "18名"}),
        ("How many beehives do Hejia and Liushu villages have?", {"何家村": "1180个", "柳树村": "640个"}),
    ],
)
def test_each_of_what_is_listed_has_its_figure(assistant: Assistant, question: str, values: dict[str, str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == ANSWERED
    assert {row.place: row.text for row in answer.table} == values
    assert [row.n for row in answer.table] == list(range(1, len(values) + 1))
    assert len({citation.quote for citation in answer.citations}) == 1


@pytest.mark.parametrize(
    "question",
    ["小学、大学各新增多少个学位？", "小学和初中是怎么新增学位的", "今秋新增多少个学位", "小学新增多少个学位"],
)
def test_what_is_not_listed_or_has_no_figure_gives_no_table(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).table
