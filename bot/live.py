"""An answer as it comes: on a terminal what is being done, then each checked sentence, then its sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text as Styled

from bot.output import write
from bot.render import answer_lines, laid_out, marked
from rag.events import Found, Text
from rag.types import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from bot.render import Line
    from rag.types import Event

SEARCHING, READING = "searching …", "reading {passages} passages …"


class Live:
    """Shows one answer on `console`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = ""

    def show(self, events: Iterable[Event]) -> Answer:
        """Show what happens; return the answer, whose text may have been shown in part (`rest`)."""
        status = self._console.status(SEARCHING) if self._console.is_terminal else None
        try:
            if status:
                status.start()
            for event in events:
                if isinstance(event, Answer):
                    return event
                if status and isinstance(event, Found):
                    status.update(READING.format(passages=event.passages))
                elif isinstance(event, Text):
                    if status:
                        status.stop()
                    self._say(event)
        finally:
            if status:
                status.stop()
        raise AssertionError("the events end with the answer")

    def rest(self, answer: Answer) -> list[Line]:
        """Give the lines of the answer that were not shown yet."""
        lines = answer_lines(answer)
        if not self._said:
            return lines
        if answer.answer.startswith(self._said):
            return [(0, marked(answer.answer[len(self._said) :], answer.highlight)), *lines[1:]]
        return [(0, Styled()), (0, Styled()), *lines]

    def _say(self, text: Text) -> None:
        """Show what has been added to the text; a text that does not go on from what was shown waits for the end."""
        if text.text.startswith(self._said):
            added = laid_out([(0, marked(text.text[len(self._said) :], text.highlight))], self._console)
            write(added.removesuffix("\n"))
            self._said = text.text
