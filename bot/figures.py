"""The figures of the reports as a table for a person, as CSV and as JSON, and as a chart."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.output import Json
from vectorstore.errors import ReportbotError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from rag.comparable import Comparison
    from rag.listing import Listed

MAX_BARS = 40
CONTEXT = 30
"""Characters of a sentence shown in the table on either side of its figure."""

UNWRAPPED = 1000
"""Columns of a table that does not go to a terminal."""

COLUMNS = (
    "place", "counted", "value", "upper", "bound", "unit", "kind", "written", "action", "owner", "when", "date",
    "report", "title", "sentence", "start", "end",
)  # fmt: skip


def checked(about: str | None, plot: Path | None, as_csv: bool, as_json: bool) -> str:
    """Return the text to look for, "" for all figures; raise UsageError for options that do not go together."""
    from bot.question import checked as checked_question

    if as_csv and as_json:
        raise UsageError("--csv and --json do not go together. Give one of them.")
    if plot and about is None:
        raise UsageError("--plot compares one thing. Say which with --about TEXT.")
    if plot and plot.suffix.lower() != ".png":
        raise UsageError(f"--plot writes a PNG picture, so its file must end in .png, not {plot.name!r}.")
    return "" if about is None else checked_question(about)


def laid_out_as(listed: Sequence[Listed], about: str, report: str, as_csv: bool, as_json: bool) -> str:
    """Return what `figures` prints."""
    if as_csv:
        return figures_csv(listed)
    if as_json:
        return json.dumps(figures_json(about, report, listed), ensure_ascii=False) + "\n"
    from bot.render import console_for

    return figures_table(listed, console_for(sys.stdout))


def figures_json(about: str, report: str, listed: Sequence[Listed]) -> Json:
    """Return what `figures --json` prints."""
    return {"about": about, "report": report, "figures": [_fields(one) for one in listed]}


def figures_csv(listed: Iterable[Listed]) -> str:
    """Return a header and a row for each figure; what is unknown is empty, numbers are plain."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_fields(one) for one in listed)
    return text.getvalue()


def figures_table(listed: Sequence[Listed], console: Console) -> str:
    """Return the figures in tables, one for each article as long as its figures follow one another."""
    from bot.render import HEAD, about, counted

    if not listed:
        return "No figures found.\n"
    if not console.is_terminal:
        console.width = UNWRAPPED
    with console.capture() as captured:
        for _, group in groupby(listed, lambda one: (one.report, one.article)):
            rows = list(group)
            console.print(about(rows[0].title, "", rows[0].date, rows[0].report), style=HEAD, soft_wrap=True)
            console.print(_table(rows, console.is_terminal))
        console.print(counted(len(listed), "figure"))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def compare(listed: Sequence[Listed], about: str) -> Comparison:
    """Return the figures of one thing, as few as a chart can hold; raise ReportbotError if there is nothing to plot."""
    from rag.comparable import comparison

    compared = comparison(listed, MAX_BARS)
    if compared is None:
        raise ReportbotError(f"Nothing to plot: no figure matches {about!r}.")
    return compared


def draw(compared: Comparison, about: str, path: Path) -> str:
    """Write the chart and return a line that says what is in it and what was left out."""
    from bot.plot import Bar, bar_chart
    from bot.render import counted

    name = compared.thing or about
    title = name if about.strip() in ("", name) else f"{name} · {about}"
    sources = ", ".join(dict.fromkeys(row.one.report for row in compared.rows))
    bars = [Bar(row.label, row.value, row.one.figure.text) for row in compared.rows]
    bar_chart(bars, title, f"Sources: {sources}", path)
    drawn = f"Drawn in {path}: {name}, {counted(len(bars), 'bar')}"
    if not compared.left_out:
        return f"{drawn}."
    return f"{drawn}; left out: {counted(compared.left_out, 'figure')} of other things or units, or less near."


def _table(rows: Sequence[Listed], terminal: bool) -> Any:
    from rich import box
    from rich.table import Table

    from bot.render import clean

    table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False, header_style="dim")
    for name in ("Figure", "Counted", "Place", "When"):
        table.add_column(name, overflow="fold", min_width=6)
    table.add_column("Sentence", overflow="fold", ratio=1)
    for one in rows:
        figure = one.figure
        cells = (figure.text, figure.counted or figure.action, one.place, figure.when)
        table.add_row(*map(clean, cells), _around(one))
    return table


def _around(one: Listed) -> Any:
    """Show the sentence with the figure marked, cut where it is long."""
    from bot.render import MARK, clean

    text, written = one.sentence.replace("\n", ""), one.figure.text.replace("\n", "")
    at = max(text.find(written), 0)
    low, high = max(at - CONTEXT, 0), min(at + len(written) + CONTEXT, len(text))
    shown = clean(f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}")
    shown.highlight_words([clean(written).plain], MARK)
    return shown


def _fields(one: Listed) -> Json:
    figure = one.figure
    return {
        "place": one.place,
        "counted": figure.counted,
        "value": _number(figure.value),
        "upper": None if figure.upper is None else _number(figure.upper),
        "bound": figure.bound,
        "unit": figure.unit,
        "kind": figure.kind.value,
        "written": figure.text,
        "action": figure.action,
        "owner": figure.owner,
        "when": figure.when,
        "date": one.date,
        "report": one.report,
        "title": one.title,
        "sentence": one.sentence.replace("\n", ""),
        "start": one.start,
        "end": one.end,
    }


def _number(value: float) -> int | float:
    """Return a value without the last digits, which are noise of its calculation (7626000000.000001)."""
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() else rounded
