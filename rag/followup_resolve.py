"""A follow-up question made whole by its context, by the form it has."""

from __future__ import annotations

import re

from rag.asked import Want, asked
from rag.comparatives import SUPERLATIVE
from rag.followup_context import Context
from rag.followup_fill import (
    closed,
    of_kind,
    of_topic,
    replaced,
    topic_of,
    with_kind,
    with_place,
    with_thing,
)
from rag.followup_form import Form, compared_thing, is_which_most
from rag.followup_naming import naming
from rag.followup_reading import Reading, read
from rag.followup_spans import EDGES, HAN, part_of
from rag.followup_syntax import counted_thing, most_of
from rag.followup_words import (
    ADVERB_OF_PLACE,
    EXISTENTIAL,
    HOLDING,
    IN,
    IT,
    ITS_ZH,
    KIND_ALONE,
    KIND_EN,
    OF_THEM,
    ONE_PERSON,
    OWNED,
    SAME_KIND,
    SAME_PLACE,
    THEY,
    TOPICAL,
)
from rag.language import CHINESE, ENGLISH
from rag.place_names import name_of

_IN = "|".join(sorted({*IN.values(), "of", "for"}))
_PREPOSITIONS = re.compile(rf"^(?:{_IN}) | (?:{_IN})$|^的|的$")
_TRIFLES = re.compile(r"^the |的$", re.IGNORECASE)
_HIS = re.compile(r"\b(?:his|her)(?= \w)", re.IGNORECASE)


def resolved(reading: Reading, form: Form, context: Context) -> str:
    """Make a question of a form stand on its own, "" if the context has nothing for it."""
    match form:
        case Form.WHOLE:
            return reading.text
        case Form.COMPARISON:
            return _compared(reading, context)
        case Form.SLOTS:
            return _exchanged(reading, context)
        case Form.THING:
            return _of_thing(reading, context)
        case Form.ANAPHOR:
            return _filled(reading, context)
        case Form.OPEN:
            if place := context.place(reading.language):
                return with_place(reading.core, place, reading.language)
            return of_topic(reading.core, topic_of(context.last), reading.language)


def _compared(reading: Reading, context: Context) -> str:
    """Ask of this question's place and those before what it compares."""
    own = reading.shown(reading.places)
    thing = compared_thing(reading)
    last = context.last
    places = [] if is_which_most(reading) else context.several(own, max(2, len(own)))
    if len(places) < 2 and SUPERLATIVE.search(reading.core):
        return _most(reading, last)
    together = naming(places, reading.language if thing else last.language, context.entries)
    if not places:
        return of_topic(reading.core, topic_of(last), reading.language)
    if thing:
        return of_topic(reading.core, together, reading.language)
    if last.places:
        return closed(replaced(last.core, last.places, together), last.language)
    return with_place(last.core, together, last.language)


def _most(reading: Reading, last: Reading) -> str:
    """Ask which of all places has the most of what the last question counts."""
    thing = counted_thing(last) or topic_of(last.apart(last.places))
    if reading.language == last.language == ENGLISH:
        return closed(f"{reading.core} {thing}", ENGLISH)
    return of_topic(reading.core, thing, reading.language)


def _exchanged(reading: Reading, context: Context) -> str:
    """Put the place, date and interrogative of a question in place of the last one's."""
    last = context.last
    own, dates = naming(reading.shown(reading.places), last.language, context.entries), last.shown(last.dates)
    if own and len(last.places) == 1 and not part_of(own):
        own += part_of(last.core[slice(*last.places[0])])
    compares = len(last.places) > 1 or (not last.places and is_which_most(last))
    if own and compares and not reading.interrogative and (thing := most_of(last)):
        return of_kind(Want.NUMBER, thing, own, " ".join(reading.shown(reading.dates) or dates), last.language)
    if own and last.places:
        last = read(closed(replaced(last.core, last.places, own), last.language), context.entries)
    elif not last.places and (place := own or context.place(last.language)):
        last = read(with_place(last.core, place, last.language), context.entries)
    if reading.dates:
        last = read(_of_date(last, reading.shown(reading.dates)[0]), context.entries)
    same = reading.places and asked(reading.core).want is asked(last.text).want
    if not reading.interrogative or same:
        return last.text
    bare = replaced(reading.core, [*reading.places, *reading.dates], " ").strip(EDGES)
    return with_kind(last, _PREPOSITIONS.sub("", bare), reading.language)


