"""What a benchmark finds: a number with its spread, beside what was to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

LOWER, MIDDLE = 25, 50
TAIL = 95


@dataclass(frozen=True, slots=True)
class Target:
    """What a value has to be: at most `limit`, or with `floor` at least."""

    limit: float
    floor: bool = False

    def met(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.limit if self.floor else value <= self.limit

    def shown(self, unit: str) -> str:
        """Write it as a table has it."""
        return f"{'≥' if self.floor else '≤'} {number(self.limit)} {unit}".strip()


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was measured in a part of the benchmark.

    `value` is a median unless `what` says otherwise, None where the part failed; `spread` the first and third quartile,
    None where there is only one run, of which there were `n`. `series` and `at` (passages, questions at once) say where
    it stands in a plot; a result without a series stands in none.
    """

    part: str
    what: str
    value: float | None
    unit: str
    spread: tuple[float, float] | None = None
    n: int = 1
    target: Target | None = None
    note: str = ""
    series: str = ""
    at: int = 0

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None if there is none, or no value."""
        return None if self.target is None or self.value is None else self.target.met(self.value)


def of(
    values: Iterable[float],
    part: str,
    what: str,
    unit: str,
    *,
    target: Target | None = None,
    note: str = "",
    series: str = "",
    at: int = 0,
) -> Result:
    """Make a result of the values of several runs: their median and quartiles."""
    found = list(values)
    spread = (percentile(found, LOWER), percentile(found, 100 - LOWER)) if len(found) > 1 else None
    return Result(part, what, median(found), unit, spread, len(found), target, note, series, at)


def percentile(values: Sequence[float], share: int) -> float:
    """Give a percentile, 1 to 99, of one or more values."""
    return quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


def ratios(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """Divide what was measured by what was measured beside it, run by run."""
    return [value / other for value, other in zip(values, others, strict=True)]


def number(value: float) -> str:
    """Write a number with as many digits as tell something.

    >>> number(12345.6), number(12.34), number(0.01234)
    ('12,346', '12.3', '0.0123')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
