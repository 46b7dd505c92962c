"""Where the articles of a file begin: which of its lines are titles and bylines."""

from __future__ import annotations

from dataclasses import replace

from vectorstore.bylines import is_body, is_byline, is_dateline, is_name
from vectorstore.headings import (
    goes_on,
    is_caption,
    is_headlike,
    is_item,
    is_label,
    is_scene,
    is_section,
    is_subtitle,
    placed_unit,
)
from vectorstore.lines import Layout, Line
from vectorstore.names import mentions_in
from vectorstore.sites import is_issue
from vectorstore.types import Kind

MOST_TITLE_LINES = 4
DASHES = "—―－–"
LONGEST_TITLE = 120
"""In cells."""
LONGEST_PLACE = 14
"""Characters of a place that is a title's first line."""


def mark_heads(lines: list[Line], layout: Layout) -> list[Line]:
    """Set the kind of titles, bylines and marked captions; leave the other lines' as it is."""
    kinds = [line.kind or _own_kind(line) for line in lines]
    _mark_top(lines, kinds, layout)
    _mark_below(lines, kinds, layout)
    return [line if kind is line.kind else replace(line, kind=kind) for line, kind in zip(lines, kinds, strict=True)]


def _own_kind(line: Line) -> Kind | None:
    if is_caption(line):
        return Kind.CAPTION
    if is_byline(line.text):
        return Kind.BYLINE
    return Kind.HEADING if is_label(line) else None


def _mark_top(lines: list[Line], kinds: list[Kind | None], layout: Layout) -> None:
    """Mark the title at the top of the file, and its further lines."""
    if Kind.TITLE in kinds:
        return
    first = next((i for i, kind in enumerate(kinds) if kind is None), None)
    if first is None or not _could_be_title(lines, first, layout):
        return
    kinds[first] = Kind.TITLE
    _mark_single_name(lines, kinds, first + 1)
    for index in _more_title(lines, kinds, first + 1, layout):
        kinds[index] = Kind.TITLE
        _mark_single_name(lines, kinds, index + 1)
    if is_issue(lines[first].text):
        _mark_in_issue(lines, kinds, first)


def _mark_in_issue(lines: list[Line], kinds: list[Kind | None], name: int) -> None:
    """Take the name of a bulletin (简报第3期) for a byline if its report's title stands under it, or who issued it."""
    index = name + 1
    if index < len(lines) and kinds[index] is Kind.TITLE and not is_subtitle(lines[index]):
        kinds[name] = Kind.BYLINE
    while index < len(lines) and kinds[index] is Kind.BYLINE:
        index += 1
    if index + 1 >= len(lines) or kinds[index] is not None or kinds[index + 1] not in (None, Kind.HEADING):
        return
    line, below = lines[index : index + 2]
    if is_headlike(line) and not is_section(line) and (is_section(below) or not is_headlike(below)):
        kinds[name], kinds[index] = Kind.BYLINE, Kind.TITLE


def _mark_single_name(lines: list[Line], kinds: list[Kind | None], index: int) -> None:
    """Take a single name right under the title for its byline."""
    if index < len(lines) and kinds[index] is None and is_name(lines[index].text):
        kinds[index] = Kind.BYLINE


def _could_be_title(lines: list[Line], index: int, layout: Layout) -> bool:
    line = lines[index]
    if (is_section(line) and line.text[0] not in "■●◆◇□★☆▶►") or line.item:
        return False
    after = lines[index + 1] if index + 1 < len(lines) else None
    if after is None:
        return line.short
    if _is_place_and_colon(line) and is_headlike(after) and not is_byline(after.text):
        return True
    if line.width > LONGEST_TITLE or "。" in line.text or line.text[-1] in "，,、；;：:.":
        return False
    if layout.is_full(line) and after.gap <= layout.gap and not (is_byline(after.text) or is_subtitle(after)):
        return layout.indented and after.indent > 0
    if after.gap == 0 and not (is_byline(after.text) or is_subtitle(after)) and goes_on(line.text, after.text):
        return layout.indented and after.indent > 0
    return line.short or line.text[-1] in "！？!?…" or after.gap > 0 or is_byline(after.text)


def _is_place_and_colon(line: Line) -> bool:
    """Whether a line is nothing but a place, in full, and a colon: a title whose other line stands below it."""
    name = line.text[:-1]
    found = mentions_in(name) if line.text[-1] in "：:" and len(name) <= LONGEST_PLACE else []
    return bool(found) and (found[0].start, found[-1].end) == (0, len(name))


