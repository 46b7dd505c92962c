"""Which articles a question names: their places and bodies, in characters, pinyin, Cyrillic or English.

A place is known by its full name (北河镇), its stem (北河) and the pinyin of both. The kind of place that the question
adds (镇, "town") tells places of one stem apart; without one, all of them are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.catalog import Entry
from vectorstore.terms import PINYIN, Terms, fold
from vectorstore.transcription import syllables

Article = tuple[str, int]
"""A report's name and the article's number in it."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "省": ("province",),
    "市": ("city", "municipality"),
    "州": ("prefecture",),
    "县": ("county",),
    "区": ("district", "zone", "area"),
    "镇": ("town", "township"),
    "乡": ("township", "town"),
    "街道": ("subdistrict", "street", "sub-district"),
    "村": ("village",),
    "社区": ("community", "neighbourhood", "neighborhood"),
    "学校": ("school", "college"),
    "小学": ("school",),
    "中学": ("school",),
    "一中": ("school",),
    "大学": ("university",),
    "医院": ("hospital",),
    "卫生院": ("hospital", "clinic", "centre", "center"),
    "新区": ("district", "area", "zone"),
    "开发区": ("zone", "park"),
    "园区": ("park", "zone"),
    "公司": ("company",),
}
"""The last characters of names of places and bodies, and what English calls them."""

_SUFFIX = re.compile(
    r"(?:(?:经济|高新|技术|产业|工业|自治|特别|城市)*(?:开发区|经开区|高新区|示范区|新区|园区|中心区|中心)|街道办事处|办事处|街道|社区|居委会|村委会"
    r"|(?:第[一二三四五六七八九十]+)?(?:人民|中心|中医|实验|职业|高级|初级)*(?:医院|卫生院|中学|小学|学校|学院|大学|幼儿园)|[一二三四五六七八九十]中"
    r"|集团|公司|省|市|州|盟|县|旗|区|镇|乡|村|屯|庄|里)$"
)
_PARTS = re.compile(r".{2,}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道)(?=.{2,})")
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")

MAIN, WIDER = 1.0, 0.5
EXACT, STEM = 2, 1


@dataclass(frozen=True, slots=True)
class Name:
    """A place or body as it may be written: in characters and in joined syllables; `exact` forms carry its kind."""

    stem: str
    exact: frozenset[str]
    kind: str


@lru_cache(maxsize=4096)
def name_of(place: str) -> Name:
    """The forms of a place's name; wider places that it starts with are left off (平澜市滨河区罗塘街道 is 罗塘街道)."""
    whole = fold(place)
    own = _PARTS.sub("", whole) if not whole.endswith(("医院", "学校", "大学", "中学", "小学")) else whole
    match = _SUFFIX.search(own)
    stem = own[: match.start()] if match and match.start() >= 2 else own
    stem = re.sub(r"(?<=..)[省市县区]$", "", stem)
    kind = max((k for k in KINDS if own.endswith(k)), key=len, default="")
    return Name(stem, frozenset({whole, own}), kind)


def key(entry: Entry) -> Article:
    """Which article a catalogue entry is of."""
    return entry.report, entry.article


def named(question: str, terms: Terms, articles: Iterable[Entry]) -> dict[Article, float]:
    """The articles whose places the question names, each with how much it means them; empty if it names none.

    The main place counts `MAIN`, a wider one `WIDER`, and this only if no article's main place is named. Among places of
    one stem those that the question names in full, or whose kind it adds, displace the others.
    """
    text = fold(question)
    spoken = frozenset(terms[PINYIN])
    words = frozenset(_WORDS.findall(text))
    found: list[tuple[Article, float, str, int]] = []
    for entry in articles:
        for i, place in enumerate(entry.places):
            name = name_of(place)
            if strength := _match(name, text, spoken, words):
                found.append((key(entry), WIDER if i else MAIN, name.stem, strength))
    weight = max((weight for _, weight, _, _ in found), default=0.0)
    full = {stem for _, w, stem, strength in found if w == weight and strength == EXACT}
    return {article: w for article, w, stem, strength in found if w == weight and (strength == EXACT or stem not in full)}


def _match(name: Name, text: str, spoken: frozenset[str], words: frozenset[str]) -> int:
    if any(form in text for form in name.exact):
        return EXACT
    if len(name.stem) >= 2 and name.stem in text:
        return STEM
    if not spoken:
        return 0
    if any("".join(syllables(form)) in spoken for form in name.exact):
        return EXACT
    if "".join(syllables(name.stem)) in spoken:
        return EXACT if words.intersection(KINDS.get(name.kind, ())) else STEM
    return 0
