"""Comparisons: the same figure of several places, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.asked import Asked
from rag.candidates import Candidate, candidates, covered
from rag.comparable import measured, same_measure, same_thing
from rag.comparatives import SUPERLATIVE, WHICH, weighs
from rag.extract import Extract, extract, fits, worth
from rag.fusion import Evidence
from rag.listing import thing
from rag.names import MAIN, Article, key
from rag.place_names import one_zone
from rag.retrieve import Retrieved
from vectorstore.catalog import Entry
from vectorstore.index import Index
from vectorstore.terms import text_terms
from vectorstore.types import Figure, Unit

PASSAGES = 5
"""Passages of each side whose lines are read."""

SIDES = 12
"""Sides of a comparison of all places, those with the nearest passages."""

ALIKE = 0.15
"""What it is worth that a further side has a figure of the same thing and measure, less what it falls behind."""

SAME, LIKE = 0.03, 0.1
"""What it is worth, where each side was asked about alone, that its figure's thing is called as the leader's, or is
like it."""

PART = 0.05
"""What a part (其中) is worth less than a whole, which a question means that does not tell the part."""

LEADERS = 6
"""Figures of each side that may say what is compared, where no figure has the question's own word for it."""

NONE: Mapping[str, Retrieved] = {}

_PART = re.compile(r"其中[^。；;]*$")


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: a place (its label as its article names it) and the ids of the passages about it.

    A side with a `name` is told by it in the text, and from `others`, the names that it is compared with: its figures
    are those said of it, a place's also the rest of a passage where no other one stands.
    """

    label: str
    passages: frozenset[str]
    name: str = ""
    others: tuple[str, ...] = ()
    is_place: bool = True

    def has(self, one: Candidate) -> bool:
        """Whether a figure of one of its passages is this side's, and not the other's as well."""
        text, line = one.chunk.text, one.line
        for part in (text[line.start : line.end], one.figure.owner, text[slice(*one.sentence)]):
            mine, others = _stands(self.name, self.others, part), self._of_others(part)
            if mine or others:
                return mine and not others
        return self.is_place and not self._of_others(text)

    def _of_others(self, text: str) -> bool:
        return any(_stands(other, (self.name,), text) for other in self.others)


def _stands(name: str, others: Sequence[str], text: str) -> bool:
    """Whether a name stands in a text, not as a part of another one."""
    for other in others:
        text = text.replace(other, " ") if name in other else text
    return bool(name) and name in text


@dataclass(frozen=True, slots=True)
class Compared:
    """The sides' figures, the largest first, and the labels of the sides that have none."""

    rows: tuple[tuple[str, Extract], ...]
    missing: tuple[str, ...]


def sides(found: Retrieved, asked: Asked) -> list[Side]:
    """List the places that a question names, if it compares them; empty if it does not, or names less than two."""
    meant = several(found)
    return meant if len(meant) > 1 and weighs(found.question, asked) else []


def everywhere(found: Retrieved, index: Index) -> list[Side]:
    """List the places of all articles, if a question names none and asks which has the most; else nothing."""
    if found.named or not (SUPERLATIVE.search(found.question) and WHICH.search(found.question)):
        return []
    every = _grouped([entry for entry in index.articles if entry.places and entry.report not in found.exclude])
    order = {e.id: i for i, e in enumerate(found.ranked)}
    nearest = sorted(every, key=lambda side: min(order.get(id, len(order)) for id in side.passages))
    return nearest[:SIDES] if len(every) > 1 else []


def several(found: Retrieved) -> list[Side]:
    """List the places of articles that a question names."""
    return _grouped([entry for entry in found.entries if found.named[key(entry)] == MAIN])


def _grouped(entries: Sequence[Entry]) -> list[Side]:
    """Group articles by their place; a reprint goes with its story, whatever place stands over it."""
    found: dict[str, list[Entry]] = {}
    zones: dict[Article, str] = {}
    for entry in entries:
        story = entry.story if entry.story[0] else key(entry)
        found.setdefault(zones.setdefault(story, one_zone(entry.places[0])), []).append(entry)
    return [Side(g[0].places[0], frozenset(id for e in g for id in e.passages)) for g in found.values()]


def compare(
    found: Retrieved, asked: Asked, index: Index, compared: Sequence[Side], alone: Mapping[str, Retrieved] = NONE
) -> Compared:
    """Find each side's figure for what the question counts, all of the thing and measure that fit the sides best.

    `alone` is what was found for the same question about each side alone, by the labels, where it was asked so.
    """
    scored: dict[str, list[tuple[float, Candidate]]] = {}
    for side in compared:
        own = alone.get(side.label, found)
        evidence = [_unnamed(e) for e in own.ranked if e.id in side.passages][:PASSAGES]
        lines = [c for c in candidates(own, index, evidence) if c.line.figure and side.has(c)]
        figures = [(worth(c, asked), c) for c in lines if _may_stand(c, asked)]
        scored[side.label] = sorted(figures, key=lambda pair: (-pair[0], pair[1].id))
    leaders = _counting([c for pairs in scored.values() for _, c in pairs], found, index)
    leaders = leaders or [c for pairs in scored.values() for _, c in pairs[:LEADERS]]
    rows_of = _nearest_rows if alone else _alike_rows
    chosen = max((rows_of(leader, scored) for leader in leaders), key=_total, default={})
    rows = [(label, extract(c, score, asked, found.terms)) for label, (score, c) in chosen.items()]
    missing = tuple(label for label in scored if label not in chosen)
    return Compared(tuple(sorted(rows, key=lambda row: (-value_of(row[1]), row[0]))), missing)


