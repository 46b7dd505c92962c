"""Which articles a question names: their places and bodies, in characters, pinyin, Cyrillic or English.

A place is known by its full name (北河镇), its stem (北河) and the pinyin of both. The kind of place that the question
adds (镇, "town") or a wider place that it is in tells places of one stem apart; without one, all of them are meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.mentions import EXACT, Mention, Question
from rag.place_names import Name, name_of
from vectorstore.catalog import Entry
from vectorstore.terms import PINYIN, Terms
from vectorstore.types import Span

Article = tuple[str, int]
"""A report's name and the article's number in it."""

MAIN, WIDER, UNTITLED = 1.0, 0.5, 0.1
"""What naming a place is worth: an article's main one, a wider one, or any of an article without a title, whose place
is only guessed from its text.
"""


@dataclass(frozen=True, slots=True)
class _Named:
    """A place of an article that the question names.

    `wider` is whether it names a wider one of it too, None if there is none; `parts` are those next to the name.
    """

    article: Article
    name: Name
    weight: float
    mention: Mention
    wider: bool | None = None
    parts: tuple[Span, ...] = ()


def key(entry: Entry) -> Article:
    """Tell which article a catalogue entry is of."""
    return entry.report, entry.article


def named(question: str, terms: Terms, articles: Iterable[Entry]) -> dict[Article, float]:
    """Give the articles whose places the question names, each with how much it means them; empty if it names none.

    The main place counts `MAIN`, a wider one `WIDER`, and this only if no article's main place is named. A name inside
    a longer one yields to it. Among places of one stem those that the question names in full, whose kind it adds, or
    that are in a wider place that it names, displace the others.
    """
    asked = Question(question, sounds=bool(terms[PINYIN]))
    found = [one for entry in articles for one in _of(entry, asked)]
    weight = max((one.weight for one in found), default=0.0)
    found = [one for one in found if one.weight == weight]
    found = [one for one in found if not any(_covers(other, one) for other in found)]
    full = {one.name.stem for one in found if one.mention.strength == EXACT}
    within = {one.name.stem for one in found if one.wider}
    return {
        one.article: one.weight
        for one in found
        if (one.mention.strength == EXACT or one.name.stem not in full)
        and (one.wider is not False or one.name.stem not in within)
    }


def pieces(question: str, articles: Iterable[Entry]) -> list[str]:
    """List the pieces of a folded question, in Chinese characters, that name places of some articles."""
    asked = Question(question, sounds=False)
    mentions = (m for entry in articles for place in entry.places for m in asked.find(name_of(place), entry.title))
    return list(dict.fromkeys(asked.folded[slice(*mention.span)] for mention in mentions))


def _of(entry: Entry, asked: Question) -> list[_Named]:
    """Find what the question names of an article: its main place, or else its wider ones."""
    names = [name_of(place) for place in entry.places]
    mentions = [asked.find(name, entry.title) for name in names]
    if not any(mentions):
        return []
    if not mentions[0]:
        return [
            _Named(key(entry), name, WIDER if entry.title else UNTITLED, mention)
            for name, found in zip(names[1:], mentions[1:], strict=True)
            for mention in found
        ]
    others = {mention.span for found in mentions[1:] for mention in found}
    others = {span for span in others if not any(_overlap(span, mention.span) for mention in mentions[0])}
    return [
        _Named(
            article=key(entry),
            name=names[0],
            weight=MAIN if entry.title else UNTITLED,
            mention=mention,
            wider=bool(others) if names[1:] else None,
            parts=tuple(span for span in others if asked.together(span, mention.span)),
        )
        for mention in mentions[0]
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _covers(longer: _Named, one: _Named) -> bool:
    """Whether a name is no more than a part of another place's longer one (石桥镇 of 东石桥镇, 芦县 of 芦县城关镇)."""
    a, b = longer.mention.span, one.mention.span
    if longer.article != one.article and any(_overlap(part, b) for part in longer.parts):
        return True
    inside = a[0] <= b[0] and b[1] <= a[1] and b[1] - b[0] < a[1] - a[0]
    return inside and (longer.name.stem, longer.name.kind) != (one.name.stem, one.name.kind)
