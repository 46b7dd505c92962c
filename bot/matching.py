"""How a text is compared with what was expected of it: answers, highlights, evidence and quotes.

White space and full or half width never tell two texts apart, capitals only in evidence and quotes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "亿": 1e8}
LONGER = 6
"""Characters that an exact highlight may have beyond the gold answer: a unit, a title, a pair of marks."""
SHORTEST = 6
"""Characters that a quote must have to stand for the longer evidence it is a piece of."""
LINES_BETWEEN = 4
"""Whole lines (picture captions) that may interrupt a quote wherever one of its lines ends."""

_NUMERIC = re.compile(r"[\d.,]+")
_WHOLE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LOOSE_SPACE = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)([千万亿]?)")


def squeezed(text: str) -> str:
    """Return the text in NFKC without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_number(answer: str) -> bool:
    """Whether a gold answer is nothing but a number."""
    return _NUMERIC.fullmatch(answer) is not None


def holds(text: str, answer: str) -> bool:
    """Whether `answer` stands in `text`; a number only as a whole number, with or without thousands separators."""
    text, answer = _normal(text).lower(), _normal(answer).lower()
    if _WHOLE_NUMBER.fullmatch(answer):
        return re.search(rf"(?<![\d.]){re.escape(answer)}(?!\d|\.\d)", text) is not None
    return answer in text


def is_exact(highlight: str, answers: Sequence[str]) -> bool:
    """Whether a highlight is one of the answers and hardly more.

    For a number: it is the highlight's only one, and equal with 千, 万 and 亿 multiplied out or as written. For
    other answers: the highlight holds it and is at most LONGER characters longer.
    """
    return any(_is_exactly(highlight, answer) for answer in answers)


def char_f1(got: str, answer: str) -> float:
    """F1 of the characters of two texts, each counted as often as it occurs."""
    a, b = Counter(squeezed(got).lower()), Counter(squeezed(answer).lower())
    shared = (a & b).total()
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def covers(quote: str, evidence: str) -> bool:
    """Whether a quote holds the evidence, or is a piece of it of at least SHORTEST characters."""
    quote, evidence = squeezed(quote), squeezed(evidence)
    return bool(quote) and (evidence in quote or (len(quote) >= SHORTEST and quote in evidence))


def lines_of(report: str) -> list[str]:
    """Return the lines of a report as `stands_in` compares them: squeezed, none empty."""
    return [line for line in map(squeezed, report.splitlines()) if line]


def stands_in(quote: str, lines: Sequence[str]) -> bool:
    """Whether a quote is verbatim: it runs on from the end of one line to the start of a later one.

    At most LINES_BETWEEN whole lines are left out each time. `lines` come from `lines_of`.
    """
    quote = squeezed(quote)
    if not quote or any(quote in line for line in lines):
        return bool(quote)
    reached = [
        (n, size)
        for n, line in enumerate(lines)
        for size in range(1, min(len(line) + 1, len(quote)))
        if line.endswith(quote[:size])
    ]
    seen = set(reached)
    while reached:
        n, size = reached.pop()
        for m in range(n + 1, min(n + 2 + LINES_BETWEEN, len(lines))):
            if lines[m].startswith(quote[size:]):
                return True
            further = (m, size + len(lines[m]))
            if further not in seen and quote.startswith(lines[m], size):
                seen.add(further)
                reached.append(further)
    return False


def _is_exactly(highlight: str, answer: str) -> bool:
    if not is_number(answer):
        return holds(highlight, answer) and len(squeezed(highlight)) <= len(squeezed(answer)) + LONGER
    values = [float(number) * SCALES[scale] for number, scale in _SCALED.findall(_normal(highlight))]
    return len(values) == 1 and (values[0] == _value(answer) or holds(highlight, answer))


def _value(answer: str) -> float | None:
    """Return a gold number's value, None if it is none (1.2.3)."""
    try:
        return float(_THOUSANDS.sub("", answer))
    except ValueError:
        return None


def _normal(text: str) -> str:
    """NFKC, white space only between two ASCII letters or digits, no thousands separators."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    return _THOUSANDS.sub("", _LOOSE_SPACE.sub("", spaced))
