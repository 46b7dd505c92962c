"""Words of questions in languages other than English and Chinese, in the Chinese words that reports have for them.

A word is found by its stem, whatever its ending; the longest phrase counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vectorstore import hangul
from vectorstore.folding import LETTERS, MARKS, fold_question
from vectorstore.foreign_lists import (
    ACCENTED,
    UNSPACED,
    Forms,
    bare,
    bare_nothing,
    by_consonants,
    by_letters,
    by_stem,
    consonants,
    key,
    languages,
    nearest,
    nothing,
    run_on,
    single_words,
)

_COMPOUNDING = frozenset({"de", "tr"})
"""Languages in which an unknown word may begin with a known one (Freiwilligenteam), of so many letters or more."""
_BEGINNING = 6
_CAPITALS = frozenset({"de"})
"""Languages in which not only names have capitals."""
_PHRASE = 4
"""Words of the longest phrase."""

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{2}")
_KATAKANA_WORD = 3
"""Katakana that may be a word although others stand beside them."""
_ONE_LANGUAGE = {
    "ar": re.compile("[\u0600-\u06ff]"), "hi": re.compile("[\u0900-\u097f]"), "ko": re.compile("[가-힣]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}  # fmt: skip
"""Scripts in which names are spelled in several ways, with the language that they are taken for."""
_JOINS = re.compile(r"[\s'’-]+")
_PARTICIPLE = re.compile("^(ab|an|auf|aus|bei|ein|fest|her|hin|mit|nach|vor|weg|zu|zurück|zusammen)?ge(.{3,}?)e?t$")
"""A German verb's participle: geimpft, eingerichtet."""
_HOW_MANY_KO = re.compile("몇 *")
"""What a measure word follows."""
_HANGUL_RUN = re.compile("[가-힣]+(?: +[가-힣]+)*")
_VOWEL_BEHIND = re.compile(rf"[{MARKS}\u0e30\u0e32\u0e33\u0e45]")


@dataclass(frozen=True, slots=True)
class ForeignWord:
    """A word or phrase of a question, with the Chinese words that it may mean; `start` and `end` are of `read`."""

    written: str
    chinese: tuple[str, ...]
    start: int
    end: int


@lru_cache(maxsize=512)
def foreign_words(question: str, language: str) -> tuple[ForeignWord, ...]:
    """List the words of a question that are known, in their order; none where its language is not known."""
    if language not in languages():
        return ()
    text = read(question, language)
    if language == "ko":
        return tuple(_korean(text))
    return tuple(_unspaced(text, language) if language in UNSPACED else _spaced(text, language))


def unknown(words: Sequence[str], text: str) -> list[bool]:
    """Tell which words of a text may be names: all but those that are known in the one language of their script."""
    known: dict[str, set[str]] = {}
    for word in words:
        language = next((language for language, script in _ONE_LANGUAGE.items() if script.match(word)), "")
        if language and language not in known:
            parts = (part for one in foreign_words(text, language) for part in one.written.lower().split())
            known[language] = {*nothing(language), *parts}
    every = set().union(*known.values())
    return [not known or every.isdisjoint((word, bare(word))) for word in words]


def read(question: str, language: str) -> str:
    """Give a question as its words are looked for in it."""
    return fold_question(question) if language == "ja" else unicodedata.normalize("NFKC", question)


def _spaced(text: str, language: str) -> Iterator[ForeignWord]:
    """Find the longest phrases of a text, or beginnings of its longer words; names are none."""
    words = [*LETTERS.finditer(text)]
    written = [word[0] for word in words]
    accents = any(bare(word) != word.lower() for word in written)
    empty = {word for word in written if _says_nothing(word, language, accents=accents)}
    ends = _phrase_ends(text, words)
    named = language not in _CAPITALS and any(word[0].islower() for word in written[1:])
    found = [
        (1, ())
        if named and at and _is_name(word)
        else _longest(written[at : ends[at]], 2 if word in empty else 1, language)
        for at, word in enumerate(written)
    ]
    at = 0
    while at < len(words):
        size, chinese = found[at]
        if written[at] in empty and at + 1 < len(words) and found[at + 1][1] and found[at + 1][0] + 1 >= size:
            size, chinese = 1, ()  # di | rumah sakit, not di rumah | sakit
        if not chinese and written[at] not in empty and language in _COMPOUNDING:
            chinese = _beginning(bare(written[at]), language)
        if chinese:
            start, end = words[at].start(), words[at + size - 1].end()
            yield ForeignWord(text[start:end], chinese, start, end)
        at += size


