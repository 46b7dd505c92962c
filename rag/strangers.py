"""Places, people and years that a question names and the evidence does not: a figure of theirs cannot be in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from rag.language import JAPANESE, detect
from rag.ordinals import asked_for, ordinals
from rag.place_names import name_of
from rag.retrieve import Retrieved, without
from rag.when import is_of_year, years
from vectorstore import numerals
from vectorstore.folding import fold, fold_question
from vectorstore.glosses import place_names, stem
from vectorstore.index import Index
from vectorstore.lexical import AREAS
from vectorstore.names import mentions_in
from vectorstore.spelled_names import is_sino_vietnamese, is_vietnamese
from vectorstore.terms import GLOSS, LATIN, NUMBER, PINYIN
from vectorstore.transcription import is_pinyin, latin_syllables, sounds_of
from vectorstore.types import Chunk

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_ENDS_NAME = r"(?:[省市县区]|(?![\u3400-\u4dbf\u4e00-\u9fff]))"
"""What follows a place's name in Japanese: no character that it could be a part of a word with (湖北側)."""
_GERMAN = "de"
_BEFORE_NAME = re.compile(
    r"\b(?:(?:in|aus|bei|von|nach)|Stadt|Kreis|Landkreis|Bezirk|Stadtbezirk|Gemeinde|Dorf|Provinz|Viertel|Region)\s+$",
    re.IGNORECASE,
)
"""What stands before a name in German, in which every noun has a capital letter (Woche, Weizen, Linie)."""
_FOREIGN = re.compile(r"zh|x[iu]|q[iu]|(?<!c)sh|uo|(?<!k)ao|[iu]ang|iong")
"""Letters of Chinese names that German nouns hardly have."""
_INFLECTED = "en"
"""How what stands behind von and in, and is no name, often ends (von Weizen, in Wochen)."""
_AROUND_TODAY = re.compile(
    r"(?<!光)明天(?!地)|(?<![最今])后天|[今昨]天|今[日晚早]|昨[日晚]|明日"
    r"|\b(?:today|tonight|tomorrow|yesterday|hoy|ayer|heute|gestern|aujourd['’]hui|demain|hoje|ontem|oggi|ieri|domani)\b"
    r"|сегодня|завтра|вчера|오늘|내일|어제|\bhôm (?:nay|qua)\b|\bhari ini\b|\bbugün\b|วันนี้|พรุ่งนี้|เมื่อวาน|आज\b",
    re.IGNORECASE,
)
DAYS = 2
"""Days between an article and today within which it may tell of the days around."""
_PLACE_TAGS = ("ns", "nrt")
_SHORTEST = 5
"""Letters of the shortest word that is taken for a Chinese name (Wuhan)."""


def strangers(question: str, chunk: Chunk, fields: Mapping[str, frozenset[str]], known: Sequence[str]) -> list[str]:
    """List the names in a question, as written, that neither a passage nor its article's heading has.

    `fields` are the passage's terms, `known` the places that the question names and articles are about. Chinese place
    names are told by their last character (白沙镇) or by the segmenter, others by a capital letter, not the question's
    first, and by being readable as pinyin (Hangzhou, Ханчжоу), in German also by what is known.
    """
    return [*_in_characters(question, chunk, known), *_in_letters(question, fields, known)]


def names_lacking(found: Retrieved, chunk: Chunk, fields: Mapping[str, frozenset[str]]) -> list[str]:
    """List the names in a question, but for those of the articles found for it, that a passage of some terms lacks."""
    known = [place for entry in found.entries for place in entry.places]
    return strangers(without(found.question, found.names), chunk, fields, known)


def lacking(found: Retrieved, chunks: Mapping[str, Chunk], index: Index) -> set[str]:
    """Tell which of some passages, by id, lack a name of the question."""
    asked = without(found.question, found.names)
    if not any((*_places(asked), _sounding(asked))):
        return set()
    fields = index.passages.fields(list(chunks))
    return {id for id, chunk in chunks.items() if names_lacking(found, chunk, fields.get(id, {}))}


