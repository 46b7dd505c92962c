"""Which of the figures listed can stand in one comparison: the same thing, in units that measure the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.asked import Asked
from rag.asked_units import units_of
from rag.listing import Listed, thing
from vectorstore.types import Figure, Unit

ALIKE = 0.5
"""Share of character pairs (Dice) from which two nouns of one head are the same thing: 突击队, 党员突击队."""

_SCALES = {
    ("克", "g"): 1.0,
    ("斤",): 500.0,
    ("公斤", "千克", "kg"): 1e3,
    ("吨", "公吨"): 1e6,
    ("毫米", "mm"): 1e-3,
    ("厘米", "公分", "cm"): 1e-2,
    ("米", "m"): 1.0,
    ("里", "里路", "华里"): 500.0,
    ("公里", "千米", "km"): 1e3,
    ("平方米", "平米", "㎡", "m²", "m2"): 1.0,
    ("亩", "亩地"): 10_000 / 15,
    ("公顷",): 1e4,
    ("平方公里", "平方千米", "km²", "km2"): 1e6,
    ("秒", "秒钟"): 1.0,
    ("分钟",): 60.0,
    ("小时", "个小时", "钟头", "个钟头"): 3600.0,
    ("天", "日"): 86_400.0,
    ("周", "星期", "个星期", "个礼拜"): 604_800.0,
    ("元", "块钱", "元钱", "元人民币"): 1.0,
}
_FACTORS = {unit: factor for units, factor in _SCALES.items() for unit in units}
_WHOLE = frozenset({Unit.PEOPLE, Unit.THINGS, Unit.TIMES})


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure in a comparison. `value` is in the unit that all share, `label` tells its place from the others'."""

    one: Listed
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of one `thing`, as its shortest name has it, the largest first.

    `left_out` is how many of the listed figures are not among them.
    """

    thing: str
    rows: tuple[Compared, ...]
    left_out: int


def comparison(listed: Sequence[Listed], most: int) -> Comparison | None:
    """Compare the best figure listed with the best of each other article on the same thing; None if none is listed.

    `listed` is best first; no more than the `most` largest values are kept. The same value of the same place in several
    articles stands once, and so does an article with its reprints.
    """
    if not listed:
        return None
    best = listed[0]
    chosen: dict[tuple[str, int], Listed] = {}
    for one in listed:
        if same_measure(one.figure, best.figure) and same_thing(thing(one.figure), thing(best.figure)):
            chosen.setdefault(one.story if one.story[0] else (one.report, one.article), one)
    distinct = {(one.place or one.title or one.report, one.figure.text): one for one in reversed(chosen.values())}
    rows = sorted(reversed(distinct.values()), key=lambda one: -measured(one.figure))[:most]
    compared = tuple(Compared(one, measured(one.figure), _label(one, rows)) for one in rows)
    shortest = min((thing(one.figure) for one in rows), key=len)
    return Comparison(shortest, compared, len(listed) - len(rows))


def same_measure(a: Figure, b: Figure) -> bool:
    """Whether two figures' values can be put on one scale."""
    return _scale(a) == _scale(b)


def same_thing(a: str, b: str) -> bool:
    """Whether two nouns name one thing, by their head, which in Chinese comes last, and the characters they share."""
    if not a or not b or a == b:
        return a == b
    pairs_a, pairs_b = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return a[-1] == b[-1] and 2 * len(pairs_a & pairs_b) >= ALIKE * (len(pairs_a) + len(pairs_b)) > 0


def _scale(figure: Figure) -> tuple[Unit, str]:
    """Tell what a figure is measured in: visits (人次) are no people, percentage points no percent."""
    if figure.kind in _WHOLE:
        visits = figure.unit.endswith("次") and figure.kind is not Unit.TIMES
        return figure.kind, "次" if visits else ""
    if figure.kind is Unit.PERCENT:
        return figure.kind, "百分点" if figure.unit.endswith("百分点") else ""
    return figure.kind, "" if figure.unit in _FACTORS else figure.unit


def measured(figure: Figure) -> float:
    """Give a figure's value on the scale of its measure: 3吨 is more than 4800斤."""
    return figure.value * (1.0 if figure.kind in _WHOLE else _FACTORS.get(figure.unit, 1.0))


def _label(one: Listed, rows: Sequence[Listed]) -> str:
    """Name the place; where several rows are about it, add when the figure or its article is of, or else the report."""
    name = one.place or one.title or one.report
    if sum((other.place or other.title or other.report) == name for other in rows) == 1:
        return name
    return f"{name} ({one.figure.when or one.date or one.report})"


def priced(wanted: Asked, question: str) -> Asked:
    """Let what compares money without asking for a number (who earns more) be answered by sums of money."""
    money = frozenset({Unit.MONEY})
    return replace(wanted, units=money) if not wanted.units and units_of(question) == money else wanted
