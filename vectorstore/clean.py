"""A report's text as blocks: noise left out, broken lines joined, each block's kind told."""

from __future__ import annotations

from dataclasses import replace

from vectorstore.lines import Line, layout_of, read_lines, without
from vectorstore.markdown import read_marks
from vectorstore.noise import is_notice, noisy
from vectorstore.reader import Draft, Reader
from vectorstore.sites import TOP_LINES, is_navigation, site_lines
from vectorstore.titles import mark_heads
from vectorstore.types import Block, Kind, Report, Span


def clean(report: Report) -> tuple[list[Block], list[str]]:
    """Return the blocks of a report in the order of the file, and the lines at its top that say where it stands.

    For each of them `block.text == "".join(report.text[a:b] for a, b in block.spans)`. A sentence that a picture's
    caption interrupts is one block, and the caption the next one.
    """
    lines = read_lines(report)
    if report.name.lower().endswith(".md"):
        lines = read_marks(lines)
    dropped = noisy(lines)
    over = [line.text for i, line in enumerate(lines[:TOP_LINES]) if i in dropped and is_navigation(line.text)]
    lines = without(lines, dropped)
    sites = site_lines(lines)
    over += [lines[index].text for index in sites]
    lines = [replace(line, kind=Kind.BYLINE) if index in sites else line for index, line in enumerate(lines)]
    layout = layout_of(lines)
    drafts = Reader(mark_heads(lines, layout), layout).read()
    blocks = [_block(draft, report.text) for draft in drafts]
    return [block for block in blocks if block.kind is not Kind.TEXT or not is_notice(block.text)], over


def _block(draft: Draft, text: str) -> Block:
    spans: list[Span] = []
    for before, line in zip([None, *draft.lines], draft.lines, strict=False):
        if before is not None and (between := _between(before, line, text)):
            spans.append(between)
        for a, b in line.pieces:
            if spans and spans[-1][1] == a:
                spans[-1] = (spans[-1][0], b)
            else:
                spans.append((a, b))
    return Block(draft.kind, "".join(text[a:b] for a, b in spans), tuple(spans), text.find("\n", spans[-1][1]))


def _between(before: Line, line: Line, text: str) -> Span | None:
    """Return the white space to keep between two lines of one block: one character after a word that is not Chinese."""
    left, right = before.text[-1], line.text[0]
    if _is_wide(left) or _is_wide(right):
        return None
    if before.end < len(text) and text[before.end].isspace():
        return (before.end, before.end + 1)
    return None


def _is_wide(c: str) -> bool:
    return c >= "\u2e80" or c in "“”‘’…—"
