"""The words for what a question asks the number of."""

from __future__ import annotations

import re

from rag.coverage import ENGLISH_WORD, Words
from rag.interrogatives import any_of
from vectorstore.folding import fold, fold_question
from vectorstore.foreign_words import ForeignWord, foreign_words, read
from vectorstore.glosses import everyday

_HOW_MANY = re.compile(
    r"\b(?:how (?:many|much)|more|most|fewer|fewest|(?:number|amount|total|sum) of)\s+(?:the |all )?([a-z0-9 '’-]+)"
)
_COMPARE = re.compile(r"\bcompare\s+(?:the |all )?([a-z0-9 '’-]+)")
_HOW_MANY_ZH = re.compile(
    r"(?:多少|几)(?:人次|公里|万元|[个名位支家只辆台部份幅条处座所间张件套剂例次场批轮米亩元吨斤户本篇首针盒桶箱袋棵头种类项趟])?"
    r"([\u4e00-\u9fff]{2,})"
)
_WHICH_HAS_MORE_ZH = re.compile(
    r"([\u4e00-\u9fff]{2,12})(?:哪|谁)[个边家方里]?(?:更|比较)?[多少]"
    r"|(?:哪|谁)[个边家方里]?的?([\u4e00-\u9fff]{1,12}?)(?:更|比较)?[多少][些点]?[?？。]?$"
)
_NOUN_JA = r"([\u4e00-\u9fff]{2,}|[\u30a1-\u30fa\u30fc]{2,})"
_MEASURE_JA = "何(?:[人名件台个本头户匹枚社校轩栋回世队箱株]|か所)"
_HOW_MANY_OF_JA = re.compile(rf"(?:{_MEASURE_JA}|几(?:人|つ)?|いくつ)の{_NOUN_JA}")
_HOW_MANY_JA = re.compile(
    rf"{_NOUN_JA}(?:[はがをも]|の(?:数|人数|总数)は)[^。、?？はがをも]{{0,12}}?"
    rf"(?:{_MEASURE_JA}(?![のをに])|几|いくつ|どれ(?:くらい|ぐらい|ほど|だけ))"
)
_NEVER_COUNTED = re.compile(r"[市县区镇乡村省]$|^(?:今年|去年|昨年|今回|今日|昨日|最初|当时|当日|全体)$")
"""What is before は in a Japanese question and says where or when."""
_WORDS_AFTER = """
    did do does were was is are have has had can could will would in at on of to for from by with that who which and
    the a an there
"""
_AFTER_NOUN = frozenset(_WORDS_AFTER.split())
_PLURAL = re.compile(r".{2,}[^su]s|people|men|women|children|police|staff|personnel|cattle|sheep")
"""What the head of a noun phrase looks like after "how many", and the verb behind it does not."""
_COUNTED_BEHIND = any_of(
    r"\b(?:cu[aá]nt[oa]s|quant(?:[oa]s|[ie]))\b|\bn[uúù]mero (?:total(?:e)? )?d[aeio](?:[ils]|gli|lle)?\b",
    r"\bcombien d(?:e\b|['’])|\bnombre (?:total )?d(?:es?\b|['’])",
    r"\bwie ?vielen?\b|(?:an)?zahl (?:der|von|an)\b|сколько|количеств\w+|числ[оа]м?\b",
    r"كم(?: عدد)?\b|عدد|\bbao nhi[êe]u\b|\bmấy\b|\bsố(?: lượng)?\b|\bberapa(?: banyak)?\b|\bjumlah\b",
    r"\bka[çc]\b|कितन[ेीा]|จำนวน",
)
_COUNTED_BEFORE = any_of(r"몇|(?:의|인원) ?수[는가]|กี่|sayısı|की संख्या")
"""Words of other languages that ask for a number, with what is counted behind or before them."""
_NEAR = 12
"""Characters that may stand between those and what is counted, but for punctuation."""
_MEANINGS = 2
"""Chinese words that a word in another language is counted as, at most."""
_PLURALS = {
    "child": "children", "person": "people", "man": "men", "staff": "staff", "people": "people", "ss": "sses",
    "x": "xes", "ch": "ches", "sh": "shes", "s": "s",
}  # fmt: skip
_MEASURED = re.compile(
    "(?:[价率]|价格|面积|[长高宽深]度|距离|里程|重量|年龄|岁数|气温|温度|比例|金额|费用|成本|工资|收入|预算|速度|时间)$"
)
"""What has a size and no number."""


def counted_words(question: str, words: Words) -> list[str]:
    """List the words for what a question asks the number of, the head last; empty where that is not told apart.

    English has them after "how many", "number of" or "more", up to the first plural that no other follows, or else to
    the verb; Chinese after 多少 or 几 and a measure word, Japanese after 何人の, or before は, が or を and 何人.
    """
    folded = fold(question)
    for match in (*_HOW_MANY.finditer(folded), *_COMPARE.finditer(folded)):
        between = ENGLISH_WORD.findall(match[1])
        end = next((i for i, word in enumerate(between) if word in _AFTER_NOUN), len(between))
        heads = [i for i in range(end) if _PLURAL.fullmatch(between[i])]
        end = next((i + 1 for i in heads if i + 1 not in heads), end)
        if counted := [word for word in between[:end] if word in words]:
            return counted
    if measured := _HOW_MANY_ZH.search(question) or _WHICH_HAS_MORE_ZH.search(question):
        return [word for word in words if word in measured[measured.lastindex or 0]]
    asked = fold_question(question)
    measured = _HOW_MANY_OF_JA.search(asked) or _HOW_MANY_JA.search(asked)
    if measured and not _NEVER_COUNTED.search(measured[1]):
        return [word for word in words if word in measured[1]]
    return []


def counted_foreign(question: str, language: str) -> ForeignWord | None:
    """Find the word for what a question in another language asks the number of, if it is known."""
    found, text = foreign_words(question, language), read(question, language)
    for asking in _COUNTED_BEHIND.finditer(text):
        behind = next((word for word in found if word.start >= asking.end()), None)
        if behind and _is_counted(behind, text[asking.end() : behind.start]):
            return behind
    for asking in _COUNTED_BEFORE.finditer(text):
        before = next((word for word in reversed(found) if word.end <= asking.start()), None)
        if before and _is_counted(before, text[before.end : asking.start()]):
            return before
    return None


def _is_counted(word: ForeignWord, between: str) -> bool:
    """Whether a word is what is asked the number of, by what stands between it and the word that asks."""
    alone = re.search(r"[,.;:!?、。，؟]", between) is None and len(between) <= _NEAR
    return alone and not any(_MEASURED.search(one) for one in word.chinese)


def in_english(counted: ForeignWord) -> str:
    """Ask in English for the number of what a word in another language means.

    >>> in_english(ForeignWord("가구", ("户",), 0, 2))
    'how many households'
    """
    nouns = (everyday(one)[0] for one in counted.chinese[:_MEANINGS])
    return "; ".join(f"how many {_plural(noun)}" for noun in dict.fromkeys(nouns) if not noun.startswith("to "))


def _plural(noun: str) -> str:
    """Give the plural of an English noun that has a regular one, and of a few others."""
    for singular, plural in _PLURALS.items():
        if noun.endswith(singular):
            return noun.removesuffix(singular) + plural
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
