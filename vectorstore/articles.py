"""A report's articles, each with its title, byline, places and date."""

from __future__ import annotations

from vectorstore.bylines import dateline_writers, is_day
from vectorstore.clean import clean
from vectorstore.dates import article_date
from vectorstore.places import article_places
from vectorstore.types import Article, Block, Kind, Report

LONGEST_PROLOGUE = 800
"""Text over a file's first title, in characters, that still belongs to the article under it (an editor's note)."""


def articles(report: Report) -> list[Article]:
    """Return the articles of a report, in the order of the file; none if it holds nothing but noise."""
    blocks, over = clean(report)
    parts = _parts(blocks)
    starts = [part[0].spans[0][0] for part in parts]
    regions = zip([0, *starts[1:]], [*starts[1:], len(report.text)], strict=False)
    return [
        _article(report, number, part, report.text[low:high], over)
        for number, (part, (low, high)) in enumerate(zip(parts, regions, strict=False))
    ]


def _parts(blocks: list[Block]) -> list[list[Block]]:
    """Return the blocks of each article. One begins at each title; a short text before the first title joins it."""
    parts: list[list[Block]] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        begins = block.kind is Kind.TITLE and (before is None or before.kind is not Kind.TITLE)
        if not parts or (begins and not _is_head(parts[-1])):
            parts.append([])
        parts[-1].append(block)
    if len(parts) >= 2 and _is_prologue(parts[0], parts[1]):
        parts[:2] = [parts[0] + parts[1]]
    return parts


def _is_head(part: list[Block]) -> bool:
    """Whether a part has nothing yet but what stands over an article."""
    return all(block.kind in (Kind.BYLINE, Kind.CAPTION) for block in part)


def _is_prologue(first: list[Block], second: list[Block]) -> bool:
    if any(block.kind is Kind.TITLE for block in first):
        return False
    sizes = [sum(len(block.text) for block in part if block.kind is Kind.TEXT) for part in (first, second)]
    return sizes[0] <= LONGEST_PROLOGUE and sizes[0] < sizes[1]


def _article(report: Report, number: int, blocks: list[Block], region: str, over: list[str]) -> Article:
    return Article(
        report=report.name,
        number=number,
        title=_title(blocks),
        byline=_byline(blocks),
        places=article_places(blocks, over),
        date=article_date(region.split("\n"), blocks),
        blocks=tuple(blocks),
    )


def _title(blocks: list[Block]) -> str:
    """Return the title's lines in one: a subtitle after its dash, others after a space."""
    title = ""
    for block in blocks:
        if block.kind is Kind.TITLE:
            title += ("" if not title or block.text[0] in "—―－-" else " ") + block.text
    return title


def _byline(blocks: list[Block]) -> str:
    lines = [block.text for block in blocks if block.kind is Kind.BYLINE and not is_day(block.text)]
    writers = (dateline_writers(block.text) for block in blocks if block.kind is Kind.TEXT)
    return " ".join(lines) or next((found for found in writers if found), "")
