"""Places named as questions of a language name them: in pinyin in English, in characters in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.english_names import english_place
from rag.followup_fill import joined
from rag.followup_spans import HAN
from rag.language import CHINESE, ENGLISH, detect
from rag.mentions import Question
from rag.names import key, named
from rag.place_names import name_of
from vectorstore.catalog import Entry
from vectorstore.terms import question_terms

_PART_OF = re.compile(
    r"(?:(?:el|l[aeo]s?|de[mnr]|il|os?|as?) )?[\w'’-]+(?: [\w'’-]+){0,2} (?:del?|du|des|von|der|d[aio]) ", re.IGNORECASE
)
"""What a place has before its name in languages that are not English: el mercado de …"""


def naming(places: Sequence[str], language: str, articles: Sequence[Entry]) -> str:
    """Name several places in one phrase of a question in a language."""
    return joined([named_in(place, language, articles) for place in places], language)


def named_in(place: str, language: str, articles: Sequence[Entry]) -> str:
    """Name a place of the articles in a language, if that names no other; else as it is."""
    part = _PART_OF.match(place) if language == ENGLISH else None
    if part and _meant(place[part.end() :], articles):
        return place[part.end() :]
    is_han = bool(HAN.search(place))
    if language != (ENGLISH if is_han else CHINESE):
        return place
    meant = _meant(place, articles)
    whole = place if place in meant else next(iter(meant)) if len(meant) == 1 else ""
    if not is_han or not whole:
        return whole or place
    made = english_place(whole)
    return made if made and _meant(made, articles) == meant else place


def _meant(text: str, articles: Iterable[Entry]) -> set[str]:
    """Give the places of articles that a text names."""
    every = list(articles)
    meant = named(text, question_terms(text, detect(text)), every)
    asked = Question(text)
    return {
        place
        for entry in every
        if key(entry) in meant
        for place in entry.places
        if asked.find(name_of(place), entry.title)
    }
