"""The pieces of text on a page of a PDF, and the order in which they are read.

Lengths are in points, the origin is the page's lower left corner.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import pi
from statistics import median
from typing import Any

MOST_CHARACTERS = 200_000
"""Characters of one page; a page of a newspaper has 10,000."""
GAP = 1.5
"""Space between two pieces of a line, in heights of the line, from which they are cells or columns."""
SPREAD = 0.12
"""Space between characters, in heights of the line, up to which it only spreads the line over its column."""
COLUMN_PIECES = 4
"""Pieces that each of two columns must have at least."""
COLUMN_CHARACTERS = 8
"""Characters of a usual line in a column of prose; a table's cells have fewer."""
WIDER = 1.5
"""How much wider the step from the text to a table is than the steps between its rows."""
STRAYING = 0.1
"""Share of a column's pieces that may not keep to its edges."""
MOST_GUTTERS = 12
UPRIGHT = 0.1
"""Radians by which a character may be turned against the others."""
QUARTER = pi / 2

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_WIDE = re.compile(r"[\u2e80-\uffef“”‘’…—]")
_RADICALS = str.maketrans(
    "⺟⺠⺻⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "母民聿虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line without a large gap. `size` is its height."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """Its height."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a column; cells of a table are parted by tabs. `low` and `high` are the column's edges."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    low: float
    high: float


def page_rows(textpage: Any) -> list[Row]:
    """Return the lines of a page in reading order, column by column; `textpage` is pypdfium2's PdfTextPage."""
    pieces = _pieces(textpage)
    return [row for region in _regions(pieces) for row in _rows(region)]


def _pieces(textpage: Any) -> list[Piece]:
    import pypdfium2.raw as pdfium

    found: list[Piece] = []
    text, box, space = "", (0.0,) * 4, ""
    number = min(pdfium.FPDFText_CountChars(textpage), MOST_CHARACTERS)
    rect, quarter = pdfium.FS_RECTF(), _quarter(textpage, number)
    for index in range(number):
        c = chr(min(pdfium.FPDFText_GetUnicode(textpage, index), 0x10FFFF))
        generated = pdfium.FPDFText_IsGenerated(textpage, index) == 1
        if c.isspace():
            space = space if generated and space else "generated" if generated else "real"
            continue
        off = (pdfium.FPDFText_GetCharAngle(textpage, index) - quarter * QUARTER) % (4 * QUARTER)
        if c < " " or c in "\ufffe\uffff" or UPRIGHT < off < 4 * QUARTER - UPRIGHT or generated:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect)) or rect.top <= rect.bottom:
            continue
        own = _turned((rect.left, rect.bottom, rect.right, rect.top), quarter)
        if text and _goes_on(box, own):
            spread = space == "generated" and own[0] - box[2] < SPREAD * (box[3] - box[1])
            text += (" " if space and not spread else "") + c
            box = (box[0], min(box[1], own[1]), max(box[2], own[2]), max(box[3], own[3]))
        else:
            if text:
                found.append(Piece(_plain(text), *box))
            text, box = c, own
        space = ""
    return [*found, Piece(_plain(text), *box)] if text else found


