"""An evaluation as JSON, and as tables for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from bot.render import HEAD, Line, clean

if TYPE_CHECKING:
    from bot.evaluate import Evaluation, Wrong
    from bot.output import Json
    from bot.scoring import Groups

NOTHING = "–"
GAP = "  "


def evaluation_json(evaluation: Evaluation) -> Json:
    """Return what `eval --json` prints; `without` is there only if it was asked for."""
    without = {} if evaluation.without is None else {"without": evaluation.without}
    wrong = [
        {
            "id": one.id,
            "question": one.question,
            "expected": one.expected if isinstance(one.expected, str) else list(one.expected),
            "got": one.got,
            "status": one.status,
        }
        for one in evaluation.wrong
    ]
    return {
        "search": evaluation.search,
        "answers": evaluation.answers,
        "refusal": evaluation.refusal,
        "citations": evaluation.citations,
        "time_ms": evaluation.time_ms,
        **without,
        "wrong": wrong,
    }


def evaluation_lines(evaluation: Evaluation, *, wrong: bool = False) -> list[Line]:
    """Lay out a table for each stage, and with `wrong` the answers that are not right."""
    tables = {
        "Passages found": evaluation.search,
        "Answers": evaluation.answers,
        "Refusals": evaluation.refusal,
        "Confidence, with and without the own report": evaluation.without or {},
        "Citations": {"all": evaluation.citations},
        "Time a question, ms": {"all": evaluation.time_ms},
    }
    lines: list[Line] = []
    for title, groups in tables.items():
        if groups:
            lines += [(0, Text(title, HEAD)), *((2, Text(row)) for row in _rows(groups)), (0, Text())]
    if not wrong:
        return lines[:-1]
    lines.append((0, Text(f"Wrong answers: {len(evaluation.wrong)}", HEAD)))
    for one in evaluation.wrong:
        lines += _wrong_lines(one)
    return lines


def _rows(groups: Groups) -> Iterator[str]:
    """Align a table; a group without one of the columns leaves it empty."""
    columns = list(dict.fromkeys(column for scores in groups.values() for column in scores))
    first = max(len(group) for group in groups)
    cells = {
        group: [_cell(scores[column]) if column in scores else "" for column in columns]
        for group, scores in groups.items()
    }
    widths = [max(len(column), *(len(row[n]) for row in cells.values())) for n, column in enumerate(columns)]
    for group, row in {"": columns, **cells}.items():
        yield GAP.join([group.ljust(first), *(cell.rjust(width) for cell, width in zip(row, widths, strict=True))])


def _cell(value: float | int | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else f"{value:.1f}" if value > 1 else f"{value:.3f}"


def _wrong_lines(one: Wrong) -> list[Line]:
    expected = one.expected if isinstance(one.expected, str) else " | ".join(one.expected)
    head = " ".join(part for part in (one.id, one.question) if part)
    return [
        (2, clean(head)),
        (6, Text("expected ") + clean(expected)),
        (6, Text(f"got [{one.status}] ") + clean(one.got)),
    ]
