"""The figure of one place at several times, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rag.asked import Asked
from rag.candidates import Candidate
from rag.compare import Compared, alike, value_of, zone_of
from rag.extract import NEAR, extract, is_of, worth
from rag.retrieve import Retrieved


def over_time(lines: Sequence[Candidate], asked: Asked, found: Retrieved) -> Compared | None:
    """Set the best figure beside what other articles on its place, or the other dates asked for, say of the same thing.

    None where there is one figure only, or all agree.
    """
    scored = sorted(((worth(c, asked), c) for c in lines if c.line.figure), key=lambda pair: (-pair[0], pair[1].id))
    if not scored:
        return None
    best = scored[0][1]
    same = [(s, c) for s, c in scored if alike(c, best) and zone_of(c) == zone_of(best) and s > scored[0][0] - 2 * NEAR]
    if len(asked.moments) > 1:
        picked = [next(((s, c) for s, c in same if is_of(c, moment)), None) for moment in asked.moments]
    else:
        first: dict[tuple[str, int], tuple[float, Candidate]] = {}
        for s, c in same if not asked.moments and zone_of(best) else ():
            first.setdefault((c.chunk.report, c.chunk.article), (s, c))
        picked = list(first.values())
    rows = {(_time(c), c.figure.value): (s, c) for s, c in filter(None, picked)}
    if len({value for _, value in rows}) < 2:
        return None
    made = [(f"{_place_of(c)} ({_time(c)})", extract(c, s, asked, found.terms)) for s, c in rows.values()]
    return Compared(tuple(sorted(made, key=lambda row: -value_of(row[1]))), ())


def _time(candidate: Candidate) -> str:
    """When a figure was: as its sentence says, or its article's date, or the report, where nothing tells."""
    return candidate.figure.when or candidate.chunk.date or candidate.chunk.report


def _place_of(candidate: Candidate) -> str:
    return candidate.chunk.places[0] if candidate.chunk.places else candidate.chunk.title
