"""The lists of what people say, in languages other than English and Chinese, for Chinese words of reports.

They stand in vocabularies/, a file a language, a line a Chinese word (of a group of vocabulary.txt the first), an
equals sign, and what people say for it; behind a dash, words that say nothing of what is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from threading import Lock

import snowballstemmer

from vectorstore import hangul
from vectorstore.folding import LETTERS, fold_japanese

FOLDER = Path(__file__).with_name("vocabularies")

UNSPACED = frozenset({"ja", "th"})
"""Languages that write words without spaces between them."""
RUN_ON = UNSPACED | {"ko"}
"""Those, and one in which it matters little whether there are any."""

_BARE = frozenset({"ar", "hi"})
"""Languages whose words are the same without the signs that `bare` drops."""
ACCENTED = frozenset({"tr", "vi"})
"""Languages in which accents make other words (köy, a village, and koyun, a sheep)."""
_STEMMERS = {
    "ar": "arabic", "de": "german", "es": "spanish", "fr": "french", "hi": "hindi", "id": "indonesian",
    "it": "italian", "pt": "portuguese", "ru": "russian", "tr": "turkish",
}  # fmt: skip
_NOTHING = "-"
"""What stands for the Chinese of words that say nothing."""
_INFINITIVE = re.compile(r"(?<=..)m[ae]k$")
_PLAIN = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "đ": "d", "ß": "ss", "ı": "i", "ँ": "ं"})
"""Letters that people write one for the other, where dropping accents does not make them alike."""
_TONES = (("oa", "òóỏõọ", "oà oá oả oã oạ"), ("oe", "òóỏõọ", "oè oé oẻ oẽ oẹ"), ("uy", "ùúủũụ", "uỳ uý uỷ uỹ uỵ"))
_TONE_PLACES = {
    f"{old}{pair[1]}": new for pair, olds, news in _TONES for old, new in zip(olds, news.split(), strict=True)
}
"""Vietnamese vowels whose tone is written over the first or the second of them (hòa, hoà)."""
_STEMMING = Lock()

Forms = Mapping[str, tuple[str, ...]]
"""Words or phrases as the lists have them, but for accents, each with the Chinese ones that it may mean."""


@cache
def languages() -> frozenset[str]:
    """List the languages that there are lists of, by their ISO 639-1 codes."""
    return frozenset(path.stem for path in FOLDER.glob("*.txt"))


@cache
def by_stem(language: str) -> Mapping[str, Forms]:
    """Give the words and phrases of a language with spaces by their stems, joined by spaces."""
    return _by(key(language), language)


@cache
def by_letters(language: str) -> Mapping[str, Forms]:
    """Give the words and phrases of a language with spaces by their stems without accents, as some people type."""
    stem = key(language)
    return _by(lambda word: bare(stem(word)), language)


@cache
def single_words(language: str) -> Forms:
    """Give the single words of a language, but for accents."""
    found = {form: chinese for forms in by_stem(language).values() for form, chinese in forms.items()}
    return {form: chinese for form, chinese in found.items() if " " not in form}


@cache
def by_consonants(language: str) -> Mapping[str, Forms]:
    """Give the words and phrases of Arabic by the consonants of their stems, which their plurals have too."""
    return _by(consonants, language)


def consonants(word: str) -> str:
    """Give an Arabic word's stem without its long vowels: that of a singular and of its plural (نقطة, نقاط)."""
    stem = key("ar")(word)
    return stem[:1] + re.sub("[اويةءئؤ]", "", stem[1:])


@cache
def run_on(language: str) -> Forms:
    """Give the words of a language of RUN_ON, without spaces; those that say nothing have no Chinese ones."""
    found: dict[str, dict[str, None]] = {}
    for chinese, said in _lines(language):
        for phrase in said:
            word = unicodedata.normalize("NFKC", phrase).lower().replace(" ", "")  # as questions are: ำ is two signs
            found.setdefault(word, {})[chinese] = None
    if language == "ko":
        found |= {kind: {_NOTHING: None} for kind in hangul.KINDS}
    return {word: () if _NOTHING in chinese else tuple(chinese) for word, chinese in found.items() if word}


