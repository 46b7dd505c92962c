"""Dates that a question narrows itself to, and whether a sentence or its article is of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.numerals import read

_NAMES = (
    "january enero janvier januar января январь январе",
    "february febrero février februar февраля февраль феврале",
    "march marzo mars märz марта март марте",
    "april abril avril апреля апрель апреле",
    "may mayo mai мая май мае",
    "june junio juin juni июня июнь июне",
    "july julio juillet juli июля июль июле",
    "august agosto août августа август августе",
    "september septiembre septembre сентября сентябрь сентябре",
    "october octubre octobre oktober октября октябрь октябре",
    "november noviembre novembre ноября ноябрь ноябре",
    "december diciembre décembre dezember декабря декабрь декабре",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CHINESE = re.compile(
    r"(?=[\d的])(?:((?:19|20)\d{2})\s*年)?(?:\s*的?\s*(?<!\d)(1[0-2]|0?[1-9])\s*月(?:份)?\s*(?:(\d{1,2})\s*[日号])?)?"
)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\b(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?\s+((?:19|20)\d{{2}}))?", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?({_MONTH})\b(?:\s+(?:de\s+)?((?:19|20)\d{{2}}))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_LONELY = re.compile(r"\b(?:may|mai|mars|march|май)\b", re.IGNORECASE)
"""Month names that are other words too: they count only with a day, a year or a preposition before them."""

_IN = re.compile(r"\b(?:in|by|since|during|until|en|im|au|в|к|от|с|до)\s+$", re.IGNORECASE)

_YEAR_SAID = re.compile(
    r"\b(?:in|by|since|during|until|of|en|de|em|im|del|au|seit|в|с|за|năm|في|عام|سنة)\s+((?:19|20)\d{2})"
    r"(?=\W*$|[,.;?!]|\s+(?:and|or|to|in|at|for|by|from|on|the|did|was|were|y|et|und|и|và)\b)",
    re.IGNORECASE,
)
"""A number that can only be a year: 2000 in "2000 trees" is none."""

_RELATIVE = {2: re.compile("前年"), 1: re.compile("[去上]年"), -1: re.compile("[明来次]年")}
"""How a text names the year of so many years ago."""

_AGO = re.compile(r"([\d一二两三四五六七八九十百]+)年(?:[前来后多]|以[前来后])")

_OTHER_YEAR = re.compile(r"[去前明后上次同翌]年|[一两]年[前后]|20\d{2}|19\d{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month or year; what a question leaves open is None."""

    year: int | None
    month: int | None
    day: int | None = None

    def is_of(self, text: str, date: str) -> bool:
        """Whether a Chinese sentence names this moment or, if it names no month, its article's ISO date does."""
        said = _said(text)
        if self.month is None:
            return any(m.year == self.year for m in said) or date.startswith(str(self.year))
        if any(m.month for m in said):
            return any(
                m.month == self.month
                and (self.day is None or m.day == self.day)
                and self.year in (None, m.year or _year(text, date) or self.year)
                for m in said
            )
        year, _, rest = date.partition("-")
        return self.day is None and rest[:2] == f"{self.month:02d}" and (self.year is None or year == str(self.year))


def moments(question: str) -> tuple[Moment, ...]:
    """List the dates that a question in Chinese, English or a few other languages names, in order, each once."""
    found = _dated(question)
    found += [(i, i, moment) for i, moment in enumerate(_said(question))]
    if not any(moment.year for _, _, moment in found):
        found += [(m.start(), m.end(), Moment(int(m[0]), None)) for m in _YEAR.finditer(question)]
    return tuple(dict.fromkeys(moment for _, _, moment in sorted(found, key=lambda one: one[:2])))


def years(question: str) -> tuple[int, ...]:
    """List the years that a question names, in order, each once; a number that may count something is none."""
    named = [moment.year for moment in moments(question) if moment.year and (moment.month or "年" in question)]
    return tuple(dict.fromkeys([*named, *(int(m[1]) for m in _YEAR_SAID.finditer(question))]))


def is_of_year(year: int, text: str, date: str) -> bool:
    """Whether a text with an ISO date is of a year: by its date, or by how it writes the year (18年, 去年, 三年前)."""
    ago = int(date[:4]) - year
    if ago == 0 or (ago in _RELATIVE and _RELATIVE[ago].search(text)):
        return True
    said = (read(m[1]) for m in _AGO.finditer(text))
    return bool(re.search(rf"(?<!\d){year % 100:02}年(?![前来后多以间])", text)) or any(
        one and one.value == ago for one in said
    )


def without_dates(question: str) -> str:
    """Put a space where a question names a month in letters, with its day and year."""
    for start, end, _ in reversed(_dated(question)):
        question = f"{question[:start]} {question[end:]}"
    return question


def _dated(question: str) -> list[tuple[int, int, Moment]]:
    """List the dates with a month in letters, in order, each with where it stands."""
    found = [
        (m.start(), m.end(), Moment(_int(m[3]), _MONTHS[m[2].lower()], int(m[1])))
        for m in _DAY_FIRST.finditer(question)
    ]
    for m in _MONTH_FIRST.finditer(question):
        alone = not m[2] and not m[3] and _LONELY.fullmatch(m[1]) and not _IN.search(question[: m.start()])
        if not alone and not any(a <= m.start() < b for a, b, _ in found):
            found.append((m.start(), m.end(), Moment(_int(m[3]), _MONTHS[m[1].lower()], _int(m[2]))))
    return sorted(found, key=lambda one: one[:2])


def _year(text: str, date: str) -> int | None:
    """Give the year of a month named without one: its article's, unless the sentence tells of another."""
    return None if _OTHER_YEAR.search(text) else _int(date[:4] or None)


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[Moment, ...]:
    return tuple(Moment(_int(m[1]), _int(m[2]), _int(m[3])) for m in _CHINESE.finditer(text) if m[1] or m[2])


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None
