"""The numbers of a text in any language, as values: what an answer says against what a passage says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.numerals import HAN, SCALES, fold, read
from vectorstore.units import UNIT

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(n) for n, word in enumerate([*_UNITS.split(), "eighteen", "nineteen"])}
_WORDS |= {word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)}
_BY_VALUE = {
    1e2: "hundred",
    1e3: "thousand tsd tausend mil mille mila тыс тысяч тысячи тысяча nghìn ngàn ألف آلاف bin ribu 천",
    1e4: "만",
    1e6: "million millions mn mio millionen millones millón milhões milhão milioni milione млн миллион миллиона "
    "миллионов triệu مليون ملايين milyon juta",
    1e8: "억",
    1e9: "billion billions bn milliard milliards mrd milliarde milliarden млрд миллиард миллиарда миллиардов "
    "tỷ tỉ مليار milyar",
    1e12: "trillion trillions",
    12.0: "dozen",
}
_MULTIPLES = {word: value for value, words in _BY_VALUE.items() for word in words.split()}
_SPACE = "  \u2009"
_SCALE = "".join(SCALES)
_WESTERN = re.compile(
    rf"(?P<number>\d{{1,3}}(?:(?P<mark>[.,'’{_SPACE}])\d{{3}}(?!\d))(?:(?P=mark)\d{{3}}(?!\d))*(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?)"
    rf"(?P<han> ?[余多来几]?[{_SCALE}]+(?:\d+[{_SCALE}]+)*)?(?P<word>[ -]?[^\W\d_一-鿿]+)?"
)
_HAN = re.compile(rf"(?:(?P<share>[百千万])分之|(?P<parts>{HAN})分之)?(?P<numeral>{HAN})")
_LARGE = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
_ENGLISH = "|".join([*_WORDS, *_LARGE])
_AND = "|".join(f"(?<={word}) and " for word in _LARGE)  # "five and seven" are two numbers
_SPELT = re.compile(rf"\b(?:{_ENGLISH})\b(?:(?:[ -]|{_AND})(?:{_ENGLISH})\b)*", re.IGNORECASE)
_DATED = re.compile(r"[年月日号时点成]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at `start` to `end`.

    `value` is the likelier reading, `other` a second one, else None: 1.500 is 1.5 in English, 1,500 in German; 五六十
    is 50 to 60. A share is in percent: 百分之三 is 3, 三分之一 is 33.3; so is the number before %.
    """

    start: int
    end: int
    value: float
    other: float | None = None

    def equals(self, value: float) -> bool:
        """Whether one of the readings is `value`, up to rounding errors."""
        return any(r is not None and abs(r - value) <= 1e-9 * max(1.0, abs(value)) for r in (self.value, self.other))


def quantities(text: str) -> list[Quantity]:
    """List the numbers of a text in rising order, dates and ordinals too: digits, Chinese numerals, English words."""
    folded = fold(text)
    found = sorted([*_digits(folded), *_chinese(folded), *_spelt(folded)], key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _digits(text: str) -> Iterator[Quantity]:
    for m in _WESTERN.finditer(text):
        readings = _readings(m["number"])
        end, factor = m.end("number"), 1.0
        if m["han"]:
            whole = re.sub(r"[^\d.]", "", m["number"]) if len(readings) == 1 else m["number"]
            reading = read(whole + m["han"])
            if reading:
                readings, end = [reading.value], m.end("han")
        elif m["word"] and (factor := _multiple(m["word"])) != 1.0:
            end, readings = m.end("word"), sorted(readings)[:1]
        values = [value * factor for value in readings]
        if values:
            yield Quantity(m.start(), end, values[0], values[1] if len(values) > 1 else None)


def _multiple(word: str) -> float:
    return 1e3 if word in "kK" else _MULTIPLES.get(word.strip(" -").lower(), 1.0)


def _readings(number: str) -> list[float]:
    """Tell what 1.234,5 or 12 345 or 1.500 can mean, the likelier first."""
    plain = re.sub(rf"['’{_SPACE}]", "", number).replace("٫", ".")
    if len(plain) > 20:
        return []
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return [float(plain)]
    last = marks[-1]
    if len(set(marks)) == 2:  # the last one is the decimal mark
        other = "," if last == "." else "."
        return [float(plain.replace(other, "").replace(last, "."))]
    if len(marks) > 1:
        return [float(plain.replace(last, ""))]
    grouped, decimal = float(plain.replace(last, "")), float(plain.replace(last, "."))
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        return [grouped, decimal] if last == "," else [decimal, grouped]
    return [decimal]


def _chinese(text: str) -> Iterator[Quantity]:
    for m in _HAN.finditer(text):
        numeral = m["numeral"]
        reading, parts = read(numeral), read(m["parts"]) if m["parts"] else None
        if reading is None or (parts is not None and not parts.value):
            continue
        share = m["share"] or parts
        if numeral == "一" and not share and not _DATED.match(text, m.end()):  # most often an article
            continue
        if len(numeral) == 1 and not share and not (UNIT.match(text, m.end()) or _DATED.match(text, m.end())):
            continue
        rate = 100 / parts.value if parts else {"千": 0.1, "万": 0.01}.get(m["share"] or "", 1.0)
        yield Quantity(m.start(), m.end(), reading.value * rate, reading.upper and reading.upper * rate)


def _spelt(text: str) -> Iterator[Quantity]:
    """English number words; a lone "one" is a pronoun."""
    for m in _SPELT.finditer(text):
        words = re.findall(r"[a-z]+", m[0].lower())
        if words in (["one"], ["zero"]):
            continue
        total = section = 0.0
        for word in words:
            if word in _WORDS:
                section += _WORDS[word]
            elif word in ("hundred", "dozen"):
                section = max(section, 1.0) * _MULTIPLES[word]
            elif word != "and":
                total, section = total + max(section, 1.0) * _MULTIPLES[word], 0.0
        yield Quantity(m.start(), m.end(), total + section)
