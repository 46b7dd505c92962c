"""The numbers of a sentence with what they are measured in, so that 1.5 tons is 1500公斤 and 36 km is not 36名."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.dimensions import PERCENT, UNKNOWN, sign_before, unit_after
from rag.language import CHINESE
from rag.when import moments
from vectorstore.numerals import DIGITS, HAN, SCALES, fold, read
from vectorstore.quantities import Quantity, quantities
from vectorstore.types import Figure, Unit
from vectorstore.units import UNIT

_ENUMERATOR = re.compile(
    r"^\s*(?:[-*•·+]\s+)?(?:\(?\d{1,3}[.)、](?![\d.])|[(（]?[一二三四五六七八九十]{1,3}[)）、.]"
    r"|第[一二三四五六七八九十]{1,2}[，,、：:])"
)
_NAMES = re.compile(r"\b(?:covid[- ‑]?19|2019[- ‑]?ncov|sars[- ‑]?cov[- ‑]?2)\b", re.IGNORECASE)
"""Names that have a number in them whether the passage writes it or not."""

_HAN_NUMERALS = "".join([*DIGITS, *SCALES, "廿卅"])
_DIGIT = "".join(c for c in DIGITS if c not in "零〇○")
_SMALL = re.compile(
    rf"第(?P<ordinal>{HAN})|(?<![{_DIGIT}十百千万亿\d])(?P<digit>[{_DIGIT}十])"
    r"(?=(?P<noun>[镇乡村县市区省州校院厂路线期组级排地层楼旬季届社部委]))?"
)
_NUMERAL = re.compile(rf"[\da-zA-Z{_HAN_NUMERALS}]")
_TO = re.compile(r"\s?(?:-{1,3}|[—–~～]{1,2}|至|到|\b(?:to|and|bis|und|à|et|a|y|до|и)\b)\s?")
_LITERAL = re.compile(r"\d+(?:\.\d+)?")
_SCALES = (1e3, 1e4, 1e6, 1e8, 1e9)
_ZERO = re.compile(rf"\bzero\b|(?<![{_HAN_NUMERALS}点\d])零(?![{_HAN_NUMERALS}\d下点])", re.IGNORECASE)
_MILLIONS = re.compile(r"[mM]\b")
_POINT = frozenset(("zh", "en", "ja", "ko", "th", "hi", "ur", "he", "ms", "tl", "sw"))
"""Languages that write decimals with a point and thousands with a comma, and never the other way round."""

_GROUPED = re.compile(r"\d{1,3}[.,]\d{3}(?!\d)")
_FRACTION = re.compile(
    r"\b(?P<many>one|two|three|four|five|six|seven|eight|nine|\d|a(?=[- ]\w+ of\b))[- ]"
    r"(?P<part>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?\b(?! (?:of )?\d)",
    re.IGNORECASE,
)
_MANY = {w: float(n) for n, w in enumerate("one two three four five six seven eight nine".split(), 1)} | {"a": 1.0}  # noqa: SIM905
_PARTS = {w: float(n) for n, w in enumerate("third quarter fifth sixth seventh eighth ninth tenth".split(), 3)}  # noqa: SIM905
_MAY_NAME_MONTHS = re.compile(r"月|[^\W\d_\u2e80-\u9fff\uff00-\uffef]{3}")
_HAN_MONTH = re.compile(r"(?<![个\d])(十[一二]?|[一二三四五六七八九元])月")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number at `start` to `end`, its unit included.

    `values` are its readings, the likelier first; `factor` is what its unit is worth in that of its dimension
    (rag.dimensions). `sure` is False for what in Chinese is an article or part of a word as often as a number (一个).
    """

    start: int
    end: int
    values: tuple[float, ...]
    dimension: str = UNKNOWN
    factor: float = 1.0
    sure: bool = True


@lru_cache(maxsize=8192)
def measures(text: str, language: str = CHINESE) -> tuple[Measure, ...]:
    """List the numbers of a text in rising order. Enumerators at its start (1. 一、) are none.

    `language` is the text's ISO 639-1 code: it decides whether 1.500 may be 1,500.
    """
    folded = fold(text)
    if not _NUMERAL.search(folded):
        return ()
    taken = [m.span() for m in _NAMES.finditer(folded)]
    if lead := _ENUMERATOR.match(folded):
        taken.append(lead.span())
    found = [
        *_fractions(folded),
        *_nothing(folded),
        *(_measure(folded, q, language) for q in quantities(text) if not _is_vague(folded, q)),
        *_small(folded),
    ]
    kept: list[Measure] = []
    for one in sorted(found, key=lambda one: (one.start, not one.sure, -one.end)):
        if (not kept or one.start >= kept[-1].end) and not any(a < one.end and one.start < b for a, b in taken):
            kept.append(one)
    return _ranges(folded, kept)


