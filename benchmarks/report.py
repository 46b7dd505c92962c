"""The results as a Markdown table, as JSON and as plots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.result import Result, number

TABLE, NUMBERS = "results.md", "results.json"
_MET = {True: "yes", False: "**no**", None: ""}
_SIZE = 6.4, 4.0
"""Inches of a plot."""


def write(folder: Path, results: Sequence[Result], about: Mapping[str, str]) -> list[Path]:
    """Write table, numbers and plots into a folder, and give the files; `about` names machine, state and time."""
    folder.mkdir(parents=True, exist_ok=True)
    table, numbers = folder / TABLE, folder / NUMBERS
    table.write_text("\n".join(table_lines(results, about)) + "\n", encoding="utf-8")
    found = {"about": dict(about), "results": [asdict(one) | {"met": one.met} for one in results]}
    numbers.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [table, numbers, *plots(folder, results)]


def table_lines(results: Sequence[Result], about: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the Markdown report: what it was measured on, then a row a result."""
    yield "# What was measured\n"
    yield from (f"- {name}: {value}" for name, value in about.items())
    yield "\nValues are medians with the first and third quartile of `n` runs; ratios are of runs side by side.\n"
    yield "| part | what | reach | got | quartiles | n | met |"
    yield "|---|---|---|---|---|---|---|"
    notes: list[str] = []
    before = ""
    for one in results:
        marks = ""
        if one.note:
            if one.note not in notes:
                notes.append(one.note)
            marks = f" [{notes.index(one.note) + 1}]"
        yield _row(one, "" if one.part == before else one.part, marks)
        before = one.part
    yield ""
    yield from (f"{at}. {note}" for at, note in enumerate(notes, 1))


def _row(one: Result, part: str, marks: str) -> str:
    reach = one.target.shown(one.unit) if one.target else ""
    got = "failed" if one.value is None else f"{number(one.value)} {one.unit}"
    spread = f"{number(one.spread[0])} – {number(one.spread[1])}" if one.spread else ""
    cells = (part, one.what + marks, reach, got, spread, str(one.n), _MET[one.met])
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def plots(folder: Path, results: Sequence[Result]) -> list[Path]:
    """Draw each part that has a series: lines over sizes, or bars where there are none; give the files."""
    drawn: list[Path] = []
    for part in dict.fromkeys(one.part for one in results):
        mine = [one for one in results if one.part == part and one.series and one.value is not None]
        if len(mine) > 1:
            path = folder / f"{part.replace(' ', '-')}.png"
            _plot(path, part, mine)
            drawn.append(path)
    return drawn


def _plot(path: Path, part: str, results: Sequence[Result]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    (_lines if any(one.at for one in results) else _bars)(axes, results)
    axes.set_title(part)
    figure.savefig(path, dpi=100, metadata={"Software": None})


def _lines(axes: Any, results: Sequence[Result]) -> None:
    """Draw a line a series over the logarithm of sizes, with bars from quartile to quartile."""
    for series in dict.fromkeys(one.series for one in results):
        mine = sorted((one for one in results if one.series == series), key=lambda one: one.at)
        values = [one.value or 0.0 for one in mine]
        low = [max(value - one.spread[0], 0.0) if one.spread else 0.0 for one, value in zip(mine, values, strict=True)]
        high = [max(one.spread[1] - value, 0.0) if one.spread else 0.0 for one, value in zip(mine, values, strict=True)]
        axes.errorbar([one.at for one in mine], values, [low, high], marker="o", capsize=3, label=series)
    ticks = sorted({one.at for one in results})
    axes.set_xscale("log")
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_ylabel(results[0].unit)
    axes.legend()


def _bars(axes: Any, results: Sequence[Result]) -> None:
    names = [one.what.partition(",")[0] for one in results]
    axes.barh(names[::-1], [one.value or 0.0 for one in reversed(results)])
    axes.set_xlabel(results[0].unit)