@cache
def nothing(language: str) -> frozenset[str]:
    """List the words that say nothing, as they are and, in scripts of few accents, without; none of no language known.

    Accents make other words of some (thuộc, thuốc), so there they count.
    """
    if language not in languages():
        return frozenset()
    words = {word for chinese, said in _lines(language) if chinese == _NOTHING for word in said}
    return frozenset(words | set(map(bare, words)) if language in _BARE else words)


@cache
def bare_nothing(language: str) -> frozenset[str]:
    """List the words that say nothing without their accents, as some people type."""
    return frozenset(map(bare, nothing(language)))


def nearest(forms: Forms, written: str) -> tuple[str, ...]:
    """Give what a word or phrase may mean by those of its stem's forms that begin most as it does, itself if it can.

    A stem may be that of several words: parto, a birth, and partido, a match.
    """
    if exact := forms.get(written):
        return exact
    alike = {form: (_shared(form, written), written.startswith(form)) for form in forms}
    most = max(alike.values(), default=(0, False))
    return tuple(dict.fromkeys(one for form, size in alike.items() if size == most for one in forms[form]))


def _shared(one: str, other: str) -> int:
    """Count the letters that two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _by(key_of: Callable[[str], str], language: str) -> Mapping[str, Forms]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    for chinese, said in _lines(language):
        for phrase in said if chinese != _NOTHING else ():
            words = LETTERS.findall(unicodedata.normalize("NFKC", phrase))
            forms = found.setdefault(" ".join(map(key_of, words)), {})
            forms.setdefault(" ".join(map(bare, words)), {})[chinese] = None
    found.pop("", None)
    return {stem: {form: tuple(chinese) for form, chinese in forms.items()} for stem, forms in found.items()}


def _lines(language: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each group's first Chinese word, and what people say for it; lines that begin with # are none."""
    text = (FOLDER / f"{language}.txt").read_text("utf-8")
    folded = fold_japanese(text) if language == "ja" else text  # line for line
    for line, said in zip(text.splitlines(), folded.splitlines(), strict=True):
        if not line.startswith("#"):
            yield line.partition(" = ")[0], said.partition(" = ")[2].split(", ")


@cache
def key(language: str) -> Callable[[str], str]:
    """Give what makes a word of a language its key: its stem, without accents but where these make other words.

    Where endings are few, as in Vietnamese, it is the word in small letters.
    """
    if language not in _STEMMERS:
        return _one_tone_place if language == "vi" else str.lower
    stemmer = snowballstemmer.stemmer(_STEMMERS[language])

    @lru_cache(maxsize=65536)
    def stem(word: str) -> str:
        small = word.lower().replace("i\u0307", "i")
        if language == "tr":
            small = _INFINITIVE.sub("", small)
        if language == "ar":
            small = re.sub("ه$", "ة", small)  # as many people type it
        small = small.replace("ँ", "ं")
        with _STEMMING:  # a stemmer keeps the word it is at
            found = str(stemmer.stemWord(small))
        return found if language in ACCENTED else bare(found)

    return stem


def _one_tone_place(word: str) -> str:
    """Give a Vietnamese word in small letters, its tone where it is written in one way only."""
    small = word.lower()
    for old, new in _TONE_PLACES.items():
        small = small.replace(old, new) if small.endswith(old) else small
    return small


def bare(word: str) -> str:
    """Give a word in small letters and without accents."""
    plain = unicodedata.normalize("NFD", word.lower())
    kept = "".join(c for c in plain if unicodedata.category(c) != "Mn" or "\u0900" <= c <= "\u097f")
    return kept.translate(_PLAIN)
