"""Terms of the lexical index: what a text is found by, made by us and joined by spaces.

A text has terms of several kinds, each a field of the index with a weight of its own:

    bigram   two neighbouring Chinese characters           word    Chinese words, the search mode's parts included
    pinyin   two to four neighbouring syllables, joined    gloss   stems of the English senses of its Chinese words
    number   numerals as plain digits                      latin   words in other scripts, English ones stemmed

Terms are folded (full width to half width, traditional to simplified characters, capitals to small letters,
Chinese numerals to digits); quotes never are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from vectorstore import numerals
from vectorstore.glosses import STOP_WORDS, gloss_stems, stem
from vectorstore.numerals import NUMERAL, read
from vectorstore.transcription import latin_syllables, syllables

if TYPE_CHECKING:
    import opencc

    from vectorstore.types import Span

BIGRAM, WORD, PINYIN, GLOSS, NUMBER, LATIN = KINDS = ("bigram", "word", "pinyin", "gloss", "number", "latin")
Terms = dict[str, list[str]]

MAX_SYLLABLES = 4
"""Names of places and people have two to four syllables (Nanjiao, Dalizhuang, Luo Haijun)."""

MAX_NAME_WORDS = 3
"""Neighbouring Latin words that are tried together as one name (Luo Haijun, Da Li Zhuang)."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_OTHER = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+(?:['’][^\W\d_]+)*")
_NUMERAL = re.compile(NUMERAL)
_RUNS = 2048
"""Runs of Chinese characters whose terms are kept: a passage's come again in its sentences, and these in figures."""

_FOREIGN_WORD = 5
"""Letters a word of a language other than English must have to be looked up among English glosses (hospital, virus)."""


@cache
def _converter(config: str) -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC(config)


def fold(text: str) -> str:
    """Full width to half width, traditional and Japanese characters to simplified ones, capitals to small letters.

    Letters of one script are never more or fewer afterwards than OpenCC and NFKC make them: take no offsets from it.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    return _converter("t2s").convert(text) if _HAN.search(text) else text


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _words(text: str) -> Iterator[str]:
    import rjieba

    for word in rjieba.cut_for_search(text):
        if len(word) > 1 and _HAN.fullmatch(word):
            yield word


def _joined_syllables(run: str) -> Iterator[str]:
    parts = syllables(run)
    for size in range(2, MAX_SYLLABLES + 1):
        for i in range(len(parts) - size + 1):
            yield "".join(parts[i : i + size])


def number_terms(text: str) -> list[tuple[str, Span]]:
    """List the values of the numerals, and where they stand in the folded text (numerals.fold).

    A lone Chinese digit is left out, mostly part of a word (一线, 三农).
    """
    found = (m for m in _NUMERAL.finditer(numerals.fold(text)) if len(m[0]) > 1 or m[0].isdecimal())
    return [(f"{reading.value:.12g}", m.span()) for m in found if (reading := read(m[0]))]


def _numbers(text: str) -> list[str]:
    return [value for value, _ in number_terms(text)]


def _latin(folded: str) -> list[str]:
    return [word.replace("'", "").replace("’", "") for word in _OTHER.findall(folded)]


def text_terms(text: str) -> Terms:
    """List the terms of a passage, sentence or title, each as often as it stands there."""
    folded = fold(text)
    runs = _HAN.findall(folded)
    return {
        BIGRAM: list(chain.from_iterable(map(_bigrams, runs))),
        WORD: list(_words(folded)),
        PINYIN: list(chain.from_iterable(map(_sounds, runs))),
        GLOSS: list(chain.from_iterable(map(_glosses, runs))),
        NUMBER: _numbers(folded),
        LATIN: [stem(word) for word in _latin(folded) if word not in STOP_WORDS],
    }


@lru_cache(maxsize=_RUNS)
def _sounds(run: str) -> tuple[str, ...]:
    return tuple(_joined_syllables(run))


@lru_cache(maxsize=_RUNS)
def _glosses(run: str) -> tuple[str, ...]:
    return tuple(gloss_stems(run))


def question_terms(question: str, language: str) -> Terms:
    """List the terms to look for, each once. `language` is the question's ISO 639-1 code.

    Pinyin terms are only candidates: a Latin word is a name if the index has it among its syllables.
    """
    folded = fold(_converter("jp2t").convert(question) if language == "ja" else question)
    runs = _HAN.findall(folded)
    words = _latin(folded)
    english = [w for w in words if w.isascii() and w not in STOP_WORDS and len(w) > 1]
    if language != "en":
        english = [w for w in english if len(w) >= _FOREIGN_WORD]
    found = {
        BIGRAM: list(chain.from_iterable(map(_bigrams, runs))),
        WORD: list(_words(folded)),
        PINYIN: list(_names(question)),
        GLOSS: [stem(word) for word in english],
        NUMBER: _numbers(folded),
        LATIN: [stem(word) for word in words if word not in STOP_WORDS],
    }
    return {kind: list(dict.fromkeys(terms)) for kind, terms in found.items()}


def _names(question: str) -> Iterator[str]:
    """Latin or Cyrillic words, and neighbours joined, as they would stand among a text's joined syllables."""
    words = [latin_syllables(w.lower()) for w in _OTHER.findall(unicodedata.normalize("NFKC", question))]
    for size in range(1, MAX_NAME_WORDS + 1):
        for i in range(len(words) - size + 1):
            name = "".join(words[i : i + size])
            if name.isascii() and name not in STOP_WORDS and len(name) > 3:
                yield name


def join(terms: Terms) -> dict[str, str]:
    """Terms as the index takes them: one string a kind, split at spaces."""
    return {kind: " ".join(found) for kind, found in terms.items()}