def _of_date(last: Reading, date: str) -> str:
    """Ask the last question of another date."""
    if last.dates:
        return closed(replaced(last.core, last.dates[:1], date), last.language)
    if last.language == CHINESE:
        at = max((end for _, end in last.places), default=0)
        return closed(last.core[:at] + date + last.core[at:], last.language)
    return with_place(last.core, date, last.language)


def _of_thing(reading: Reading, context: Context) -> str:
    """Ask of the thing that a phrase names, and of its place if it names one, what the last question asked."""
    last, own = context.last, reading.shown(reading.places)
    if (kind := KIND_ALONE.fullmatch(reading.core)) and last.places:
        return closed(replaced(last.core, last.places, _of_kind(last.shown(last.places)[0], kind)), last.language)
    if own and last.places:
        last = read(replaced(last.core, last.places, naming(own, last.language, context.entries)), context.entries)
    thing = ADVERB_OF_PLACE.sub(" ", replaced(reading.core, reading.places, " ")).strip(EDGES)
    thing = _PREPOSITIONS.sub("", thing)
    most, bare = SUPERLATIVE.search(last.core), _TRIFLES.sub("", thing)
    if most and SUPERLATIVE.fullmatch(bare):
        return closed(last.core[: most.start()] + bare + last.core[most.end() :], last.language)
    alike = bool(HAN.search(reading.core)) == bool(HAN.search(last.core))
    language = last.language if alike and not reading.sure else reading.language
    place = naming(own or context.nearest, language, context.entries)
    return with_thing(last, thing or reading.core, place, language)


def _filled(reading: Reading, context: Context) -> str:
    """Put what they stand for in place of the pronouns of a question."""
    core, language = reading.core, reading.language
    place = context.place(language)
    if OF_THEM.search(core):
        return of_topic(core, topic_of(context.last), language)
    if (ONE_PERSON.search(core) or ITS_ZH.search(core)) and (person := context.person or place):
        return closed(_of_person(core, person), language)
    if not place or (IT.search(core) and TOPICAL.search(core)):
        return of_topic(core, topic_of(context.last), language)
    filled = SAME_PLACE.sub(lambda m: _with_kind_of(place, m[0]), core)
    if not EXISTENTIAL.search(core):
        filled = ADVERB_OF_PLACE.sub(f"{IN.get(language, 'in')} {place}", filled)
    counted = counted_thing(context.last)
    if counted and THEY.search(core) and not HOLDING.search(core):
        filled = THEY.sub(f"the {counted}" if language == ENGLISH else counted, filled)
    filled = OWNED.sub(f"{place}'s", IT.sub(place, THEY.sub(place, filled)))
    return closed(filled, language) if place in filled else with_place(filled, place, language)


def _of_kind(place: str, kind: re.Match[str]) -> str:
    """Name a place of the same name and another kind."""
    if kind["kind"]:
        return re.sub(rf" {KIND_EN}$", "", place, flags=re.IGNORECASE) + f" {kind['kind'].lower()}"
    return name_of(place).stem + kind[0]


def _with_kind_of(place: str, pronoun: str) -> str:
    """Name a place with the kind that its pronoun adds (该镇, that town), if it has none."""
    kind = SAME_KIND.search(pronoun)
    if kind and HAN.search(place):
        return place if SAME_KIND.search(place[-2:]) else place + kind[0]
    word = pronoun.split()[-1] if pronoun.isascii() else ""
    return place if not word or word == "place" or not place.isascii() or " " in place else f"{place} {word}"


def _of_person(core: str, person: str) -> str:
    """Put a person's name in place of the pronouns."""
    core = ONE_PERSON.sub(person, _HIS.sub(f"{person}'s", core))
    return ITS_ZH.sub(person if "其的" in core else f"{person}的", core)
