"""The watch over the chat model: admins hear once that it fails, and once that it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from stored import HandClock, an_answer

from bot.telegram.chat_watch import CHAT_TROUBLE, ChatWatch
from bot.wording import Wording, words
from rag.types import GENERATED

GOOD = replace(an_answer(), mode=GENERATED, failed="")
FAILED = replace(an_answer(), raw="", failed="slow")
UNASKED = replace(an_answer(), raw="", failed="")


class Ear:
    """Stands in for the service: it keeps what admins are told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def tell_admins(self, text: Callable[[Wording], str]) -> None:
        self.heard.append(text(words("en")))


async def heard(events: list[tuple[float, object]]) -> list[str]:
    """What admins hear of answers at these seconds."""
    ear, clock = Ear(), HandClock()
    watch = ChatWatch(ear, clock)  # type: ignore[arg-type]
    for at, answer in events:
        clock.now = at
        watch.told(answer)  # type: ignore[arg-type]
        await asyncio.sleep(0)
    return ear.heard


def failing(*times: float) -> list[tuple[float, object]]:
    return [(at, FAILED) for at in times]


BACK = "The chat model answers again."
LONG = [0, 100, 200, 300, CHAT_TROUBLE]


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (failing(0, 1, 2, 3, 4, CHAT_TROUBLE - 1), []),
        (failing(0, 1, 2, CHAT_TROUBLE), []),
        (failing(*LONG), ["10 minutes"]),
        (failing(*LONG, 700, 2000), ["10 minutes"]),
        ([*failing(*LONG), (700, UNASKED), (800, GOOD), (900, GOOD)], ["10 minutes", BACK]),
        ([*failing(0, 1, 2, 3), (5, GOOD), *failing(CHAT_TROUBLE, CHAT_TROUBLE + 1)], []),
        ([*failing(*LONG), (700, GOOD), *failing(*(1000 + at for at in LONG))], ["10 minutes", BACK, "10 minutes"]),
        ([(0, GOOD), (1, UNASKED)], []),
        (failing(0, 1, 2, 3, 7200), ["2 hours"]),
    ],
)
def test_what_admins_hear(events: list[tuple[float, object]], told: list[str]) -> None:
    lines = asyncio.run(heard(events))
    assert len(lines) == len(told)
    for line, expected in zip(lines, told, strict=True):
        assert line == BACK if expected == BACK else f"failing for {expected}." in line


def test_the_notice_has_the_reference_that_the_log_has(caplog: pytest.LogCaptureFixture) -> None:
    [line] = asyncio.run(heard(failing(*LONG)))
    reference = line.split()[-1]
    assert [record.getMessage() for record in caplog.records] == [
        f"the chat model has been failing for 600 s: slow (reference {reference})"
    ]
