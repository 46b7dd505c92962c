"""A horizontal bar chart with Chinese labels, as a PNG file, whatever fonts the machine has.

Drawn straight onto a canvas, without matplotlib's pyplot: no window, no global figure, no user's style. The font is the
file of the package pylopdf-fonts-zh-cn (Noto Sans SC, SIL Open Font License 1.1).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from bot.wrap import break_points
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH, DPI = 9.0, 150
SIZE, TITLE_SIZE, FOOTER_SIZE = 11.0, 15.0, 8.0
LABEL_COLUMNS, LABEL_LINES = 26, 3
"""A label is wrapped at this many columns (a Chinese character takes two) and cut after this many lines."""

VALUE_COLUMNS = 24
LINE = 1.2
"""Height of a line in font sizes."""

BAR, GAP, MARGIN = 0.3, 0.16, 0.3
COLOUR, FAINT = "#2f6f9f", "#666666"
MISSING = "□"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length in any unit, not negative, and what is written at its end."""

    label: str
    value: float
    written: str


@dataclass(frozen=True, slots=True)
class _Text:
    """Wrapped lines of one size in points; `height` and `columns` are what they take, in inches and columns."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE / 72

    @property
    def width(self) -> float:
        return max(map(cell_len, self.lines), default=0) * self.size / 2 / 72

    def __str__(self) -> str:
        return "\n".join(self.lines)


def bar_chart(bars: Sequence[Bar], title: str, footer: str, path: Path) -> None:
    """Draw the bars from the top down, in their order, and write the picture to `path`.

    Long labels, titles and footers are wrapped. Raises ReportbotError if the file cannot be written.
    """
    # It warns where it cannot keep its cache (a read-only home) and when it makes it; it then works all the same.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib

    picture = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        _drawn(bars, title, footer).savefig(picture, format="png", dpi=DPI)
    try:
        path.write_bytes(picture.getvalue())
    except OSError as error:
        raise ReportbotError(f"{path} cannot be written: {error.strerror}.") from error


def _drawn(bars: Sequence[Bar], title: str, footer: str) -> Figure:
    font = _font()
    labels = [_wrapped(font, bar.label, SIZE, LABEL_COLUMNS, LABEL_LINES) for bar in bars]
    written = [_wrapped(font, bar.written, SIZE, VALUE_COLUMNS, LABEL_LINES) for bar in bars]
    head = _wrapped(font, title, TITLE_SIZE, _columns(TITLE_SIZE), 3)
    foot = _wrapped(font, footer, FOOTER_SIZE, _columns(FOOTER_SIZE), 8)
    rows = [max(BAR, *(text.height for text in texts)) + GAP for texts in zip(labels, written, strict=True)]
    height = sum(rows) + head.height + foot.height + 4 * MARGIN
    left = MARGIN + max(text.width for text in labels) + 0.1
    right = MARGIN + max(text.width for text in written) + 0.1
    scale = (WIDTH - left - right) / (max(bar.value for bar in bars) or 1.0)

    canvas = _canvas(height)
    axes = canvas.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, WIDTH), ylim=(0, height))
    axes.set_axis_off()

    def put(x: float, y: float, text: _Text, across: str, up: str, colour: str = "black") -> None:
        properties = font.copy()
        properties.set_size(text.size)
        drawn = axes.text(x, y, str(text), fontproperties=properties, ha=across, va=up, color=colour)
        drawn.set(linespacing=1.1, parse_math=False)

    put(MARGIN, height - MARGIN, head, "left", "top")
    y = height - 2 * MARGIN - head.height
    axes.plot((left, left), (y, y - sum(rows)), color="#bbbbbb", linewidth=0.8)
    for bar, label, value, row in zip(bars, labels, written, rows, strict=True):
        y -= row
        middle = y + row / 2
        axes.barh(middle, bar.value * scale, height=BAR, left=left, color=COLOUR)
        put(left - 0.1, middle, label, "right", "center")
        put(left + bar.value * scale + 0.08, middle, value, "left", "center")
    put(MARGIN, MARGIN, foot, "left", "bottom", FAINT)
    return canvas


def _canvas(height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _font() -> FontProperties:
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    return FontProperties(fname=str(sans_path()))


def _columns(size: float) -> int:
    return int((WIDTH - 2 * MARGIN) * 72 / (size / 2))


def _wrapped(font: FontProperties, text: str, size: float, columns: int, most: int) -> _Text:
    from matplotlib.font_manager import get_font

    known = get_font(str(font.get_file())).get_charmap()
    plain = "".join(char if ord(char) in known else MISSING for char in " ".join(text.split()))
    points = [0, *break_points(plain, columns), len(plain)]
    lines = [plain[a:b].rstrip() for a, b in pairwise(points)]
    if len(lines) > most:
        lines[most - 1] = lines[most - 1][:-1] + "…"
    return _Text(tuple(lines[:most]), size)
