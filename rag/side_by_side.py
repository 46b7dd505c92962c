"""Answers to a question about several places or names: what it asks of each, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.alone import alone, joined
from rag.asked import Asked
from rag.comparable import priced
from rag.comparatives import weighs
from rag.compare import Compared, Side, compare, everywhere, several, sides
from rag.confidence import COMPLETE, THRESHOLD
from rag.extract import CITATIONS, Extract
from rag.extracted import refused, table
from rag.extractor import Extractor, wanted_of
from rag.names import MAIN, key
from rag.pairs import pair
from rag.retrieve import Retrieved
from rag.types import Answer
from vectorstore.index import Index


class SideBySide:
    """Answers from one opened index."""

    def __init__(
        self,
        index: Index,
        extractor: Extractor,
        find: Callable[[str, Sequence[str]], Retrieved],
        read: Callable[[Retrieved], Retrieved],
    ) -> None:
        """`find` finds passages for a question, none of some reports; `read` lets the span reader read the best."""
        self._index = index
        self._extractor = extractor
        self._find, self._read = find, read

    def answer(self, found: Retrieved, wanted: Asked) -> Answer | None:
        """Answer with what is told of each side that a question compares or asks about; None if it does neither."""
        if not weighs(found.question, wanted):
            return self._each(found, several(found))
        places = sides(found, wanted) or pair(found, wanted, self._index) or everywhere(found, self._index)
        return self._compared(found, priced(wanted, found.question), places) if places else None

    def _alone(self, found: Retrieved, places: Sequence[Side], *, weighs: bool) -> dict[str, Retrieved]:
        """Find what is asked about each side alone, its best passages read; empty where that cannot be asked."""
        titles = [entry.title for entry in found.entries]
        names = [side.name or side.label for side in places]
        questions = alone(found.chinese or found.question, names, titles, weighs=weighs)
        own = {}
        for side, question in zip(places, questions, strict=False):
            one = self._find(question, found.exclude)
            about = tuple(evidence for evidence in one.ranked if evidence.id in side.passages)
            own[side.label] = replace(self._read(replace(one, ranked=about)), ranked=one.ranked)
        return own

    def _compared(self, found: Retrieved, wanted: Asked, places: Sequence[Side]) -> Answer | None:
        """Answer a comparison, None if no side has a figure, or but one where all places were asked about."""
        own = self._alone(found, places, weighs=True) if found.readings else {}
        if own:
            wanted = priced(wanted_of(next(iter(own.values()))), found.question)
        found = replace(found, readings={})
        compared = compare(found, wanted, self._index, places, own)
        said = {extract.candidate.id for _, extract in compared.rows}
        if len(compared.rows) < (1 if found.named else 2) or len(said) < len(compared.rows):
            return None
        best = max((e for _, e in compared.rows), key=lambda e: e.score)
        others = {e.candidate.evidence.id for _, e in compared.rows if e is not best}  # they are no rivals of it
        entries = found.entries or tuple(entry for entry in self._index.articles if entry.places)  # all of them
        meant = found.named or {key(entry): MAIN for entry in entries}
        ranked = tuple(e for e in found.ranked if e.id not in others)
        names = (*found.names, *(side.name for side in places if side.name))
        rest = replace(found, named=meant, entries=entries, ranked=ranked, names=names)
        extracts = [e for _, e in compared.rows]
        lines = self._extractor.lines(rest, wanted)
        sure, missing = self._extractor.weighing.sure(rest, best, lines, extracts)
        if sure < (THRESHOLD if compared.missing else COMPLETE):
            return refused(found, extracts[:CITATIONS], missing, sure)
        named = bool(found.named) or any(side.name for side in places)
        return table(found, compared, sure, adds=named)

    def _each(self, found: Retrieved, places: Sequence[Side]) -> Answer | None:
        """Answer what is asked about each place as if it was asked alone; None if less than two can be answered.

        None also where the span reader has read nothing, and where the question does not ask about all alike.
        """
        titles = [entry.title for entry in found.entries]
        if not found.readings or not joined(found.chinese or found.question, [side.label for side in places], titles):
            return None
        rows: list[tuple[str, Extract]] = []
        sures = []
        own = self._alone(found, places, weighs=False)
        for side in places:
            one = own[side.label]
            wanted = wanted_of(one)
            about = replace(one, ranked=tuple(e for e in one.ranked if e.id in side.passages))
            lines = self._extractor.lines(about, wanted)
            best, ahead = self._extractor.best(about, wanted, lines)
            if not best:
                continue
            sure, _ = self._extractor.sure(one, wanted, best[0], lines, ahead)
            if sure >= THRESHOLD:
                rows.append((side.label, best[0]))
                sures.append(sure)
        if len(rows) < 2:
            return None
        missing = tuple(side.label for side in places if side.label not in dict(rows))
        return table(found, Compared(tuple(rows), missing), min(sures), adds=True)
