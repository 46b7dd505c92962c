"""Comparisons: the same figure of several places, or of one place at several times, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.asked import Asked, Want
from rag.candidates import Candidate, candidates, covered
from rag.comparable import measured, same_measure, same_thing
from rag.extract import NEAR, Extract, extract, fits, is_of, worth
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

PART = 0.05
"""What a part (其中) is worth less than a whole, which a question means that does not tell the part."""

LEADERS = 6
"""Figures of each side that may say what is compared, where no figure has the question's own word for it."""

SUPERLATIVE = re.compile(
    r"\b(?:most|fewest|least|largest|highest|smallest|lowest|biggest)\b|最(?:多|少|大|小|高|低|长|短)|数量第一"
    r"|\b(?:la|el|los|las) (?:que )?(?:m[aá]s|menos|mayor|menor)\b|\ble plus\b"
    r"|\bam (?:meisten|wenigsten)\b|\bdie meisten\b"
    r"|больше всего|меньше всего|наибольш|наименьш|nhiều nhất|ít nhất|最も|いちばん|一番|가장|الأكثر|أكبر عدد",
    re.IGNORECASE,
)
WHICH = re.compile(
    r"\b(?:which|who)\b|哪|谁|\bqu[eé]\b|\bquel|\bwelche|какой|какая|где|\bnào\b|どこ|どの|어느|어디|أي", re.IGNORECASE
)
MORE = re.compile(
    r"\b(?:more|fewer|less|larger|higher|each|both|respectively|compare[ds]?|than|versus|vs)\b|更(?:多|少|大|高)|各(?:有|自|是|设|建)?|分别|相比|比较|还是|谁多|多于|比.{1,14}[多少大小高低长短快慢]|(?:哪|谁).*[多少大小高低长短](?:[一些点]*[?？。]?$)"
    r"|\bm[aá]s\b|\bcada\b|\bplus\b|\bchacun|\bmehr\b|\bjeweils\b|больше|кажд|hơn\b|mỗi"
    r"|それぞれ|どちら|각각|더 많|أكثر",
    re.IGNORECASE,
)

_PART = re.compile(r"其中[^。；;]*$")


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: a place (its label as its article names it) and the ids of the passages about it.

    A side with a `name` is told by it in the text, and from `other`, the name that it is compared with: its figures are
    those said of it, a place's also the others of a passage where the other place does not stand.
    """

    label: str
    passages: frozenset[str]
    name: str = ""
    other: str = ""
    is_place: bool = True

    def has(self, one: Candidate) -> bool:
        """Whether a figure of one of its passages is this side's, and not the other's as well."""
        text, line = one.chunk.text, one.line
        for part in (text[line.start : line.end], one.figure.owner, text[slice(*one.sentence)]):
            mine, others = _stands(self.name, self.other, part), _stands(self.other, self.name, part)
            if mine or others:
                return mine and not others
        return self.is_place and not _stands(self.other, self.name, text)


def _stands(name: str, other: str, text: str) -> bool:
    """Whether a name stands in a text, not as a part of the other one."""
    return bool(name) and name in (text.replace(other, " ") if other and name in other else text)


@dataclass(frozen=True, slots=True)
class Compared:
    """The sides' figures, the largest first, and the labels of the sides that have none."""

    rows: tuple[tuple[str, Extract], ...]
    missing: tuple[str, ...]


def sides(found: Retrieved, asked: Asked, index: Index) -> list[Side]:
    """List the places that a question compares: those it names, if two, or all if it asks which has the most.

    Empty if it compares nothing.
    """
    question = found.question
    meant = _grouped([entry for entry in found.entries if found.named[key(entry)] == MAIN])
    if len(meant) > 1 and (asked.want is Want.NUMBER or MORE.search(question) or SUPERLATIVE.search(question)):
        return meant
    if found.named or not (SUPERLATIVE.search(question) and WHICH.search(question)):
        return []
    every = _grouped([entry for entry in index.articles if entry.places and entry.report not in found.exclude])
    order = {e.id: i for i, e in enumerate(found.ranked)}
    nearest = sorted(every, key=lambda side: min(order.get(id, len(order)) for id in side.passages))
    return nearest[:SIDES] if len(every) > 1 else []


