"""Lines read as paragraphs, headings and captions: what goes on, what begins, what interrupts."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from vectorstore.headings import (
    goes_on,
    is_clause,
    is_headlike,
    is_item,
    is_label,
    is_scene,
    is_section,
    opens_paragraph,
)
from vectorstore.lines import SHORT_CELLS, Layout, Line
from vectorstore.types import Kind

SHORT_SENTENCE = 60
"""Longest line, in characters, that may be a picture's caption without a mark."""
LONG_PARAGRAPH = 80
SHORT_HEADING = 10
"""Longest heading, in characters, that may follow a caption at a picture's distance."""
LONGEST_LINK = 10
"""Longest name, in characters, that a web page's link may leave on a line of its own within a sentence."""
LIST_LINES = 3
"""So many short lines in a row are a list or table, and no headings."""


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)


class Reader:
    """Goes through the lines once; remembers the paragraph whose last sentence is still open."""

    def __init__(self, lines: list[Line], layout: Layout) -> None:
        self.lines = lines
        self.layout = layout
        self.drafts: list[Draft] = []
        self.pending: Draft | None = None
        self.following = self._find_following()
        self.top_captions = self._top_captions()

    def read(self) -> list[Draft]:
        """Return the blocks in the making, in the order of their first lines."""
        for index, line in enumerate(self.lines):
            if line.kind is not None:
                self._add(line, line.kind)
            elif index in self.top_captions:
                self._add(line, Kind.CAPTION)
            elif self._continues(index):
                self._join(line)
            else:
                self._add(line, self._kind(index))
        return self.drafts

    def _add(self, line: Line, kind: Kind) -> None:
        draft = Draft(kind, [line])
        self.drafts.append(draft)
        if kind is Kind.TEXT:
            self.pending = draft
        elif kind is not Kind.CAPTION:
            self.pending = None

    def _join(self, line: Line) -> None:
        assert self.pending is not None
        self.pending.lines.append(line)

    def _continues(self, index: int) -> bool:
        """Whether the line goes on with the paragraph that is open."""
        if self.pending is None:
            return False
        line, before = self.lines[index], self.pending.lines[-1]
        adjacent = self.drafts[-1] is self.pending
        if adjacent and self.layout.is_full(before) and self._in_column(line):
            return True
        if before.finished or before.text[-1] in "：:":
            return False
        if is_item(line) or is_label(line):
            return False
        if adjacent and self._in_block(index):
            return True
        clear = goes_on(before.text, line.text)
        if is_headlike(line) and not self.layout.is_full(line):
            return clear and not self._interrupts(index, before)
        if clear:
            return True
        return self._may_go_on(before, line)

    def _in_column(self, line: Line) -> bool:
        """Whether a line of a hard-wrapped file is no new paragraph."""
        return line.gap <= self.layout.gap and not (self.layout.indented and line.indent >= 2) and not is_item(line)

    def _in_block(self, index: int) -> bool:
        """Whether no blank line parts a line from the one before, in a file that has them between paragraphs."""
        if not 0 < index < len(self.lines) or self.layout.gap == 0 or self.lines[index].gap:
            return False
        before = self.lines[index - 1]
        if before.kind is not None or before.finished or is_section(before):
            return False
        return before.width > SHORT_CELLS // 2

    def _is_cut(self, index: int) -> bool:
        """Whether the next line clearly goes on with the sentence of this one."""
        if index + 1 >= len(self.lines) or is_section(self.lines[index]) or self.layout.image_before(self.lines[index]):
            return False
        line, after = self.lines[index], self.lines[index + 1]
        if after.kind is not None or after.gap > self.layout.gap or is_item(after):
            return False
        return goes_on(line.text, after.text)

    def _may_go_on(self, before: Line, line: Line) -> bool:
        """Whether a line that could be a paragraph of its own completes the open one."""
        if self.layout.indented and line.indent >= 2:
            return False
        if before.short and not self.layout.is_full(before):
            linked = self.pending is not None and len(self.pending.lines) > 1 and len(before.text) <= LONGEST_LINK
            return linked and before.text.isalnum()
        return not opens_paragraph(line.text)

    def _interrupts(self, index: int, before: Line) -> bool:
        """Whether a short line stands between the parts of a broken sentence, as an unmarked caption does."""
        line = self.lines[index]
        if not line.gap or is_clause(line.text):
            return False
        if self.layout.image_before(line):
            return True
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return not before.short and self._resumes(index, before) and not (after and goes_on(line.text, after.text))

    def _resumes(self, index: int, before: Line) -> bool:
        """Whether the open sentence clearly goes on after the short lines that begin at `index`."""
        rest = self._after_short(index)
        return rest is not None and goes_on(before.text, rest.text)

    def _after_short(self, index: int) -> Line | None:
        """Return the first line after `index` that is neither short nor a caption, if it is near."""
        for line in self.lines[index + 1 : index + 12]:
            if line.kind is Kind.CAPTION or (line.kind is None and is_headlike(line) and not self.layout.is_full(line)):
                continue
            return line if line.kind is None else None
        return None

    def _kind(self, index: int) -> Kind:
        """Return the kind of a line that begins a block."""
        line = self.lines[index]
        open_before = self.pending is not None and not self.pending.lines[-1].finished
        if (
            not is_headlike(line)
            or line.text[-1] in "，,、；;：:"
            or (self.layout.is_full(line) and not is_section(line))
        ):
            return Kind.TEXT
        if self._in_block(index + 1) or (not open_before and self._is_cut(index)):
            return Kind.TEXT
        if line.item or self._in_list(index):
            return self._list_kind(index)
        if not is_section(line) and self._is_unmarked_caption(index, open_before):
            return Kind.CAPTION
        following = self.following[index]
        if following is None or (is_item(line) and not is_section(line) and is_item(following)):
            return Kind.TEXT
        return Kind.HEADING

    def _is_unmarked_caption(self, index: int, open_before: bool) -> bool:
        line = self.lines[index]
        if open_before and self.pending is not None and line.gap > 0 and self._resumes(index, self.pending.lines[-1]):
            return True
        after_caption = bool(self.drafts) and self.drafts[-1].kind is Kind.CAPTION
        if self.layout.image_before(line):
            return open_before or not self._is_heading_gap(index, after_caption)
        return after_caption and line.gap > 0 and (is_scene(line.text) or self.following[index] is None)

    def _is_heading_gap(self, index: int, after_caption: bool) -> bool:
        """Whether the space before a short line is what this file leaves before its headings."""
        line = self.lines[index]
        if is_scene(line.text):
            return False
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if after is None or after.kind is not None or is_headlike(after) or after.gap >= line.gap:
            return False
        return " " in line.text or (after_caption and len(line.text) <= SHORT_HEADING)

    def _in_list(self, index: int) -> bool:
        """Whether the line is one of several short ones in a row, without the space that pictures leave."""
        low = high = index
        while index - low < LIST_LINES and low and self._listed(low - 1) and self.lines[low].gap <= self.layout.gap:
            low -= 1
        while high + 1 < len(self.lines) and self._listed(high + 1) and self.lines[high + 1].gap <= self.layout.gap:
            high += 1
            if high - low >= LIST_LINES:
                break
        return high - low + 1 >= LIST_LINES and not self.layout.image_before(self.lines[low])

    def _listed(self, index: int) -> bool:
        line = self.lines[index]
        return line.kind is None and is_headlike(line) and not is_section(line)

    def _list_kind(self, index: int) -> Kind:
        after_caption = bool(self.drafts) and self.drafts[-1].kind is Kind.CAPTION
        return Kind.CAPTION if after_caption and not self.lines[index].item else Kind.TEXT

    def _find_following(self) -> list[Line | None]:
        found: list[Line | None] = []
        following: Line | None = None
        for line in reversed(self.lines):
            found.append(following)
            if line.kind in (Kind.TITLE, Kind.BYLINE):
                following = None
            elif line.kind is None and (not is_headlike(line) or is_item(line)):
                following = line
        return found[::-1]

    def _top_captions(self) -> set[int]:
        """Lone short sentences between the title and a text of long paragraphs: the captions of its pictures."""
        start = next((i for i, line in enumerate(self.lines) if line.kind in (Kind.TITLE, Kind.BYLINE)), None)
        if start is None or self.layout.wrap:
            return set()
        while start < len(self.lines) and self.lines[start].kind is not None:
            start += 1
        run: list[int] = []
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if line.kind is not None or len(line.text) > SHORT_SENTENCE or not line.finished or "。" in line.text[:-1]:
                break
            run.append(index)
        rest = [len(line.text) for line in self.lines[start + len(run) :] if line.kind is None and not line.short]
        if not rest or rest[0] < LONG_PARAGRAPH or median(rest) < LONG_PARAGRAPH:
            return set()
        return set(run) if len(run) >= 2 or (run and self.layout.image_before(self.lines[run[0]])) else set()
