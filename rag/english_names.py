"""Chinese places and nouns in English: 白石县 as Baishi County, 护士 as nurse, nurses."""

from __future__ import annotations

import re

from rag.place_names import name_of, one_zone
from vectorstore.glosses import senses
from vectorstore.transcription import syllables

PLACES = {
    "省": "Province",
    "市": "City",
    "州": "Prefecture",
    "县": "County",
    "区": "District",
    "新区": "New Area",
    "开发区": "Development Zone",
    "街道": "Subdistrict",
    "镇": "Town",
    "乡": "Township",
    "村": "Village",
    "社区": "Community",
}
"""The last characters of places' names, as English has them."""

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_NOUN = re.compile(r"[a-z]+(?: [a-z]+){0,2}")
_ARTICLE = re.compile(r"^(?:an?|the) ")
_NO_NOUN = re.compile(r"^to |\b(?:sb|sth|etc|fig|lit|usually)\b")
_ALREADY_PLURAL = ("people", "personnel", "staff", "police", "children", "men", "women", "goods", "clothes")
_IRREGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children", "staff": "staff"}
_SIBILANT = ("s", "x", "z", "ch", "sh")


def english_place(place: str) -> str:
    """Write a place's own name in pinyin with its kind in English; "" if it is of a kind not known here."""
    name = name_of(place)
    kind = max((kind for kind in PLACES if one_zone(place).endswith(kind)), key=len, default="")
    if not kind or not _HAN.fullmatch(name.stem) or not one_zone(place).endswith(name.stem + kind):
        return ""
    first, *others = syllables(name.stem)
    return (first + "".join(f"'{one}" if one[0] in "aeo" else one for one in others)).capitalize() + f" {PLACES[kind]}"


def english_noun(word: str) -> str:
    """Give a noun's first sense, one to three English words, "" if the dictionary has none such."""
    found = senses(word)
    first = _ARTICLE.sub("", found[0]) if found else ""
    return first if _NOUN.fullmatch(first) and not _NO_NOUN.search(first) else ""


def plural(noun: str) -> str:
    """Put an English noun into the plural."""
    start, _, last = noun.rpartition(" ")
    before = f"{start} " if start else ""
    if last in _IRREGULAR:
        return before + _IRREGULAR[last]
    if last in _ALREADY_PLURAL:
        return noun
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{before}{last[:-1]}ies"
    return f"{before}{last}es" if last.endswith(_SIBILANT) else f"{before}{last}s"
