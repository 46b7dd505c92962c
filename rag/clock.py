"""Times of day: questions that ask for one, in a dozen and a half languages, and where a Chinese text has them."""

from __future__ import annotations

import re

from rag.interrogatives import any_of
from vectorstore.types import Span

_ASKS = any_of(
    r"\b(?:what|which) (?:time|hour)\b(?! (?:of (?:the )?(?:year|week|month)|period|span|frame))",
    r"几[点时](?![间候]|要求|意见|建议|措施)|幾[點時](?![間候])|何時(?!間|期)(?=[^。？?]*[\u3040-\u30ff])|몇 ?시(?!간)",
    r"\bqu[eé] horas?\b|\bche or[ae]\b|\bquelle heure\b|\bwie ?viel uhr\b|\bhoe laat\b|\bo której\b",
    r"\bво сколько\b(?! (?:раз|обо[шй]|оцен|денег|рубл|юан))|\bкотором часу\b|\bкоторый час\b|\bо котрій\b",
    r"\bmấy giờ\b|\b(?:jam|pukul) berapa\b|\bsaat kaç|\bأي ساعة|الساعة كم|كم الساعة|कितने बजे|กี่โมง",
)
_DATE_TOO = any_of(
    r"\b(?:what|which) (?:date|day)\b|几[月日号]|哪(?:一)?天|何[月日]|몇 ?[월일]|며칠",
    r"\bqu[eé] d[ií]a\b|\bquel jour\b|\bwelche[mnr] tag\b|\bngày (?:nào|mấy)\b|\bкако(?:го|й) (?:числа|день)\b",
)

_PART = (
    "(?:凌晨|清晨|早晨|早上|一早|上午|中午|正午|午后|下午|傍晚|晚上|晚间|入夜|夜里|夜间|深夜|半夜|午夜|[当今昨]晚"
    "|(?<![每当今昨])[早晚])"
)
_HOUR = "(?:[01]?[0-9]|2[0-4]|[零〇一二两三四五六七八九]|二?十[一二三四五六七八九]?)"
_MINUTES = "(?:[0-5]?[0-9]分|半|整|许|一刻|三刻|[一二三四五]?十?[一二三四五六七八九]?分)"
_POINTS = "要求|意见|建议|措施|经验|体会|希望|内容|原因|好处|一线"
"""What follows points that somebody makes, which are not the time."""
_CLOCK = re.compile(
    rf"{_PART}?(?<![\d.:：零〇一二两三四五六七八九十])(?!一时)"
    rf"(?:{_HOUR}(?:时|点钟?)(?![间候期]|{_POINTS}){_MINUTES}?|(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9](?![\d:：]))"
)


def asks_for_clock(question: str) -> bool:
    """Whether a question asks for a time of day, and not for the date as well.

    >>> asks_for_clock("What time does the clinic close?"), asks_for_clock("7月几日几点？")
    (True, False)
    """
    return bool(_ASKS.search(question)) and not _DATE_TOO.search(question)


def clock_times(text: str, start: int, end: int) -> list[Span]:
    """List the times of day in a piece of a text, each with the part of the day before it.

    >>> text = "平日8:30开门，下午5点半关门。"
    >>> [text[slice(*span)] for span in clock_times(text, 0, len(text))]
    ['8:30', '下午5点半']
    """
    return [m.span() for m in _CLOCK.finditer(text, start, end)]
