"""An answer on its way to a terminal or a pipe."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from commandline import Terminal
from fakes import FakeApp
from rich.console import Console

from bot.live import Live
from bot.render import console_for, laid_out
from rag.events import Found, Searching, Text
from rag.types import GENERATED, Answer, Event

REPORTS = {"a.txt": "河口镇修路忙\n河口镇今年共修通村道21条，长36公里。\n"}
FIRST, WHOLE = "修通21条[1]。", "修通21条[1]。长36公里[1]。"


def generated(text: str = WHOLE) -> Answer:
    return replace(FakeApp(REPORTS).ask("河口镇修通村道多少条"), answer=text, mode=GENERATED)


def shown(events: list[Event], monkeypatch: object, console: Console, out: io.StringIO) -> tuple[str, str]:
    import bot.live

    monkeypatch.setattr(bot.live, "write", out.write)  # type: ignore[attr-defined]
    live = Live(console)
    answer = live.show(events)
    return out.getvalue(), laid_out(live.rest(answer), console)


def test_sentences_appear_as_they_come(monkeypatch: object) -> None:
    out = io.StringIO()
    seen: list[str] = []

    def events() -> Iterator[Event]:
        yield Searching("?")
        yield Found(3)
        yield Text(FIRST, ("21条",))
        seen.append(out.getvalue())
        yield Text(WHOLE, ("21条", "36公里"))
        seen.append(out.getvalue())
        yield generated()

    said, rest = shown(events(), monkeypatch, console_for(io.StringIO()), out)  # type: ignore[arg-type]
    assert seen == [FIRST, WHOLE]
    assert said + rest == WHOLE + "\n\nSources:\n" + rest.partition("Sources:\n")[2]


def test_an_answer_that_turns_out_otherwise_stands_below(monkeypatch: object) -> None:
    events = [Searching("?"), Text(FIRST), replace(generated("21条 — …"), note="Quoted.")]
    said, rest = shown(events, monkeypatch, console_for(io.StringIO()), io.StringIO())
    assert (said, rest.splitlines()[:4]) == (FIRST, ["", "", "21条 — …", "Quoted."])


def test_a_terminal_shows_what_is_done_and_no_trace_of_it_is_left(monkeypatch: object) -> None:
    terminal = Terminal()
    said, rest = shown([Searching("?"), Found(3), generated()], monkeypatch, console_for(terminal), io.StringIO())
    assert said == "" and WHOLE in rest.replace("\x1b[1;32m", "").replace("\x1b[0m", "")
