"""Answers, passages and summaries as lines for a person to read.

Styled for a terminal; where there is none, or NO_COLOR is set, the same lines without a mark: a quote stays verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.wrap import break_points
from rag.types import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.types import Answer, Citation, Row
    from vectorstore.plan import Plan
    from vectorstore.sync import SyncSummary
    from vectorstore.types import Hit

MARK = "bold green"
HEAD = "bold"
FAINT = "dim"
NEAREST = "Nearest passages (none of them is an answer):"
MIN_WIDTH = 20

Line = tuple[int, Text]
"""How far it is indented, and what stands in it."""


def console_for(stream: TextIO) -> Console:
    """Make a console that styles only on a terminal, and not where NO_COLOR is set."""
    plain = Console(file=stream).no_color
    return Console(file=stream, color_system=None if plain else "auto", highlight=False, markup=False, emoji=False)


def laid_out(lines: Iterable[Line], console: Console) -> str:
    """Return the lines as one string, wrapped to the console's width if it is a terminal."""
    with console.capture() as captured:
        for indent, text in lines:
            width = max(console.width - indent, MIN_WIDTH)
            for paragraph in text.split("\n", allow_blank=True):
                rows = paragraph.divide(break_points(paragraph.plain, width)) if console.is_terminal else [paragraph]
                for row in rows:
                    row.rstrip()
                    console.print(Text(" " * indent if row else "") + row, soft_wrap=True)
    return captured.get()


def answer_lines(answer: Answer) -> list[Line]:
    """Show the answer with its highlight marked, then the numbered sources, or for a refusal what came near."""
    lines = [(0, marked(answer.answer, answer.highlight)), *_remarks(answer), *table_lines(answer.table)]
    shown = answer.nearest if answer.status == REFUSED else answer.citations
    if shown:
        lines += [(0, Text()), (0, Text(NEAREST if answer.status == REFUSED else "Sources:", HEAD))]
    for one in shown:
        lines += source_lines(one, answer.highlight)
    return lines


def _remarks(answer: Answer) -> list[Line]:
    """Say what the question was read as, and what the user should know of the answer."""
    read = f"Read as: {answer.standalone}" if answer.standalone else ""
    return [(0, clean(text, FAINT)) for text in (answer.note, read) if text]


def table_lines(rows: Sequence[Row]) -> list[Line]:
    """Show the figures of a comparison, one a line, places and figures each in a column of its own."""
    if not rows:
        return []
    place = max(cell_len(row.place) for row in rows)
    figure = max(cell_len(row.text) for row in rows)
    lines: list[Line] = [(0, Text())]
    for row in rows:
        gap = " " * (2 + place - cell_len(row.place) + figure - cell_len(row.text))
        date = f"  {row.date}" if row.date and row.date not in row.place else ""
        lines.append((2, Text.assemble(clean(row.place), gap, (clean(row.text).plain, MARK), f"  [{row.n}]{date}")))
    return lines


def source_lines(one: Citation, highlight: Sequence[str]) -> list[Line]:
    """Show one numbered source: title, place, date, report, then the quote and its offsets in the report."""
    head = Text.assemble((f"[{one.n}] ", HEAD), about(one.title, one.place, one.date, one.report))
    where = Text(f"characters {one.start}–{one.end}{also_in(one)}", FAINT)
    return [(2, head), (6, marked(one.quote, highlight)), (6, where)]


def also_in(one: Citation) -> str:
    """Name the reports that reprint a quote, after what is said of where it stands."""
    return clean(f"; also in {', '.join(one.also_in)}").plain if one.also_in else ""


def hit_lines(hits: Sequence[Hit]) -> list[Line]:
    """Show the passages of a search, each with its score and place in the file."""
    lines: list[Line] = []
    for rank, hit in enumerate(hits, 1):
        chunk = hit.chunk
        head = about(chunk.title, chunk.places[0] if chunk.places else "", chunk.date, chunk.report)
        where = Text(f"score {hit.score:.3f}, characters {chunk.start}–{chunk.end}", FAINT)
        lines += [(0, Text.assemble((f"{rank}. ", HEAD), head)), (4, clean(chunk.text)), (4, where)]
    return lines or [(0, Text("No passage found."))]


def passage_lines(one: Citation, marks: tuple[str, str]) -> list[Line]:
    """Show the whole passage a source stands in, its quote between `marks` and styled."""
    head = Text.assemble((f"[{one.n}] ", HEAD), about(one.title, one.place, one.date, one.report))
    where = Text(f"characters {one.passage_start}–{one.passage_end}{also_in(one)}", FAINT)
    before, quote, after = one.passage.partition(one.quote)
    body = clean(before) + Text(marks[0]) + styled(quote) + Text(marks[1]) + clean(after) if quote else clean(before)
    return [(0, head), (0, where), (0, Text()), (0, body)]


def summary_line(summary: SyncSummary) -> str:
    """Say in one line what an indexing run did."""
    reports = summary.added + summary.changed + summary.moved + summary.unchanged
    holds = f"{counted(reports, 'report')}, {counted(summary.passages, 'passage')}"
    names = ("added", "changed", "moved", "deleted", "unchanged")
    done = [f"{getattr(summary, name)} {name}" for name in names if getattr(summary, name)]
    if summary.failed:
        done.append(f"{len(summary.failed)} failed")
    if not summary.added + summary.changed + summary.moved + summary.deleted:
        return f"Nothing changed: {holds} ({', '.join([*done, f'{summary.seconds:.1f} s'])})"
    return f"Indexed {holds} in {summary.seconds:.1f} s: {', '.join(done)}"


def plan_lines(plan: Plan) -> list[str]:
    """Say what an indexing run would do, report by report; what stays is counted."""
    lines = [f"added    {_name(change.name)}" for change in plan.added]
    lines += [f"changed  {_name(change.name)}" for change in plan.changed]
    lines += [f"moved    {_name(change.source)} -> {_name(change.name)}" for change in plan.moved]
    lines += [f"deleted  {_name(name)}" for name in plan.deleted]
    lines += [f"failed   {_name(failure.report)}" for failure in plan.failed]
    return [*lines, f"{counted(len(plan.unchanged), 'report')} unchanged. Nothing was written."]


def _name(report: str) -> str:
    """Write a report's name, which may have line breaks, in one line."""
    return clean(report.replace("\n", "�")).plain


def about(title: str, place: str, date: str, report: str) -> Text:
    """Say where something stands; what is unknown is left out."""
    return Text(" · ").join(clean(part) for part in (title, place, date, report) if part)


def counted(number: int, noun: str) -> str:
    """Write `1 report`, `2 reports`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def marked(text: str, highlight: Sequence[str]) -> Text:
    """Style the pieces of `highlight` in `text`, a number only where it is a whole number."""
    shown = clean(text)
    for piece in filter(None, highlight):
        before = r"(?<![\d.])" if piece[0].isdigit() else ""
        after = r"(?![\d])" if piece[-1].isdigit() else ""
        shown.highlight_regex(before + re.escape(clean(piece).plain) + after, MARK)
    return shown


def styled(quote: str) -> Text:
    """Mark a quote as a whole."""
    text = clean(quote)
    text.stylize(MARK)
    return text


def clean(text: str, style: str = "") -> Text:
    """Replace characters that would command the terminal; each becomes U+FFFD."""
    plain = "".join("�" if unicodedata.category(char) == "Cc" and char not in "\n\t" else char for char in text)
    return Text(plain, style)
