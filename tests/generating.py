"""The real client of a scripted server: what it is asked, how long it may take, and that nothing of it is left."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from scripted_model import ScriptedModel

from rag.chat_failure import ChatFailed
from rag.generate import Deadline, Generator
from rag.spoken import Restart

MESSAGES: list[BaseMessage] = [SystemMessage("简短回答"), HumanMessage("修了几条路？")]
TEXT = "今年共修路21条[1]。"
LONG = 20.0  # seconds, of a deadline that must not pass
SHORT = 0.3  # seconds, of one that must
GENEROUS = 10.0  # seconds within which what has SHORT must be over, on the slowest machine
QUICK = 0.01  # seconds of back-off


def generator(server: ScriptedModel) -> Generator:
    return Generator(server.chat(), "openai:test-model", QUICK)


def stream(server: ScriptedModel, seconds: float = LONG) -> list[str | Restart]:
    return list(generator(server).stream(MESSAGES, Deadline(seconds)))


def failed(server: ScriptedModel, seconds: float = LONG) -> ChatFailed:
    with pytest.raises(ChatFailed) as caught:
        generator(server).complete(MESSAGES, Deadline(seconds))
    return caught.value


def calls() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "chat-model"]


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No thread of a request outlives the test; an unclosed socket would be a warning, and so an error."""
    yield
    for thread in calls():
        thread.join(GENEROUS)
    assert calls() == []
    gc.collect()
