"""Questions for the figures of any Chinese text, made from what the figure parser reads of them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.span_input import romanised
from training.passages import Passage
from training.questions import Question
from vectorstore.figures import figures
from vectorstore.glosses import senses
from vectorstore.types import Figure, Unit
from vectorstore.words import tagged

_HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 4
"""Words of a gloss at most."""

CHINESE = (
    "{owner}{action}了多少{unit}{counted}？",
    "{owner}{action}{counted}多少{unit}？",
    "{action}的{counted}有多少{unit}？",
    "{counted}一共有多少？",
    "{owner}有多少{unit}{counted}？",
    "{counted}的数量是多少？",
)
ENGLISH = (
    "How many {counted} did {owner} {action}?",
    "How many {counted}?",
    "What is the number of {counted}?",
    "How many {counted} are there in {owner}?",
    "How many {counted} ({action}) are mentioned?",
    "How many {owner} {counted} {action}?",
)
AMOUNT = ("How much {counted} did {owner} {action}?", "How much is the {counted}?", "What was the amount of {counted}?")


def figure_questions(passages: Sequence[Passage], chance: random.Random) -> Iterator[Question]:
    """Ask for the figures of passages that say what they count, if no other figure of the passage counts the same."""
    for passage in passages:
        found = [f for f in figures(passage.text, passage.sentences) if _is_plain(f)]
        counts = Counter(f.counted for f in found)
        for number, figure in enumerate(f for f in found if counts[f.counted] == 1):
            for language in ("zh", "en"):
                if text := _chinese(figure, chance) if language == "zh" else _english(figure, chance):
                    id, span = f"{passage.id}-figure-{number}-{language}", (figure.start, figure.end)
                    answer = figure.text
                    yield Question(id, language, text, (answer,), passage.id, (span,), passage.held_out)


def _is_plain(figure: Figure) -> bool:
    """Whether a figure says what it counts, in a few words."""
    return 2 <= len(figure.counted) <= 12 and bool(_HAN.match(figure.counted)) and figure.kind is not Unit.TIME


def _chinese(figure: Figure, chance: random.Random) -> str:
    form = chance.choice([f for f in CHINESE if figure.action or "action" not in f])
    unit = figure.unit if len(figure.unit) < 4 else ""
    return form.format(owner=figure.owner, action=figure.action, unit=unit, counted=figure.counted)


def _english(figure: Figure, chance: random.Random) -> str:
    forms = AMOUNT if figure.kind in (Unit.MONEY, Unit.WEIGHT, Unit.AREA, Unit.DISTANCE) else ENGLISH
    owner = romanised(figure.owner) if _HAN.search(figure.owner) else figure.owner
    action = _gloss(figure.action, chance)
    known = [f for f in forms if (action or "action" not in f) and (owner or "owner" not in f)]
    counted = _gloss(figure.counted, chance)
    return chance.choice(known).format(owner=owner, action=action, counted=counted) if counted and known else ""


def _gloss(text: str, chance: random.Random) -> str:
    """Say some Chinese words in English, one after the other; "" if the dictionary lacks one or needs a sentence."""
    said: list[str] = []
    for word in tagged(text):
        found = [sense for sense in senses(word.text)[:2] if len(sense.split()) <= LONGEST]
        if not found:
            return ""
        said.append(re.sub(r"^to ", "", chance.choice(found)))
    return " ".join(said)
