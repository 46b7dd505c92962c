"""Questions of a conversation that only make sense beside the passage that answered the last one."""

from __future__ import annotations

import pytest
from opened import opened

from rag.chain import AnswerChain
from rag.events import Request
from rag.on_topic import KEPT, OnTopic
from rag.types import ANSWERED, REFUSED, Answer, Turn
from vectorstore.encoder import Encoder

REPORTS = {
    "liuping.txt": "柳坪镇守好渡口\n\n2020年3月2日\n\n"
    "为防止疫情由水路输入,柳坪镇在渡口和村道共设置卡点26个,其中水上卡点3个,由镇长岑若川任指挥长。\n",
    "qingtang.txt": "青塘镇送菜上门\n\n2020年3月5日\n\n青塘镇古井村办起菜篮子直通车,帮助57户菜农卖菜。\n",
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> AnswerChain:
    return AnswerChain(opened(tmp_path_factory.mktemp("towns"), REPORTS, encoder, reads=True))


def talk(chain: AnswerChain, *questions: str) -> Answer:
    history: list[Turn] = []
    for question in questions:
        answer = chain.invoke(Request(question, tuple(history)))
        history.append(answer.turn)
    return answer


def test_who_runs_it(chain: AnswerChain) -> None:
    answer = talk(chain, "how many checkpoints did liuping set up", "who runs it")
    assert answer.status == ANSWERED
    assert "岑若川" in answer.answer


def test_the_same_without_what_was_remembered(chain: AnswerChain, encoder: Encoder) -> None:
    history = (Turn("how many checkpoints did liuping set up", "26个"),)
    fresh = AnswerChain(chain.assistant)
    assert "岑若川" in fresh.invoke(Request("who runs it", history)).answer


def test_what_the_passage_lacks_is_refused(chain: AnswerChain) -> None:
    assert talk(chain, "柳坪镇设了多少水上卡点?", "花了多少钱?").status == REFUSED


def test_another_place_is_not_asked_there(chain: AnswerChain) -> None:
    answer = talk(chain, "柳坪镇设了多少水上卡点?", "青塘镇帮助了多少户菜农?")
    assert answer.citations[0].report == "qingtang.txt"


def test_old_questions_are_forgotten(chain: AnswerChain) -> None:
    topic = OnTopic(chain.assistant)
    refusal = Answer("", "", "zh", REFUSED, "extracted", 0.0)
    for n in range(KEPT + 5):
        topic.note((str(n), "", ()), refusal)
    assert len(topic._passages) == KEPT
