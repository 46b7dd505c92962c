"""Words of questions in other languages than English and Chinese, in the Chinese words that reports have for them.

They stand in vocabularies/, a file a language, a line a group of vocabulary.txt: its first Chinese word, an equals
sign, and what people say for it; behind a dash, words that say nothing of what is asked about. A word is found by its
stem, whatever its ending; the longest phrase counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

from vectorstore import hangul
from vectorstore.folding import fold_japanese, fold_question

FOLDER = Path(__file__).with_name("vocabularies")

_STEMMERS = {
    "ar": "arabic", "de": "german", "es": "spanish", "fr": "french", "hi": "hindi", "id": "indonesian",
    "it": "italian", "pt": "portuguese", "ru": "russian", "tr": "turkish",
}  # fmt: skip
_UNSPACED = frozenset({"ja", "th"})
"""Languages that write words without spaces between them."""
_RUN_ON = _UNSPACED | {"ko"}
"""Those, and one in which it matters little whether there are any."""

_NOTHING = "-"
"""What stands for the Chinese of words that say nothing."""
_PHRASE = 4
"""Words of the longest phrase."""
_BEGINNING = 5
"""Letters of the shortest word that a longer unknown one may be made of (Freiwilligenteam)."""

_MARK = r"\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_WORD = re.compile(rf"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff](?:[^\W\d_]|[{_MARK}])*")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{2}")
_KATAKANA_WORD = 3
"""Katakana that may be a word although others stand beside them."""
_HANGUL = re.compile("[가-힣]+")
_VOWEL_BEHIND = re.compile(rf"[{_MARK}\u0e30\u0e32\u0e33\u0e45]")
_INFINITIVE = re.compile(r"(?<=..)m[ae]k$")
_PLAIN = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "đ": "d", "ß": "ss", "ı": "i"})
"""Letters that people write one for the other, where dropping accents does not make them alike."""
_STEMMING = Lock()


@dataclass(frozen=True, slots=True)
class ForeignWord:
    """A word or phrase of a question, with the Chinese words that it may mean; `start` and `end` are of `read`."""

    written: str
    chinese: tuple[str, ...]
    start: int
    end: int


@cache
def languages() -> frozenset[str]:
    """List the languages that there are words of, by their ISO 639-1 codes."""
    return frozenset(path.stem for path in FOLDER.glob("*.txt"))


@lru_cache(maxsize=512)
def foreign_words(question: str, language: str) -> tuple[ForeignWord, ...]:
    """List the words of a question that are known, in their order; none where its language is not known."""
    if language not in languages():
        return ()
    text = read(question, language)
    if language == "ko":
        return tuple(_korean(text))
    return tuple(_unspaced(text, language) if language in _UNSPACED else _spaced(text, language))


def read(question: str, language: str) -> str:
    """Give a question as its words are looked for in it."""
    return fold_question(question) if language == "ja" else unicodedata.normalize("NFKC", question).lower()


def _spaced(text: str, language: str) -> Iterator[ForeignWord]:
    """Find the longest phrases of a text, or beginnings of its longer words."""
    key_of, known, nothing = _key(language), _known(language), _nothing(language)
    if language == "vi" and text.isascii():
        key_of, known = _bare, _known_bare(language)
    words = [*_WORD.finditer(text)]
    keys = [key_of(word[0]) for word in words]
    at = 0
    while at < len(words):
        least = 2 if _bare(words[at][0]) in nothing else 1
        sizes = range(min(_PHRASE, len(words) - at), least - 1, -1)
        size = next((size for size in sizes if " ".join(keys[at : at + size]) in known), 0)
        chinese = known[" ".join(keys[at : at + size])] if size else ()
        if not size and least == 1:
            chinese = _beginning(words[at][0], language)
        size = max(size, 1)
        if chinese:
            start, end = words[at].start(), words[at + size - 1].end()
            yield ForeignWord(text[start:end], chinese, start, end)
        at += size


def _beginning(word: str, language: str) -> tuple[str, ...]:
    """Give what the longest word means that a longer one begins with."""
    plain, known = _bare(word), _beginnings(language)
    sizes = range(len(plain) - 1, _BEGINNING - 1, -1)
    return next((known[plain[:size]] for size in sizes if plain[:size] in known), ())


def _unspaced(text: str, language: str) -> Iterator[ForeignWord]:
    """Find the longest words of a text, wherever they begin; none ends inside a letter or a word in katakana."""
    known = _known(language)
    longest = max(map(len, known))
    at = 0
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 1, -1)
        size = next((size for size in sizes if text[at : at + size] in known and _stands(text, at, at + size)), 0)
        if size and known[text[at : at + size]]:
            yield ForeignWord(text[at : at + size], known[text[at : at + size]], at, at + size)
        at += max(size, 1)


def _stands(text: str, start: int, end: int) -> bool:
    """Whether what stands there can be a word: コロナ in コロナワクチン is one, パン in パンダ is none."""
    if _VOWEL_BEHIND.match(text, end):
        return False
    before, behind = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return end - start >= _KATAKANA_WORD or not (_KATAKANA.fullmatch(before) or _KATAKANA.fullmatch(behind))


def _korean(text: str) -> Iterator[ForeignWord]:
    """Find the longest words at the beginnings of a text's words, and where one found ends; spaces count little."""
    known = _known("ko")
    longest = max(map(len, known))
    places = [i for word in _HANGUL.finditer(text) for i in range(*word.span())]
    run = "".join(text[i] for i in places)
    ends = [n for n in range(1, len(run)) if places[n] > places[n - 1] + 1] + [len(run)]
    at = 0
    while at < len(run):
        end = next(one for one in ends if one > at)
        for size in range(min(longest, len(run) - at), 0, -1):
            part = run[at : at + size]
            if part in known and (size > 1 or at + 1 == end or hangul.is_particle(run[at + 1 : end])):
                start, stop = places[at], places[at + size - 1] + 1
                if known[part]:
                    yield ForeignWord(text[start:stop], known[part], start, stop)
                at += size
                break
        else:
            at = end


