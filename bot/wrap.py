"""Line breaks for text that mixes Chinese and Latin, where a Chinese character takes two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
OPENING = "（《“‘「『【〈［"
CLOSING = "，。、；：！？）》”’」』】〉］…—％"
# What must stay on one line: a Chinese character or a word, with the marks that may not start or end a line.
PIECE = re.compile(
    f"[{OPENING}]*(?:[^{WIDE}{OPENING}{CLOSING}\\s]+|[{WIDE}][,.;:!?)]*|(?=[{CLOSING}\\s]|$))[{CLOSING}]*\\s*"
)


def break_points(text: str, width: int) -> list[int]:
    """Find the offsets in one-line `text` at which a new line of at most `width` columns starts, final space aside."""
    points, column = [], 0
    for start, piece in _pieces(text, width):
        if column and column + cell_len(piece.rstrip()) > width:
            points.append(start)
            column = 0
        column += cell_len(piece)
    return points


def _pieces(text: str, width: int) -> Iterator[tuple[int, str]]:
    for match in PIECE.finditer(text):
        if not match[0]:
            continue
        if cell_len(match[0].rstrip()) <= width:
            yield match.start(), match[0]
        else:
            yield from ((match.start() + n, char) for n, char in enumerate(match[0]))