def _says_nothing(word: str, language: str, *, accents: bool) -> bool:
    """Whether a word says nothing, as it is written or, in a question without accents, without them."""
    small = word.lower()
    return small in nothing(language) or (not accents and small in bare_nothing(language))


def _is_name(word: str) -> bool:
    """Whether a word with a capital is no acronym (PCR)."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def _phrase_ends(text: str, words: Sequence[re.Match[str]]) -> list[int]:
    """Give for each word the number of the one behind the longest phrase that it may begin; punctuation ends one."""
    ends: list[int] = []
    for first in range(len(words)):
        end = first + 1
        while end < min(first + _PHRASE, len(words)) and _JOINS.fullmatch(
            text, words[end - 1].end(), words[end].start()
        ):
            end += 1
        ends.append(end)
    return ends


def _ways(words: Sequence[str], language: str) -> Iterator[tuple[Callable[[str], str], Mapping[str, Forms]]]:
    """Yield the ways to look words up, the surest first: what makes a word its key, and the words by their keys."""
    stem = key(language)
    if language in ACCENTED and "".join(words).isascii():
        yield lambda word: bare(stem(word)), by_letters(language)
    else:
        yield stem, by_stem(language)
    if language == "ar":
        yield consonants, by_consonants(language)
    if language == "de":
        yield lambda word: stem(_PARTICIPLE.sub(r"\1\2en", word.lower())), by_stem(language)


def _longest(words: Sequence[str], least: int, language: str) -> tuple[int, tuple[str, ...]]:
    """Give of how many words, `least` or more, the longest phrase is that some words begin with, and what it means."""
    for size in range(len(words), least - 1, -1):
        for key_of, known in _ways(words[:size], language):
            if forms := known.get(" ".join(map(key_of, words[:size]))):
                return size, nearest(forms, " ".join(map(bare, words[:size])))
    return 1, ()


def _beginning(word: str, language: str) -> tuple[str, ...]:
    """Give what the longest word means that a longer one begins with."""
    known = single_words(language)
    beginnings = (word[:size] for size in range(len(word) - 1, _BEGINNING - 1, -1))
    return next((known[one] for one in beginnings if one in known), ())


def _unspaced(text: str, language: str) -> Iterator[ForeignWord]:
    """Find the longest words of a text, wherever they begin; none ends inside a letter or a word in katakana."""
    known = run_on(language)
    longest = max(map(len, known))
    at = 0
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 1, -1)
        size = next((size for size in sizes if text[at : at + size] in known and _stands(text, at, at + size)), 0)
        if chinese := known.get(text[at : at + size], ()):
            yield ForeignWord(text[at : at + size], chinese, at, at + size)
        at += max(size, 1)


def _stands(text: str, start: int, end: int) -> bool:
    """Whether what stands there can be a word: コロナ in コロナワクチン is one, パン in パンダ is none."""
    if _VOWEL_BEHIND.match(text, end):
        return False
    before, behind = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return end - start >= _KATAKANA_WORD or not (_KATAKANA.fullmatch(before) or _KATAKANA.fullmatch(behind))


def _korean(text: str) -> Iterator[ForeignWord]:
    """Find the longest words at the beginnings of a text's words, and where one found ends; spaces count little.

    What follows 몇 is a measure word.
    """
    measured = {match.end() for match in _HOW_MANY_KO.finditer(text)}
    for run in _HANGUL_RUN.finditer(text):
        yield from _in_hangul(run, measured)


def _in_hangul(run: re.Match[str], measured: Collection[int]) -> Iterator[ForeignWord]:
    known = run_on("ko")
    longest = max(map(len, known))
    places = [i for i in range(*run.span()) if not run.string[i].isspace()]
    said = "".join(run.string[i] for i in places)
    ends = [n for n in range(1, len(said)) if places[n] > places[n - 1] + 1] + [len(said)]
    at = 0
    while at < len(said):
        end = next(one for one in ends if one > at)
        sizes = range(min(longest, len(said) - at), 0, -1) if places[at] not in measured else ()
        for size in sizes:
            part = said[at : at + size]
            if part in known and (size > 1 or at + 1 == end or hangul.is_particle(said[at + 1 : end])):
                start, stop = places[at], places[at + size - 1] + 1
                if known[part]:
                    yield ForeignWord(run.string[start:stop], known[part], start, stop)
                at += size
                break
        else:
            at = end
