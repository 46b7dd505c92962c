"""What was before a change, and questions for what is."""

from __future__ import annotations

import pytest

from rag.asked import Asked, asked
from rag.candidates import Candidate
from rag.changed import was_before
from rag.extract import FORMER, worth
from rag.fusion import Evidence
from vectorstore.figures import figures
from vectorstore.record import Line
from vectorstore.types import Chunk, Kind


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("等候时间从95分钟压到40分钟。", ["95分钟"]),
        ("医生由原来的3名增加到7名。", ["3名"]),
        ("蜂箱从最初的120箱发展到1180箱。", ["120箱"]),
        ("采样台由54个增至92个。", ["54个"]),
        ("从武汉回来的9人住进3间房。", []),
        ("从县里派来62名医生。", []),
        ("由37名队员组成8个组。", []),
        ("从14个乡镇接回1160人，增加到3批。", []),
    ],
)
def test_what_something_changed_from(text: str, before: list[str]) -> None:
    whole = (0, len(text))
    found = [f for f in figures(text, [whole]) if was_before(text, (f.start, f.end), whole)]
    assert [figure.text for figure in found] == before


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("现在要等多少分钟？", False),
        ("原来要等多少分钟？", True),
        ("How many minutes is the wait now?", False),
        ("How many minutes was the wait before?", True),
        ("Сколько минут ждали раньше?", True),
    ],
)
def test_questions_for_what_was_before(question: str, before: bool) -> None:
    assert asked(question).before is before


def test_what_was_before_is_worth_less_where_it_is_not_asked_for() -> None:
    text = "等候时间从95分钟压到40分钟。"
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))
    old, new = (
        Candidate(f"1:{n}", Line(0, len(text), text, figure), chunk, Evidence("1", 0.5, 0.5, 0.0), 0.8, 0.0)
        for n, figure in enumerate(figures(text, chunk.sentences))
    )

    def behind(wanted: Asked) -> float:
        return worth(old, wanted) - worth(new, wanted)

    assert behind(asked("现在要等多少分钟？")) == pytest.approx(FORMER)
    assert behind(asked("原来要等多少分钟？")) == pytest.approx(0.0)
