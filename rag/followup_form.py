"""How a question depends on those before it, told by its form alone."""

from __future__ import annotations

import re
from enum import Enum, auto

from rag.comparatives import SUPERLATIVE
from rag.courtesy import courtesy
from rag.followup_reading import Reading
from rag.followup_spans import EDGES, HAN
from rag.followup_words import (
    ADVERB_OF_PLACE,
    COMPARED,
    COMPARING,
    ELSEWHERE,
    EXISTENTIAL,
    IT,
    ITS_ZH,
    MEASURE,
    OF_THEM,
    ONE_PERSON,
    OWNED,
    SAME_PLACE,
    THEY,
    WHICH_PLACE,
)

SHORT_WORDS, SHORT_HAN = 3, 8
"""Up to so many words that carry meaning, or characters, a question without a place is about the last one's."""

PHRASE_WORDS, PHRASE_HAN = 4, 10
"""The same, for a noun phrase that is no sentence."""

_COUNTING = re.compile(
    rf"how many|(?:多少|几){MEASURE}?|cu[aá]nt[oa]s|combien|wie ?viele|сколько|bao nhiêu", re.IGNORECASE
)
"""Interrogatives that are no question without the thing they count."""

_OF_ITS_OWN = re.compile(rf"(?:多少|几)(?![个個]){MEASURE}")
"""Interrogatives that say what they count (几户)."""
_ASKED_FOR = re.compile(r"^(?:can|could|would|will) you (?:please )?(?=tell|list|show|give)", re.IGNORECASE)
_PRONOUNS = (SAME_PLACE, OF_THEM, THEY, OWNED, IT, ONE_PERSON, ITS_ZH)


class Form(Enum):
    """How a question depends on those before.

    WHOLE stands on its own. COMPARISON sets places side by side. SLOTS has but a place, a date or an interrogative to
    exchange, THING but a noun phrase. ANAPHOR is a sentence with a pronoun, OPEN one that lacks a place.
    """

    WHOLE = auto()
    COMPARISON = auto()
    SLOTS = auto()
    THING = auto()
    ANAPHOR = auto()
    OPEN = auto()


def form_of(reading: Reading) -> Form:
    """Tell how a question depends on those before it."""
    core = reading.core
    named = bool(reading.places or reading.names)
    if courtesy(core):
        return Form.WHOLE
    thing = compared_thing(reading)
    if COMPARING.search(core) and len(reading.places) < 2 and not (reading.places and thing):
        return Form.COMPARISON
    if is_which_most(reading) and not named:
        return Form.WHOLE if thing else Form.COMPARISON
    if _is_slots(reading, named):
        return Form.SLOTS
    elsewhere = not reading.lead and ELSEWHERE.search(_ASKED_FOR.sub("", core))
    if elsewhere:
        return Form.WHOLE
    if not reading.sentence:
        follows = reading.lead or (not named and _is_short(reading, PHRASE_WORDS, PHRASE_HAN))
        return Form.THING if follows else Form.WHOLE
    if named and (reading.places or not OF_THEM.search(core)):
        return Form.WHOLE
    if any(p.search(core) for p in _PRONOUNS) or ADVERB_OF_PLACE.search(EXISTENTIAL.sub(" ", core)):
        return Form.ANAPHOR
    return Form.OPEN if reading.lead or _is_short(reading, SHORT_WORDS, SHORT_HAN) else Form.WHOLE


def _is_slots(reading: Reading, named: bool) -> bool:
    """Whether nothing is left of a question without what can be exchanged, and it is none of its own (where is X)."""
    if reading.left or reading.names:
        return False
    asking = reading.interrogative
    if asking and SAME_PLACE.search(reading.core) and _OF_ITS_OWN.fullmatch(reading.core[slice(*asking)]):
        return False
    counts = asking is not None and _COUNTING.fullmatch(reading.core[slice(*asking)])
    return bool(not named or reading.lead or reading.dates or counts or not reading.sentence)


def _is_short(reading: Reading, words: int, han: int) -> bool:
    size = sum(len(part) / han if HAN.search(part) else 1 / words for part in reading.left)
    return round(size, 6) <= 1


def is_which_most(reading: Reading) -> bool:
    """Whether a question asks which of all places has the most."""
    return bool(SUPERLATIVE.search(reading.core) and WHICH_PLACE.search(reading.core))


def compared_thing(reading: Reading) -> str:
    """Give what a comparison is of, by its own words; "" if it leaves that to the question before."""
    return " ".join(COMPARED.sub(" ", reading.apart(reading.places).core).split()).strip(EDGES)
