"""Which sentences of the sources support a claim: they have its numbers and quotations and fit its words best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.bars import OF_SHARE, Bar, bar, is_read
from rag.checked import NO_EVIDENCE, NOT_VERBATIM, UNRELATED, WRONG_DATE, WRONG_NUMBER, WRONG_PLACE
from rag.plain import comparable, is_verbatim
from rag.reading import Claim, Reading, Sentence
from rag.relation import share
from vectorstore.encoder import Encoder
from vectorstore.model_source import EMBEDDED
from vectorstore.store import Vector
from vectorstore.text_encoder import TextEncoder

AHEAD = 0.1
"""How much better a sentence must fit a claim than the next one for a citation to be moved to it."""


@dataclass(frozen=True, slots=True)
class Supported:
    """The sentences that support a claim, in the order of the sources cited; if none do, `problem` says why."""

    sentences: tuple[Sentence, ...] = ()
    problem: str = ""


class Support:
    """Looks for support among the sources of one answer. `encoder` is only asked where words cannot decide."""

    def __init__(self, question: str, language: str, readings: Sequence[Reading], encoder: TextEncoder | None) -> None:
        self._question = comparable(question)
        self._language = language
        self._readings = readings
        self._encoder = encoder
        self._absolute = isinstance(encoder, Encoder) and encoder.name == EMBEDDED
        self._vectors: dict[str, Vector] = {}

    def cited(self, claim: Claim, readings: Sequence[Reading]) -> Supported:
        """Find what supports a claim in the sources that it cites, taken together."""
        if problem := self._lacking(claim, readings):
            return Supported(problem=problem)
        chosen = self._chosen(claim, readings)
        wanted = bar(claim, cited=True)
        return Supported(chosen) if self._is_near(claim, chosen, wanted) else Supported(problem=UNRELATED)

    def found(self, claim: Claim) -> Supported:
        """Find the one source that supports a claim best, in one sentence if there is one with all its numbers."""
        able = [reading for reading in self._readings if not self._lacking(claim, [reading])]
        if not able:
            return Supported(problem=self._lacking(claim, self._readings) or NO_EVIDENCE)
        best = self._best(claim, self._whole(claim, able))
        chosen = (best,) if best else max((self._chosen(claim, [r]) for r in able), key=lambda c: self._fit(claim, c))
        wanted = bar(claim, cited=False)
        return Supported(chosen) if self._is_near(claim, chosen, wanted) else Supported(problem=NO_EVIDENCE)

    def moved(self, claim: Claim, cited: Sequence[Reading]) -> Supported:
        """Find the one sentence of the other sources that has all of a claim and fits it better than the cited ones.

        There must be no doubt which: nothing is found where another sentence fits nearly as well.
        """
        others = [reading for reading in self._readings if reading not in cited]
        whole = self._whole(claim, [reading for reading in others if not self._lacking(claim, [reading])])
        best = self._best(claim, whole)
        wanted = bar(claim, cited=False)
        if best is None or not self._is_near(claim, [best], wanted):
            return Supported(problem=NO_EVIDENCE)
        fit = self._fit(claim, [best])
        rivals = [self._fit(claim, [one]) + AHEAD for one in whole if one.comparable != best.comparable]
        rivals += [self._fit(claim, [sentence]) for reading in cited for sentence in reading.sentences]
        return Supported((best,)) if fit >= max(rivals, default=0.0) else Supported(problem=NO_EVIDENCE)

    def _lacking(self, claim: Claim, readings: Sequence[Reading]) -> str:
        """Say what of a claim none of some sources has: a number, a month, a quotation; "" if they have all."""
        for number in claim.numbers:
            if not any(reading.has(number) for reading in readings):
                return f"{WRONG_NUMBER}: {claim.text[number.start : number.end].strip()}"
        if claim.months and claim.months - frozenset().union(*(reading.months for reading in readings)):
            return WRONG_DATE
        if self._is_elsewhere(claim, readings):
            return WRONG_PLACE
        for quotation in claim.quotations:
            if not is_verbatim(quotation, self._question) and not any(r.quotes(quotation) for r in readings):
                return f"{NOT_VERBATIM}: {quotation}"
        return ""

    def _is_elsewhere(self, claim: Claim, readings: Sequence[Reading]) -> bool:
        """Whether a claim names places that sources are about, but none of those that these sources name."""
        named = [reading.place for reading in self._readings if reading.is_named(claim) and reading.place]
        return bool(named) and not any(reading.names(place) for reading in readings for place in named)

    def _chosen(self, claim: Claim, readings: Sequence[Reading]) -> tuple[Sentence, ...]:
        """Choose few sentences that have a claim's numbers and quotations, at least one of each source with any."""
        numbers = claim.numbers
        chosen: list[Sentence] = []
        for quotation in claim.quotations:
            having = [s for r in readings for s in r.sentences if is_verbatim(quotation, s.comparable)]
            if having and not set(having) & set(chosen):
                chosen.append(having[0])
        lacking = frozenset(range(len(numbers))).difference(*(s.covered(numbers) for s in chosen))
        able = [s for r in readings for s in r.sentences if s.covered(numbers)]
        while stating := [s for s in able if s.covered(numbers) & lacking]:
            most = max(len(s.covered(numbers) & lacking) for s in stating)
            best = self._best(claim, [s for s in stating if len(s.covered(numbers) & lacking) == most])
            assert best is not None
            chosen.append(best)
            lacking -= best.covered(numbers)
        for reading in readings:
            if not any(s.reading is reading for s in chosen):
                chosen += self._besides(claim, reading, needed=not chosen)
        return tuple(sorted(chosen, key=lambda s: (readings.index(s.reading), s.span)))

    def _besides(self, claim: Claim, reading: Reading, needed: bool) -> list[Sentence]:
        """Choose a sentence of a source whose numbers are not needed, if it says the same as the others."""
        most = max((len(s.covered(claim.numbers)) for s in reading.sentences), default=0)
        best = self._best(claim, [s for s in reading.sentences if len(s.covered(claim.numbers)) == most])
        if best is None or (claim.numbers and not most and not needed):
            return []
        wanted = bar(claim, cited=True, by_words=True)
        return [best] if needed or self._is_near(claim, [best], wanted) else []

    def _whole(self, claim: Claim, readings: Iterable[Reading]) -> list[Sentence]:
        """List the sentences that have all numbers of a claim that their source's heading does not have."""
        found = []
        for reading in readings:
            numbers = [n for n in claim.numbers if not reading.says_above(n)]
            found += [s for s in reading.sentences if len(s.covered(numbers)) == len(numbers)]
        return found

    def _best(self, claim: Claim, sentences: Sequence[Sentence]) -> Sentence | None:
        if len(sentences) < 2:
            return next(iter(sentences), None)
        return max(sentences, key=lambda sentence: self._fit(claim, [sentence]))

    def _fit(self, claim: Claim, sentences: Sequence[Sentence]) -> float:
        """Score how well sentences fit a claim: by words where they can be compared, else by vectors."""
        if is_read(self._language):
            return share(claim.terms, *(s.words for s in sentences), *(s.reading.heading_words for s in sentences))
        cosine = self._cosine(claim, sentences)
        return share(claim.terms, *(s.words for s in sentences)) if cosine is None else cosine

    def _is_near(self, claim: Claim, sentences: Sequence[Sentence], wanted: Bar) -> bool:
        """Whether sentences speak of what a claim speaks of."""
        if not sentences:
            return False
        if not claim.terms or (claim.quotations and not claim.numbers):
            return True
        words = [s.words for s in sentences] + [s.reading.heading_words for s in sentences]
        common = share(claim.terms, *words)
        if common * len(claim.terms) < wanted.least:
            common = 0.0
        if common >= wanted.share or (claim.is_distinctive and not is_read(self._language)):
            return True
        cosine = self._cosine(claim, sentences) if self._absolute else None
        return common >= wanted.blind if cosine is None else cosine + OF_SHARE * common >= wanted.cosine

    def _cosine(self, claim: Claim, sentences: Sequence[Sentence]) -> float | None:
        """Give the cosine of a claim, encoded as a question, and the nearest sentence; None without vectors."""
        vectors = [vector for s in sentences if (vector := s.vector) is not None]
        if self._encoder is None or not vectors:
            return None
        said = claim.context or claim.text
        if said not in self._vectors:
            self._vectors[said] = self._encoder.encode_query(said)
        return max(float(vector @ self._vectors[said]) for vector in vectors)