def _more_title(lines: list[Line], kinds: list[Kind | None], start: int, layout: Layout) -> list[int]:
    """Return the indexes of the lines after a title's first that belong to it."""
    run: list[int] = []
    for index in range(start, min(start + MOST_TITLE_LINES - 1, len(lines))):
        line = lines[index]
        if kinds[index] is not None or not is_headlike(line) or is_section(line) or layout.image_before(line):
            break
        run.append(index)
    if not run or run[-1] + 1 >= len(lines):
        return [index for index in run if is_subtitle(lines[index])]
    if kinds[run[-1] + 1] is Kind.BYLINE:
        if is_body(lines[run[-1]].text):
            kinds[run.pop()] = Kind.BYLINE
        return run
    subtitles = [index for index in run if is_subtitle(lines[index])]
    if subtitles:
        return [index for index in run if index <= subtitles[-1]]
    return run if len(run) == 1 and not _has_headings(lines, kinds, run[0] + 1) else []


def _has_headings(lines: list[Line], kinds: list[Kind | None], start: int) -> bool:
    """Whether the text after `start` has lines that could be headings."""
    rest = range(start + 1, len(lines))
    return any(is_headlike(lines[i]) and kinds[i] is None and lines[i - 1].finished for i in rest)


def _mark_below(lines: list[Line], kinds: list[Kind | None], layout: Layout) -> None:
    """Mark the titles of the file's further articles."""
    if any(line.kind is Kind.TITLE for line in lines):
        for index in range(1, len(lines)):
            if kinds[index - 1] is Kind.TITLE and kinds[index] is None and lines[index].text[0] in DASHES:
                kinds[index] = Kind.TITLE if is_subtitle(lines[index]) else None
        return
    units = _placed_units(lines, kinds)
    titled = bool(kinds) and kinds[0] is Kind.TITLE
    for index in range(1, len(lines)):
        if kinds[index] is Kind.BYLINE:
            _mark_before(lines, kinds, index, layout)
        elif kinds[index] is None and (index in units or (titled and _starts_digest(lines, index, layout))):
            kinds[index] = Kind.TITLE
        titled = titled or Kind.TITLE in kinds[max(0, index - 1) : index + 1]


def _placed_units(lines: list[Line], kinds: list[Kind | None]) -> set[int]:
    """Titles of the form 石桥镇：齐心协力, if at least two differ in the place and each has text under it."""
    found = {
        i: unit
        for i, line in enumerate(lines)
        if kinds[i] in (None, Kind.TITLE) and (unit := placed_unit(line)) and _text_follows(lines, i)
    }
    return set(found) if len(set(found.values())) >= 2 else set()


def _starts_digest(lines: list[Line], index: int, layout: Layout) -> bool:
    """Whether a title stands here: under it a dateline, or over it a drawn line, after an article that has a title."""
    line = lines[index]
    if not line.short or line.item or index + 1 >= len(lines):
        return False
    if is_dateline(lines[index + 1].text):
        return not layout.is_full(line)
    return line.ruled and _text_follows(lines, index) and not is_section(line)


def _text_follows(lines: list[Line], index: int) -> bool:
    return any(not line.short for line in lines[index + 1 : index + 5])


def _mark_before(lines: list[Line], kinds: list[Kind | None], byline: int, layout: Layout) -> None:
    """Mark the title right above a byline in the middle of a file."""
    if kinds[byline - 1] is not None or not _text_follows(lines, byline):
        return
    title = byline - 1
    line = lines[title]
    if line.width > LONGEST_TITLE or line.text[-1] in "。，,、；;：:.…" or "。" in line.text or is_item(line):
        return
    if not line.short and (line.text[-1] not in "！？!?" or len(line.text) > 30):
        return
    if (
        title
        and kinds[title - 1] is None
        and not lines[title - 1].finished
        and goes_on(lines[title - 1].text, line.text)
    ):
        return
    kinds[title] = Kind.TITLE
    upper = title - 1
    while upper > 0 and kinds[upper] is None and title - upper < MOST_TITLE_LINES:
        above = lines[upper]
        if not above.short or is_section(above) or not _belongs(above, lines[upper + 1], layout):
            break
        kinds[upper] = Kind.TITLE
        upper -= 1


def _belongs(above: Line, below: Line, layout: Layout) -> bool:
    """Whether a short line over a title's line is part of the title, and not the caption that ends the text before."""
    if is_subtitle(below):
        return True
    return not layout.image_before(above) and not is_scene(above.text) and below.gap <= layout.gap
