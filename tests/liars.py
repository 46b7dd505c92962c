"""Passages made up of facts, and a chat model's sentences about them: true ones in many notations, and lies."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from rag.verify import Source
from vectorstore.passages import passages
from vectorstore.types import Chunk, Kind

PLACES = {
    "云溪县": "Yunxi County", "桐湾镇": "Tongwan Town", "松岭区": "Songling District", "青石乡": "Qingshi Township",
    "白鹭市": "Bailu City", "柳河村": "Liuhe Village", "安平街道": "Anping Subdistrict", "河口区": "Hekou District",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """What a passage counts: how it is said in Chinese and English, with `{}` for the number, and the unit's kind."""

    chinese: str
    english: str
    kind: str = "count"


THINGS = (
    Thing("成立临时党支部{}个", "set up {} temporary party branches"),
    Thing("组建抢险突击队{}支", "formed {} rescue teams"),
    Thing("转移群众{}人", "moved {} residents"),
    Thing("发放救生衣{}件", "handed out {} life jackets"),
    Thing("设置安置点{}个", "set up {} resettlement sites"),
    Thing("走访农户{}户", "visited {} farming households"),
    Thing("新建图书馆{}座", "built {} libraries"),
    Thing("培训教师{}名", "trained {} teachers"),
    Thing("种植苹果树{}棵", "planted {} apple trees"),
    Thing("加固堤防{}公里", "reinforced {} of dykes", "km"),
    Thing("修复道路{}公里", "repaired {} of roads", "km"),
    Thing("调运大米{}吨", "delivered {} of rice", "ton"),
    Thing("收集垃圾{}吨", "collected {} of rubbish", "ton"),
    Thing("筹集捐款{}元", "raised donations of {}", "yuan"),
    Thing("粮食产量增长{}", "grain output grew by {}", "percent"),
    Thing("医院床位使用率达到{}", "the use of hospital beds reached {}", "percent"),
)
_DIGITS = "零一二三四五六七八九"
_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
_SMALL = _WORDS.split()
_TENS = ["", "", *_SMALL[20:]]


@dataclass(frozen=True)
class Fact:
    """A thing of a place with its value, a whole number of its unit, and the number of the source that states it."""

    place: str
    thing: Thing
    value: int
    n: int


def han(value: int) -> str:
    """Write a number below ten thousand in Chinese numerals."""
    text, gap = "", False
    for power, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + scale
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if 10 <= value < 20 else text


def spelt(value: int) -> str:
    """Write a number below ten thousand in English words."""
    if value < 20:
        return _SMALL[value]
    if value < 100:
        return _TENS[value // 10] + (f"-{_SMALL[value % 10]}" if value % 10 else "")
    scale, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % scale
    return f"{spelt(value // scale)} {name}" + (f" and {spelt(rest)}" if rest else "")


def chinese_number(value: int, rng: random.Random) -> str:
    """Write a number as Chinese text may."""
    forms = [str(value), f"{value:,}", "".join(chr(ord(c) + 0xFEE0) for c in str(value))]
    if 10 < value < 10_000:
        forms.append(han(value))
    if value >= 10_000:
        forms.append(f"{value / 10_000:.6g}万")
    return rng.choice(forms)


def english_number(value: int, rng: random.Random) -> str:
    """Write a number as English text may."""
    forms = [str(value), f"{value:,}"]
    if 2 <= value < 10_000:
        forms.append(spelt(value))
    if value >= 10_000:
        forms.append(f"{value / 1000:.6g} thousand")
    return rng.choice(forms)


def chinese(thing: Thing, value: int, rng: random.Random) -> str:
    """Say in Chinese how many of a thing there are; what is measured may be given in another unit."""
    number = chinese_number(value, rng)
    if thing.kind == "percent":
        return thing.chinese.format(rng.choice([f"{value}%", f"百分之{han(value)}", f"{value}％"]))
    said = thing.chinese.format(number)
    if thing.kind == "km" and rng.random() < 0.3:
        said = thing.chinese.replace("公里", rng.choice(["千米", "km"])).format(value)
    if thing.kind == "ton" and rng.random() < 0.3:
        said = thing.chinese.replace("吨", "公斤").format(value * 1000)
    return said


def english(thing: Thing, value: int, rng: random.Random) -> str:
    """Say in English how many of a thing there are; what is measured may be given in another unit."""
    number = english_number(value, rng)
    units = {
        "count": [number],
        "km": [f"{number} km", f"{number} kilometers", f"{value * 1000:,} meters"],
        "ton": [f"{number} tons", f"{value * 1000:,} kg"],
        "yuan": [f"{number} yuan", f"RMB {value:,}"],
        "percent": [f"{value}%", f"{number} percent"],
    }
    return thing.english.format(rng.choice(units[thing.kind]))


class World:
    """Eight passages of four facts each, no value twice, and what can be said of them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.facts: list[Fact] = []
        self.values: set[int] = set()
        self.sources = tuple(self._source(n, place) for n, place in enumerate(PLACES, 1))

    def value(self, kind: str) -> int:
        """Make up a value that no passage has, in its unit or any other."""
        while True:
            high = {"percent": 90, "km": 400, "ton": 900, "yuan": 900_000}.get(kind, self.rng.choice([90, 900, 60_000]))
            value = self.rng.randint(11, high)
            value = value // 100 * 100 if value > 10_000 else value
            if not {value, value * 1000} & self.values and not (value % 1000 == 0 and value // 1000 in self.values):
                return value

    def claim(self, facts: list[Fact], language: str, marker: str, stated: list[int] | None = None) -> str:
        """Say some facts of one source in a sentence, with other values if these are `stated`."""
        values = stated or [fact.value for fact in facts]
        if language == "zh":
            said = "，".join(chinese(f.thing, v, self.rng) for f, v in zip(facts, values, strict=True))
            return f"{facts[0].place}{said}{marker}。"
        said = " and ".join(english(f.thing, v, self.rng) for f, v in zip(facts, values, strict=True))
        return f"{PLACES[facts[0].place]} {said} {marker}. ".replace(" .", ".")

    def some(self, besides: Sequence[int] = ()) -> list[Fact]:
        """Choose one or two facts of one source, of other values than those `besides`."""
        facts = [fact for fact in self.facts if fact.value not in besides]
        first = self.rng.choice(facts)
        others = [f for f in facts if f.n == first.n and f is not first]
        return [first, self.rng.choice(others)] if self.rng.random() < 0.4 else [first]

    def _source(self, n: int, place: str) -> Source:
        facts = []
        for thing in self.rng.sample(THINGS, 4):
            value = self.value(thing.kind)
            self.values |= {value, value * 1000}
            facts.append(Fact(place, thing, value, n))
        self.facts += facts
        said = [chinese(f.thing, f.value, random.Random(f.value)) for f in facts]
        text = f"连日来，{place}干部群众齐心协力。{place}{said[0]}，{said[1]}。据介绍，当地还{said[2]}。"
        text += f"此外，全年{said[3]}，受到群众好评。"
        spans, at = [], 0
        for sentence in text.split("。")[:-1]:
            spans.append((at, at + len(sentence) + 1))
            at = spans[-1][1]
        chunk = Chunk(
            f"{n}.txt", 0, f"{place}工作见成效", (place,), "", "", Kind.TEXT, text, ((0, len(text)),), tuple(spans)
        )
        (passage,) = passages(chunk.report, [chunk], "encoder")
        return Source(n, passage.id, chunk)
