"""Markdown's marks: told from the text, and left out of the spans."""

from __future__ import annotations

import re
from dataclasses import replace

from vectorstore.bylines import is_byline
from vectorstore.lines import FINISHED, Line, cells
from vectorstore.types import Kind, Span, cut_spans

HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
CLOSING_HEADING = re.compile(r"\s+#+$")
ITEM = re.compile(r"(?:>\s*)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?)?")
RULE = re.compile(r"(?:[-*_=]\s*){3,}$")
TABLE_RULE = re.compile(r"[|:\-\s]*-[|:\-\s]*$")
INLINE = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,300})\]\([^)\s]{0,1000}(?:\s+\"[^\"]{0,200}\")?\)"
    r"|\[(?P<link>[^\]\n]{1,300})\]\([^)\s]{0,1000}(?:\s+\"[^\"]{0,200}\")?\)"
    r"|(?P<mark>\*{1,3}|_{2,3}|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|~~|`+)"
)
LONGEST = 20_000
"""Longest line, in characters, that is searched for inline marks."""


def read_marks(lines: list[Line]) -> list[Line]:
    """Return the lines with their kinds and without marks; lines that are nothing but marks are left out."""
    plain: list[Line] = []
    fenced, ruled, gap = False, False, 0
    for line in _without_front_matter(lines):
        gap += line.gap
        if line.text.startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if not fenced and RULE.fullmatch(line.text):
            if plain and not line.gap and line.text[0] in "=-" and plain[-1].kind is None and plain[-1].short:
                plain[-1] = replace(plain[-1], kind=Kind.TITLE if line.text[0] == "=" else Kind.HEADING)
            ruled = True
            continue
        if not fenced and "|" in line.text and TABLE_RULE.fullmatch(line.text[:500]):
            continue
        read = replace(line, gap=gap, ruled=ruled) if fenced else _read(replace(line, gap=gap, ruled=ruled))
        if read:
            plain.append(read)
            ruled, gap = False, 0
    return _main_title(plain)


def _without_front_matter(lines: list[Line]) -> list[Line]:
    if not lines or lines[0].text != "---":
        return lines
    ends = [index for index, line in enumerate(lines[1:40], 1) if line.text in ("---", "...")]
    return lines[ends[0] + 1 :] if ends else lines


def _main_title(lines: list[Line]) -> list[Line]:
    """Take a file's first heading for its title if no heading is of the first level."""
    if lines and lines[0].kind is Kind.HEADING and all(line.kind is not Kind.TITLE for line in lines):
        return [replace(lines[0], kind=Kind.TITLE), *lines[1:]]
    return lines


def _read(line: Line) -> Line | None:
    text, start = line.text, line.start
    kind, item, low, high = line.kind, False, 0, len(text)
    if mark := HEADING.match(text):
        kind = Kind.TITLE if len(mark[1]) == 1 else Kind.HEADING
        low = mark.end()
        if closing := CLOSING_HEADING.search(text[-20:]):
            high -= 20 - closing.start() if len(text) > 20 else len(text) - closing.start()
    elif mark := ITEM.match(text):
        low = mark.end()
        item = bool(low) and not text.startswith("**")
    spans, alt = _inline(text, low, high)
    pieces = tuple((start + a, start + b) for a, b in spans)
    body = "".join(text[a:b] for a, b in spans)
    if not body.strip():
        return None
    if kind is None:
        kind = Kind.CAPTION if alt else _emphasised(text[low:high], body)
    return _trimmed(replace(line, text=body, pieces=pieces, kind=kind, item=item, width=line.indent + cells(body)))


def _emphasised(text: str, body: str) -> Kind | None:
    """Return the kind of a line that is emphasised as a whole: in bold a heading, in italics a caption."""
    mark = re.match(r"(\*\*|__|\*|_)[^*_]+\1$", text[:200])
    if mark is None or is_byline(body) or (FINISHED.search(body[-12:]) and len(mark[1]) == 2):
        return None
    return Kind.HEADING if len(mark[1]) == 2 else Kind.CAPTION


def _inline(text: str, low: int, high: int) -> tuple[list[Span], bool]:
    """Return the pieces of text[low:high] that are no marks, and whether it is nothing but a picture's caption."""
    if high - low > LONGEST:
        return [(low, high)], False
    spans: list[Span] = []
    paired = _paired(text, low, high)
    alone = False
    for found in INLINE.finditer(text, low, high):
        if found["mark"] is not None and found.start() not in paired:
            continue
        spans.append((low, found.start()))
        name = "link" if found["link"] is not None else "alt"
        if found["mark"] is None:
            spans.append(found.span(name))
            alone = name == "alt" and found.end() == high and not "".join(text[a:b] for a, b in spans[:-1]).strip()
        low = found.end()
    spans.append((low, high))
    return [(a, b) for a, b in spans if a < b], alone


def _paired(text: str, low: int, high: int) -> set[int]:
    """Offsets of the emphasis and code marks that have a partner in the line."""
    waiting: dict[str, int] = {}
    paired: set[int] = set()
    for found in INLINE.finditer(text, low, high):
        if mark := found["mark"]:
            if mark in waiting:
                paired |= {waiting.pop(mark), found.start()}
            else:
                waiting[mark] = found.start()
    return paired


def _trimmed(line: Line) -> Line:
    """Return the line without white space at its ends that marks had covered."""
    text = line.text
    lead, length = len(text) - len(text.lstrip()), len(text.rstrip())
    if lead == 0 and length == len(text):
        return line
    return replace(line, text=text[lead:length], pieces=cut_spans(line.pieces, lead, length))
