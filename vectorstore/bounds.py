"""What a writer puts around a number to say how exact it is: 近20万份, 30名以上, 约三成."""

from __future__ import annotations

import re

from vectorstore.lexicon import entries
from vectorstore.numerals import ABOUT, EXACT, OVER, UNDER
from vectorstore.units import pattern

_BEFORE = {
    **dict.fromkeys(
        entries("超过 超出 超 逾 突破 不少于 不低于 至少 不下 不下于 大于 高于 多于 上 不止 好 起码"), OVER
    ),
    **dict.fromkeys(entries("近 将近 接近 不足 不到 少于 低于 小于 不超过 不多于 至多 最多 未满 不满 不高于"), UNDER),
    **dict.fromkeys(entries("约 大约 大概 约为 约有 差不多"), ABOUT),
}
_AFTER = {
    **dict.fromkeys(entries("以上 之多 及以上 多 余"), OVER),
    **dict.fromkeys(entries("以下 以内 之内 内 及以下"), UNDER),
    **dict.fromkeys(entries("左右 上下 许"), ABOUT),
}
_LOOSE = frozenset("多余内许")  # words of their own after a classifier (5个多功能厅), bounds after a measure (3年多)
_PARTICULAR = {
    "近": "(?<![最附靠邻临])近(?!$)",
    "约": "(?<![条节合公签预契制])约",
    "上": "上(?=[百千万])",
    "好": "好(?=几)",
    "超": "(?<!高)超",
}
_PLAIN = pattern(word for word in _BEFORE if word not in _PARTICULAR)
_LEAD = re.compile(rf"(?:{_PLAIN}|{'|'.join(_PARTICULAR.values())}) ?(?=.$)", re.DOTALL)
_TRAIL = re.compile(pattern(_AFTER))
_RECENT = re.compile(r"[\d一二两三四五六七八九十几]{1,3}(?:年|个月|天|周|日)(?:以?来|间|内)")  # 近三年来 is three years
_REACH = 6


def before(text: str, start: int) -> tuple[int, str]:
    """Find where a number at `start` begins with the bound in front of it, and that bound."""
    window = max(0, start - _REACH)
    match = _LEAD.search(text[window : start + 1])
    if match is None or (match[0] == "近" and _RECENT.match(text, start)):
        return start, EXACT
    return window + match.start(), _BEFORE[match[0].strip()]


def after(text: str, end: int, measured: bool) -> tuple[int, str]:
    """Find where a number and unit up to `end` end with the bound behind them, and that bound."""
    match = _TRAIL.match(text, end)
    if match is None or (match[0] in _LOOSE and not measured):
        return end, EXACT
    return match.end(), _AFTER[match[0]]