def _quarter(textpage: Any, number: int) -> int:
    """Return the quarters by which most of a page's text is turned, as on a broad page that is stored upright."""
    import pypdfium2.raw as pdfium

    angles = (pdfium.FPDFText_GetCharAngle(textpage, index) for index in range(0, number, 1 + number // 400))
    return Counter(round(angle / QUARTER) % 4 for angle in angles).most_common(1)[0][0] if number else 0


def _turned(box: Box, quarter: int) -> Box:
    """Turn a box back by so many quarters."""
    left, bottom, right, top = box
    return (box, (-top, left, -bottom, right), (-right, -top, -left, -bottom), (bottom, -right, top, -left))[quarter]


def _goes_on(box: Box, own: Box) -> bool:
    """Whether a character stands on the line of the piece before it, and near its end."""
    height = min(box[3] - box[1], own[3] - own[1])
    level = min(box[3], own[3]) - max(box[1], own[1]) > 0.5 * height
    return level and -0.6 * height < own[0] - box[2] < GAP * height


def _plain(text: str) -> str:
    """Return text with the characters that it shows, where a font has named their look-alikes (⼀, ﬁ)."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", c) if "\u2f00" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufb06" else c for c in text
    )


def _regions(pieces: list[Piece]) -> list[list[Piece]]:
    """Part a page into columns, and what stands over and under them, in reading order."""
    pieces = sorted(pieces, key=lambda piece: (-piece.top, piece.left))
    found = _columns(pieces)
    if not found:
        return [pieces] if pieces else []
    first, last, gutter = found
    run = pieces[first:last]
    parts = ([p for p in run if p.right <= gutter], [p for p in run if p.left >= gutter])
    return [region for part in (pieces[:first], *parts, pieces[last:]) for region in (_regions(part) if part else [])]


def _columns(pieces: Sequence[Piece]) -> tuple[int, int, float] | None:
    """Find the longest run of pieces, from the top down, that a gutter parts into two columns of prose."""
    edges = Counter(round(piece.left) for piece in pieces)
    best: tuple[int, int, float] | None = None
    for edge, number in edges.most_common(MOST_GUTTERS):
        gutter = edge - 0.6
        if number < COLUMN_PIECES:
            break
        start = 0
        for end, piece in enumerate([*pieces, None]):
            if piece is not None and not piece.left < gutter - piece.size / 2 < gutter + piece.size / 2 < piece.right:
                continue
            if end - start > (best[1] - best[0] if best else 0) and _is_parted(pieces[start:end], gutter):
                best = (start, end, gutter)
            start = end + 1
    return (best[0], best[0] + _before_table(pieces[best[0] : best[1]], best[2]), best[2]) if best else None


def _is_parted(run: Sequence[Piece], gutter: float) -> bool:
    sides = _sides(run, gutter)
    if any(len(side) < COLUMN_PIECES or median(len(p.text) for p in side) < COLUMN_CHARACTERS for side in sides):
        return False
    return _edges(sides[1])[0] - _edges(sides[0])[1] > 0.5 * median(piece.size for piece in run)


def _sides(run: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    """Part pieces by the side of a gutter on which most of each stands."""
    left = [piece for piece in run if piece.left + piece.right < 2 * gutter]
    return left, [piece for piece in run if piece.left + piece.right >= 2 * gutter]


def _edges(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return the left and right edge that nearly all pieces keep to; a page number may stand outside."""
    astray = max(int(STRAYING * len(pieces)), int(len(pieces) > COLUMN_PIECES))
    lefts, rights = sorted(piece.left for piece in pieces), sorted(piece.right for piece in pieces)
    return lefts[astray], rights[-1 - astray]


def _before_table(run: Sequence[Piece], gutter: float) -> int:
    """Count the pieces of a run of columns that stand over a table at its end: rows of two or more short pieces."""
    sides = _sides(run, gutter)
    half = min(max(p.right for p in side) - min(p.left for p in side) for side in sides) / 2
    lines = _lines(run)
    number = len(lines)
    while number and len(lines[number - 1]) > 1 and all(p.right - p.left < half for p in lines[number - 1]):
        steps = [a[0].top - b[0].top for a, b in pairwise(lines[number - 1 :])]
        if steps and steps[0] > WIDER * steps[-1]:  # the columns' last lines may be short too
            break
        number -= 1
    above = sum(map(len, lines[:number]))
    return above if len(lines) - number > 1 and above else len(run)


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Join the pieces that stand on one line."""
    low, high = _edges(pieces)
    return [_row(sorted(line, key=lambda piece: piece.left), low, high) for line in _lines(pieces)]


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces, which come from the top down, by the line they stand on."""
    lines: list[list[Piece]] = []
    for piece in pieces:
        line = next((line for line in lines[-3:] if _is_level(line[0], piece)), None)
        if line is None:
            lines.append([piece])
        else:
            line.append(piece)
    return lines


def _is_level(one: Piece, other: Piece) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.size, other.size)


def _row(line: Sequence[Piece], low: float, high: float) -> Row:
    text, end = "", line[0].left
    size = max(piece.size for piece in line)
    for piece in line:
        gap = piece.left - end
        if text and gap >= GAP * size:
            text += "\t"
        elif text and gap > 0.2 * size and not (_WIDE.match(text[-1]) and _WIDE.match(piece.text[0])):
            text += " "
        text, end = text + piece.text, max(end, piece.right)
    return Row(text, line[0].left, end, min(piece.bottom for piece in line), size, low, high)
