"""Names that stand in the text, set side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened import opened

from rag.answer import Assistant
from rag.asked import asked
from rag.pairs import pair
from rag.types import ANSWERED
from vectorstore.encoder import Encoder

BULLETIN = """茶山市春耕一周快报

2021年4月16日

石桥县

截至4月15日，石桥县已翻耕水田12.4万亩，投入拖拉机310台，种粮大户何玉梅种水稻860亩。经测算，每亩用种4公斤。

清河县

截至4月15日，清河县已翻耕水田9.8万亩，投入拖拉机275台，种粮大户田守仁种水稻1240亩。经测算，每亩用种5公斤。

东岭县

截至4月15日，东岭县已翻耕水田7.1万亩，投入拖拉机198台。经测算，每亩用种6公斤。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("bulletin"), {"bulletin.txt": BULLETIN}, encoder)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("石桥和清河哪边拖拉机多", ["石桥", "清河"]),
        ("Did Shiqiao or Qinghe use more tractors?", ["石桥", "清河"]),
        ("compare tractors in Qinghe county and Dongling county", ["清河", "东岭"]),
        ("Где больше тракторов: Шицяо или Цинхэ?", ["石桥", "清河"]),
        ("何玉梅和田守仁谁种得多", ["何玉梅", "田守仁"]),
        ("Who grows more, the farmer He Yumei or her good neighbour Tian Shouren?", ["何玉梅", "田守仁"]),
        ("石桥有多少拖拉机", []),
        ("拖拉机和水田各有多少", []),
        ("石桥和白沙哪边拖拉机多", []),
        ("Who praised Shiqiao and Qinghe?", []),
        ("翻耕水田和投入拖拉机各有多少", []),
        ("石桥和清河相比哪边拖拉机多", ["石桥", "清河"]),
        ("石桥和清河哪边拖拉机比较多", ["石桥", "清河"]),
        ("石桥的拖拉机和清河比，哪边多", []),
        ("", []),
    ],
)
def test_names_set_side_by_side(assistant: Assistant, question: str, names: list[str]) -> None:
    found = assistant.find(question)
    assert [side.name for side in pair(found, asked(question), assistant.index)] == names


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("石桥和清河哪边拖拉机多", {"石桥": "310台", "清河": "275台"}),
        ("Did Dongling or Qinghe use more tractors?", {"东岭": "198台", "清河": "275台"}),
        ("何玉梅和田守仁谁种的水稻多", {"何玉梅": "860亩", "田守仁": "1240亩"}),
        ("石桥和东岭每亩用种哪边多", {"石桥": "4公斤", "东岭": "6公斤"}),
    ],
)
def test_each_name_has_its_own_figure(assistant: Assistant, question: str, values: dict[str, str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == ANSWERED
    assert {row.place: row.text for row in answer.table} == values


TOWNS = {
    "songlin.txt": "松林镇：守好渡口\n\n松林镇设立检查点16个，其中水上检查点4个、陆路检查点12个。"
    "到3月底，全镇累计确诊9例。梨农何玉梅种梨树1260棵，预计收入6.8万元。\n",
    "zhuxi.txt": "竹溪镇：守好路口\n\n竹溪镇设立检查点21个，其中省道检查点2个、村道检查点19个。"
    "到3月底，全镇累计报告确诊病例5例。梨农田守仁种梨树2350棵，预计收入11.5万元。\n",
}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("towns"), TOWNS, encoder)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("松林镇和竹溪镇各设了几个检查点?", ["21个", "16个"]),
        ("Did Songlin town or Zhuxi town have more confirmed cases?", ["9例", "5例"]),
        ("何玉梅和田守仁谁挣得多", ["11.5万元", "6.8万元"]),
    ],
)
def test_wholes_words_for_one_thing_and_money(towns: Assistant, question: str, figures: list[str]) -> None:
    answer = towns.ask(question)
    assert answer.status == ANSWERED
    assert [row.text for row in answer.table] == figures


@pytest.fixture(scope="module")
def sentence(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """Several names in one sentence."""
    text = (
        "茶山市春耕快报\n\n2021年4月16日\n\n全市共投入拖拉机783台，其中石桥县投入拖拉机310台，清河县投入拖拉机275台，"
        "东岭县投入拖拉机198台。何玉梅种水稻860亩，田守仁种水稻1240亩。何玉梅和田守仁共捐款5000元。\n"
    )
    return opened(tmp_path_factory.mktemp("sentence"), {"bulletin.txt": text}, encoder)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("石桥县和清河县各投入多少台拖拉机？", ["310台", "275台"]),
        ("石桥和东岭哪边拖拉机多", ["310台", "198台"]),
        ("何玉梅和田守仁谁种的水稻多", ["1240亩", "860亩"]),
    ],
)
def test_names_of_one_sentence_have_figures_of_their_own(
    sentence: Assistant, question: str, figures: list[str]
) -> None:
    assert [row.text for row in sentence.ask(question).table] == figures


def test_names_that_end_in_what_they_are(tmp_path: Path, encoder: Encoder) -> None:
    text = "云岭公路今日通车\n\n全线最长的虎头坳隧道长2150米，另一条鹤岩隧道长860米，由两支队伍打通。\n"
    assistant = opened(tmp_path, {"road.txt": text}, encoder)
    found = assistant.find("虎头坳隧道和鹤岩隧道哪条长")
    assert [side.label for side in pair(found, asked(found.question), assistant.index)] == ["虎头坳隧道", "鹤岩隧道"]
    assert [row.text for row in assistant.ask("虎头坳隧道和鹤岩隧道哪条长").table] == ["2150米", "860米"]


def test_what_two_gave_together_is_given_to_neither(sentence: Assistant) -> None:
    answer = sentence.ask("何玉梅和田守仁共捐款多少元")
    assert (answer.table, answer.highlight) == ((), ("5000元",))
