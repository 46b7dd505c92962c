"""How Chinese names are written in Hangul, by the rules of South Korea's National Institute of Korean Language.

The rules (외래어 표기법, table of Chinese) spell the sound and not the character: 취장 is Qujiang, or Quzhang. A name
has its kind of place and a particle behind it without a space: 취장구에서 is 취장, 구 (区) and 에서 (in).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache, lru_cache
from itertools import product

_INITIALS = {
    "b": "ᄇ", "p": "ᄑ", "m": "ᄆ", "f": "ᄑ", "d": "ᄃ", "t": "ᄐ", "n": "ᄂ", "l": "ᄅ", "g": "ᄀ", "k": "ᄏ",
    "h": "ᄒ", "j": "ᄌ", "q": "ᄎ", "x": "ᄉ", "zh": "ᄌ", "ch": "ᄎ", "sh": "ᄉ", "r": "ᄅ", "z": "ᄍ", "c": "ᄎ",
    "s": "ᄊ",
}  # fmt: skip
_FINALS = {
    "a": "아", "o": "오", "e": "어", "ai": "아이", "ei": "에이", "ao": "아오", "ou": "어우", "an": "안", "en": "언",
    "ang": "앙", "eng": "엉", "er": "얼", "i": "이", "ia": "야", "ie": "예", "iao": "야오", "iu": "유", "ian": "옌",
    "in": "인", "iang": "양", "ing": "잉", "iong": "융", "u": "우", "ua": "와", "uo": "워", "uai": "와이", "ui": "우이",
    "uan": "완", "un": "운", "uang": "왕", "ong": "웅", "ü": "위", "üe": "웨", "üan": "위안", "ün": "윈",
}  # fmt: skip
_ALONE = {
    "yi": "이", "ya": "야", "ye": "예", "yao": "야오", "you": "유", "yan": "옌", "yin": "인", "yang": "양",
    "ying": "잉", "yong": "융", "wu": "우", "wa": "와", "wo": "워", "wai": "와이", "wei": "웨이", "wan": "완",
    "wen": "원", "wang": "왕", "weng": "웡", "yu": "위", "yue": "웨", "yuan": "위안", "yun": "윈", "zi": "쯔",
    "ci": "츠", "si": "쓰", "zhi": "즈", "chi": "츠", "shi": "스", "ri": "르",
}  # fmt: skip
"""Syllables without an initial, and those whose i is no vowel."""
_PLAIN = str.maketrans("ᅣᅧᅨᅭᅲ", "ᅡᅥᅦᅩᅮ")
"""What vowels become behind ㅈ, ㅉ and ㅊ."""

KINDS = {"성": "省", "시": "市", "주": "州", "현": "县", "구": "区", "진": "镇", "향": "乡", "가도": "街道", "촌": "村"}
"""The last characters of places' names as Korean reads them."""

_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:에서는|에서도|에서의|에서|에게서|에게|에는|에도|에만|에|으로는|으로|로는|로|까지는|까지|부터|이라는|라는"
    r"|이랑|랑|하고|과는|와는|과의|와의|과|와|은|는|이|가|을|를|의|도|만)$"
)
_LONGEST = 2
"""Characters of Hangul that a syllable of pinyin takes at most."""
_MOST = 5
"""Syllables of the longest name."""


def parts(word: str) -> tuple[str, ...]:
    """Give a name in Hangul and its kind of place, each as a word; any other word as it is."""
    for bare in _without_particle(word):
        for kind in KINDS:
            if bare.endswith(kind) and readings(stem := bare.removesuffix(kind)):
                return stem, kind
    return (word,)


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[str, ...]:
    """Give the pinyin, syllables joined, that a word in Hangul may stand for; none where it is no name."""
    cuts = (cut for bare in _without_particle(word) for cut in _cuts(bare, _MOST) if len(cut) > 1)
    found = ("".join(reading) for cut in cuts for reading in product(*(_table()[syllable] for syllable in cut)))
    return tuple(dict.fromkeys(found))


def _without_particle(word: str) -> tuple[str, ...]:
    """Give a word as it is, and without what may be a particle behind it."""
    return tuple(dict.fromkeys((_PARTICLE.sub("", word), word)))


def _cuts(word: str, most: int) -> list[tuple[str, ...]]:
    """Cut a word into syllables of the table, in every way of up to `most`."""
    if not word:
        return [()]
    sizes = (size for size in range(1, _LONGEST + 1) if most and word[:size] in _table() and size <= len(word))
    return [(word[:size], *rest) for size in sizes for rest in _cuts(word[size:], most - 1)]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Hangul -> the syllables of pinyin that are written so, those of most characters first."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    found: dict[str, Counter[str]] = defaultdict(Counter)
    for readings_of_one in PINYIN_DICT.values():
        for reading in readings_of_one.split(","):
            pinyin = convert(reading, Style.NORMAL, strict=False, default="")
            if hangul := written(pinyin):
                found[hangul][pinyin.replace("v", "u")] += 1
    return {hangul: tuple(one for one, _ in counted.most_common()) for hangul, counted in found.items()}


def written(syllable: str) -> str:
    """Write a syllable of pinyin (ü as v) in Hangul, in one character or two; "" for what is none."""
    if syllable in _ALONE or syllable in _FINALS:
        return _ALONE.get(syllable) or _FINALS[syllable]
    initial = syllable[:2] if syllable[:2] in _INITIALS else syllable[:1]
    final = syllable[len(initial) :].replace("v", "ü")
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    if initial not in _INITIALS or final not in _FINALS:
        return ""
    vowels = unicodedata.normalize("NFD", _FINALS[final])[1:]
    if initial in ("j", "q", "zh", "ch", "z", "c"):
        vowels = vowels[:1].translate(_PLAIN) + vowels[1:]
    return unicodedata.normalize("NFC", _INITIALS[initial] + vowels)
