"""What is told of a whole town answers no question about one of its villages."""

from __future__ import annotations

import pytest
from opened import opened

from rag.answer import Assistant
from rag.candidates import candidates
from rag.elsewhere import is_elsewhere
from rag.extract import Extract
from rag.types import REFUSED
from vectorstore.encoder import Encoder

REPORT = """石桥镇抗洪纪实

2021年7月20日

石桥镇7月18日遭遇暴雨，柳沟村和梅岭村进水。全镇倒塌房屋43间，冲毁公路14处。柳沟村转移群众120人，村部的粮食搬上了楼。梅岭村转移群众86人，损坏房屋9间。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    return opened(tmp_path_factory.mktemp("town"), {"town.txt": REPORT}, encoder)


def told_elsewhere(assistant: Assistant, question: str, piece: str) -> bool:
    """Whether the sentence with `piece` is about another place than `question`."""
    found = assistant.read(assistant.find(question))
    lines = candidates(found, assistant.index, found.ranked)
    line = next(one for one in lines if piece in one.chunk.text[slice(*one.sentence)])
    return is_elsewhere(found, Extract(line, 1.0, line.sentence, line.sentence))


@pytest.mark.parametrize(
    ("question", "piece", "expected"),
    [
        ("How many houses collapsed in Liugou village?", "倒塌房屋43间", True),
        ("柳沟村倒塌了多少间房屋?", "倒塌房屋43间", True),
        ("How many houses were damaged in Liugou village?", "损坏房屋9间", True),
        ("How many houses were damaged in Meiling village?", "损坏房屋9间", False),
        ("柳沟村转移了多少人?", "转移群众120人", False),
        ("How many houses collapsed in Shiqiao town?", "倒塌房屋43间", False),
        ("How many houses collapsed?", "倒塌房屋43间", False),
        ("¿Cuántas casas se derrumbaron en Liugou?", "倒塌房屋43间", True),
    ],
)
def test_of_which_place_a_sentence_tells(assistant: Assistant, question: str, piece: str, expected: bool) -> None:
    assert told_elsewhere(assistant, question, piece) is expected


def test_a_village_is_not_answered_with_its_towns_figure(assistant: Assistant) -> None:
    assert assistant.ask("柳沟村倒塌了多少间房屋?").status == REFUSED
    assert assistant.ask("石桥镇倒塌了多少间房屋?").highlight[0].startswith("43")
