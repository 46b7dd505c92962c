"""A chain over the sample reports, and a scripted model that is shown passages of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from scripted_reply import Reply

from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.draft import Drafter
from rag.generate import Generator
from vectorstore.encoder import Encoder
from vectorstore.index import Index

QUESTION = "北河镇组建了多少个临时党支部?"
SENTENCE = "全镇先后组建26个临时党支部,划定党员先锋岗88个,报名的志愿者达1186名,年纪最大的71岁,最小的19岁。"
Chain = Callable[..., AnswerChain]


@pytest.fixture
def chain(sample_index: Index, encoder: Encoder) -> Chain:
    """A chain over the sample reports, with a model of the test's."""

    def make(model: Any = None, seconds: float = 20.0, budget: int = 6000) -> AnswerChain:
        generator = Generator(model, "test-model", backoff=0.01) if model else None
        drafter = Drafter(generator, encoder, budget) if generator else None
        return AnswerChain(Assistant(sample_index, encoder), drafter, seconds)

    return make


def passage(body: dict[str, Any], piece: str) -> int:
    """The number under which a model was shown a passage with a piece of text; 0 if it was not."""
    for n, text in re.findall(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', body["messages"][-1]["content"], re.S):
        if piece in text:
            return int(n)
    return 0


def says(text: str, piece: str = "26个临时党支部") -> Callable[[dict[str, Any]], Reply]:
    """A model that writes a text; {n} stands for the number of the passage that has a piece of text."""
    return lambda body: Reply(text.format(n=passage(body, piece)))
