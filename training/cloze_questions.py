"""Questions made from the sentences of any Chinese text: a name, date or noun of one gives way to a word that asks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from training.passages import Passage
from training.questions import Question
from vectorstore.types import Span
from vectorstore.words import Word, tagged

PER_PASSAGE = 5
"""Questions a passage at most."""
COMMON = 0.4
"""Share of the common nouns that are asked for: there are more of them than of all others."""
LENGTH = 12, 90
"""Characters of a sentence that one is made from."""
WHOLE, DROPPED = 0.5, 0.25
"""Shares: of questions that keep the whole sentence, not the clauses at the answer only; of particles left out."""

ASKED = {
    "nr": ("谁", "哪个人", "什么人"),
    "ns": ("哪里", "什么地方", "哪个地方"),
    "nt": ("哪个机构", "什么机构", "哪个组织"),
    "time": ("什么时候", "何时", "哪一天"),
    "year": ("哪一年", "什么时候"),
    "quoted": ("什么", "什么作品", "哪个"),
    "n": ("什么", "哪种", "什么东西"),
}
"""Words that ask, by what they ask for."""

_TIME = re.compile(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
_QUOTED = re.compile(r"《[^《》]{2,14}》|“[^“”]{2,12}”")
_CLAUSES = re.compile(r"[，；：,;:]")
_PARTICLES = ("d", "u", "ul", "uj", "uv", "c", "p", "y", "zg")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,10}")


def cloze_questions(passages: Sequence[Passage], chance: random.Random) -> Iterator[Question]:
    """Ask for pieces of sentences that stand in their passage once."""
    for passage in passages:
        found = [
            (kind, span, sentence)
            for sentence in passage.sentences
            if LENGTH[0] <= sentence[1] - sentence[0] <= LENGTH[1]
            for kind, span in _pieces(passage.text, sentence)
            if kind != "n" or chance.random() < COMMON
            if passage.text.count(passage.text[slice(*span)]) == 1
        ]
        chance.shuffle(found)
        for number, (kind, span, sentence) in enumerate(found[:PER_PASSAGE]):
            text, answer = _asked(passage.text, sentence, span, kind, chance), passage.text[slice(*span)]
            if len(text) >= LENGTH[0]:
                id = f"{passage.id}-cloze-{number}"
                yield Question(id, "zh", text, (answer,), passage.id, (span,), passage.held_out)


def _pieces(text: str, sentence: Span) -> Iterator[tuple[str, Span]]:
    """Find what can be asked for in a sentence, and of which kind it is; offsets are in the text."""
    said, low = text[slice(*sentence)], sentence[0]
    for match in _TIME.finditer(said):
        kind = "year" if match[0].endswith("年") else "time"
        yield kind, (low + match.start(), low + match.end())
    for match in _QUOTED.finditer(said):
        inside = (match.start() + 1, match.end() - 1) if match[0][0] == "“" else match.span()
        yield "quoted", (low + inside[0], low + inside[1])
    at = low
    for kind, words in groupby(tagged(said), key=_kind):
        run = list(words)
        size = sum(len(word.text) for word in run)
        if kind and _HAN.fullmatch(text[at : at + size]):
            yield kind, (at, at + size)
        at += size


def _kind(word: Word) -> str:
    if word.tag in ("nr", "ns", "nt"):
        return word.tag
    return "n" if word.tag in ("n", "nz", "vn", "an", "nrt") else ""


def _asked(text: str, sentence: Span, span: Span, kind: str, chance: random.Random) -> str:
    low, high = sentence
    if chance.random() >= WHOLE:
        ends = [low, *(low + m.end() for m in _CLAUSES.finditer(text[low:high])), high]
        low = max(end for end in ends if end <= span[0])
        high = min(end for end in ends if end >= span[1])
        if high - low < span[1] - span[0] + LENGTH[0]:
            low = max(end for end in ends if end <= max(low - 1, sentence[0]))
    before, asks = _thinned(text[low : span[0]], chance), chance.choice(ASKED[kind])
    return f"{before}{asks}{_thinned(text[span[1] : high], chance).rstrip('。，；！？,;.!? ')}？"


def _thinned(text: str, chance: random.Random) -> str:
    """Leave out some of the particles, as a question would have other ones."""
    kept = [w.text for w in tagged(text) if w.tag not in _PARTICLES or chance.random() >= DROPPED]
    return "".join(kept)
