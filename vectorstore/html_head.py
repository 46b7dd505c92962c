"""What a page of HTML states of its report in its head, in its linked data and in its headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from vectorstore.dates import full_dates
from vectorstore.html_lines import PageLine
from vectorstore.masthead import LONGEST_TITLE, Masthead, named, plain_author, plain_title, squeezed

_SITE = re.compile(r"\s*(?:_|\||｜|–|—{1,2}|--|\s-\s|-(?=[^-]{2,16}$))\s*")
_TITLES = ("og:title", "twitter:title", "articletitle", "title")
_DAYS = (
    "article:published_time og:published_time pubdate publishdate publish_date publish-date date.issued dc.date.issued"
    " dcterms.issued datepublished weibo:article:create_at firstpublishedtime"
)
_AUTHORS = ("author", "article:author", "dc.creator", "og:article:author")
_SOURCES = ("contentsource", "source", "article:source", "og:site_name", "mediaid")


def page_masthead(root: etree._Element, lines: Sequence[PageLine]) -> Masthead:
    """Read what a page states of itself in its head and in its linked data."""
    meta = _meta(root)
    linked = dict(_linked(root))

    def first(*values: str) -> str:
        return next((value for value in values if value), "")

    day = first(*(meta.get(key, "") for key in _DAYS.split()), linked.get("datePublished", ""))
    return Masthead(
        title=_title(root, lines, meta, linked),
        source=first(*(named(meta.get(key, "")) for key in _SOURCES), named(linked.get("publisher", ""))),
        author=first(*(plain_author(meta.get(key, "")) for key in _AUTHORS), plain_author(linked.get("author", ""))),
        date=first(*full_dates(day[:40].replace("T", " "))),
    )


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        value = " ".join((element.get("content") or "").split())
        if key and value:
            found.setdefault(key, value[:300])
    return found


def _linked(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Give what JSON-LD says of the first article on the page."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            said = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = said.get("@graph", said) if isinstance(said, dict) else said
        for thing in graph if isinstance(graph, list) else [graph]:
            if isinstance(thing, dict) and str(thing.get("@type")).endswith(("Article", "Posting")):
                for key in ("headline", "datePublished", "author", "publisher"):
                    value = thing.get(key)
                    value = value[0] if isinstance(value, list) and value else value
                    value = value.get("name") if isinstance(value, dict) else value
                    yield key, value[:300] if isinstance(value, str) else ""
                return


def _title(root: etree._Element, lines: Sequence[PageLine], meta: dict[str, str], linked: dict[str, str]) -> str:
    """Return the report's title: the longest line of the page that is a part of the window's, or what is stated."""
    window = " ".join((root.findtext(".//title") or "").split())
    stated = [meta[key] for key in _TITLES if key in meta] + [linked.get("headline", "")]
    known = [squeezed(one) for one in (window, *stated) if one]
    parts = {squeezed(part) for one in (window, *stated) for part in _SITE.split(one)}
    shown = [
        line.text
        for line in lines
        if 4 <= len(line.text) <= LONGEST_TITLE
        and line.linked < 0.5
        and ((text := squeezed(line.text)) in parts or any(one.startswith(text) for one in known))
    ]
    first = [" ".join(" ".join(h1.itertext()).split()) for h1 in root.iter("h1")]
    site = meta.get("og:site_name", "")
    own = _SITE.split(window)[0] if window != site else ""
    found = (max(shown, key=len, default=""), *first[:1], *stated, own)
    return next((title for one in found if one != site and (title := plain_title(one))), "")