def other_years(question: str, chunk: Chunk, index: Index) -> list[str]:
    """List the years that a question names if a passage's article is of another one and names none of them.

    An article without a date may be of any year.
    """
    asked = years(question)
    if not asked or not chunk.date:
        return []
    said = numerals.fold(f"{chunk.title} {chunk.section} {chunk.text}")
    if any(is_of_year(year, said, chunk.date) for year in asked):
        return []
    article = next(e.passages for e in index.articles if (e.report, e.article) == (chunk.report, chunk.article))
    fields = index.passages.fields(article, [f"{area}_{NUMBER}" for area in AREAS])
    numbers = {number for of in fields.values() for terms in of.values() for number in terms}
    return [] if any(str(year) in numbers for year in asked) else [str(year) for year in asked]


def other_days(question: str, chunk: Chunk) -> list[str]:
    """List the words of a question for the days around today if a passage's article is of another time.

    An article without a date may be of any day.
    """
    found = _AROUND_TODAY.search(question)
    if not found or not chunk.date:
        return []
    try:
        apart = abs((date.today() - date.fromisoformat(chunk.date)).days)
    except ValueError:  # only a month or year
        apart = 0 if date.today().isoformat().startswith(chunk.date) else DAYS + 1
    return [] if apart <= DAYS else [found[0]]


def other_numbers(question: str, chunk: Chunk) -> list[str]:
    """List what a question tells by its number (the second batch) where a passage tells of other ones only."""
    asked = asked_for(question)
    told = [one for one, _ in ordinals(f"{chunk.title}\n{chunk.section}\n{chunk.text}")] if asked else []
    lacking = {one for one in asked if one not in told and any(kind == one[1] for _, kind in told)}
    return [question[a:b] for one, (a, b) in ordinals(question) if one in lacking]


def _in_characters(question: str, chunk: Chunk, known: Sequence[str]) -> list[str]:
    mentioned, tagged = _places(question)
    if not mentioned and not tagged:
        return []
    text = fold(" ".join((chunk.title, *chunk.places, *known, chunk.section, chunk.text)))
    named = [name for name in mentioned if name_of(name).stem not in text]
    others = (word for word in tagged if word not in text)
    return [*named, *(word for word in others if not any(word in name for name in named))]


@lru_cache(maxsize=256)
def _places(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the place names in a question: those told by their last character, and those of the segmenter.

    What that takes for places in Japanese counts only if the dictionary knows it (武漢, but 里山 of 家の裏山 is none).
    """
    import rjieba

    if not _HAN.search(question):
        return (), ()
    asked = fold_question(question)
    tagged = [word for word, tag in rjieba.tag(asked) if tag in _PLACE_TAGS and len(word) > 1]
    if tagged and detect(question) == JAPANESE:
        tagged = [word for word in tagged if word in place_names() and re.search(f"{word}{_ENDS_NAME}", asked)]
    return tuple(mention.name for mention in mentions_in(asked)), tuple(tagged)


def _in_letters(question: str, fields: Mapping[str, frozenset[str]], known: Sequence[str]) -> list[str]:
    found = []
    sounds = [sound for place in known for sound in sounds_of(place)]
    for word, name in _sounding(question):
        terms = ((PINYIN, name), (LATIN, stem(name)), (GLOSS, stem(name)))
        had = any(term in fields.get(f"{area}_{kind}", ()) for kind, term in terms for area in AREAS)
        if not had and not any(name in sound for sound in sounds):
            found.append(word)
    return found


@lru_cache(maxsize=256)
def _sounding(question: str) -> tuple[tuple[str, str], ...]:
    """List the words in a question that may be Chinese names in letters, each with its pinyin."""
    words = ((word, latin_syllables(word[0].lower())) for word in [*_WORD.finditer(question)][1:])
    if is_vietnamese(question):  # Khúc Giang is Qujiang
        words = ((word, name) for word, name in words if not is_sino_vietnamese(word[0].lower()))
    found = [(w, name) for w, name in words if w[0][0].isupper() and len(name) >= _SHORTEST and name.isascii()]
    found = [(word, name) for word, name in found if is_pinyin(name)]
    if found and detect(question) == _GERMAN:
        known = frozenset(place_names().values())
        found = [(word, name) for word, name in found if name in known or _is_foreign(name, question[: word.start()])]
    return tuple((word[0], name) for word, name in found)


def _is_foreign(name: str, before: str) -> bool:
    """Whether a German word is a name, by its letters or by what stands before it."""
    return bool(_FOREIGN.search(name) or (_BEFORE_NAME.search(before) and not name.endswith(_INFLECTED)))
