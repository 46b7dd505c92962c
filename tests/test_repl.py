"""The conversation as a transcript: piped in, and typed with prompt_toolkit."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fakes import FakeApp
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.cli import main
from bot.render import console_for
from bot.repl import Repl, history, prompt_session
from rag.types import Answer, Turn

REPORTS = {
    "a.txt": "河口镇修路忙\n河口镇今年共修通村道21条，长36公里。路边还种下1200棵樟树。\n",
    "b.txt": "白石村书屋开放\n白石村书屋上月开放，藏书3000册。\n周末最多时来了40人。\n",
}
ANSWER = """\
河口镇今年共修通村道21条，长36公里。

Sources:
  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt
      河口镇今年共修通村道21条，长36公里。
      characters 7–27

"""
Piped = Callable[..., tuple[int, str, str]]
Typed = Callable[..., str]


@pytest.fixture
def piped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Piped:
    """Pipe lines into `reportbot chat`."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def call(app: FakeApp, *lines: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return main(["chat"], build=lambda settings: app), *capsys.readouterr()  # type: ignore[arg-type, return-value]

    return call


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type keys at the prompt, and then Ctrl-D; what is printed."""

    def call(app: FakeApp, keys: str) -> str:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys + "\x04")
            Repl(app, console_for(sys.stdout), tmp_path, prompt_session(tmp_path)).run()  # type: ignore[arg-type]
        return capsys.readouterr().out

    return call


def test_piped_questions_are_answered_without_a_prompt(piped: Piped) -> None:
    app = FakeApp(REPORTS)
    assert piped(app, "河口镇修通村道多少条", "", "  河口镇 修通村道多少条 ") == (0, ANSWER + ANSWER, "")
    assert [asked[0] for asked in app.asked] == ["河口镇修通村道多少条", "河口镇 修通村道多少条"]
    assert app.closed == 1


def test_sources_and_open(piped: Piped) -> None:
    assert piped(
        FakeApp(REPORTS), "河口镇修通村道多少条", "/sources", "/open 1", "/open 2", "/open", "/quit", "河口镇"
    ) == (
        0,
        ANSWER
        + """\
Sources of the last answer:
  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt
      河口镇今年共修通村道21条，长36公里。
      characters 7–27

2 reports in the index:
  a.txt · 河口镇修路忙 · 河口镇 (1 passage)
  b.txt · 白石村书屋开放 · 白石村 (2 passages)

