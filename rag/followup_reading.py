"""A question of a conversation, read: its places, dates and interrogative, and what is left without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.followup_spans import EDGES, WORD, date_spans, names, place_spans, plain
from rag.followup_words import (
    ADVERB_OF_PLACE,
    ASIDE_ZH,
    CORRECTION,
    ITS_ZH,
    LEADS,
    LIGHT,
    MEASURE,
    OF_THEM,
    ONE_PERSON,
    REQUEST,
    SAME_PLACE,
    TAIL,
    WEAK_TAIL,
)
from rag.interrogatives import NUMBER, OTHER, PERSON, PLACE, TIME, any_of
from rag.language import CHINESE, ENGLISH, JAPANESE, KOREAN, detect
from vectorstore.catalog import Entry
from vectorstore.types import Span

INTERROGATIVE = any_of(
    rf"几[点时号](?:钟|几?分)?|几月几?[日号]?|(?:多少|几|幾){MEASURE}?|{ASIDE_ZH}",
    *(pattern.pattern for pattern in (NUMBER, TIME, PERSON, PLACE, OTHER)),
)
_LIGHT_ZH = re.compile(
    r"有过?|是|的|了|在|吗|呢|啊|吧|过|都|也|就|又|还|共|一共|总共|总计|分别|要|花|用|钱|时间|各|那|这|它们?|他们?|她们?"
    rf"|发生|事|怎|共有|一|每{MEASURE}"
)
_LIGHT_ASIAN = re.compile(
    r"[のはがをにでとへも]|です|ます|でした|ました|か|(?:은|는|이|가|을|를|에서|에|의|요)(?=\s|$)|있|었|나|습니까|니까|인가"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as written (`text`, normalised), without its lead and its end (`core`), and what the core has.

    Spans are of `core`. `places` are those the articles are about, or else others by their look; `names` other names.
    `lead` is whether it begins as a follow-up does, `sure` whether its letters or its lead tell the language, `left`
    what remains without interrogative, places, dates and light words.
    """

    text: str
    core: str
    language: str
    lead: bool
    sure: bool
    places: tuple[Span, ...]
    known: bool
    names: tuple[Span, ...]
    dates: tuple[Span, ...]
    interrogative: Span | None
    sentence: bool
    left: tuple[str, ...]

    def shown(self, spans: Sequence[Span]) -> list[str]:
        """Give the text of spans, possessives left out."""
        return [re.sub(r"['’]s$", "", self.core[a:b]).strip() for a, b in spans]

    def apart(self, spans: Sequence[Span]) -> Reading:
        """Leave spans out of the core, and what it has of places, dates and names."""
        core = self.core
        for a, b in sorted(spans, reverse=True):
            core = core[:a] + " " + core[b:]
        return replace(self, core=" ".join(core.split()), places=(), names=(), dates=(), interrogative=None)


def read(question: str, articles: Iterable[Entry]) -> Reading:
    """Read a question of a conversation."""
    text = plain(question)
    core, language, lead, sure = stripped(text)
    places = place_spans(core, articles)
    others, called = names(core, language, places)
    known = bool(places)
    places = places or others
    dates = date_spans(core)
    asking = INTERROGATIVE.search(core)
    left = _left(core, [*places, *dates])
    return Reading(
        text=text,
        core=core,
        language=language,
        lead=lead,
        sure=sure,
        places=tuple(places),
        known=known,
        names=tuple(called),
        dates=tuple(dates),
        interrogative=asking.span() if asking else None,
        sentence=bool(asking or REQUEST.search(core)),
        left=tuple(left),
    )


def stripped(text: str) -> tuple[str, str, bool, bool]:
    """Give a question without lead, end and punctuation around it; its language; whether it has a lead; is it sure."""
    core, shown = text.strip(EDGES), ""
    if put_right := CORRECTION.match(core):
        shown = ENGLISH if put_right["meant"] else CHINESE
        core = (put_right["meant"] or put_right["said"]).strip(EDGES)
    for _ in range(2):
        for language, pattern in LEADS.items():
            found = pattern.match(core)
            if found and found.end() < len(core):
                core, shown = core[found.end() :].strip(EDGES), shown or language
                break
    ended = (TAIL if not shown else WEAK_TAIL).sub("", core).strip(EDGES)
    short = ended != core and bool(ended) and not INTERROGATIVE.search(ended)
    core = ended if short else core
    own = detect(text)
    latin = shown and shown not in (CHINESE, JAPANESE, KOREAN) and own not in (CHINESE, JAPANESE, KOREAN)
    sure = not WORD.search(text) or bool(latin and shown != ENGLISH)
    return core, shown if latin else own, bool(shown) or short, sure


def _left(text: str, without: Iterable[Span]) -> list[str]:
    """List what remains of a text without spans, interrogatives and light words."""
    for a, b in without:
        text = text[:a] + " " * (b - a) + text[b:]
    for pattern in (INTERROGATIVE, SAME_PLACE, ADVERB_OF_PLACE, OF_THEM, ONE_PERSON, ITS_ZH):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    words = [m[0] for m in WORD.finditer(text) if m[0].lower() not in LIGHT and len(m[0]) > 1]
    han = [run for run in re.findall(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+", text)]
    rest = [_LIGHT_ASIAN.sub("", _LIGHT_ZH.sub("", run)) for run in han]
    return [*words, *(run for run in rest if run)]