def _may_stand(one: Candidate, asked: Asked) -> bool:
    """Whether a figure may be compared: people are no posts and no teams, but for cases (例)."""
    if asked.units == {Unit.PEOPLE} and one.figure.kind is not Unit.PEOPLE and one.figure.unit != "例":
        return False
    return not (asked.measured or asked.ordinals) or fits(one, asked)


def _counting(leaders: Sequence[Candidate], found: Retrieved, index: Index) -> list[Candidate]:
    """Keep the figures whose clauses have the most of the words for what the question counts, none if none has any.

    Where some of every place count what the last of these words says, they alone are kept (6个卡点, not
    卡点共检查车辆4915辆).
    """
    counts = covered({word: found.words[word] for word in found.counted}, index, [leader.id for leader in leaders])
    most = max(counts.values(), default=0)
    kept = [leader for leader in leaders if most and counts[leader.id] == most]
    head = found.words[found.counted[-1]] if found.counted else ()
    own = [leader for leader in kept if _says(leader.figure, head)]
    return own if {zone_of(one) for one in own} == {zone_of(one) for one in kept} else kept


def _says(figure: Figure, head: Iterable[tuple[str, str]]) -> bool:
    """Whether what a figure counts has one of some terms (kind, term); a time and what each has count others."""
    counted = thing(figure)
    terms = text_terms(counted)
    return figure.kind is not Unit.TIME and not counted.startswith("每") and any(t in terms[kind] for kind, t in head)


def _alike_rows(
    leader: Candidate, scored: Mapping[str, list[tuple[float, Candidate]]]
) -> dict[str, tuple[float, Candidate]]:
    """Each side's best figure that counts the same thing as a leader; sides without one are left out.

    One whose thing is written as the leader's comes first, then one that is a part (其中) or a whole as it is.
    """
    said, part = thing(leader.figure), _is_part(leader)
    rows = {label: [(s, c) for s, c in pairs if alike(c, leader)] for label, pairs in scored.items()}
    return {
        label: min(row, key=lambda pair: (thing(pair[1].figure) != said, _is_part(pair[1]) != part, -pair[0]))
        for label, row in rows.items()
        if row
    }


def _nearest_rows(
    leader: Candidate, scored: Mapping[str, list[tuple[float, Candidate]]]
) -> dict[str, tuple[float, Candidate]]:
    """Each side's best figure in a leader's measure, where the question about each alone was read.

    One that counts another thing is only taken where the span reader points at it.
    """
    said, part = thing(leader.figure), _is_part(leader)

    def fit(pair: tuple[float, Candidate]) -> float:
        score, one = pair
        return score + SAME * (thing(one.figure) == said) + LIKE * alike(one, leader) + PART * (_is_part(one) == part)

    said_of = {
        label: [
            (score, one)
            for score, one in pairs
            if same_measure(one.figure, leader.figure) and (one.read > 0 or alike(one, leader))
        ]
        for label, pairs in scored.items()
    }
    return {label: max(pairs, key=fit) for label, pairs in said_of.items() if pairs}


def _is_part(candidate: Candidate) -> bool:
    """Whether a figure is one of those that a sentence divides another into."""
    return bool(_PART.search(candidate.chunk.text, candidate.sentence[0], candidate.figure.start))


def _total(rows: Mapping[str, tuple[float, Candidate]]) -> float:
    """How well rows answer: the best one's score, and a little for every further side that has the figure too."""
    scores = sorted((score - PART * _is_part(c) for score, c in rows.values()), reverse=True)
    return (
        scores[0] + sum(ALIKE + score - scores[0] for score in scores[1:3] if ALIKE + score > scores[0])
        if scores
        else 0.0
    )


def _unnamed(evidence: Evidence) -> Evidence:
    return Evidence(evidence.id, evidence.passage, evidence.line, evidence.lexical)


def alike(one: Candidate, other: Candidate) -> bool:
    """Whether two figures count the same thing in the same measure."""
    a, b = one.line.figure, other.line.figure
    if not (a and b and same_measure(a, b)):
        return False
    short, long = sorted((thing(a), thing(b)), key=len)
    within = bool(short) and a.unit == b.unit and short in long  # 确诊, 确诊病例
    return within or same_thing(short, long)


def zone_of(candidate: Candidate) -> str:
    """Tell the place that a figure's article is about, "" if that is not known."""
    return one_zone(candidate.chunk.places[0]) if candidate.chunk.places else ""


def value_of(one: Extract) -> float:
    """Give an extract's value on the scale of its measure, 0 if it is no figure."""
    return measured(one.candidate.line.figure) if one.candidate.line.figure else 0.0
