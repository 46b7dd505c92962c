"""Places, people and years that a question names and the evidence does not: a figure of theirs cannot be in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.place_names import name_of
from rag.retrieve import Retrieved, without
from rag.when import is_of_year, years
from vectorstore import numerals
from vectorstore.glosses import stem
from vectorstore.index import Index
from vectorstore.lexical import AREAS
from vectorstore.names import mentions_in
from vectorstore.terms import GLOSS, LATIN, NUMBER, PINYIN, fold
from vectorstore.transcription import is_pinyin, latin_syllables, syllables
from vectorstore.types import Chunk

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_PLACE_TAGS = ("ns", "nrt")
_SHORTEST = 5
"""Letters of the shortest word that is taken for a Chinese name (Wuhan)."""


def strangers(question: str, chunk: Chunk, fields: Mapping[str, frozenset[str]], known: Sequence[str]) -> list[str]:
    """List the names in a question, as written, that neither a passage nor its article's heading has.

    `fields` are the passage's terms, `known` the places that the question names and articles are about. Chinese place
    names are told by their last character (白沙镇) or by the segmenter, others by a capital letter, not the question's
    first, and by being readable as pinyin (Hangzhou, Ханчжоу).
    """
    return [*_in_characters(question, chunk, known), *_in_letters(question, fields, known)]


def lacking(found: Retrieved, chunks: Mapping[str, Chunk], index: Index) -> dict[str, list[str]]:
    """List the names in a question that a passage lacks, for each of some passages that lack any, by id."""
    fields = index.passages.fields(list(chunks))
    asked, known = without(found.question, found.names), [place for e in found.entries for place in e.places]
    names = {id: strangers(asked, chunk, fields.get(id, {}), known) for id, chunk in chunks.items()}
    return {id: missing for id, missing in names.items() if missing}


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


def _in_characters(question: str, chunk: Chunk, known: Sequence[str]) -> list[str]:
    if not _HAN.search(question):
        return []
    import rjieba

    text = fold(" ".join((chunk.title, *chunk.places, *known, chunk.section, chunk.text)))
    asked = fold(question)
    named = [m.name for m in mentions_in(asked) if name_of(m.name).stem not in text]
    tagged = [w for w, tag in rjieba.tag(asked) if tag in _PLACE_TAGS and len(w) > 1 and w not in text]
    return [*named, *(word for word in tagged if not any(word in name for name in named))]


def _in_letters(question: str, fields: Mapping[str, frozenset[str]], known: Sequence[str]) -> list[str]:
    found = []
    sounds = ["".join(syllables(place)) for place in known]
    for word in _WORD.findall(question)[1:]:
        name = latin_syllables(word.lower())
        if not word[0].isupper() or len(name) < _SHORTEST or not name.isascii() or not is_pinyin(name):
            continue
        if any(name in sound for sound in sounds):
            continue
        terms = ((PINYIN, name), (LATIN, stem(name)), (GLOSS, stem(name)))
        if not any(term in fields.get(f"{area}_{kind}", ()) for kind, term in terms for area in ("body", "head")):
            found.append(word)
    return found
