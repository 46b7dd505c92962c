"""News of counties and towns that do not exist, written by templates and seed: as much as is wanted, no two alike.

>>> one = story(7)
>>> one == story(7), one == story(8)
(True, False)
"""

from __future__ import annotations

import random
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.news_words import CLAUSES, CROPS, FACTS, FIRST, GIVEN, LEADS, SECOND, SLOGANS, TAILS, THINGS, Fact
from rag.span_input import romanised
from vectorstore.bylines import SURNAMES

COUNTIES = 200
TOWNS = 15
PARAGRAPHS, SENTENCES = 6, 3
"""So that passages are as long as those of real reports, and have as many sentences and figures: 160 characters, 5."""
TELLING = 0.3
"""Share of the sentences that tell a fact; those of the first paragraph all do."""
NAMED = 0.5
"""Share of the questions that name their town."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article about a town, as its file has it, and the facts that it tells."""

    number: int
    county: str
    town: str
    text: str
    facts: tuple[Fact, ...]

    @property
    def name(self) -> str:
        """Its file's name."""
        return f"{self.number:06}.txt"


def story(number: int, seed: int = 1) -> Story:
    """Write the story of a number."""
    chance = random.Random(f"{seed} {number}")
    place = chance.randrange(COUNTIES), chance.randrange(TOWNS)
    county, town = _county(place[0], seed), _town(*place, seed)
    facts = chance.sample(FACTS, PARAGRAPHS * SENTENCES)
    told, paragraphs = list[Fact](), list[str]()
    for _ in range(PARAGRAPHS):
        mine = [facts.pop() if not paragraphs or chance.random() < TELLING else None for _ in range(SENTENCES)]
        paragraphs.append("".join(_sentence(fact, county, town, chance) for fact in mine))
        told += [fact for fact in mine if fact]
    title = f"{town}：{_filled(chance.choice(SLOGANS), county, town, chance)}"
    byline = (
        f"来源：{county}融媒体中心 {chance.randint(2019, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    )
    opening = f"{county}{town}有{chance.randint(4, 30)}个村、{chance.randint(8000, 60000)}人。"
    return Story(
        number, county, town, "\n\n".join((title, byline, opening + paragraphs[0], *paragraphs[1:])), tuple(told)
    )


def write_news(folder: Path, *, stories: int = 0, characters: int = 0, seed: int = 1, first: int = 0) -> list[Story]:
    """Write so many stories into `folder`, or as many as have so many characters (the last is cut to fit)."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Story] = []
    left = characters
    for number in count(first):
        if len(written) >= stories and left <= 0:
            return written
        one = story(number, seed)
        text = one.text[:left] if characters else one.text
        (folder / one.name).write_text(text, encoding="utf-8")
        written.append(one)
        left -= len(text)
    raise AssertionError("numbers do not end")


def questions(stories: int, language: str, seed: int = 1) -> Iterator[str]:
    """Yield questions in "en" or "zh" about the facts of the first `stories`, without end."""
    chance = random.Random(f"questions {seed} {language} {stories}")
    while True:
        one = story(chance.randrange(stories), seed)
        fact, names, month = chance.choice(one.facts), chance.random() < NAMED, chance.randint(1, 12)
        if language == "zh":
            yield f"{one.town if names else ''}{month}月{fact.chinese}?"
        else:
            yield f"{fact.english} {f'in {romanised(one.town)} ' if names else ''}in {month_name[month]}?"


def _sentence(fact: Fact | None, county: str, town: str, chance: random.Random) -> str:
    clauses = chance.sample(CLAUSES, chance.randint(2, 3))
    middle = "，".join([fact.told, *clauses] if fact else clauses)
    return _filled(chance.choice(LEADS) + middle + chance.choice(TAILS), county, town, chance) + "。"


def _filled(template: str, county: str, town: str, chance: random.Random) -> str:
    """Put names and figures into a template's slots."""
    slots = {
        "county": county,
        "town": town,
        "village": chance.choice(FIRST) + chance.choice(SECOND) + "村",
        "person": chance.choice(_SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
        "crop": chance.choice(CROPS),
        "thing": chance.choice(THINGS),
        "few": chance.randint(2, 99),
        "many": chance.randint(100, 9999),
        "money": f"{chance.uniform(1, 900):.1f}",
        "share": f"{chance.uniform(1, 99):.1f}%",
        "month": chance.randint(1, 12),
        "day": chance.randint(1, 28),
    }
    return template.format_map(slots)


def _county(number: int, seed: int) -> str:
    return _stem(f"county {seed} {number}") + "县"


def _town(county: int, number: int, seed: int) -> str:
    name = f"town {seed} {county} {number}"
    return _stem(name) + random.Random(f"kind {name}").choice(("镇", "乡", "街道"))


def _stem(name: str) -> str:
    chance = random.Random(name)
    return chance.choice(FIRST) + chance.choice(SECOND)


_SURNAMES = sorted(SURNAMES)
