"""Times of day: questions that ask for one, and where a Chinese text has them."""

from __future__ import annotations

import re

from rag.interrogatives import CLOCK, DATE, POINTS
from vectorstore.types import Span

_PART = "(?:凌晨|清晨|早晨|早上|一早|上午|中午|正午|午后|下午|傍晚|晚上|晚间|入夜|夜里|夜间|深夜|半夜|午夜|[当今昨]晚)"
_SHORT_PART = "(?<![每当今昨])[早晚]"
_HOUR = (
    "(?:(?<![\\d.:：第])(?:[01]?[0-9]|2[0-4])"
    "|(?<![第零〇一二两三四五六七八九十])(?:[零〇二两三四五六七八九]|二?十[一二三四五六七八九]?))"
)
_ENDS = "(?=[，。；,;、至到—~～（）() -]|左右|前后|起|$)"
_MINUTES = (
    f"(?:零?[0-9]{{1,2}}分|[0-5][0-9]{_ENDS}|零[一二三四五六七八九]分|[二三四五]?十?[一二三四五六七八九]分"
    "|[二三四五]?十[一二三四五六七八九]?分?|[一三1-3]刻|半|整|许)"
)
_TIME = (
    rf"(?:(?:{_PART}|{_SHORT_PART})?{_HOUR}(?:时|点钟?)(?![间候期]|{POINTS}){_MINUTES}?"
    rf"|{_PART}一点(?!点){_MINUTES}?|(?<![\u3400-\u4dbf\u4e00-\u9fff])一点(?:钟|半|整|许)"
    rf"|(?:{_PART}|{_SHORT_PART})?(?<![\d.:：])(?<!比分)(?<!比例)(?<!比[分例][为是])"
    r"(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9](?![\d:：]))"
)
_CLOCK = re.compile(rf"{_TIME}(?:(?:至|到|—+|-|~|～)(?:次日|第二天|翌日|当[日天])?{_TIME})?")


def asks_for_clock(question: str) -> bool:
    """Whether a question asks for a time of day, and not for the date as well.

    >>> asks_for_clock("What time does the clinic close?"), asks_for_clock("7月几日几点？")
    (True, False)
    """
    return bool(CLOCK.search(question)) and not DATE.search(without_clock(question))


def without_clock(question: str) -> str:
    """Blank out what asks for a time of day, of which some is also how numbers are asked for (几, كم); same length."""
    return CLOCK.sub(lambda found: " " * len(found[0]), question)


def clock_times(text: str, start: int, end: int) -> list[Span]:
    """List the times of day in a piece of a text, each with the part of the day before it; from one to another is one.

    >>> text = "平日8:30开门，下午5点半关门，周末9时至12时开放。"
    >>> [text[slice(*span)] for span in clock_times(text, 0, len(text))]
    ['8:30', '下午5点半', '9时至12时']
    """
    return [m.span() for m in _CLOCK.finditer(text, start, end)]
