"""How Chinese names are written in Hangul, by the rules of South Korea's National Institute of Korean Language.

The rules (외래어 표기법, table of Chinese) spell the sound and not the character: 취장 is Qujiang, or Quzhang. A name
has its kind of place and a particle behind it without a space: 취장구에서 is 취장, 구 (区) and 에서 (in).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
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
_COUNTY = "현"
"""The kind of place that a name of one syllable has (난현, 南县)."""
_PLAIN = str.maketrans("ᅣᅧᅨᅭᅲ", "ᅡᅥᅦᅩᅮ")
"""What vowels become behind ㅈ, ㅉ and ㅊ."""

KINDS = {
    "가도": "jiedao", "마을": "cun", "성": "sheng", "시": "shi", "주": "zhou", "현": "xian", "구": "qu", "진": "zhen",
    "읍": "zhen", "향": "xiang", "촌": "cun",
}  # fmt: skip
"""The kinds of places as Korean has them: 街道 村 省 市 州 县 区 镇 镇 乡 村, with the pinyin of these characters."""

_WORDS_COMMON = """
    가구 가사 가장 가지 강수량 거리 거주 건강 과수 과수원 과자 과정 관광 관리 관리비 관중 관한 광장 구간 구성
    구청 군인 나라 나무 나이 나이가 너비 누가 누구 뉴스 다리 다수 단체 당원 당지부 리더 리터 마주 머리 모두
    무리 무얼 미터 바다 바로 바이러스 반장 보건 보상 보수 부모 부상 부서 부지 비상 사건 사과 사망 사수 사이
    사장 사진 산지 상류 상사 상자 상추 상하 상황 서류 서비스 선수 성과 성장 수량 수로 수리 수리비 수산 수상
    수지 수치 순위 시간 시민 시장 신청 아이 안과 안전 안정 야간 야시장 양로원 양파 어디 어르신 어린 어린이
    어머니 어민 어선 어제 언제 얼마 얼마나 예산 예정 오리 오이 오전 오후 완성 우리 우유 원리 원인 원장 위반
    위성 위안 위원 위치 위한 유리 유산 유치 유치원 이리 이번 이사 이상 이유 이장 이전 이주 이주민 이하 이후
    인구 인민 인원 인지 자리 자원 자주 자체 장관 장비 장수 저수지 저장 전부 전시 전체 전화 정류장 정리 정부
    주간 주로 주민 주인 주장 주차 주차장 준비 중단 지난 지난주 지방 지부 지상 지시 지원 지원자 지진 지하 진단
    진리 진장 진화 차량 처리 추가 추정 충전 친구 커피 컨테이너 타인 타지 투수 투자 파리 판사 판정 포장 피난
    시청 광산 마리 다시 이미 당시 시위 수위 우산 정상 항상 지나 파산 이자 구현 비상구
    하나 하루 하수 하우스 하천 하천가 한번 한중 허가 화산 환자
"""
_COMMON = frozenset(_WORDS_COMMON.split())
"""Words of every day that could be names: 다리 is a bridge, and Dali only with its kind (다리시)."""

_HANGUL = re.compile(r"[가-힣]+")
_PARTICLE = re.compile(
    r"(?<=[가-힣])(?:에서는|에서도|에서의|에서|에선|에게서|에게|에는|에도|에만|에|엔|으로는|으로|로는|로|까지는|까지|부터|보다|처럼"
    r"|이라는|라는|이랑|랑|하고|과는|와는|과의|와의|과|와|은요|는요|은|는|이|가|을|를|의|도|만)$"
)
_LONGEST = 2
"""Characters of Hangul that a syllable of pinyin takes at most."""
_MOST = 5
"""Syllables of the longest name."""


def parts(word: str) -> tuple[str, ...]:
    """Give a name in Hangul and its kind of place, each as a word; any other word as it is, a kind without particle."""
    if _HANGUL.fullmatch(word):
        for bare in _without_particle(word):
            if bare in KINDS or bare in _COMMON:
                return (bare if bare in KINDS else word,)
            for kind in KINDS:
                if bare.endswith(kind) and spoken(stem := bare.removesuffix(kind), 1 if kind == _COUNTY else 2):
                    return stem, kind
    return (word,)


def readings(word: str) -> tuple[str, ...]:
    """Give the pinyin, syllables joined, that a word in Hangul may stand for; none where it is no name.

    One syllable and its kind of place are read together: 루현 is luxian.
    """
    if not _HANGUL.fullmatch(word):
        return ()
    found = [said for bare in _without_particle(word) if bare not in _COMMON for said in spoken(bare)]
    stem, *kind = parts(word)
    if kind and not spoken(stem):
        found += [f"{said}{KINDS[kind[0]]}" for said in spoken(stem, 1)]
    return tuple(dict.fromkeys(found))


def is_particle(text: str) -> bool:
    """Whether Hangul behind a noun can be a particle."""
    return _PARTICLE.sub("", f"가{text}") == "가"


def without_particle(word: str) -> str:
    """Give a name in Hangul, its kind of place included, without the particle behind it; any other word as it is."""
    if len(own := parts(word)) > 1:
        return "".join(own)
    return next((bare for bare in _without_particle(word) if readings(word) and spoken(bare)), word)


@lru_cache(maxsize=4096)
def spoken(name: str, least: int = 2) -> tuple[str, ...]:
    """Give the pinyin that all of a name in Hangul may stand for, without a particle, of `least` syllables or more."""
    whole = (cut for cut in cuts(name, _table(), _LONGEST, _MOST) if len(cut) >= least)
    found = ("".join(reading) for cut in sorted(whole, key=len) for reading in product(*cut))  # 타이: tai before ta yi
    return tuple(dict.fromkeys(found))


def _without_particle(word: str) -> tuple[str, ...]:
    """Give a word as it is, and without what may be a particle behind it."""
    return tuple(dict.fromkeys((_PARTICLE.sub("", word), word)))


def cuts(word: str, table: Mapping[str, tuple[str, ...]], longest: int, most: int) -> list[tuple[tuple[str, ...], ...]]:
    """Cut a word into pieces of a table, of up to `longest` characters, in every way of up to `most`.

    Each piece is given as what the table has for it: the syllables of pinyin that it may be.
    """
    if not word:
        return [()]
    sizes = (size for size in range(1, min(longest, len(word)) + 1) if most and word[:size] in table)
    return [(table[word[:size]], *rest) for size in sizes for rest in cuts(word[size:], table, longest, most - 1)]


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
