"""Numerals as Chinese text writes them, Western and Chinese, and their values.

A text is folded first (`fold`): one character for one character, so that offsets stay those of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = ("零〇○", "一壹", "二两兩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {c: float(n) for n, group in enumerate(_DIGITS) for c in group}
_SCALES = {"十拾": 1e1, "百佰": 1e2, "千仟": 1e3, "万萬": 1e4, "亿億": 1e8}
SCALES = {c: value for group, value in _SCALES.items() for c in group}
MYRIADS = "万萬亿億"
MAX_DIGITS = 15  # what a float holds exactly; longer ones are identity numbers

EXACT, ABOUT, OVER, UNDER = "", "about", "over", "under"
FUZZ = {"余": OVER, "餘": OVER, "多": OVER, "几": OVER, "数": OVER, "来": ABOUT}

_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"\u3000": " ", "\xa0": " ", "\u2009": " ", "\u202f": " "}
_WIDE |= {"﹪": "%", "﹣": "-", "−": "-", "∶": ":"}
del _WIDE["，"]
_TO_BE_FOLDED = re.compile(f"[{''.join(map(re.escape, _WIDE))}]")
_FOREIGN = re.compile(r"[^\D0-9]")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")

_SCALE = "".join(SCALES)
_HAN_DIGIT = "".join(DIGITS)
_TENS = {"廿": "二十", "卅": "三十"}
WESTERN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
HAN = rf"(?:[几数](?=[{_SCALE}]))?[{_HAN_DIGIT}{_SCALE}廿卅]+几?(?:[余餘多来][{MYRIADS}]+)?"
_SCALED = rf"(?:(?!千[米克瓦卡])[{_SCALE}])+"  # 5千米 is 5 km
NUMERAL = (
    rf"{WESTERN}(?: ?[余餘多来几]?{_SCALED}(?:{WESTERN}{_SCALED})*(?:\d+(?![\d.,]))?)?"
    rf"|{HAN}(?:点[{_HAN_DIGIT}]+[{_SCALE}]*)?"
)
_PAIR = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])")
_SEGMENT = re.compile(rf"({WESTERN}) ?([余餘多来几]?)([{_SCALE}]*)")
_POSITIONAL = re.compile(rf"[{_HAN_DIGIT}]{{3,}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a numeral says: its value, the upper end if it names two (五六十), and how exact it is (`Figure.bound`)."""

    value: float
    upper: float | None = None
    bound: str = EXACT


def fold(text: str) -> str:
    """Write digits of any script and full-width letters and signs as ASCII, with the same number of characters.

    A full-width comma stays one, except as a separator of thousands.
    """
    text = _FOREIGN.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    return _TO_BE_FOLDED.sub(lambda m: _WIDE[m[0]], _THOUSANDS.sub(",", text))


def read(numeral: str) -> Reading | None:
    """Read one whole numeral of folded text; None if it is none or too long to be one.

    >>> read("1亿2000万"), read("五六十"), read("十余万")
    (Reading(value=120000000.0, upper=None, bound=''), Reading(value=50.0, upper=60.0, bound=''), \
Reading(value=100000.0, upper=None, bound='over'))
    """
    if len(numeral) > 2 * MAX_DIGITS:
        return None
    return _western(numeral) if numeral[:1].isascii() else _han(numeral)


def _western(numeral: str) -> Reading | None:
    total, last, bound = 0.0, float("inf"), EXACT
    for digits, fuzz, scales in _SEGMENT.findall(numeral):
        if len(digits) > MAX_DIGITS:
            return None
        value = float(digits.replace(",", ""))
        if not scales and last < float("inf"):  # 4万5, 4万5000
            value *= last / 10 if value < 10 else 1
        for scale in scales:
            value *= SCALES[scale]
        if value >= last:
            return None
        total, last, bound = total + value, _smallest(scales), FUZZ.get(fuzz, bound)
    return Reading(total, None, bound)


def _smallest(scales: str) -> float:
    product = 1.0
    for scale in scales:
        product *= SCALES[scale]
    return product


def _han(numeral: str) -> Reading | None:
    plain = "".join(_TENS.get(c, c) for c in numeral if c not in FUZZ or (c in "几数" and numeral[0] == c))
    bound = next((FUZZ[c] for c in numeral if c in FUZZ), EXACT)
    whole, _, fraction = plain.partition("点")
    if fraction:
        return _decimal(whole, fraction)
    if _POSITIONAL.fullmatch(plain):
        return Reading(float("".join(str(int(DIGITS[c])) for c in plain)))
    if plain[0] in "百千万亿" and any(c in DIGITS for c in plain):  # 万一
        return None
    pair = _PAIR.search(plain)
    if pair and (len(plain) > 2 or DIGITS[pair[2]] > DIGITS[pair[1]]):
        low = _sum(plain[: pair.end() - 1] + plain[pair.end() :])
        high = _sum(plain[: pair.start()] + plain[pair.end() - 1 :])
        return Reading(low, high, bound) if low is not None and high is not None and low < high else None
    value = _sum(plain)
    return None if value is None else Reading(value, None, bound)


def _decimal(whole: str, fraction: str) -> Reading | None:
    digits = "".join(c for c in fraction if c in DIGITS)
    base = _sum(whole)
    if base is None:
        return None
    return Reading(
        (base + float("0." + "".join(str(int(DIGITS[c])) for c in digits))) * _smallest(fraction[len(digits) :])
    )


def _sum(numeral: str) -> float | None:
    """Add up 一百零五, 两千三, 三亿两千万; None where two digits stand together."""
    total, section, last = 0.0, 0.0, 1.0
    digit: float | None = None
    for c in numeral:
        if c in DIGITS or c in "几数":
            if digit:
                return None
            digit, last = DIGITS.get(c, 1), last if DIGITS.get(c, 1) else 1.0
        elif c in MYRIADS:
            section += digit or 0
            last = SCALES[c]
            total = (total + (section or not total)) * last if c in "亿億" else total + (section or 1) * last
            section, digit = 0.0, None
        else:
            last = SCALES[c]
            section += (1 if digit is None else digit) * last
            digit = None
    if digit and last > 10:  # 两千三 is 2,300
        section, digit = section + digit * last / 10, None
    return total + section + (digit or 0)
