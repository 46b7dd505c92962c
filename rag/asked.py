"""What a question asks for: a number (of what kind of unit), a person, a time, a place, a reason, or something else.

Told by the interrogatives of a dozen languages and, for numbers, by general words for what is counted or measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.asked_units import COUNTED, is_measured, measures_of, units_of
from rag.changed import asks_for_before
from rag.classifiers import classifiers
from rag.clock import asks_for_clock, without_clock
from rag.interrogatives import NUMBER, OTHER, PERSON, PLACE, TIME, any_of
from rag.offices import office_of
from rag.ordinals import Ordinal, asked_for
from rag.telephone import asks_for_telephone
from rag.when import Moment, moments
from vectorstore.types import Unit


class Want(StrEnum):
    """The kind of answer a question asks for."""

    NUMBER = "number"
    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """`units` are the kinds of unit a number may have, `moments` the dates it must be of; empty if left open.

    `measures` are the units themselves, as Chinese writes them, where the question names one (how many years);
    `classifiers` are the measure words of what it counts (rag.classifiers), which Chinese may choose differently.
    `planned` is whether it asks for what is planned or expected; `measured` whether the answer must have a unit of
    `units`, as a sum of money must. `office` is that whose holder it asks for (rag.offices).
    `ordinals` are the numbers by which it tells things (the second round), `clock` whether it asks for a time of day,
    `before` whether it may ask for what was before a change, `telephone` whether it asks for a telephone number.
    """

    want: Want
    units: frozenset[Unit] = frozenset()
    moments: tuple[Moment, ...] = ()
    measures: frozenset[str] = frozenset()
    planned: bool = False
    classifiers: frozenset[str] = frozenset()
    measured: bool = False
    office: re.Pattern[str] | None = None
    ordinals: frozenset[Ordinal] = frozenset()
    clock: bool = False
    before: bool = False
    telephone: bool = False


_OTHERS = ((Want.TIME, TIME), (Want.PERSON, PERSON), (Want.PLACE, PLACE), (Want.OTHER, OTHER))
_CLAUSE = re.compile(r"[,，;；。！!¿،、]")

_PLANNED = any_of(
    r"\b(?:plan|plans|planned|planning|goals?|targets?|aims?|aimed|expect\w*|will|going to)\b",
    r"目标|力争|争取|计划|预计|打算|拟|将|要",
    r"\bplanes\b|\bplane[an]\w*|\bplanific\w*|\bgeplant\b",
    r"\bobjetivo|\bmeta\b|\bobjectif|\bprév\w+|\bziel\w*|планир|цель|kế hoạch|mục tiêu",
    r"目標|予定|목표|계획|خطة|هدف",
)


def asked(question: str, counted: str = "") -> Asked:
    """Tell what a question in any of these languages asks for; `OTHER` where no interrogative is known.

    `counted` asks in English for what a question in another language does (counted.in_english).

    A number is asked for wherever its interrogative stands, unless one of time comes first in the same clause ("on what
    day were how many", 几月几日). Otherwise the first interrogative counts: later ones begin clauses ("what did the
    doctors who came do").
    """
    dates = moments(question)
    if asks_for_telephone(question):
        return Asked(Want.OTHER, moments=dates, telephone=True)
    number = NUMBER.search(without_clock(question))
    first = {want: found.start() for want, pattern in _OTHERS if (found := pattern.search(question))}
    time = first.get(Want.TIME)
    if number and (time is None or number.start() < time or _CLAUSE.search(question, time, number.start())):
        units = units_of(question)
        if counted and units in (frozenset(), COUNTED):
            units = units_of(counted)
        measures, measured = measures_of(question), is_measured(question, units)
        words = frozenset[str]() if measures else classifiers(question) or classifiers(counted)
        planned = bool(_PLANNED.search(question))
        told, before = asked_for(question), asks_for_before(question)
        return Asked(Want.NUMBER, units, dates, measures, planned, words, measured, ordinals=told, before=before)
    clock = asks_for_clock(question)
    if number:
        return Asked(Want.TIME, moments=dates, ordinals=asked_for(question), clock=clock)
    want = min(first, key=lambda want: first[want], default=Want.OTHER)
    office = office_of(question) if want in (Want.PERSON, Want.OTHER) else None
    want = Want.PERSON if office else want
    clock = clock and want is Want.TIME
    return Asked(want, moments=dates, office=office, ordinals=asked_for(question), clock=clock)
