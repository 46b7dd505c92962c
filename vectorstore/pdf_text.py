"""The text layer of a PDF, in reading order, without what only pages have: headers, footers and their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from vectorstore.bylines import is_byline
from vectorstore.dates import article_date
from vectorstore.errors import ReportUnreadable
from vectorstore.lines import FINISHED
from vectorstore.masthead import from_properties, with_masthead
from vectorstore.pdf_page import Row, page_rows

MOST_PAGES = 500
LEAST_TEXT = 8
"""Letters and digits of a page's text, on average, below which a PDF with pictures is taken for scanned."""
MOST_STRANGE = 0.2
"""Share of characters without a meaning (private ones, replacements) above which a text layer cannot be read."""
MARGIN_ROWS = 2
"""Rows at a page's top and bottom that may be a header or footer."""
LONGEST_HEADER = 60
REPEATED = 0.3
"""Share of the pages that have a header; left and right pages may have different ones."""
FULL = 2.2
"""Heights of a line by which a full line may end before its column's edge."""
INDENT = 0.8
LARGER = 1.12
"""How much larger the letters of a title are than those of the text."""
WIDER = 1.6
"""How much larger the space between paragraphs is than that between lines, if there is any."""

_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*")
_SENTENCE = re.compile("[，。；！？]")
_DIGITS = re.compile(r"\d+")
_WIDE = re.compile(r"[\u2e80-\uffef“”‘’…—]")
_FIGURE_END = re.compile(r"\d[.,]?$")


def pdf_text(data: bytes, name: str) -> str:
    r"""Return a PDF's text, one paragraph a line with a blank line between; raise ReportUnreadable if it has none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower() or "security" in str(error).lower()
        reason = "protected by a password; save it without one" if protected else "damaged: it cannot be read as PDF"
        raise ReportUnreadable(name, reason) from error
    with document:
        number = len(document)
        if number > MOST_PAGES:
            raise ReportUnreadable(name, f"{number:,} pages; at most {MOST_PAGES} are read")
        pages = [_page(document, index, name) for index in range(number)]
        properties = document.get_metadata_dict()
    _refuse_unreadable([row.text for page in pages for row in page], number, name)
    lines = list(paragraphs(without_margins(pages)))
    head = from_properties(lines, properties.get("Title", ""), properties.get("Author", ""))
    return "\n\n".join(with_masthead(lines, head))


def without_margins(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Leave out page numbers, and headers and footers: what many pages have at one height in letters of one size."""
    seen = Counter(key for page in pages for key in {_key(row) for row in _margins(page)})
    repeated = {key for key, number in seen.items() if number >= max(2, REPEATED * len(pages))}
    usual = median([row.size for page in pages for row in page] or [0.0])
    kept = []
    for page in pages:
        margins = {id(row) for row in _margins(page) if _key(row) in repeated or _NUMBER.fullmatch(row.text)}
        margins |= {id(row) for row in page[:1] if _is_small_print(page, usual)}
        kept.append([row for row in page if id(row) not in margins])
    return kept


def _is_small_print(page: Sequence[Row], usual: float) -> bool:
    """Whether a page begins with a header: smaller than the text, right over a title, and it says no day or name."""
    row, after = page[0], page[1:2]
    if row.size > usual / LARGER or not after or after[0].size < usual * LARGER or len(row.text) > LONGEST_HEADER:
        return False
    return not is_byline(row.text) and not article_date([row.text], [])


def paragraphs(pages: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Join the rows that are lines of one paragraph, over the ends of columns and pages too."""
    rows = [row for page in pages for row in page]
    pitch = _pitch(rows)
    text = ""
    for before, row in zip([None, *rows], rows, strict=False):
        if before is not None and _goes_on(before, row, pitch):
            text += _between(text, row.text) + row.text
            continue
        if text:
            yield text
        text = row.text
    if text:
        yield text


def _goes_on(before: Row, row: Row, pitch: float) -> bool:
    """Whether a row is a further line of the paragraph of the row before it."""
    size = max(before.size, row.size)
    if "\t" in before.text + row.text or size > LARGER * min(before.size, row.size):
        return False
    if row.left - row.low > INDENT * size or before.high - before.right > max(FULL * size, _first_word(row)):
        return False
    if row.low != before.low or row.bottom >= before.bottom:  # in another column or on another page
        return not FINISHED.search(before.text[-12:])
    return before.bottom - row.bottom <= WIDER * pitch


def _between(text: str, row: str) -> str:
    """Return what parts the end of a line from the next line: nothing in Chinese, where figures are broken too."""
    if _WIDE.match(text[-1]) or _WIDE.match(row[0]):
        return ""
    return "" if _FIGURE_END.search(text) and row[0].isdigit() and _WIDE.search(text[-80:] + row) else " "


def _first_word(row: Row) -> float:
    """Return about the width of a row's first word, which a full line above it had no room for."""
    word = re.match(r"[!-~]*", row.text)
    return (len(word[0]) + 1) * 0.6 * row.size if word else 0.0


def _pitch(rows: Sequence[Row]) -> float:
    """Return the usual distance from line to line."""
    steps = [a.bottom - b.bottom for a, b in pairwise(rows) if a.low == b.low and a.bottom > b.bottom]
    return median(steps) if steps else 0.0


def _page(document: Any, index: int, name: str) -> list[Row]:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise ReportUnreadable(name, f"damaged: page {index + 1} cannot be read") from error
    textpage = page.get_textpage()
    try:
        return page_rows(textpage)
    finally:
        textpage.close()
        page.close()


def _margins(page: Sequence[Row]) -> list[Row]:
    by_height = sorted(page, key=lambda row: -row.bottom)
    ends = [*by_height[:MARGIN_ROWS], *by_height[MARGIN_ROWS:][-MARGIN_ROWS:]]
    return [row for row in ends if len(row.text) <= LONGEST_HEADER and not _SENTENCE.search(row.text)]


def _key(row: Row) -> tuple[str, int, int]:
    return _DIGITS.sub("#", row.text), round(row.size), round(row.bottom / 4)


def _refuse_unreadable(texts: Sequence[str], pages: int, name: str) -> None:
    text = "".join(texts)
    strange = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    if strange > MOST_STRANGE * len(text):
        raise ReportUnreadable(name, "its text layer has no readable characters; run OCR first")
    if sum(map(str.isalnum, text)) < min(LEAST_TEXT, LEAST_TEXT * pages):
        raise ReportUnreadable(name, "scanned: no text layer; run OCR first")