def same(a: Measure, b: Measure) -> bool:
    """Whether two numbers are equal, in value and, as far as that is known, in what they measure.

    What has no known unit equals anything but percent: 12 firms are 12家, and 12 months, never 12%.
    """
    if UNKNOWN in (a.dimension, b.dimension):
        return PERCENT not in (a.dimension, b.dimension) and any(_close(x, y) for x in a.values for y in b.values)
    return a.dimension == b.dimension and any(_close(x * a.factor, y * b.factor) for x in a.values for y in b.values)


def of_figure(figure: Figure) -> Measure:
    """Give a figure of the record as a measure at its offsets in the passage."""
    values = (figure.value,) if figure.upper is None else (figure.value, figure.upper)
    unit = unit_after(figure.unit, 0)
    if figure.kind is Unit.PERCENT:  # its values are in percent whatever the unit
        dimension = unit.dimension if unit and unit.dimension else PERCENT
        return Measure(figure.start, figure.end, values, dimension)
    if unit is None:
        return Measure(figure.start, figure.end, values)
    return Measure(figure.start, figure.end, values, unit.dimension, unit.factor)


def of_date(date: str) -> list[Measure]:
    """Give the year, month and day of an ISO 8601 date as measures that stand nowhere."""
    return [Measure(0, 0, (float(part),)) for part in date.split("-") if part]


def months(text: str) -> set[int]:
    """List the months that a text names: 1月, 一月, January, or by name in a few other languages."""
    found = {moment.month for moment in moments(text) if moment.month} if _MAY_NAME_MONTHS.search(text) else set()
    for m in _HAN_MONTH.finditer(text):
        reading = read(m[1].replace("元", "一"))
        if reading:
            found.add(int(reading.value))
    return found


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def _is_vague(folded: str, quantity: Quantity) -> bool:
    """Whether a number word is a plural and so no number: hundreds, dozens."""
    return folded[quantity.start].isalpha() and re.match(r"s\b", folded[quantity.end :]) is not None


def _measure(folded: str, quantity: Quantity, language: str) -> Measure:
    start, end = quantity.start, quantity.end
    values: tuple[float, ...] = (quantity.value, *(() if quantity.other is None else (quantity.other,)))
    if folded[start].isdigit() and _GROUPED.match(folded, start):
        values = values[:1] if language in _POINT else tuple(v for v in values if v >= 1000 or v % 1)
    if "分之" in folded[start:end]:
        return Measure(start, end, values, PERCENT)
    unit, sign = unit_after(folded, end), sign_before(folded, start)
    if sign and _MILLIONS.match(folded, end):
        return Measure(start, end + 1, tuple(1e6 * value for value in values), sign)
    if unit and unit.dimension:
        return Measure(start, unit.end, values, unit.dimension, unit.factor)
    return Measure(start, unit.end if unit else end, values, sign)


def _small(folded: str) -> Iterator[Measure]:
    """Read Chinese numbers that `quantities` leaves out: ordinals, single digits before units and nouns (两县)."""
    for m in _SMALL.finditer(folded):
        if m["ordinal"]:
            reading = read(m["ordinal"])
            if reading:
                yield Measure(m.start(), m.end(), (reading.value,))
        elif m["noun"] or UNIT.match(folded, m.end()):
            reading = read(m["digit"])
            unit = unit_after(folded, m.end())
            if reading:
                end, dimension, factor = (unit.end, unit.dimension, unit.factor) if unit else (m.end(), UNKNOWN, 1.0)
                yield Measure(m.start(), end, (reading.value,), dimension, factor, sure=m["digit"] not in "一壹")


def _nothing(folded: str) -> Iterator[Measure]:
    for m in _ZERO.finditer(folded):
        yield Measure(*m.span(), (0.0,), sure=m[0].isascii())


def _fractions(folded: str) -> Iterator[Measure]:
    for m in _FRACTION.finditer(folded):
        many, parts = m["many"].lower(), m["part"].lower()
        value = 100 * (_MANY.get(many) or float(many)) / _PARTS[parts]
        yield Measure(*m.span(), (value,), PERCENT)


def _ranges(folded: str, found: Sequence[Measure]) -> tuple[Measure, ...]:
    """Give the lower end of a range the unit and scale of its upper end: 3至5万元, 30-50 km."""
    whole = list(found)
    for i in range(len(found) - 2, -1, -1):
        low, high = whole[i], whole[i + 1]
        if low.dimension or not _TO.fullmatch(folded, low.end, high.start):
            continue
        literal = _LITERAL.match(folded, high.start)
        scale = high.values[0] / float(literal[0]) if literal and float(literal[0]) else 1.0
        scaled = tuple(v * scale for v in low.values) if any(_close(scale, s) for s in _SCALES) else ()
        if high.dimension or scaled:
            whole[i] = replace(low, values=(*low.values, *scaled), dimension=high.dimension, factor=high.factor)
    return tuple(whole)
