"""Lines over a report that name the site or paper it stands in and its columns, and the issue of a bulletin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from vectorstore.bylines import is_body, is_byline
from vectorstore.headings import is_headlike, is_section, is_subtitle
from vectorstore.lines import Line
from vectorstore.noise import LONGEST, NAVIGATION

TOP_LINES = 3
"""Lines of a file's beginning among which such ones are looked for."""
LONGEST_FIELD = 20
"""Characters of a site's or column's name."""

_SPACED = re.compile(r"[\s|｜>＞»›→·•/]+")
_PARTED = re.compile(r"\s*[|｜>＞»›→·•/]+\s*|\u3000+|\s{2,}")
_SITE = re.compile(
    r"(?:人民政府|日报|晚报|早报|时报|都市报|融媒体中心|电视台|客户端|公众号|微信号|网站|官网|数字报|数字版|电子报|电子版"
    r"|(?:新闻|信息|政务|政府|校园|资讯|教育|农业|广电|党建|文明)网|第\s*[A-Z]?\d{1,3}\s*版|[A-Z]\d{1,3}\s*版)$"
)
_COLUMN = re.compile(
    r"(?:发布|新闻|频道|融媒|融媒体|传媒|在线|门户|长安网|热线网|专栏|专题|[\u4e00-\u9fff]{2}站|[\u4e00-\u9fff]{3}局|委员会)$"
)
_OWN_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}(?:发布|融媒)")
_SENTENCE = re.compile(r"[。！？!?，,；;：:“”《》]")
_ISSUE = re.compile(r"第\s*[\d〇零一二三四五六七八九十百]+\s*期")


def site_lines(lines: Sequence[Line]) -> list[int]:
    """Return the indexes of the lines at the top that name a site or paper and its columns, each over another line.

    Such a line has fields that are no sentence (县日报 | 第3版 | 要闻), one of which is called as a site, a paper, a
    page of it or an office is, or it is nothing but an office's name.
    """
    found: list[int] = []
    for index, line in enumerate(lines[:TOP_LINES]):
        if line.kind is not None or not _names_site(line.text) or not _goes_on(lines, index + 1):
            break
        found.append(index)
    return found


def over_report(lines: Sequence[Line]) -> list[str]:
    """Give the lines at the top of a file that say where it stands: navigation, and those of `site_lines`."""
    top = list(takewhile(lambda line: _is_navigation(line.text), lines[:TOP_LINES]))
    rest = lines[len(top) :]
    return [line.text for line in (*top, *(rest[index] for index in site_lines(rest)))]


def is_issue(text: str) -> bool:
    """Whether a line has the number of an issue (第37期), as the name of a bulletin over its reports has."""
    return bool(_ISSUE.search(text)) and not _SENTENCE.search(text)


def _is_navigation(text: str) -> bool:
    return len(text) <= LONGEST and bool(NAVIGATION.fullmatch(text))


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
    for fields, names in ((_SPACED.split(text), (_SITE,)), (_PARTED.split(text), (_SITE, _COLUMN))):
        short = max(map(len, fields)) <= LONGEST_FIELD
        if short and any(name.search(field) for name in names for field in fields if len(fields) > 1 or name is _SITE):
            return True
    return is_body(text) or bool(_OWN_NAME.fullmatch(text))
