"""Amounts that are told in two units or more, made one: 三年零两个月, 1小时05分, 3公里500米, 三天两夜."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from vectorstore.types import Unit

if TYPE_CHECKING:
    from vectorstore.amounts import Amount

_HOURS, _MINUTES, _SECONDS = "小时 个小时 个钟头 钟头", "分钟 分", "秒 秒钟"
_YEARS, _DAYS = "年 周年 岁 周岁", "天 日"
_STEPS = (
    (_YEARS, "个月 月", 1 / 12, True),
    (_YEARS, _DAYS, 1 / 365, False),
    ("个月", _DAYS, 12 / 365, False),
    ("周 星期 个星期 个礼拜", _DAYS, 1 / 7, False),
    (_DAYS, "夜 晚 个晚上", 0.0, True),
    (_DAYS, _HOURS, 1 / 24, False),
    (_HOURS, _MINUTES, 1 / 60, True),
    (_MINUTES, _SECONDS, 1 / 60, True),
    ("公里 千米", "米", 1e-3, True),
    ("米", "厘米 公分", 1e-2, True),
    ("吨", "公斤 千克", 1e-3, True),
    ("公斤 千克", "克", 1e-3, True),
)
_SHARES = {
    (whole, part): (share, bare)
    for wholes, parts, share, bare in _STEPS
    for whole in wholes.split()
    for part in parts.split()
}
"""What one of a smaller unit is worth in the next larger one, and whether they stand together without 零 or 又 too.

5天8小时 is a week's work, not five days and a third. The nights of 三天两夜 are those of its days.
"""
_AND = re.compile(r"[零又]")
_ZEROED = re.compile(r"0(\d)(分钟?|秒钟?)")
_ACROSS = re.compile(r"[宽厚高深粗管]|见方")
"""What follows a second measure of the same thing: 150米20厘米厚."""


def joined(text: str, found: Sequence[Amount]) -> list[Amount]:
    """Join the amounts of a sentence, in rising order, that are told together; the unit is that of the first."""
    kept: list[Amount] = []
    unit, worth = "", 1.0  # the smallest unit so far, and what it is worth in the first
    for amount in found:
        share = _share(text, kept[-1], unit, amount) if kept else None
        if share is None:
            kept.append(amount)
            unit, worth = amount.unit, 1.0
        else:
            unit, worth = amount.unit, worth * share
            kept[-1] = _grown(kept[-1], amount.end, worth * amount.value)
        while (zeroed := _ZEROED.match(text, kept[-1].end)) and (unit, zeroed[2]) in _SHARES:
            unit, worth = zeroed[2], worth * _SHARES[unit, zeroed[2]][0]
            kept[-1] = _grown(kept[-1], zeroed.end(), worth * int(zeroed[1]))
    return kept


def _share(text: str, whole: Amount, unit: str, part: Amount) -> float | None:
    """Tell what one of a part is worth in the unit before it; None if it is no part of the whole."""
    if (unit, part.unit) not in _SHARES:
        return None
    share, bare = _SHARES[unit, part.unit]
    between = text[whole.end : part.start]
    lead = _AND.fullmatch(between) or (not between and _AND.match(text, part.start))
    if not lead and (between or not bare):
        return None
    if part.upper is not None or not part.value.is_integer() or not _ends(text, whole, unit):
        return None
    if share * part.value >= 1 or (part.kind is Unit.DISTANCE and _ACROSS.match(text, part.end)):
        return None
    return share


def _ends(text: str, whole: Amount, unit: str) -> bool:
    """Whether an amount ends with its unit, not with 以上 or a half, and has no decimals: 1.5公里300米 is two."""
    return text.endswith(unit, whole.start, whole.end) and "." not in text[whole.start : whole.end]


def _grown(whole: Amount, end: int, more: float) -> Amount:
    """Add to an amount, of a range to its upper end; minutes that have seconds are no points."""
    kind = Unit.TIME if whole.unit == "分" else whole.kind
    if whole.upper is not None:
        return replace(whole, end=end, upper=whole.upper + more, kind=kind)
    return replace(whole, end=end, value=whole.value + more, kind=kind)