[1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt
characters 7–40

**河口镇今年共修通村道21条，长36公里。**路边还种下1200棵樟树。

/open takes the number of a source. The last answer has 1 source.

/open takes the number of a source. The last answer has 1 source.

""",
        "",
    )


def test_what_asks_nothing_is_not_remembered(piped: Piped) -> None:
    app = FakeApp(REPORTS)
    piped(app, "河口镇修通村道多少条", "谢谢", "😀", "河口镇")
    assert [len(history) for _, history, _ in app.asked] == [0, 1, 1, 1]


def test_nothing_to_open_yet_and_unknown_commands(piped: Piped) -> None:
    assert piped(FakeApp({}), "/open 1", "/sorces", "/xyz", "/sources", "/help")[1] == (
        "There is no source to open yet. Ask a question first.\n\n"
        "Unknown command /sorces. Did you mean /sources?\n\n"
        "Unknown command /xyz. /help lists the commands.\n\n"
        "No answer with sources yet.\n\n0 reports in the index:\n\n"
        "  /sources the sources of the last answer, then the reports in the index\n"
        "  /open    /open N shows the whole passage of source N, the quote marked\n"
        "  /reset   forget the conversation so far\n"
        "  /help    this list\n"
        "  /quit    leave (so does Ctrl-D)\n\n"
    )


def test_the_last_six_turns_go_with_a_question(piped: Piped) -> None:
    app = FakeApp(REPORTS)
    questions = [f"第{n}问河口镇" for n in range(9)]
    piped(app, *questions, "/reset", "白石村")
    answer = "河口镇今年共修通村道21条，长36公里。"
    turns = [Turn(question, answer) for question in questions]
    assert [history for _, history, _ in app.asked] == [*(tuple(turns[max(n - 6, 0) : n]) for n in range(9)), ()]


def test_an_error_is_a_line_and_the_next_question_is_answered(piped: Piped, tmp_path: Path) -> None:
    app = FakeApp(REPORTS)
    code, out, err = piped(app, "问" * 2001, "河口镇修通村道多少条")
    assert (code, err) == (0, "")
    assert out == "The question has 2,001 characters, at most 2,000 are allowed. Shorten it.\n\n" + ANSWER
    code, out, err = piped(FakeApp(REPORTS, trouble=ZeroDivisionError("by zero")), "河口镇")
    assert out.startswith("unexpected ZeroDivisionError: by zero (reference ")
    assert "raise self.trouble" in (tmp_path / "logs" / "errors.log").read_text(encoding="utf-8")


def test_typed_question(typed: Typed) -> None:
    shown = typed(FakeApp(REPORTS), "河口镇修通村道多少条\n")
    assert shown == "2 reports in the index. Ask a question, or type /help.\n" + ANSWER


def test_ctrl_c_clears_the_line_and_quit_leaves(typed: Typed) -> None:
    app = FakeApp(REPORTS)
    typed(app, "白石村\x03河口镇\n/quit\n白石村\n")
    assert [asked[0] for asked in app.asked] == ["河口镇"]


class SlowApp(FakeApp):
    """Presses Ctrl-C while it answers its first question, which it does not finish before the second is asked."""

    def __init__(self, reports: dict[str, str]) -> None:
        super().__init__(reports)
        self.finished: list[str] = []

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer, late."""
        answer = super().ask(question, history, exclude)
        if len(self.asked) == 1:
            os.kill(os.getpid(), signal.SIGINT)
            Event().wait(0.5)
        self.finished.append(question)
        return answer


def test_ctrl_c_cancels_the_question(typed: Typed) -> None:
    app = SlowApp(REPORTS)
    shown = typed(app, "白石村\n河口镇修通村道多少条\n")
    assert shown == "2 reports in the index. Ask a question, or type /help.\nCancelled.\n\n" + ANSWER
    assert app.asked == [("白石村", (), ()), ("河口镇修通村道多少条", (), ())]
    assert app.finished == ["白石村", "河口镇修通村道多少条"]


def test_ctrl_c_ends_a_piped_conversation(piped: Piped) -> None:
    assert piped(SlowApp(REPORTS), "白石村", "河口镇") == (130, "", "reportbot: interrupted\n")


def test_history_is_kept_between_runs_for_its_owner_only(typed: Typed, tmp_path: Path) -> None:
    typed(FakeApp(REPORTS), "白石村\n")
    typed(FakeApp(REPORTS), "\x1b[A 有多少人\n")
    kept = history(tmp_path / "chat_history")
    assert isinstance(kept, FileHistory)
    assert list(kept.load_history_strings()) == ["白石村 有多少人", "白石村"]
    assert (tmp_path / "chat_history").stat().st_mode & 0o777 == 0o600


def test_history_that_cannot_be_written_is_kept_in_memory(tmp_path: Path) -> None:
    assert isinstance(history(tmp_path / "none" / "chat_history"), InMemoryHistory)


@pytest.mark.parametrize(
    ("text", "completions"),
    [("/", ["/sources", "/open", "/reset", "/help", "/quit"]), ("/re", ["/reset"]), ("how /re", []), ("河口", [])],
)
def test_completion_of_commands(tmp_path: Path, text: str, completions: list[str]) -> None:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        session: PromptSession[Any] = prompt_session(tmp_path)
    assert session.completer is not None
    found = session.completer.get_completions(Document(text), CompleteEvent(completion_requested=True))
    assert [one.text for one in found] == completions
