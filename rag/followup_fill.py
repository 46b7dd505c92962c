"""Putting into one question what another one has: a place, an interrogative or a thing, exchanged or added."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asked import Want, asked
from rag.followup_reading import INTERROGATIVE, Reading
from rag.followup_spans import ENDS, HAN, WORD
from rag.followup_syntax import Slot, reordered, slot, statement
from rag.followup_words import AND, ASK, HOLDING, IN, LIGHT
from rag.language import CHINESE, ENGLISH, JAPANESE, KOREAN
from vectorstore.types import Span

_EAST = (CHINESE, JAPANESE, KOREAN)
_WANTS = (Want.NUMBER, Want.PERSON, Want.TIME, Want.PLACE, Want.OTHER)
_ARTICLE = re.compile(r"^(?:los|las|el|la|les|le|der|die|das|den|dem|l['’]) ?\b", re.IGNORECASE)
_ARTICLE_EN = re.compile(r"^(?:the|any) ", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\b([Hh]ow) much\b")
_LISTED = re.compile(r"\W*(?:and|or|y|und|et|и|和|与|跟|及|と|와|과|و|than|或|还是)?\W*")
_PLAIN_WHEN = re.compile(
    r"(when|where|why|how)(?: (?:was|is|did|does|were) (?:it|that|this|they)(?: happen| do it)?)?", re.IGNORECASE
)
_PLURAL = re.compile(
    r"\b(?!(?:news|series|means|species|crisis|lens)$)(?:[a-z]{2,}[^su\W]s|people|staff|children|police)$",
    re.IGNORECASE,
)
"""An English noun in the plural, at the end of a phrase."""
_KEPT = re.compile(r"\d[\d.,]*\d|[\w'’-]+")


def closed(text: str, language: str) -> str:
    """End a text with a question mark, begin it with a capital letter where there are some."""
    text = re.sub(r"\s+", " ", text).strip().rstrip(ENDS)
    text = text[:1].upper() + text[1:]
    return ("¿" if language == "es" and not text.startswith("¿") else "") + text + ("؟" if language == "ar" else "?")


def joined(places: Sequence[str], language: str) -> str:
    """Name several places in one phrase."""
    return AND.get(language, " and ").join(places)


def replaced(text: str, spans: Sequence[Span], by: str) -> str:
    """Put one text in place of all spans; what a list of them has between them goes too."""
    lists: list[Span] = []
    for a, b in sorted(spans):
        if lists and _LISTED.fullmatch(text[lists[-1][1] : a]):
            lists[-1] = lists[-1][0], b
        else:
            lists.append((a, b))
    for a, b in reversed(lists):
        owner = "'s" if text[a:b].endswith(("'s", "’s")) else ""
        text = text[:a] + by + owner + text[b:]
    return text


def with_place(core: str, place: str, language: str) -> str:
    """Add a place, or a date, to a question that has none."""
    if language == CHINESE:
        return closed(f"{place}{'的' if _is_noun_first(core) else ''}{core}", language)
    if language in (JAPANESE, KOREAN):
        return closed(f"{place}{'の' if language == JAPANESE else '에서 '}{core}", language)
    return closed(f"{core.rstrip(ENDS)} {IN.get(language, 'in')} {place}", language)


def of_topic(core: str, topic: str, language: str) -> str:
    """Add to a question what it is about."""
    if not topic:
        return closed(core, language)
    if language in _EAST and HAN.search(topic) and not WORD.search(topic):
        return closed(f"{topic},{core}", language)
    return closed(f"{core.rstrip(ENDS)} ({topic})", language)


def topic_of(last: Reading) -> str:
    """Say in a few words what a question is about: a statement of it in Chinese, its words in other languages."""
    if last.language in (CHINESE, JAPANESE):
        return statement(last)
    words = _KEPT.findall(INTERROGATIVE.sub(" ", last.core.rstrip(ENDS)))
    return " ".join(word for word in words if word.lower() not in LIGHT or word[0].isdecimal())


def with_kind(last: Reading, core: str, language: str) -> str:
    """Ask of the last question's matter what only an interrogative asks now."""
    bare = _PLAIN_WHEN.fullmatch(core.strip(ENDS))
    made = reordered(last, bare[1]) if bare and language == last.language == ENGLISH else ""
    return closed(made, language) if made else of_topic(core, topic_of(last), language)


def with_thing(last: Reading, thing: str, place: str, language: str) -> str:
    """Ask of another thing what the last question asked, of a place, "" for none."""
    thing = _ARTICLE.sub("", thing.strip(ENDS)) if language != ENGLISH else thing.strip(ENDS)
    swapped = _swapped(last, thing) if language == last.language else ""
    if swapped:
        return closed(swapped, language)
    want = Want.NUMBER if _is_counted(last, thing) else asked(last.text).want
    return of_kind(
        want,
        _ARTICLE_EN.sub("", thing) if want is Want.NUMBER else thing,
        place,
        " ".join(last.shown(last.dates)),
        language,
    )


def of_kind(want: Want, thing: str, place: str, dates: str, language: str) -> str:
    """Ask a question of a kind of a thing, in a place and at some time, each "" for none."""
    template = ASK.get(language, ASK[ENGLISH])[_WANTS.index(want)]
    if language in _EAST:
        return closed(template.format(thing, place + dates).lstrip("的の"), language)
    where = f"{IN.get(language, 'in')} {place}" if place else ""
    return closed(template.format(thing, f"{where} ({dates})" if dates else where), language)


def _swapped(last: Reading, thing: str) -> str:
    """Put a thing where the last question has its own, "" where that is not told."""
    found = slot(last)
    if not found or (last.language == ENGLISH and _is_new(last, found, thing)):
        return ""
    core, (start, end) = last.core.rstrip(ENDS), found.thing
    if last.language == CHINESE:
        return core[: found.start] + ("多少" if found.counted else "") + thing + core[end:]
    before, old = core[:start], core[start:end]
    if found.counted and thing.endswith("s"):
        before = _HOW_MUCH.sub(r"\1 many", before)
    if found.counted:
        return before + _ARTICLE_EN.sub("", thing) + core[end:]
    article = _ARTICLE_EN.match(old)
    return before + (article[0] if article and not _ARTICLE_EN.match(thing) else "") + thing + core[end:]


def _is_new(last: Reading, found: Slot, thing: str) -> bool:
    """Whether what the last question says of its thing need not hold for another one: that a place has or set it up.

    Nor is a single thing asked about as several are.
    """
    behind, old = last.core[found.thing[1] :], last.core[slice(*found.thing)]
    return bool(HOLDING.search(behind)) if found.counted else bool(_PLURAL.search(thing)) and not _PLURAL.search(old)


def _is_counted(last: Reading, thing: str) -> bool:
    """Whether several things are asked about in English after one that is no place, person or time."""
    found = slot(last)
    alike = bool(found and not found.counted and _is_new(last, found, thing))
    asks = asked(last.text).want is Want.OTHER and (alike or last.interrogative is None)
    return last.language == ENGLISH and asks and bool(_PLURAL.search(thing))


def _is_noun_first(core: str) -> bool:
    import rjieba

    _, tag = next(iter(rjieba.tag(core)), ("", ""))
    return tag.startswith(("n", "b"))
