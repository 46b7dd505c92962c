"""The measure words by which Chinese counts what a question asks the number of: 户 for households, 辆 for cars.

A question in Chinese mostly names its own (多少辆), one in Japanese or Korean a counter like it; for English there is a
table of the nouns whose measure word is their own and hardly another's.
"""

from __future__ import annotations

import re

from vectorstore.units import UNIT

_ALIKE = tuple(
    frozenset(words.split())
    for words in ("人 名 位 员", "辆 台 部", "次 场 回 趟 轮 遍", "栋 幢 座", "处 个", "份 人份", "张 床", "种 类 项")
)
"""Measure words that stand for one another."""

_GENERAL = "个"
"""What counts everything tells nothing."""

_ASKING_ZH = re.compile(r"(?:多少|(?<![好十])几)(?!项目)")
_COUNTERS = (
    (r"何(?:人|名)|몇 ?명", "人 名 位"),
    (r"何台|몇 ?대", "辆 台 部"),
    (r"何(?:社|店)", "家"),
    (r"何隊", "支"),
    (r"何(?:戸|世帯)|몇 ?(?:가구|세대)", "户"),
    (r"何校", "所 家"),
    (r"何(?:回|度)|몇 ?(?:번|회|차례)", "次 场 回 趟 轮 遍"),
    (r"何床|몇 ?개? ?병상", "张 床"),
    (r"何(?:便|往復)", "趟 班次 架次 车次"),
    (r"何トン|몇 ?톤", "吨"),
    (r"何(?:校舎|棟)", "栋 幢 座"),
)
_NOUNS = (
    ("households?|families", "户"),
    ("trips?|runs|journeys?", "趟 车次 班次"),
    ("flights?", "架次 班次 架"),
    ("trains?", "列 趟 车次"),
    ("orders", "单 笔"),
    ("beds", "张 床"),
    ("cars|vehicles|buses|trucks|lorries|ambulances|bikes|bicycles|motorcycles", "辆 台 部"),
    ("machines|computers|ventilators|devices|sets of equipment", "台 部 套"),
    ("companies|firms|enterprises|businesses|factories|shops|stores|hotels|restaurants|banks|suppliers", "家"),
    ("schools|universities|colleges|kindergartens", "所 家"),
    ("hospitals|clinics", "家 所"),
    ("teams?|squads?|brigades?|detachments?|patrols?", "支 个"),
    ("suits|outfits|kits", "套 件"),
    ("copies|leaflets|flyers|brochures|meals|questionnaires|applications|portions|lunches|lunch boxes", "份 人份"),
    ("banners|posters|slogans", "条 幅 张"),
    ("messages|tips|leads|rumou?rs|suggestions|comments", "条"),
    ("buildings|blocks of flats", "栋 幢 座"),
    ("books|volumes|booklets", "本 册"),
    ("pigs|cows|cattle|sheep", "头 只"),
    ("chickens|ducks|geese|hens", "只 羽"),
    ("trees|saplings", "棵 株"),
    ("times", "次 回 趟 遍"),
    ("rounds", "轮 次"),
    ("deaths|infections|confirmed cases|suspected cases", "例 人 名"),
    ("classes", "个班 班"),
    ("boxes|cartons|crates", "箱 盒"),
    ("bottles", "瓶"),
    ("barrels|buckets", "桶"),
    ("bags|sacks", "袋 包"),
)
_BY_COUNTER = tuple((re.compile(pattern), frozenset(words.split())) for pattern, words in _COUNTERS)
_UP_TO = r"\bhow many (?:(?!\w+(?:s|ed)\b)[\w'’-]+ ){0,2}?"
"""What may stand before the noun that is counted: no plural and no verb, or something else is."""
_BY_NOUN = tuple((re.compile(rf"{_UP_TO}(?:{nouns})\b"), frozenset(words.split())) for nouns, words in _NOUNS)


def classifiers(question: str) -> frozenset[str]:
    """List the measure words that the answer may have; empty where the question does not tell.

    >>> sorted(classifiers("全镇出动了多少辆车?"))
    ['台', '辆', '部']
    >>> sorted(classifiers("How many elderly households were visited?"))
    ['户']
    """
    for asking in _ASKING_ZH.finditer(question):
        if (unit := UNIT.match(question, asking.end())) and unit["word"] != _GENERAL:
            return frozenset({unit["word"]}.union(*(alike for alike in _ALIKE if unit["word"] in alike)))
    folded = question.lower()
    return next((words for pattern, words in (*_BY_COUNTER, *_BY_NOUN) if pattern.search(folded)), frozenset())
