"""Whether a numeral counts something, or is part of a word, a name, a slogan or a set phrase."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vectorstore.numerals import OVER
from vectorstore.types import Span, Unit
from vectorstore.units import ONE_COUNTS
from vectorstore.words import Word

if TYPE_CHECKING:
    from vectorstore.amounts import Amount

_NUMERIC_TAGS = frozenset({"m", "q", "t", "mq", "r", "x"})
_QUOTES = '“"‘「『《〈'
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟零〇")  # alone they are surnames, verbs or nothing
_PRONOUNS = re.compile(r"(?:[每这那某同另任唯单统惟逐之不万第其划专哪无非]|没有|何)[的]?$")
_ONLY = re.compile(r"[只仅共][^,，。;；、]{0,5}$")
_PLACE = re.compile(r"[里家台道门面棵座][^\W\d]?(?:[乡屯庄沟湾寨塘坝堡]|[村镇](?![民委组]))")
_TERM = re.compile(r"元(?![钱的左以及至到人余多])[^\W\d]")  # 五元桥, 三元催化
_DISTANCE = re.compile(r"里(?:路|地|外|长|多|的|远|[^\w]|$)")
_COUNTING = re.compile(r"(?:为|达|达到|共|共计|总计|合计|有|至|到|约|是|从|由|计|数)[ :]?$")
_ADJACENT = re.compile(r"[A-Za-z+×*/=#]")


def counts(text: str, numeral: Span, amount: Amount, words: Sequence[Word]) -> bool:
    """Whether the amount, read from the numeral at `numeral` in the folded sentence, is a figure."""
    written = text[slice(*numeral)]
    if not amount.unit:
        return _counts_bare(text, numeral, amount)
    if written[0].isdigit():
        return not (numeral[0] and _ADJACENT.match(text[numeral[0] - 1]) and amount.kind is not Unit.MONEY)
    if amount.unit in ("一半", "半数", "分之") or written == "半":
        return not text.endswith(tuple("大多"), 0, numeral[0])
    if text.endswith(tuple(_QUOTES), 0, numeral[0]) or written in _FORMAL:
        return False
    if written == "一" and not _counts_one(text, numeral[0], amount):
        return False
    if not set(written) - set("百千万亿") and amount.start == numeral[0]:
        return False
    if amount.unit == "位" and text.endswith(("从", "正"), 0, numeral[0]):  # 从四位 is a court rank
        return False
    if amount.unit == "里" and not _DISTANCE.match(text, numeral[1]):
        return False
    if len(written) == 1 and _TERM.match(text, numeral[1]):
        return False
    return not _PLACE.match(text, numeral[1]) and not _within_word(numeral[0], amount, words)


def _counts_one(text: str, start: int, amount: Amount) -> bool:
    lead = text[max(0, start - 8) : start]
    sure = amount.unit in ONE_COUNTS or amount.bound == OVER or not amount.value.is_integer()
    if "一" in lead[-2:] or text[start + 2 : start + 3] == "一":  # 一家一户
        return False
    return not _PRONOUNS.search(lead) and (sure or _ONLY.search(lead) is not None)


def _within_word(start: int, amount: Amount, words: Sequence[Word]) -> bool:
    """Whether a word that is no number word holds the start of the numeral: 三心二意, 五台山, 八一村."""
    word = words[bisect_right(words, start, key=lambda w: w.start) - 1]
    if amount.upper is not None or (len(amount.unit) > 1 and word.end < amount.end):  # 三到 五天, 重七 公斤
        return False
    return word.tag not in _NUMERIC_TAGS and (word.start < start or word.end > start + 1)


def _counts_bare(text: str, numeral: Span, amount: Amount) -> bool:
    """Whether a numeral without a unit counts (数十万群众, 人口为12,345); what may be a year never does."""
    start, end = numeral
    written = text[start:end]
    following, lead = text[amount.end : amount.end + 2].lstrip(" ")[:1], text[max(0, start - 3) : start]
    if _ADJACENT.match(following) or (lead and _ADJACENT.match(lead[-1])):
        return False
    if not written[0].isdigit():
        large = written[-1] in "百千万亿" and any(c in "几数两二三四五六七八九十" for c in written[:-1])
        return large and following.isalpha()
    if "," in written or written[-1] in "万亿千":
        return True
    if amount.value.is_integer() and 1000 <= amount.value <= 2100:
        return False
    if amount.bound:
        return True
    return _COUNTING.search(lead) is not None and not following.isalnum()
