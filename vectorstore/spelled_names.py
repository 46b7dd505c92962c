"""Chinese names as Arabic, Hindi and Thai spell them, and as Vietnamese reads their characters.

The spellings stand in spellings/, a line a syllable of pinyin; for Vietnamese a line a character, with its
Sino-Vietnamese readings. People spell the same name in several ways, and one spelling may be that of several names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import islice, pairwise, product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.hangul import cuts

if TYPE_CHECKING:
    from vectorstore.types import Span

FOLDER = Path(__file__).with_name("spellings")

_SCRIPTS = (
    ("ar", re.compile("[\u0621-\u064a\u067e\u0686\u06a9\u06af\u06cc]+")),
    ("hi", re.compile("[\u0900-\u097f]+")),
    ("th", re.compile("[\u0e00-\u0e7f]+")),
)
_TONES = re.compile("[\u0e47-\u0e4e]")
_JOINED = re.compile("^[وف]?[بلك]?(?=..)")
"""What Arabic writes together with a name: and, in, for, like."""
_KINDS_TH = "เมือง ตำบล อำเภอ เขต มณฑล จังหวัด หมู่บ้าน บ้าน ชุมชน แขวง นคร ถนน เกาะ ตลาด"
_KIND_TH = re.compile("(" + "|".join(unicodedata.normalize("NFKC", _KINDS_TH).split()) + ")")
_VIETNAMESE = re.compile("[đơưăĐƠƯĂ\u1ea0-\u1ef9]")
_LEAST, _MOST = 2, 4
"""Syllables of a name."""
_LONGEST = 24
"""Letters of the longest Thai name."""
_READINGS = 60
"""Names that a word is taken for, at most."""


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[str, ...]:
    """Give the pinyin, syllables joined, that a word in one of these scripts may stand for, the likeliest first.

    Of Thai, in which other words may follow, these are the beginnings that can be names, the longest first.
    """
    language = next((language for language, script in _SCRIPTS if script.fullmatch(word)), "")
    if not language:
        return ()
    if language == "th":
        plain = _TONES.sub("", word)
        ends = range(min(len(plain), _LONGEST), 1, -1)
        return tuple(name for end in ends for name in _likeliest(*_cuts(plain[:end], "th")))[:_READINGS]
    bare = _JOINED.sub("", word) if language == "ar" else word
    return _likeliest(*(cut for one in dict.fromkeys((word, bare)) for cut in _cuts(one, language)))


def thai_words(text: str) -> list[Span]:
    """Tell where a word in Thai letters has words for kinds of places and what follows each; any other is one."""
    if not _SCRIPTS[-1][1].fullmatch(text):
        return [(0, len(text))]
    kinds = [match.span() for match in _KIND_TH.finditer(text)]
    edges = [*(edge for span in kinds for edge in span), len(text)]
    return [(start, end) for start, end in pairwise(edges) if start < end]


def is_vietnamese(text: str) -> bool:
    """Whether a text has letters that only Vietnamese has."""
    return bool(_VIETNAMESE.search(text))


def sino_vietnamese(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield names that neighbouring small-letter words may be in Vietnamese: first word, end, and joined pinyin.

    Nothing comes of words in which there is no letter that only Vietnamese has.
    """
    if not any(map(is_vietnamese, words)):
        return
    said = [_sino_vietnamese().get(word, ()) for word in words]
    for first in range(len(words)):
        for end in range(first + _LEAST, min(first + _MOST, len(words) + 1)):
            for syllables in islice(product(*said[first:end]), _READINGS):
                yield first, end, "".join(syllables)


def is_sino_vietnamese(word: str) -> bool:
    """Whether Vietnamese reads some character as a small-letter word."""
    return word in _sino_vietnamese()


@cache
def _sino_vietnamese() -> Mapping[str, tuple[str, ...]]:
    """Give the syllables of pinyin that characters have which Vietnamese reads alike, those of most of them first."""
    from pypinyin import lazy_pinyin

    found: dict[str, Counter[str]] = defaultdict(Counter)
    for character, *said in _lines("vi"):
        for one in said:
            found[one][lazy_pinyin(character)[0].replace("v", "u")] += 1
    return {one: tuple(pinyin for pinyin, _ in counted.most_common()) for one, counted in found.items()}


def _likeliest(*whole: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Join the syllables of cuts to names: those of few syllables and of usual spellings first."""
    found: dict[str, tuple[int, int]] = {}
    for cut in whole:
        if len(cut) >= _LEAST:
            for ranks in product(*(range(len(syllables)) for syllables in cut)):
                name = "".join(syllables[rank] for syllables, rank in zip(cut, ranks, strict=True))
                found[name] = min(found.get(name, (99, 0)), (len(cut), prod(rank + 1 for rank in ranks)))
    return tuple(nsmallest(_READINGS, found, key=lambda name: (found[name], name)))


def _cuts(word: str, language: str) -> list[tuple[tuple[str, ...], ...]]:
    table, longest = _table(language)
    return cuts(word, table, longest, _MOST)


@cache
def _table(language: str) -> tuple[Mapping[str, tuple[str, ...]], int]:
    """Give spelling -> the syllables of pinyin that it may be, those of which it is the usual one first.

    And how many letters the longest has.
    """
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for syllable, *spelled in _lines(language):
        for rank, one in enumerate(spelled):
            found[one].append((rank, syllable))
    table = {one: tuple(syllable for _, syllable in sorted(ranked)) for one, ranked in found.items()}
    return table, max(map(len, table))


def _lines(language: str) -> Iterator[list[str]]:
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    return (unicodedata.normalize("NFKC", line).split() for line in lines if not line.startswith("#"))