@cache
def _known(language: str) -> dict[str, tuple[str, ...]]:
    """Give the Chinese words of each word or phrase, by its key; none of words that say nothing, without spaces."""
    found = _by(_key(language), language)
    return found | dict.fromkeys(_nothing(language), ()) if language in _RUN_ON else found


@cache
def _nothing(language: str) -> frozenset[str]:
    """List the words that say nothing, as they are but for accents."""
    return frozenset(_bare(word) for chinese, words in _lines(language) if chinese == _NOTHING for word in words)


@cache
def _known_bare(language: str) -> dict[str, tuple[str, ...]]:
    """Give the Chinese words of each word or phrase, by itself without accents."""
    return _by(_bare, language)


@cache
def _beginnings(language: str) -> dict[str, tuple[str, ...]]:
    """Give the Chinese words of each single word that longer ones may begin with, without accents."""
    return {key: chinese for key, chinese in _known_bare(language).items() if " " not in key and len(key) >= _BEGINNING}


def _by(key_of: Callable[[str], str], language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for chinese, meant in _lines(language):
        for phrase in meant if chinese != _NOTHING else ():
            found.setdefault(_joined(phrase, key_of, language), {})[chinese] = None
    return {key: tuple(chinese) for key, chinese in found.items() if key}


def _joined(phrase: str, key_of: Callable[[str], str], language: str) -> str:
    if language in _UNSPACED:
        return phrase.lower().replace(" ", "")
    words = map(key_of, _WORD.findall(unicodedata.normalize("NFKC", phrase)))
    return ("" if language in _RUN_ON else " ").join(words)


def _lines(language: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each group's first Chinese word, and what people say for it; lines that begin with # are none."""
    text = (FOLDER / f"{language}.txt").read_text("utf-8")
    meant = fold_japanese(text) if language == "ja" else text  # line for line
    for line, said in zip(text.splitlines(), meant.splitlines(), strict=True):
        if not line.startswith("#"):
            yield line.partition(" = ")[0], said.partition(" = ")[2].split(", ")


@cache
def _key(language: str) -> Callable[[str], str]:
    """Give what makes a word of a language its key: its stem, without accents; in some it is the word itself."""
    if language not in _STEMMERS:
        return str.lower
    stemmer = snowballstemmer.stemmer(_STEMMERS[language])

    @lru_cache(maxsize=65536)
    def key(word: str) -> str:
        small = word.lower().replace("i\u0307", "i")
        if language == "tr":
            small = _INFINITIVE.sub("", small)
        with _STEMMING:  # a stemmer keeps the word it is at
            return _bare(stemmer.stemWord(small))

    return key


def _bare(word: str) -> str:
    """Give a word in small letters and without accents."""
    plain = unicodedata.normalize("NFD", word.lower())
    kept = "".join(c for c in plain if unicodedata.category(c) != "Mn" or "\u0900" <= c <= "\u097f")
    return kept.translate(_PLAIN)
