"""A report's lines as the eye sees them, and how its author laid them out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from vectorstore.types import Kind, Report, Span

BLANK = (
    " \t\r\f\v\x1a\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""White space, and what cannot be seen, within lines."""
WIDE = re.compile(r"[\u1100-\u115f\u2014\u2018-\u201d\u2026\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\uffe6]")
FINISHED = re.compile(r"(?:[。！？!?…]|(?<![.\d])\.|\.{3,}|(?<=\d)\.)[”’\"'」』）)】》\]\s]*$")
SHORT_CELLS = 80
"""Longest heading, title or caption line, in character cells (a Chinese character takes two)."""
NARROWEST = 34
"""Narrowest margin, in cells, at which lines count as wrapped by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    `text` is what its `pieces` of the file give, without white space at either end and without Markdown marks.
    `gap` counts the blank lines before it, `indent` and `width` are cells. `kind` is set where a mark in the file
    says what it is. `ruled` is set after a drawn line (-----). `item` is set for a Markdown list item.
    """

    text: str
    pieces: tuple[Span, ...]
    gap: int
    indent: int
    width: int
    kind: Kind | None = None
    ruled: bool = False
    item: bool = False

    @property
    def start(self) -> int:
        """Offset in the file of its first character."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Offset in the file after its last character."""
        return self.pieces[-1][1]

    @property
    def finished(self) -> bool:
        """Whether it ends as a sentence does, closing quotes and brackets aside."""
        return bool(FINISHED.search(self.text[-12:]))

    @property
    def short(self) -> bool:
        """Whether it could be a heading: no longer than one, and no sentence."""
        return self.width - self.indent <= SHORT_CELLS and not self.finished and "。" not in self.text


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    `gap` is the usual number of blank lines between lines. `wrap` is the width in cells at which lines are broken
    by hand, 0 if they are not, `slack` how much shorter a full line may be. `indented` says that paragraphs begin
    with an indent.
    """

    gap: int
    wrap: int
    slack: int
    indented: bool

    def is_full(self, line: Line) -> bool:
        """Whether the line reaches the margin of a hard-wrapped file."""
        return bool(self.wrap) and line.width >= self.wrap - self.slack

    def image_before(self, line: Line) -> bool:
        """Whether the blank space before the line is larger than usual, as where a picture stood."""
        return line.gap >= self.gap + 2


def cells(text: str) -> int:
    """Return the width of a text in character cells."""
    return 2 * len(text) if len(text) > 400 else len(text) + len(WIDE.findall(text))


def read_lines(report: Report) -> list[Line]:
    """Return the lines of a report that are not blank, without white space at their ends."""
    lines: list[Line] = []
    start = gap = 0
    for raw in report.text.split("\n"):
        body = raw.strip(BLANK)
        if body:
            lead = len(raw) - len(raw.lstrip(BLANK))
            span = (start + lead, start + lead + len(body))
            indent = cells(raw[: min(lead, 40)])
            lines.append(Line(body, (span,), gap, indent, indent + cells(body)))
            gap = 0
        else:
            gap += 1
        start += len(raw) + 1
    return lines


def without(lines: list[Line], dropped: set[int]) -> list[Line]:
    """Return the lines without those at the indexes `dropped`, their blank space added up."""
    kept: list[Line] = []
    gap = 0
    for index, line in enumerate(lines):
        gap += line.gap
        if index not in dropped:
            kept.append(line if gap == line.gap else replace(line, gap=gap))
            gap = 0
    return kept


def layout_of(lines: list[Line]) -> Layout:
    """Measure how the lines are laid out."""
    gaps = Counter(min(line.gap, 9) for line in lines[1:])
    gap = min(g for g, n in gaps.items() if n == max(gaps.values())) if gaps else 0
    wrap, slack = _margin(lines)
    starts = [line for before, line in pairwise(lines) if before.finished and line.width > 30]
    indented = len(starts) >= 3 and sum(2 <= line.indent <= 12 for line in starts) >= 0.7 * len(starts)
    return Layout(gap, wrap, slack, indented)


def _margin(lines: list[Line]) -> tuple[int, int]:
    """Return the width at which lines are wrapped and the slack below it, (0, 0) if they are not."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 4 or widths[int(0.98 * (len(widths) - 1))] > 160:
        return 0, 0
    latin = sum(cells(line.text) < 1.3 * len(line.text) for line in lines) > 0.6 * len(lines)
    slack = 14 if latin else 4
    margin = widths[int(0.95 * (len(widths) - 1))]
    full = [line for line in lines if line.width >= margin - slack]
    broken = sum(not line.finished for line in full)
    wrapped = margin >= NARROWEST and len(full) >= 0.4 * len(lines) and broken >= 3 and broken >= 0.5 * len(full)
    return (margin, slack) if wrapped else (0, 0)
