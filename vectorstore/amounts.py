"""Values with their units in a sentence: 近20万份, 30至50人, 三成, $1,200. What they count is `figures`' business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.bounds import after, before
from vectorstore.compounds import joined
from vectorstore.counting import counts
from vectorstore.numerals import EXACT, FUZZ, NUMERAL, fold, read
from vectorstore.types import Span, Unit
from vectorstore.uncounted import OTHERS
from vectorstore.units import CURRENCY, KINDS, MEASURES, RATES, UNIT
from vectorstore.words import Word

_NUMBER = re.compile(
    rf"(?P<half>半(?=个?[年月天日夜]|个?小时|个世纪|公里|斤|亩|米)|一半|半数)"
    rf"|(?:(?P<share>[百千万])分之|(?P<parts>[一二三四五六七八九十百\d]{{1,9}})分之)?(?P<numeral>{NUMERAL})"
)
_PARTS = {"百": 1.0, "千": 0.1, "万": 0.01}
_TO = re.compile(r" ?(?:-{1,3}|[—–~～]{1,2}|至|到) ?")
_MANY = re.compile(r"[余餘多来]")
_HALF_MORE = re.compile(r"(?<=[年天时])半(?![年夜路数个岛成导])")
_CENTIMETRES = re.compile(r"(?<=\d米)\d{1,2}(?!\d|[.,]\d| ?[^\W\d_])|(?<=\d米)\d{1,2}(?=[的高宽长深左以至到])")
_NEGATIVE = "零下"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as `types.Figure` has it, with offsets in the sentence.

    Shares are in percent whatever their unit: 三成 is 30.
    """

    start: int
    end: int
    value: float
    upper: float | None
    bound: str
    unit: str
    kind: Unit


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A numeral at `start` to `end` and, of a share (百分之 …), what one is worth in percent."""

    start: int
    end: int
    value: float
    upper: float | None
    bound: str
    rate: float | None


def amounts(sentence: str, words: Sequence[Word], dates: Sequence[Span]) -> list[Amount]:
    """List the quantities of a sentence in rising order, none overlapping. `words` are all of its words."""
    text = fold(sentence)
    numerals = _clear_of(_numerals(text), sorted([*dates, *(m.span() for m in OTHERS.finditer(text))]))
    found: list[Amount] = []
    index = 0
    while index < len(numerals):
        numeral = numerals[index]
        amount, used = _range(text, numerals, index) or (_single(text, numeral), 1)
        span = (numeral.start, numeral.end)
        if amount.start >= (found[-1].end if found else 0) and counts(text, span, amount, words):
            found.append(amount)
        index += used
    return joined(text, found)


def _numerals(text: str) -> list[_Numeral]:
    found = []
    for m in _NUMBER.finditer(text):
        if m["half"]:
            share = m["half"] != "半"
            found.append(_Numeral(*m.span(), 50.0 if share else 0.5, None, EXACT, 1.0 if share else None))
            continue
        reading, parts = read(m["numeral"]), read(m["parts"]) if m["parts"] else None
        if reading is None or (parts is not None and not parts.value):
            continue
        rate = 100 / parts.value if parts else _PARTS.get(m["share"] or "")
        found.append(_Numeral(*m.span(), reading.value, reading.upper, reading.bound, rate))
    return found


def _clear_of(numerals: list[_Numeral], blocked: list[Span]) -> list[_Numeral]:
    kept, at, reach = [], 0, 0
    for numeral in numerals:
        while at < len(blocked) and blocked[at][0] < numeral.end:
            reach = max(reach, blocked[at][1])
            at += 1
        if reach <= numeral.start:
            kept.append(numeral)
    return kept


def _single(text: str, numeral: _Numeral) -> Amount:
    """Read the unit and bounds around a numeral; `unit` is empty if there is none."""
    start, lead = before(text, numeral.start)
    end, inner, unit, value, upper = _unit(text, numeral)
    kind = KINDS.get(unit, Unit.PERCENT if numeral.rate is not None else Unit.OTHER)
    symbol = CURRENCY.search(text, max(0, start - 5), start)
    if symbol and kind is not Unit.MONEY:
        start, end, unit, kind = symbol.start(), numeral.end, symbol[0].strip(), Unit.MONEY
    if text.endswith(_NEGATIVE, 0, start):
        start, value = start - len(_NEGATIVE), -value
    end, trail = after(text, end, kind in MEASURES and unit != "")
    return Amount(start, end, value, upper, lead or trail or inner or numeral.bound, unit, kind)


def _unit(text: str, numeral: _Numeral) -> tuple[int, str, str, float, float | None]:
    """Find the end of the unit, the bound in or before it, the unit, and the value and its upper end in that unit."""
    end, bound, rate = numeral.end, EXACT, numeral.rate
    if rate is not None:
        unit = text[numeral.start : end] if text[numeral.start] in "一半" else "分之"
        return end, bound, unit, numeral.value * rate, numeral.upper and numeral.upper * rate
    fuzz = _MANY.match(text, end)
    match = UNIT.match(text, end + 1 if fuzz else end)
    if match:
        word = match["word"]
        unit = word if word in KINDS else re.sub("[余多来半]", "", word)  # 个多月, 个半小时
        end, rate, rest = match.end(), RATES.get(unit, 1.0), 0.5 * ("半" in word)
        fuzz = fuzz or _MANY.search(word if word != unit else "")
        bound = FUZZ[fuzz[0]] if fuzz else EXACT
        if KINDS[unit] == Unit.TIME and (more := _HALF_MORE.match(text, end)):
            end, rest = more.end(), 0.5
        if unit == "米" and numeral.value < 100 and numeral.value.is_integer():
            more = _CENTIMETRES.match(text, end)
            end, rest = (more.end(), float(f"0.{more[0]}")) if more else (end, rest)
        return end, bound, unit, numeral.value * rate + rest, numeral.upper and numeral.upper * rate
    if fuzz and fuzz[0] != "来" and numeral.value >= 10:
        end, bound = fuzz.end(), FUZZ[fuzz[0]]
    return end, bound, "", numeral.value, numeral.upper


def _range(text: str, numerals: list[_Numeral], index: int) -> tuple[Amount, int] | None:
    """Read 30至50人 or 3至5万元 as one amount, with the number of numerals used; None if the two are no range."""
    if index + 1 == len(numerals):
        return None
    first, second = numerals[index], numerals[index + 1]
    if second.start - first.end > 8:
        return None
    low, high = _single(text, first), _single(text, second)
    gap = next((e for e in {first.end, low.end} if _TO.fullmatch(text, e, second.start)), None)
    unlike = (low.unit and gap != first.end and low.unit != high.unit) or (first.rate is None) != (second.rate is None)
    if gap is None or unlike:
        return None
    least = first.value * (high.value / second.value if second.value else 1) if gap == first.end else low.value
    scale = _scale(text[second.start : second.end])
    if gap == first.end and first.value < second.value / scale:
        least *= scale
    if least >= high.value:
        return None
    return replace(high, start=low.start, value=least, upper=high.value, bound=low.bound or high.bound), 2


def _scale(numeral: str) -> float:
    """Give what the last 万 and 亿 of a Western numeral multiply it by."""
    plain = numeral.rstrip("万亿") if numeral[:1].isdigit() else numeral
    reading = read(numeral[len(plain) :]) if plain != numeral else None
    return reading.value if reading else 1.0
