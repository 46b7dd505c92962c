"""How Chinese names sound in other scripts: pinyin, the Cyrillic letters of the Palladius system, Hangul and more."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, product

from vectorstore import hangul, spelled_names
from vectorstore.folding import LETTERS

_DOT = "\u0307"
"""What is left of a Turkish capital İ in small letters."""
_WORD = re.compile(rf"{LETTERS.pattern}(?:['’]{LETTERS.pattern})*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LONGEST = 6
"""Letters of the longest Palladius syllable (чжуан)."""

_ENDINGS = (
    (re.compile(r"ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$"), ("", "ь")),
    (re.compile(r"(?<=н)(?:и|ью|я|ю|ем)$"), ("ь",)),
    (re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])(?:а|у|е|ом|ы)$"), ("",)),
)
"""Endings that Russian gives a name, and what stood in their place (Цюйцзянский район, в Сиани, в Цюйцзяне)."""

_POSSESSIVE = re.compile(r"['’]s$")
_U_UMLAUT = re.compile(r"(?<=[ln])v(?![aiou])")


_PINYIN = re.compile(
    r"(?:[bpmf](?:iao|ian|ing|ang|eng|ai|ei|ao|ou|an|en|ie|iu|in|a|o|i|u)"
    r"|[dtnl](?:iang|iao|ian|ing|ang|eng|ong|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|uo|ui|un|ue|a|e|i|u)"
    r"|(?:[zcs]h|[gkhzcsr])(?:uang|uai|uan|ang|eng|ong|ai|ei|ao|ou|an|en|ua|uo|ui|un|a|e|i|u)"
    r"|[jqx](?:iang|iong|iao|ian|ing|uan|ia|ie|iu|in|ue|un|i|u)"
    r"|y(?:ang|ing|ong|uan|ao|ou|an|in|ue|un|a|e|i|u)|w(?:ang|eng|ai|ei|an|en|a|o|u)|ang|ai|ei|ao|ou|an|en|er|[aoe]){2,}"
)
"""Two or more pinyin syllables, each initial with the finals that it goes with."""


_NAMES = {
    "曾": "zeng", "长": "chang", "翟": "zhai", "仇": "qiu", "都": "du", "厦": "xia", "蚌": "beng", "缪": "miao",
    "圩": "xu wei", "堡": "bao pu bu", "单": "shan dan", "解": "xie jie", "查": "zha cha", "覃": "qin tan",
    "重": "chong zhong", "乐": "le yue", "泊": "bo po", "区": "qu ou", "埔": "pu bu", "涡": "guo wo", "蔚": "yu wei",
    "莘": "shen xin", "浒": "xu hu", "牟": "mou mu", "种": "zhong chong", "番": "pan fan", "阿": "a e", "朴": "pu piao",
    "车": "che ju", "陂": "pi bei po", "盖": "gai ge", "坻": "di chi", "珲": "hun hui", "荥": "xing ying",
    "员": "yuan yun", "召": "zhao shao", "尉": "wei yu", "朝": "chao zhao", "盛": "sheng cheng", "繁": "fan po",
    "行": "xing hang", "会": "hui kuai",
}  # fmt: skip
"""How characters sound in names, the likeliest first, where they have another sound alone or several in names.

Tones are left out; within words pypinyin tells how they are read (校长, 厦门).
"""

_SOUNDS = 8
"""Sounds of one name that are told, at most."""


def syllables(text: str) -> tuple[str, ...]:
    """Give the pinyin of a run of Chinese characters, one item a character, without tones; ü is written u.

    The run is parted into words as pypinyin itself does it, and a word is spelt once: a quarter of the time.
    """
    return tuple(spoken[0] for spoken in _readings(text))


def sounds_of(name: str) -> tuple[str, ...]:
    """Give how a name in Chinese characters may sound, its syllables joined, the likeliest first.

    >>> sounds_of("望圩")
    ('wangxu', 'wangwei')
    """
    return _joined(_readings(name))


def sounding(run: str, longest: int) -> Iterator[tuple[int, int, str]]:
    """Yield the pieces of two to `longest` characters of a run, each with where it stands and how it may sound."""
    parts = _readings(run)
    for size in range(2, longest + 1):
        for i in range(len(parts) - size + 1):
            for sound in _joined(parts[i : i + size]):
                yield i, i + size, sound


def _joined(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if all(len(part) == 1 for part in parts):
        return ("".join(part for (part,) in parts),)
    return tuple(islice(map("".join, product(*parts)), _SOUNDS))


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Give what each character of a run may be read as."""
    from pypinyin.seg import mmseg

    return tuple(
        (spoken,) if len(word) > 1 or word not in _NAMES else tuple(_NAMES[word].split())
        for word in mmseg.seg.cut(text)
        for spoken in _spelt(word)
    )


