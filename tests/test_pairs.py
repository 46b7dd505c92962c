"""Names that stand in the text, set side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Assistant
from rag.asked import asked
from rag.pairs import pair
from rag.types import ANSWERED
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index
from vectorstore.sync import sync

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
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("bulletin")
    (folder / "reports").mkdir()
    (folder / "reports" / "bulletin.txt").write_text(BULLETIN, encoding="utf-8")
    location = Location(folder / "data")
    sync(folder / "reports", location, encoder)
    yield Assistant(open_index(location, encoder.identity), encoder)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("石桥和清河哪边拖拉机多", ["石桥", "清河"]),
        ("Did Shiqiao or Qinghe use more tractors?", ["石桥", "清河"]),
        ("compare tractors in Qinghe county and Dongling county", ["清河", "东岭"]),
        ("Где больше тракторов: Шицяо или Цинхэ?", ["石桥", "清河"]),
        ("何玉梅和田守仁谁种得多", ["何玉梅", "田守仁"]),
        ("石桥有多少拖拉机", []),
        ("拖拉机和水田各有多少", []),
        ("石桥和白沙哪边拖拉机多", []),
        ("Who praised Shiqiao and Qinghe?", []),
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
    ],
)
def test_each_name_has_its_own_figure(assistant: Assistant, question: str, values: dict[str, str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == ANSWERED
    assert {row.place: row.text for row in answer.table} == values
