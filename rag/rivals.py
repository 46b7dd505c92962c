"""How far an answer is ahead of what else could be answered: close rivals make it less sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asked import Asked
from rag.candidates import Candidate
from rag.extract import Extract, extract, pool, worth
from vectorstore.terms import Terms

MOST = 0.15
"""How much a lead counts at most; most answers have none within it."""

_TRIFLES = re.compile(r"[\s，。、,；;：:]")


@dataclass(frozen=True, slots=True)
class Lead:
    """Scores by which an answer is ahead of the best other ones, 0 to MOST: in its passage, and in other passages.

    The default is for answers that were not compared with others.
    """

    inside: float = MOST
    outside: float = MOST


ALONE = Lead()


def lead(best: Extract, lines: Sequence[Candidate], asked: Asked, terms: Terms) -> Lead:
    """Tell how far an answer is ahead of other sentences that say something else."""
    mine, own = best.candidate, _TRIFLES.sub("", best.text)
    inside = outside = MOST
    for line in pool(lines, asked):
        behind = best.score - worth(line, asked)
        here = line.evidence.id == mine.evidence.id
        if behind >= (inside if here else outside) or (here and line.sentence == mine.sentence):
            continue
        if _TRIFLES.sub("", extract(line, 0.0, asked, terms).text) == own:
            continue
        inside, outside = (behind, outside) if here else (inside, behind)
    return Lead(max(inside, 0.0), max(outside, 0.0))