@lru_cache(maxsize=65536)
def _spelt(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(syllable.replace("v", "u") for syllable in lazy_pinyin(word))


def words_in_letters(text: str) -> list[str]:
    """List the words of a text that are not in Chinese characters or kana, in small letters."""
    return [word for word, _, _ in located(text)]


def located(text: str) -> list[tuple[str, int, int]]:
    """List those words, each with where it stands in the text, NFKC."""
    found = _WORD.finditer(unicodedata.normalize("NFKC", text))
    return [
        (match[0][start:end].lower(), match.start() + start, match.start() + end)
        for match in found
        for start, end in spelled_names.thai_words(match[0])
    ]


def heard(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the words that a small-letter word counts as, each with what it sounds like as joined pinyin.

    A word is one with one reading, but a name in Hangul and its kind of place are two, and it may have several.
    """
    own = hangul.parts(word.replace(_DOT, ""))
    if len(own) > 1:
        return (own[0], hangul.spoken(own[0], 1)), (own[1], ())
    return ((own[0], hangul.readings(own[0]) or spelled_names.readings(own[0]) or (latin_syllables(own[0]),)),)


def latin_syllables(word: str) -> str:
    """Read a small-letter word as pinyin letters: apostrophes, accents and an English possessive's s are dropped.

    Cyrillic is read by the Palladius system; v after l and n stands for ü, as on keyboards.
    """
    word = re.sub(r"['’-]", "", _POSSESSIVE.sub("", word))
    plain = unicodedata.normalize("NFD", word)
    if _CYRILLIC.search(plain):
        return _from_cyrillic(unicodedata.normalize("NFC", word))
    return _U_UMLAUT.sub("u", "".join(c for c in plain if not unicodedata.combining(c)))


@cache
def _palladius() -> dict[str, str]:
    """Cyrillic syllable -> the pinyin syllable that most characters have of those written so (ло is luo, not lo)."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    readings = Counter(reading for all_readings in PINYIN_DICT.values() for reading in all_readings.split(","))
    weights: dict[str, Counter[str]] = defaultdict(Counter)
    for reading, characters in readings.items():
        cyrillic = re.sub(r"\d", "", convert(reading, Style.CYRILLIC, strict=False, default=""))
        pinyin = convert(reading, Style.NORMAL, strict=False, default="").replace("v", "u")
        if cyrillic and pinyin:
            weights[cyrillic][pinyin] += characters
    return {cyrillic: found.most_common(1)[0][0] for cyrillic, found in weights.items()}


def _from_cyrillic(word: str) -> str:
    """Give the pinyin of a Cyrillic word that is made of Palladius syllables, whatever its ending; else the word."""
    for ending, instead in _ENDINGS:
        if ending.search(word):
            for letter in instead:
                if found := _read(ending.sub(letter, word)):
                    return found
    return _read(word) or word


def _read(word: str) -> str:
    """Give the pinyin of a word that is all Palladius syllables, in as few as possible; "" if it is not.

    A hard sign only parts syllables (Чанъань).
    """
    table = _palladius()
    best: dict[int, tuple[int, str]] = {0: (0, "")}
    for i in range(len(word)):
        if i not in best:
            continue
        if word[i] == "ъ" and i:
            best[i + 1] = best[i]
        for size in range(1, _LONGEST + 1):
            syllable = table.get(word[i : i + size]) if i + size <= len(word) else None
            count = best[i][0] + 1
            if syllable and (i + size not in best or count < best[i + size][0]):
                best[i + size] = count, best[i][1] + syllable
    return best.get(len(word), (0, ""))[1]


def is_pinyin(word: str) -> bool:
    """Whether small letters can be read as two or more pinyin syllables (hangzhou); some foreign names can too."""
    return _PINYIN.fullmatch(word) is not None
