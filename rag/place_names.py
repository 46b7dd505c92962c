"""The forms under which a place or body may be asked for, and the words for the kinds of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.folding import fold
from vectorstore.name_words import BODY, SUFFIX_WORDS
from vectorstore.transcription import sounds_of

KINDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "省": "province provincia provinz провинция провинции",
        "市": "city municipality ciudad cidade ville stadt город города городе",
        "州": "prefecture",
        "县": "county condado comté kreis уезд уезда уезде",
        "区": "district zone area distrito bezirk район района районе",
        "镇": "town township pueblo bourg посёлок посёлка посёлке поселок поселка поселке",
        "乡": "township town волость волости",
        "街道": "subdistrict street district",
        "村": "village aldea aldeia dorf деревня деревни деревне деревню",
        "社区": "community neighbourhood neighborhood",
        "学校": "school college",
        "小学": "school",
        "中学": "school",
        "一中": "school",
        "大学": "university",
        "医院": "hospital",
        "卫生院": "hospital clinic centre center",
        "新区": "district area zone",
        "开发区": "zone park",
        "园区": "park zone",
        "公司": "company",
    }.items()
}
"""The last characters of names of places and bodies, and what other languages call them, before the name or behind."""

KINDS_BEFORE: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split("|"))
    for kind, words in {
        "省": "tỉnh|provinsi|provincie|prowincja|prowincji|prowincję",
        "市": "città|municipio|município|thành phố|thị xã|kota|miasto|miasta|mieście|stad",
        "州": "préfecture|prefectura|prefettura|prefeitura",
        "县": "landkreis|contea|condado|huyện|kabupaten|powiat|powiecie|powiatu",
        "区": "distretto|arrondissement|stadtbezirk|quận|distrik|wijk|dzielnica|dzielnicy|quartier",
        "镇": "kleinstadt|gemeinde|cittadina|comune|municipio|município|vila|villa|thị trấn|trấn|stadje|miasteczko"
        "|miasteczku|gemeente|canton",
        "乡": "gemeinde|canton|comune|municipio|município|xã|kecamatan|gmina|gminie|gemeente",
        "街道": "phường|kelurahan",
        "村": "villaggio|thôn|làng|ấp|desa|dorp|wieś|wsi",
    }.items()
}
"""What other languages call places before their names."""

KINDS_AFTER: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.replace("ı", "i").split())
    for kind, words in {
        "省": "eyaleti eyaletinde eyaletinin 성",
        "市": "şehri şehrinde şehrinin kenti kentinde 시",
        "州": "주",
        "县": "ilçesi ilçesinde ilçesinin 현",
        "区": "bölgesi bölgesinde 구",
        "镇": "kasabası kasabasında kasabasının beldesi 진 읍",
        "乡": "향",
        "街道": "가도",
        "村": "köyü köyünde köyünün köyüne 촌 마을",
    }.items()
}
"""What other languages call places behind their names, with i for the Turkish ı."""

WORDS_OF_TWO = frozenset(word for words in KINDS_BEFORE.values() for word in words if " " in word)
"""Those of `KINDS_BEFORE` that are two words: their second one says nothing by itself then."""

_BODIES = "|".join(sorted(SUFFIX_WORDS[BODY].split(), key=len, reverse=True))
_BODY = re.compile(
    rf"(?:(?:第[一二三四五六七八九十]+)?(?:人民|中心|中医|实验|职业|高级|初级)*(?:{_BODIES}|幼儿园)|[一二三四五六七八九十]中)$"
)
_UNIT = re.compile(
    r"(?:(?:经济|高新|技术|产业|工业|自治|特别|城市)*(?:开发区|经开区|高新区|示范区|新区|园区|中心区|中心)"
    r"|街道办事处|办事处|街道|社区|居委会|村委会|省|市|州|盟|县|旗|区|镇|乡|村)$"
)
_WIDER = re.compile(r"(?:.{2,}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道)|^.县)(?=.{2,})")
_ZONES = ("开发区", "经开区", "经济开发区", "经济技术开发区")
_ZONE = re.compile(r"(?:经济|技术)*开发区$|经开区$")
_PLACE_TAGS = ("ns", "nr", "nrt", "nt", "s")


@dataclass(frozen=True, slots=True)
class Name:
    """A place or body as it may be written: in characters, and in joined syllables.

    `exact` forms carry its kind, `stem` does not. `ordinary` stems are words of the language (幸福, 光明). `sounds`
    are those of the stem; `syllables` those of a name of one character without its kind (南县: nan), none for others.
    """

    stem: str
    exact: tuple[str, ...]
    kind: str
    sounds: frozenset[str]
    exact_sounds: frozenset[str]
    syllables: frozenset[str]
    ordinary: bool


@lru_cache(maxsize=4096)
def name_of(place: str) -> Name:
    """Give the forms of a place's name, without wider places that it starts with (平澜市滨河区罗塘街道 is 罗塘街道)."""
    whole = fold(place)
    body = _BODY.search(whole)
    seat = whole[: body.start()] if body and body.start() >= 2 else whole
    own = _WIDER.sub("", seat)
    own = seat if is_ordinary(own) else own
    unit = _UNIT.search(own)
    stem = own[: unit.start()] if unit and unit.start() >= 2 else own
    full = own + whole[len(seat) :]
    forms = tuple(dict.fromkeys(form for name in (whole, full) for form in _alike(name)))
    return Name(
        stem=stem,
        exact=forms,
        kind=max((kind for kind in KINDS if one_zone(full).endswith(kind)), key=len, default=""),
        sounds=frozenset(sounds_of(stem)),
        exact_sounds=frozenset(sound for form in forms for sound in sounds_of(form)),
        syllables=frozenset(sounds_of(own[0]) if unit and unit.start() == 1 and own == whole else ()),
        ordinary=is_ordinary(stem),
    )


def one_zone(place: str) -> str:
    """Call a development zone by its shortest name, so that its longer ones are the same."""
    return _ZONE.sub("开发区", place)


def _alike(name: str) -> list[str]:
    """List a name and, of a development zone, its other names (经开区, 经济开发区)."""
    zone = _ZONE.search(name)
    return [name, *(name[: zone.start()] + other for other in _ZONES)] if zone else [name]


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether this is a word of the language that is no name of a place or person (北河 is, 商务 is not)."""
    import rjieba

    tags = rjieba.tag(word)
    return bool(rjieba.has_word(word)) and len(tags) == 1 and tags[0][1] not in _PLACE_TAGS
