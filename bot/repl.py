"""The local loop: line editing and a history on a terminal, plain lines in and out otherwise."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.chat import COMMANDS, Chat, banner, one_line
from bot.live import Live
from bot.output import write
from bot.question import checked
from bot.render import laid_out
from bot.worker import Worker
from vectorstore.errors import IndexMissing, ReportbotError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from rich.console import Console

    from bot.app import App
    from bot.render import Line

HISTORY_FILE = "chat_history"
PLAIN_MARKS = ("**", "**")
PATIENCE = 5.0  # seconds that leaving waits for a cancelled question to end


class Repl:
    """Reads questions and commands, prints what they give. Lines come from `session`, or else from standard input."""

    def __init__(self, app: App, console: Console, data_dir: Path, session: PromptSession[str] | None = None) -> None:
        self.chat = Chat(app, PLAIN_MARKS if console.color_system is None else ("", ""))
        self.app = app
        self.console = console
        self.data_dir = data_dir
        self.session = session
        self.worker = Worker()

    def run(self) -> None:
        """Go on until the input ends or the user leaves; raises IndexMissing if there is nothing to ask."""
        status = self.app.status()
        if status is None:
            raise IndexMissing("There is no index yet. Run `reportbot index` first.")
        if self.session:
            self._show(banner(len(status.reports)))
        for line in self._lines():
            if line and not self._turn(line):
                break
        self.worker.stop(PATIENCE)

    def _lines(self) -> Iterator[str]:
        if self.session is None:
            yield from (" ".join(line.split()) for line in sys.stdin)
            return
        while True:
            try:
                yield " ".join(self.session.prompt("? ").split())
            except KeyboardInterrupt:
                continue
            except EOFError:
                return

    def _turn(self, line: str) -> bool:
        try:
            lines = self.chat.command(line) if line.startswith("/") else self._ask(line)
            if lines is None:
                return False
        except KeyboardInterrupt:
            if self.session is None:
                raise
            lines = one_line("Cancelled.")
        except ReportbotError as error:
            lines = one_line(" ".join(str(error).split()))
        except Exception as error:
            lines = one_line(logs.record(error, self.data_dir))
        self._show([*lines, *one_line("")])
        return True

    def _ask(self, question: str) -> list[Line]:
        text, turns, live = checked(question), tuple(self.chat.turns), Live(self.console)
        with closing(self.worker.stream(lambda: self.app.stream(text, turns))) as events:
            return live.rest(self.chat.keep(live.show(events)))

    def _show(self, lines: list[Line]) -> None:
        write(laid_out(lines, self.console))


def prompt_session(data_dir: Path) -> PromptSession[str]:
    """Make a prompt with line editing, completion of the commands and the history of earlier runs."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    completer = WordCompleter(list(COMMANDS), meta_dict=COMMANDS, sentence=True)
    return PromptSession(history=history(data_dir / HISTORY_FILE), completer=completer)


def history(path: Path) -> History:
    """Open the history kept in `path`, for its owner only; in memory if it cannot be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
