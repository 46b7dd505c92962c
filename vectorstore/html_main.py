"""Which lines of a page are its report: the main text, the title and imprint over it, the captions in it.

trafilatura tells which text is the main one. The lines are the page's own, so that their breaks, tables and captions
are kept as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from vectorstore.bylines import is_byline
from vectorstore.dates import article_date
from vectorstore.html_lines import PageLine
from vectorstore.lines import FINISHED
from vectorstore.masthead import TOP_LINES, squeezed

LONG_LINE = 12
"""Characters from which a line is never one of the main text by chance."""
LINKED = 0.5
"""Share of a line's characters that are links from which it is no prose."""
LEAST_MAIN = 0.1
"""Share of a page's lines, in characters, below which what was found is not believed to be its main text."""
LEAST_EXTRACTED = 40
"""Characters with which trafilatura is content; its own limit of 250 is meant for languages with longer words."""


def main_lines(root: etree._Element, lines: Sequence[PageLine], title: str) -> list[PageLine]:
    """Choose the lines of a page's report; all that are no links if no main text can be told."""
    texts = [squeezed(line.text) for line in lines]
    main = _main_text(root)
    whole = "".join(main)
    inside = _sure(lines, texts, set(main), whole)
    if not inside:
        return []
    first, last = min(inside), max(inside)
    titles = [i for i in range(min(last, first + TOP_LINES), -1, -1) if title and texts[i] == squeezed(title)]
    inside |= _between(lines, texts, inside, whole, min([first, *titles[:1]]))
    top = titles[0] if titles else max(0, first - TOP_LINES)
    inside = {i for i in inside if i >= top or FINISHED.search(lines[i].text[-12:])} | set(titles[:1])
    inside |= {
        i for i in range(top, min(last + 4, len(lines))) if not first <= i <= last and _is_imprint(lines[i].text)
    }
    return [lines[i] for i in sorted(inside)]


def _main_text(root: etree._Element) -> list[str]:
    """Return the pieces of the main text as trafilatura finds it, without white space; none if it fails."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document, use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(LEAST_EXTRACTED))
    try:
        found = bare_extraction(deepcopy(root), include_comments=False, include_tables=True, config=config)
    except Exception:  # some pages are more than it was made for
        return []
    if not isinstance(found, Document) or found.body is None:
        return []
    return [piece for text in found.body.itertext() if (piece := squeezed(str(text)))]


def _sure(lines: Sequence[PageLine], texts: Sequence[str], pieces: set[str], whole: str) -> set[int]:
    """Return the indexes of the lines that must be of the main text; of all but links if there are hardly any."""
    inside = {i for i, text in enumerate(texts) if text in pieces or (_is_prose(text) and text in whole)}
    others = {i for i, line in enumerate(lines) if line.linked < LINKED}
    enough = LEAST_MAIN * sum(len(texts[i]) for i in others)
    return inside if sum(len(texts[i]) for i in inside) > enough else others


def _between(lines: Sequence[PageLine], texts: Sequence[str], inside: set[int], whole: str, start: int) -> set[int]:
    """Return the indexes of lines from `start` on, the title's, that stand within the main text and belong to it.

    They occur in it, are captions of its pictures, or fill the same element as others of its lines.
    """
    containers = Counter(lines[i].container for i in inside)
    blocks = {lines[i].block for i in inside}
    found = set()
    for i in range(start, max(inside)):
        line = lines[i]
        beside = line.linked < LINKED and (containers[line.container] >= 2 or line.block in blocks)
        if texts[i] in whole or line.captions or beside:
            found.add(i)
    return found


def _is_prose(text: str) -> bool:
    return len(text) >= LONG_LINE or bool(FINISHED.search(text[-12:]))


def _is_imprint(text: str) -> bool:
    return len(text) <= 120 and (is_byline(text) or bool(article_date([text], [])))
