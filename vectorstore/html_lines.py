"""The lines of a page of HTML as a browser shows them, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_HIDDEN = (
    "head title script style noscript template svg math iframe object embed canvas audio video map select option button"
    " input textarea datalist nav rp rt"
)
_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q rb ruby s samp small"
    " span strike strong sub sup time tt u var wbr img"
)
HIDDEN, INLINE = frozenset(_HIDDEN.split()), frozenset(_INLINE.split())
MOST_LINES = 50_000
LONGEST_CELL = 100
"""Characters of the longest cell in a table that holds data; others hold the page in place."""

_CELL, _LINE = "\x1f", "\x1e"
"""Where a cell ends and, in preformatted text, a line; a page's text has no such characters."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BROKEN = re.compile(r"(?<=[\u2e80-\uffef“”‘’…—])[ \t\r\f]*\n[ \t\r\n\f]*(?=[\u2e80-\uffef“”‘’…—])")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page.

    `block` is the element that it fills and `container` the one around that, as numbers that are equal for equal
    elements. `tag` is the block's. `linked` is the share of its characters that are links.
    """

    text: str
    tag: str
    block: int
    container: int
    linked: float
    captions: bool


class _Lines:
    """Gathers the text of a page's blocks while its tree is walked."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self._blocks: list[tuple[int, str]] = []
        self._text: list[str] = []
        self._entered = self._links = self._linked = self._tables = self._cells = self._preformatted = 0

    def enter(self, element: etree._Element) -> None:
        """Begin an element: a block ends the line before it."""
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "a":
            self._links += 1
        elif tag not in INLINE:
            cell = tag in ("td", "th") and self._tables > 0
            if not cell:
                self._break()
            self._entered += 1
            self._blocks.append((self._entered, tag))
            self._cells += cell
            self._tables += tag == "table" and (self._tables > 0 or _is_data(element))
            self._preformatted += tag == "pre"
        self.add(element.text)

    def leave(self, element: etree._Element) -> None:
        """End an element."""
        tag = element.tag
        if tag == "a":
            self._links -= 1
        elif tag != "br" and tag not in INLINE:
            if tag in ("td", "th") and self._cells:
                self._cells -= 1
                self._text.append(_CELL)
            else:
                self._break()
            self._blocks.pop()
            self._tables -= tag == "table" and self._tables > 0
            self._preformatted -= tag == "pre"

    def add(self, text: str | None) -> None:
        """Add text of the block that is open."""
        if text:
            self._linked += len(text.strip()) if self._links else 0
            self._text.append(text.replace("\n", _LINE) if self._preformatted else text)

    def end(self) -> list[PageLine]:
        """Return the page's lines."""
        self._flush()
        return self.lines

    def _break(self) -> None:
        """End a line; in a table of data the lines of a cell go on as one."""
        if self._cells:
            self._text.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        if not self._text:
            return
        (block, tag), above = (self._blocks or [(0, "")])[-1], (self._blocks or [(0, "")])[-2:][0]
        captions = any(tag in ("figure", "figcaption", "caption") for _, tag in self._blocks[-4:])
        for text in map(_shown, "".join(self._text).split(_LINE)):
            if text:
                self.lines.append(PageLine(text, tag, block, above[0], min(1.0, self._linked / len(text)), captions))
        self._text.clear()
        self._linked = 0


def page_lines(root: etree._Element) -> list[PageLine]:
    """Return the lines of a page in their order, at most some more than MOST_LINES.

    What a browser does not show is left out, and navigation that is marked as such.
    """
    lines = _Lines()
    for entered, element in _walk(root):
        if len(lines.lines) > MOST_LINES:
            break
        if entered is None:
            lines.add(element.tail)
        elif entered:
            lines.enter(element)
        else:
            lines.leave(element)
    return lines.end()


def _walk(root: etree._Element) -> Iterator[tuple[bool | None, etree._Element]]:
    """Give each shown element as it is entered (True) and left (False), and each whose tail comes (None)."""
    stack: list[tuple[bool, etree._Element]] = [(True, root)]
    while stack:
        entering, element = stack.pop()
        if not entering:
            yield False, element
        elif _is_shown(element):
            yield True, element
            stack.append((False, element))
            stack.extend((True, child) for child in reversed(element))
            continue
        if element is not root:
            yield None, element


def _is_shown(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in HIDDEN or element.get("hidden") is not None:
        return False
    return not _NOT_SHOWN.search(element.get("style") or "")


def _is_data(table: etree._Element) -> bool:
    """Whether a table has rows and columns of short cells, and no table inside."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    if len(rows) < 2 or max(sum(cell.tag in ("td", "th") for cell in row) for row in rows) < 2:
        return False
    return all(len("".join(cell.itertext())) <= LONGEST_CELL for row in rows for cell in row)


def _shown(text: str) -> str:
    """Return a line's text as a browser shows it: runs of white space as one space, none where Chinese is broken."""
    cells = (_SPACE.sub(" ", _BROKEN.sub("", cell)).strip(" ") for cell in text.split(_CELL))
    return "\t".join(cell for cell in cells if cell)
