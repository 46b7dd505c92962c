"""What the tests of the state share: a clock that is set by hand, an answer with everything, a look into the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.state import State, open_state
from rag.types import ANSWERED, EXTRACTED, REFUSED, SUPPORTED, Answer, Check, Citation, Row

NOON = 1_700_049_600  # 2023-11-15 12:00:00 UTC


class HandClock:
    """Stands at `now` until a test moves it."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def again(state: State, tmp_path: Path, clock: HandClock) -> State:
    """Restart."""
    state.close()
    return open_state(tmp_path, clock)


def citation(n: int = 1, quote: str = "河口镇今年共修通村道21条。") -> Citation:
    return Citation(n, "a.txt", "河口镇修路忙", quote, 7, 20, "河口镇", "2021-05", f"▲{quote}路边种树。", 6, 26)


def an_answer(question: str = "修了多少条路？", answer: str = "21条") -> Answer:
    """An answer in which no field has its default."""
    return Answer(
        question=question,
        answer=answer,
        language="zh",
        status=ANSWERED,
        mode=EXTRACTED,
        confidence=0.93,
        highlight=("21条", "村道"),
        citations=(citation(), citation(2, "藏书3000册。")),
        nearest=(citation(3),),
        timings_ms={"search": 1.5},
        table=(Row("河口镇", "2021-05", "a.txt", "21条", 21.0, 1),),
        note="note",
        raw="<raw>",
        checks=(Check("21条。", SUPPORTED, "why"),),
        failed="timed out",
        standalone="河口镇修了多少条路？",
    )


def a_refusal(question: str = "有多少只猫？") -> Answer:
    return Answer(question, "没有", "zh", REFUSED, EXTRACTED, 0.02)


def rows(path: Path) -> dict[str, list[Any]]:
    """Read every row of every table, past the code under test."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def schema(path: Path) -> tuple[int, list[Any]]:
    """Read the version of a file and how all its tables and indexes are made."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        return connection.execute("PRAGMA user_version").fetchone()[0], made
