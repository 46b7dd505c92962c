"""Lines over a report that name the site or paper it stands in and its columns, and the issue of a bulletin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vectorstore.bylines import is_body, is_byline
from vectorstore.headings import is_headlike, is_section, is_subtitle
from vectorstore.lines import Line
from vectorstore.names import mentions_in
from vectorstore.noise import LONGEST, NAVIGATION

TOP_LINES = 3
"""Lines of a file's beginning among which such ones are looked for."""
LONGEST_SITE, LONGEST_COLUMN = 20, 6
"""Characters of a site's name and of a column's; a longer field is a title."""

_SPACED = re.compile(r"[\s|｜>＞»›→·•/]+")
_PARTED = re.compile(r"\s*[|｜>＞»›→·•/]+\s*|\u3000+|\s{2,}")
_SITE = re.compile(
    r"(?:人民政府|日报|晚报|早报|时报|都市报|融媒体中心|电视台|客户端|公众号|微信号|网站|官网|数字报|数字版|电子报|电子版"
    r"|(?:新闻|信息|政务|政府|校园|资讯|教育|农业|广电|党建|文明)网|第\s*[A-Z]?\d{1,3}\s*版|[A-Z]\d{1,3}\s*版)$"
)
_COLUMN = re.compile(r"(?:发布|新闻|频道|融媒|融媒体|传媒|门户|长安网|热线网|专栏)$")
_OFFICE = re.compile(r"(?:局|站|在线|委员会|医院|中心|政府)$")
"""What offices end in too that only with a place at the beginning are told from other words (顾全大局)."""
_OWN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:发布|融媒|日报|晚报|新闻网|电视台|融媒体中心)")
_SENTENCE = re.compile(r"[。！？!?，,；;：:“”《》]")
_ISSUE = re.compile(
    r"(?:^|[报态讯息情考刊]\s*)[（(]?(?:\d{4}年)?\s*(?:总\s*)?第\s*[\d〇零一二三四五六七八九十百]+\s*期[）)]?$"
)


def site_lines(lines: Sequence[Line]) -> list[int]:
    """Return the indexes of the lines at the top that name a site or paper and its columns, each over another line.

    Such a line has fields that are no sentence (县日报 | 第3版 | 要闻), one of which is called as a site, a paper, a
    page of it or a place's office is, the others no longer than a column's name; or it is nothing but such a name.
    """
    found: list[int] = []
    for index, line in enumerate(lines[:TOP_LINES]):
        if line.kind is not None or not _names_site(line.text) or not _goes_on(lines, index + 1):
            break
        found.append(index)
    return found


def is_navigation(text: str) -> bool:
    """Whether a line tells the way to its page on a site."""
    return len(text) <= LONGEST and bool(NAVIGATION.fullmatch(text))


def is_issue(text: str) -> bool:
    """Whether a line ends in the number of an issue, as the name of a bulletin does (工作简报（第37期）)."""
    return len(text) <= LONGEST and bool(_ISSUE.search(text)) and not _SENTENCE.search(text)


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether a title stands at an index, with a byline, a subtitle or text under it, or another line of the site."""
    if index + 1 >= len(lines):
        return False
    line, below = lines[index : index + 2]
    if line.kind is not None or is_byline(line.text) or is_section(line) or is_subtitle(line) or not is_headlike(line):
        return False
    if line.text[-1] in "，,、；;：:":
        return False
    under = is_byline(below.text) or is_subtitle(below) or is_section(below) or not is_headlike(below)
    return under or _names_site(line.text) or is_issue(line.text)


def _names_site(text: str) -> bool:
    if len(text) > LONGEST or is_byline(text) or _SENTENCE.search(text):
        return False
    for fields, named in ((_SPACED.split(text), _is_site), (_PARTED.split(text), _is_column)):
        if len(fields) > 1 and any(map(named, fields)) and all(_is_short(field, named) for field in fields):
            return True
    alone = len(_SPACED.split(text)) == 1 and _is_placed(text)
    return bool(_OWN_NAME.fullmatch(text)) or (alone and (is_body(text) or _is_site(text)))


def _is_short(field: str, named: Callable[[str], bool]) -> bool:
    return len(field) <= (LONGEST_SITE if named(field) else LONGEST_COLUMN)


def _is_site(field: str) -> bool:
    return bool(_SITE.search(field))


def _is_column(field: str) -> bool:
    return bool(_SITE.search(field) or _COLUMN.search(field) or (_OFFICE.search(field) and _is_placed(field)))


def _is_placed(text: str) -> bool:
    """Whether a text begins with a place."""
    return any(mention.start == 0 for mention in mentions_in(text))
