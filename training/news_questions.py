"""Questions about invented news: sentences with the figures that reports have, and what people ask of each of them.

The sentences, some of them several that belong together, stand in news/, with questions that use other words than they
do, most of them for one of two figures that are easily mixed up: the whole and a part, before and after, planned and
done; and with questions for what stands beside what they say, which nothing there answers. Numbers, dates and names are
drawn.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.passages import Passage
from training.questions import Question
from vectorstore.bylines import SURNAMES

FRAMES = Path(__file__).with_name("news")
ARTICLES, PASSAGES, SENTENCES, LONGEST = 900, 3, (1, 4), 300
"""Articles, passages of each, and how many sentences a passage has, the first and as many as fit in the characters."""

UNTOLD = "-"

_SENTENCE = re.compile(r"[^。]+。")
_SLOT = re.compile(r"<([^<>:]+)(?::([^<>]*))?>")
_GIVEN = "安博晨德东芳峰刚桂海红华辉建杰静军立丽林玲敏明楠宁平强青荣山生文雪燕洋勇玉云志忠"
_HILLS = "东西南北上下石柳松竹梅桃清白青黄大小新老"
_PLACES = "桥沟坪湾岭岗河塘井寨坡山"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Frame:
    """One sentence or several with slots, whether numbers of a kind rise (1), fall (-1) or neither (0), and questions.

    Questions are (slot, language, text); the slot is UNTOLD for what the sentence does not say.
    """

    told: str
    order: int
    asked: tuple[tuple[str, str, str], ...]


class News:
    """Invented articles with their questions, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(f"news {seed}")
        known = frames()
        self.passages: dict[str, Passage] = {}
        self.questions: list[Question] = []
        self._telling: dict[int, list[str]] = defaultdict(list)
        self._told: dict[str, set[str]] = {}
        self._frame: dict[str, int] = {}
        for number in range(ARTICLES):
            article, order = f"news-{number}", chance.sample(range(len(known)), len(known))
            for part in range(PASSAGES):
                mine = [order.pop() for _ in range(chance.randint(*SENTENCES))]
                self._add(f"{article}#{part}", article, mine, known, chance)

    def beside(self, question: Question) -> list[Passage]:
        """Give the other passages of a question's article that do not answer it."""
        article = self.passages[question.passage].article
        ids = [f"{article}#{part}" for part in range(PASSAGES)]
        return [self.passages[id] for id in ids if id != question.passage and question.text not in self._told[id]]

    def elsewhere(self, question: Question) -> list[Passage]:
        """Give the passages of other articles that answer a question too, with other values."""
        article = self.passages[question.passage].article
        found = (self.passages[id] for id in self._telling[self._frame[question.id]])
        return [passage for passage in found if passage.article != article]

    def _add(self, id: str, article: str, mine: Sequence[int], known: Sequence[Frame], chance: random.Random) -> None:
        text, spans, asked = "", list[tuple[int, int]](), list[Question]()
        for number in mine:
            sentence, slots = filled(known[number], chance)
            if text and len(text) + len(sentence) > LONGEST:
                continue
            for count, (slot, language, asks) in enumerate(known[number].asked):
                told = [slots[slot]] if slot != UNTOLD else []
                answers = tuple(sentence[start:end] for start, end in told)
                where = tuple((len(text) + start, len(text) + end) for start, end in told)
                made = f"{id}-{number}-{count}"
                asked.append(Question(made, language, asks, answers, id, where, False))
                self._frame[made] = number
            spans += [(len(text) + one.start(), len(text) + one.end()) for one in _SENTENCE.finditer(sentence)]
            text += sentence
            self._telling[number].append(id)
        self.passages[id] = Passage(id, id, article, text, tuple(spans), False)
        self._told[id] = {question.text for question in asked if question.spans}
        self.questions += [one for one in asked if one.spans or one.text not in self._told[id]]


def frames() -> tuple[Frame, ...]:
    """Read the sentences and their questions; ValueError for a question of a slot that its sentence lacks."""
    return tuple(frame for path in sorted(FRAMES.glob("*.txt")) for frame in _frames(path.read_text("utf-8")))


def filled(frame: Frame, chance: random.Random) -> tuple[str, dict[str, tuple[int, int]]]:
    """Fill a sentence's slots; give it and where each slot's words stand."""
    names = [found[1] for found in _SLOT.finditer(frame.told)]
    values = {name: _value(name, chance) for name in names}
    for kind in {name[0] for name in names if frame.order and name[0] in "nmwy"}:
        same = [name for name in names if name[0] == kind]
        drawn = sorted((values[name] for name in same), key=_size, reverse=frame.order < 0)
        values |= dict(zip(same, drawn, strict=True))
    sentence, slots, last = "", {}, 0
    for found in _SLOT.finditer(frame.told):
        sentence += frame.told[last : found.start()]
        said = values[found[1]] + (found[2] or "")
        slots[found[1]] = len(sentence), len(sentence) + len(said)
        sentence, last = sentence + said, found.end()
    return f"{sentence}{frame.told[last:]}。", slots


def _frames(text: str) -> Iterator[Frame]:
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        told, order = re.fullmatch(r"= (.+?)(?: (up|down))?", lines[0]).groups()  # type: ignore[union-attr]
        slots = {found[1] for found in _SLOT.finditer(told)}
        asked = [line.split(" ", 2) for line in lines[1:]]
        if unknown := [slot for slot, _, _ in asked if slot not in slots | {UNTOLD}]:
            raise ValueError(f"{told} has no {', '.join(unknown)}")
        yield Frame(
            told,
            {"up": 1, "down": -1}.get(order, 0),
            tuple((slot, language, one) for slot, language, texts in asked for one in texts.split("|")),
        )


def _value(name: str, chance: random.Random) -> str:
    """Draw what stands in a slot; a slot of words stands for itself."""
    if not re.fullmatch(r"[nmwystdpv]\d?", name):
        return name
    number = chance.randint(2, 60)
    draw = {
        "n": lambda: _han(number) if number < 20 and chance.random() < 0.2 else str(number),
        "m": lambda: str(chance.randint(61, 9999)),
        "w": lambda: f"{chance.randint(11, 990) / 10:g}万",
        "y": lambda: (
            f"{chance.randint(3, 9000) / chance.choice((1, 1, 10)):g}{chance.choice(('万元', '万元', '亿元'))}"
        ),
        "s": lambda: f"{chance.randint(10, 999) / 10:g}%",
        "t": lambda: str(number),
        "d": lambda: f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        "p": lambda: chance.choice(sorted(SURNAMES)) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2)))),
        "v": lambda: chance.choice(_HILLS) + chance.choice(_PLACES) + "村",
    }
    return draw[name[0]]()


def _han(number: int) -> str:
    if number == 2:
        return "两"
    return _DIGITS[number] if number < 10 else "十" + (_DIGITS[number - 10] if number > 10 else "")


def _size(value: str) -> float:
    scale = 1e4 if value.endswith("亿元") else 1.0
    plain = value.removesuffix("亿元").removesuffix("万元").removesuffix("万")
    if plain[0].isdigit():
        return float(plain) * scale
    return next(float(number) for number in range(2, 20) if _han(number) == plain)
