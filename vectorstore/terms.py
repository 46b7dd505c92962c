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
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, product
from typing import TYPE_CHECKING

from vectorstore import numerals
from vectorstore.folding import fold, fold_question
from vectorstore.foreign_words import foreign_words, unknown
from vectorstore.glosses import STOP_WORDS, gloss_stems, place_names, stem, stems_of, word_stems
from vectorstore.hangul import readings
from vectorstore.loanwords import loanwords
from vectorstore.numerals import NUMERAL, read
from vectorstore.spelled_names import sino_vietnamese
from vectorstore.transcription import heard, sounding, words_in_letters
from vectorstore.vocabulary import alike

if TYPE_CHECKING:
    from vectorstore.types import Span

BIGRAM, WORD, PINYIN, GLOSS, NUMBER, LATIN = KINDS = ("bigram", "word", "pinyin", "gloss", "number", "latin")
MEANT = "meant"
"""A further kind that only questions have: Chinese words that may say what their words in another language do."""
Terms = dict[str, list[str]]

MAX_SYLLABLES = 4
"""Names of places and people have two to four syllables (Nanjiao, Dalizhuang, Luo Haijun)."""

MAX_NAME_WORDS = 3
"""Neighbouring Latin words that are tried together as one name (Luo Haijun, Da Li Zhuang)."""

_MAX_NAMES = 4000
"""Names that are looked for at most: as many as a long question in Latin letters has; in Hangul it could be more."""
_SHORT = 3
"""Letters that are too few for a name."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_OTHER = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+(?:['’][^\W\d_]+)*")
_NUMERAL = re.compile(NUMERAL)
_RUNS = 2048
"""Runs of Chinese characters whose terms are kept: a passage's come again in its sentences, and these in figures."""

_FOREIGN_WORD = 5
"""Letters a word of a language other than English must have to be looked up among English glosses (hospital, virus)."""


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _words(text: str) -> Iterator[str]:
    import rjieba

    for word in rjieba.cut_for_search(text):
        if len(word) > 1 and _HAN.fullmatch(word):
            yield word


def whole_words(folded: str) -> list[str]:
    """List the Chinese words of a folded text, of two characters or more, without the words that are parts of them."""
    import rjieba

    return [word for word in rjieba.cut(folded) if len(word) > 1 and _HAN.fullmatch(word)]


def _joined_syllables(run: str) -> Iterator[str]:
    return (sound for _, _, sound in sounding(run, MAX_SYLLABLES))


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

    Pinyin terms are only candidates: a Latin word is a name if the index has it among its syllables. A Japanese
    question's words in characters are looked for by what they mean in Chinese too: 契約 and 签约 are both a contract.
    """
    folded = fold_question(question)
    runs = _HAN.findall(folded)
    words = _latin(folded)
    english = [w for w in words if w.isascii() and w not in STOP_WORDS and len(w) > 1]
    if language != "en":
        english = [w for w in english if len(w) >= _FOREIGN_WORD]
    meant = _meant(folded) if language == "ja" else ()
    foreign = foreign_words(question, language)
    found = {
        BIGRAM: list(chain.from_iterable(map(_bigrams, runs))),
        WORD: list(_words(folded)),
        PINYIN: list(dict.fromkeys(filter(_is_name, _names(question))))[:_MAX_NAMES],
        GLOSS: [*chain.from_iterable(map(stems_of, english)), *meant],
        NUMBER: _numbers(folded),
        LATIN: [stem(word) for word in words if word not in STOP_WORDS],
        MEANT: [like for one in foreign for word in one.chinese for like in alike(word)],
    }
    return {kind: list(dict.fromkeys(terms)) for kind, terms in found.items()}


def searched(terms: Terms) -> Terms:
    """Give a question's terms as documents are searched for them: Chinese words that it may mean are its words too."""
    if not (meant := terms.get(MEANT)):
        return terms
    more = {BIGRAM: chain.from_iterable(map(_bigrams, meant)), WORD: meant}
    return {kind: list(dict.fromkeys([*found, *more.get(kind, ())])) for kind, found in terms.items()}


def _meant(folded: str) -> Iterator[str]:
    """Yield the stems of what a Japanese question's words mean: those that it shares with Chinese, and loanwords."""
    for word in whole_words(folded):
        if word not in place_names():  # whose senses are those of their characters
            yield from word_stems(word)
    for english in loanwords(folded).values():
        yield from map(stem, english)


def _names(question: str) -> Iterator[str]:
    """Words in other letters, and neighbours joined, as they would stand among a text's joined syllables.

    Of words in scripts that spell names in several ways the unknown ones count alone: others could be names as well.
    """
    found = words_in_letters(question)
    told = [word if may_be_name else "" for word, may_be_name in zip(found, unknown(found, question), strict=True)]
    words = [said if word else () for word in told for _, said in heard(word)]
    for size in range(1, MAX_NAME_WORDS + 1):
        for i in range(len(words) - size + 1):
            if size == 1 or all(len(said) == 1 for said in words[i : i + size]):
                yield from map("".join, product(*words[i : i + size]))
    for word in told:
        yield from readings(word)  # 네이멍구 is 内蒙古, and no 区
    for _, _, name in sino_vietnamese(found):
        yield name


def _is_name(term: str) -> bool:
    return term.isascii() and term not in STOP_WORDS and len(term) > _SHORT


def join(terms: Terms) -> dict[str, str]:
    """Terms as the index takes them: one string a kind, split at spaces."""
    return {kind: " ".join(found) for kind, found in terms.items()}
