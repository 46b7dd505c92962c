"""The date of an article, as exact as its text gives it.

An explicit line comes first (时间:2022-04-06, 2020年3月5日, a dateline with a year). Else the latest year of its own
in a title, a lead or a full date counts, for reports only (something with a title or byline): with its month, unless a
later month is mentioned without a year, for then the report is later than the date. Years of past or future
events (到2025年, 1998年出生) and years that stand once in passing are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.bylines import is_byline
from vectorstore.types import Block, Kind

LEAD = 60
MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES.split(), 1)}
ENGLISH_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
NUMERALS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
FULL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日?"
    r"|[-/.]\s*(?P<m2>\d{1,2})\s*[-/.]\s*(?P<d2>\d{1,2}))(?!\d)"
)
ENGLISH_FULL = re.compile(
    rf"\b{ENGLISH_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})\b|\b(\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\s+{ENGLISH_MONTH},?\s+((?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
CHINESE_FULL = re.compile(
    r"([一二][〇零○Ｏ一二三四五六七八九]{3})年(十[一二]?|[一二三四五六七八九])月([一二三四五六七八九十]{1,3})日"
)
META = re.compile(
    r"时间|日期|发布|发表|来源|稿源|供稿|作者|点击|浏览|阅读|记者|通讯员|编辑|publish|updated|posted|date|source",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年\s*(?:(\d{1,2})\s*月)?")
MONTH = re.compile(r"(?<![\d年])(?<!年\s)(\d{1,2})\s*月\s*(?:\d{1,2}\s*日|[初中底末份上下])")
NOT_BEFORE = re.compile(r"(?<!截)(?:到|至|自|从|建于|生于|始于|成立于|创办于|毕业于|早在|力争|计划)\s*$")
NOT_AFTER = re.compile(
    r"[^，。,；;]{0,8}(?:出生|生于|毕业|入伍|入党|参加工作|成立|建成|建厂|创办|始建|投产|目标|规划)|以来|之前"
    r"|以前|底前|前后|间"
)
CRUMBS = re.compile(r"[>＞»›]")
"""What parts a newspaper's name, its day and its page in the line over a report."""


def article_date(lines: Sequence[str], blocks: Sequence[Block]) -> str:
    """Return the ISO 8601 date of an article, "" if its text gives none.

    `lines` are all lines of its part of the file, those that are no report included; `blocks` are what was read.
    """
    for line in lines:
        if 8 <= len(line) <= 160 and (date := _stated(line.strip())):
            return date
    lead = next((block.text for block in blocks if block.kind is Kind.TEXT), "")
    if re.match(r".{0,60}[讯电]", lead) and (dates := full_dates(lead[:LEAD])):
        return dates[0]
    if any(block.kind in (Kind.TITLE, Kind.BYLINE) for block in blocks):
        return _inferred(blocks, lead)
    return ""


def full_dates(text: str) -> list[str]:
    """Return the dates with year, month and day in a text, as ISO 8601, in the order of their forms and places."""
    found = [_iso(m["y"], m["m"] or m["m2"], m["d"] or m["d2"]) for m in FULL.finditer(text)]
    for m in ENGLISH_FULL.finditer(text):
        month, day, year = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6])
        found.append(_iso(year, MONTHS[month[:3].lower()], day))
    for m in CHINESE_FULL.finditer(text):
        found.append(_iso(m[1].translate(NUMERALS), _small(m[2]), _small(m[3])))
    return [date for date in found if date]


def _stated(line: str) -> str:
    """Return the date of a line that says when the article was published."""
    dates = full_dates(line)
    if not dates or line.endswith(("。", "！", "？", "，", "；")):
        return ""
    if is_byline(line) or (META.search(line) and len(_without_dates(line)) <= 100):
        return dates[0]
    return next((full_dates(part)[0] for part in CRUMBS.split(line) if _is_day(part)), "")


def _is_day(text: str) -> bool:
    """Whether a text is a date and nothing but a weekday or hour beside it."""
    bare = _without_dates(text)
    rest = re.sub(r"\d{1,2}:\d{2}(:\d{2})?|星期.|[AP]M|[\s()（）\-—T|]", "", bare, flags=re.IGNORECASE)
    return bare != text and not rest


def _without_dates(text: str) -> str:
    return CHINESE_FULL.sub("", ENGLISH_FULL.sub("", FULL.sub("", text)))


def _inferred(blocks: Sequence[Block], lead: str) -> str:
    titles = " ".join(block.text for block in blocks if block.kind is Kind.TITLE)
    bodies = [block.text for block in blocks if block.kind in (Kind.TEXT, Kind.CAPTION)]
    sure = {int(m[1]) for m in YEAR.finditer(titles)} | {int(m[1]) for m in YEAR.finditer(lead[:LEAD]) if _counts(m)}
    months: set[tuple[int, int]] = set()
    for text in bodies:
        for found in YEAR.finditer(text):
            if _counts(found) and found[2] and 1 <= int(found[2]) <= 12:
                months.add((int(found[1]), int(found[2])))
        for date in (date for date in full_dates(text) if not FULL.search(text)):
            months.add((int(date[:4]), int(date[5:7])))
    latest = max([*sure, *(year for year, _ in months)], default=0)
    in_year = [month for year, month in months if year == latest]
    if not latest or not in_year:
        return str(latest or "")
    loose = [int(m[1]) for text in bodies for m in MONTH.finditer(text) if 1 <= int(m[1]) <= 12]
    return f"{latest}-{max(in_year):02}" if all(month <= max(in_year) for month in loose) else str(latest)


def _counts(found: re.Match[str]) -> bool:
    """Whether a year is not that of an event long past or still to come."""
    text = found.string
    return not (
        NOT_BEFORE.search(text[max(0, found.start() - 6) : found.start()])
        or NOT_AFTER.match(text[found.end() : found.end() + 14])
    )


def _iso(year: str, month: str | int, day: str | int) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return ""
    return f"{year}-{int(month):02}-{int(day):02}"


def _small(numeral: str) -> int:
    """Return a Chinese numeral from 一 to 三十一."""
    tens, _, ones = numeral.rpartition("十")
    digits = "一二三四五六七八九"
    value = digits.find(ones) + 1
    return value + (10 * (digits.find(tens) + 1 if tens else 1) if "十" in numeral else 0)
