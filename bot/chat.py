"""One conversation: what it remembers, and its commands. Returns lines; reads and prints nothing."""

from __future__ import annotations

from collections import deque
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rich.text import Text

from bot.render import FAINT, HEAD, NEAREST, Line, about, counted, passage_lines, source_lines
from rag.courtesy import courtesy
from rag.types import Answer, Citation

if TYPE_CHECKING:
    from bot.app import App
    from rag.types import Turn

REMEMBERED = 6
COMMANDS = {
    "/sources": "the sources of the last answer, then the reports in the index",
    "/open": "/open N shows the whole passage of source N, the quote marked",
    "/reset": "forget the conversation so far",
    "/help": "this list",
    "/quit": "leave (so does Ctrl-D)",
}


class Chat:
    """The last REMEMBERED turns and the last answer. `marks` stand around the quote that /open shows."""

    def __init__(self, app: App, marks: tuple[str, str]) -> None:
        self.app = app
        self.marks = marks
        self.turns: deque[Turn] = deque(maxlen=REMEMBERED)
        self.last: Answer | None = None

    def keep(self, answer: Answer) -> Answer:
        """Remember an answer, unless nothing was asked, and give it back."""
        if not courtesy(answer.question):
            self.turns.append(answer.turn)
            self.last = answer
        return answer

    def command(self, line: str) -> list[Line] | None:
        """Return what a line that starts with `/` shows; None means that the user leaves."""
        name, _, rest = line.partition(" ")
        match name:
            case "/quit":
                return None
            case "/sources":
                return [*self._sources(), *self._reports()]
            case "/open":
                return self._open(rest.strip())
            case "/reset":
                self.turns.clear()
                self.last = None
                return one_line("Forgotten: the next question starts a new conversation.")
            case "/help":
                return help_lines()
        near = [one for one in COMMANDS if one.startswith(name)] or get_close_matches(name, COMMANDS, 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else "/help lists the commands."
        return one_line(f"Unknown command {name}. {hint}")

    def _shown(self) -> tuple[Citation, ...]:
        return (self.last.citations or self.last.nearest) if self.last else ()

    def _sources(self) -> list[Line]:
        if not self._shown():
            return one_line("No answer with sources yet.")
        highlight = self.last.highlight if self.last else ()
        heading = "Sources of the last answer:" if self.last and self.last.citations else NEAREST
        return [(0, Text(heading, HEAD)), *(line for one in self._shown() for line in source_lines(one, highlight))]

    def _reports(self) -> list[Line]:
        status = self.app.status()
        reports = status.reports if status else ()
        lines: list[Line] = [(0, Text()), (0, Text(f"{counted(len(reports), 'report')} in the index:", HEAD))]
        for one in reports:
            size = Text(f" ({counted(one.passages, 'passage')})", FAINT)
            lines.append((2, about(one.report, one.title, ", ".join(one.places), one.date) + size))
        return lines

    def _open(self, number: str) -> list[Line]:
        shown = self._shown()
        if not shown:
            return one_line("There is no source to open yet. Ask a question first.")
        for one in shown:
            if number == str(one.n):
                return passage_lines(one, self.marks)
        return one_line(f"/open takes the number of a source. The last answer has {counted(len(shown), 'source')}.")


def banner(reports: int) -> list[Line]:
    """Say how much there is to answer from, and how to find the commands."""
    return one_line(f"{counted(reports, 'report')} in the index. Ask a question, or type /help.")


def help_lines() -> list[Line]:
    """List the commands, one a line."""
    return [(2, Text.assemble((f"{name:<9}", HEAD), meaning)) for name, meaning in COMMANDS.items()]


def one_line(text: str) -> list[Line]:
    """Show a single message."""
    return [(0, Text(text))]