def _grouped(entries: Sequence[Entry]) -> list[Side]:
    """Group articles by their place; a reprint goes with its story, whatever place stands over it."""
    found: dict[str, list[Entry]] = {}
    zones: dict[Article, str] = {}
    for entry in entries:
        story = entry.story if entry.story[0] else key(entry)
        found.setdefault(zones.setdefault(story, one_zone(entry.places[0])), []).append(entry)
    return [Side(g[0].places[0], frozenset(id for e in g for id in e.passages)) for g in found.values()]


def compare(found: Retrieved, asked: Asked, index: Index, compared: Sequence[Side]) -> Compared:
    """Find each side's figure for what the question counts, all of the thing and measure that fit the sides best."""
    scored: dict[str, list[tuple[float, Candidate]]] = {}
    for side in compared:
        evidence = [_unnamed(e) for e in found.ranked if e.id in side.passages][:PASSAGES]
        lines = [c for c in candidates(found, index, evidence) if c.line.figure and side.has(c)]
        figures = [(worth(c, asked), c) for c in lines if not asked.measured or fits(c, asked)]
        scored[side.label] = sorted(figures, key=lambda pair: (-pair[0], pair[1].id))
    leaders = _counting([c for pairs in scored.values() for _, c in pairs], found, index)
    leaders = leaders or [c for pairs in scored.values() for _, c in pairs[:LEADERS]]
    chosen = max((_alike_rows(leader, scored) for leader in leaders), key=_total, default={})
    rows = [(label, extract(c, score, asked, found.terms)) for label, (score, c) in chosen.items()]
    missing = tuple(label for label in scored if label not in chosen)
    return Compared(tuple(sorted(rows, key=lambda row: (-_value(row[1]), row[0]))), missing)


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
    return own if {_place(one) for one in own} == {_place(one) for one in kept} else kept


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


def _value(one: Extract) -> float:
    return measured(one.candidate.line.figure) if one.candidate.line.figure else 0.0


def over_time(lines: Sequence[Candidate], asked: Asked, found: Retrieved) -> Compared | None:
    """Set the best figure beside what other articles on its place, or the other dates asked for, say of the same thing.

    None where there is one figure only, or all agree.
    """
    scored = sorted(((worth(c, asked), c) for c in lines if c.line.figure), key=lambda pair: (-pair[0], pair[1].id))
    if not scored:
        return None
    best = scored[0][1]
    same = [(s, c) for s, c in scored if alike(c, best) and _place(c) == _place(best) and s > scored[0][0] - 2 * NEAR]
    if len(asked.moments) > 1:
        picked = [next(((s, c) for s, c in same if is_of(c, moment)), None) for moment in asked.moments]
    else:
        first: dict[tuple[str, int], tuple[float, Candidate]] = {}
        for s, c in same if not asked.moments and _place(best) else ():
            first.setdefault((c.chunk.report, c.chunk.article), (s, c))
        picked = list(first.values())
    rows = {(_time(c), c.figure.value): (s, c) for s, c in filter(None, picked)}
    if len({value for _, value in rows}) < 2:
        return None
    made = [(f"{_place_of(c)} ({_time(c)})", extract(c, s, asked, found.terms)) for s, c in rows.values()]
    return Compared(tuple(sorted(made, key=lambda row: -_value(row[1]))), ())


def _time(candidate: Candidate) -> str:
    """When a figure was: as its sentence says, or its article's date, or the report, where nothing tells."""
    return candidate.figure.when or candidate.chunk.date or candidate.chunk.report


def _place_of(candidate: Candidate) -> str:
    return candidate.chunk.places[0] if candidate.chunk.places else candidate.chunk.title


def _place(candidate: Candidate) -> str:
    return one_zone(candidate.chunk.places[0]) if candidate.chunk.places else ""
