"""A page of HTML as text: its title, byline and main text, without what stands around them."""

from __future__ import annotations

from vectorstore.errors import ReportUnreadable
from vectorstore.headings import CAPTION
from vectorstore.html_head import page_masthead
from vectorstore.html_lines import MOST_LINES, PageLine, page_lines
from vectorstore.html_main import main_lines
from vectorstore.html_page import decode_page, parse_page
from vectorstore.masthead import with_masthead


def html_text(data: bytes, name: str) -> tuple[str, str]:
    r"""Return the text of a page's report, one paragraph a line with a blank line between, and the page's encoding."""
    text, encoding = decode_page(data, name)
    root = parse_page(text)
    if root is None:
        raise ReportUnreadable(name, "holds no text")
    lines = page_lines(root)
    if len(lines) > MOST_LINES:
        raise ReportUnreadable(name, f"more than {MOST_LINES:,} lines")
    head = page_masthead(root, lines)
    chosen = [_marked(line) for line in main_lines(root, lines, head.title)]
    if not chosen:
        raise ReportUnreadable(name, "holds no text")
    return "\n\n".join(with_masthead(chosen, head)), encoding


def _marked(line: PageLine) -> str:
    """Return a line's text, a picture's caption with the mark that newspapers print before one."""
    if line.captions and "\t" not in line.text and not CAPTION.fullmatch(line.text):
        return f"▲{line.text}"
    return line.text
