"""How sure an answer is: what speaks for it, and the words and names of the question that its passages lack."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from rag.candidates import Candidate
from rag.confidence import Signals, confidence, signals
from rag.coverage import Coverage, coverage, is_known, together
from rag.extract import Extract
from rag.language import JAPANESE
from rag.reprints import Reprints
from rag.retrieve import Retrieved
from rag.rivals import ALONE, Lead
from rag.strangers import names_lacking, other_days, other_numbers, other_years
from vectorstore.folding import as_written
from vectorstore.index import Index

STRANGER = 0.2
"""What a confidence is multiplied with when the question names a place, person or year that the evidence does not."""


class Weighing:
    """Weighs answers from one opened index."""

    def __init__(self, index: Index, reprints: Reprints) -> None:
        self._index = index
        self._reprints = reprints

    def sure(
        self,
        found: Retrieved,
        best: Extract,
        lines: Sequence[Candidate],
        others: Sequence[Extract] = (),
        lead: Lead = ALONE,
    ) -> tuple[float, list[str]]:
        """Give the confidence in an answer, and the words of the question that its passages lack, names first."""
        told, lacking, names = self.signals(found, best, lines, others, lead)
        sure = confidence(told) * (STRANGER if names else 1.0)
        missing: dict[str, str] = {}
        for word in (*names, *(word for word in found.counted if word in lacking), *lacking):
            if word in names or not any(word in name for name in names):
                missing.setdefault(word.casefold(), word)
        said = list(missing.values())
        return sure, [as_written(found.question, word) for word in said] if found.language == JAPANESE else said

    def signals(
        self,
        found: Retrieved,
        best: Extract,
        lines: Sequence[Candidate],
        others: Sequence[Extract] = (),
        lead: Lead = ALONE,
    ) -> tuple[Signals, Collection[str], list[str]]:
        """Give an answer's signals, the words that its passages lack, and the names of strangers.

        `others` are the further sides of a comparison: what their passages have is not lacking. `lead` is how far the
        answer is ahead of others.
        """
        leg, chunk = self._index.passages, best.candidate.chunk
        fields = together(leg.fields([e.candidate.evidence.id for e in (best, *others)]).values())
        words, counted = found.words, found.counted
        covered: Coverage = coverage(words, leg, fields)
        unknown = bool(counted) and not any(is_known(word, words, leg) for word in counted)
        same = self._reprints.copies(best.candidate, [e.id for e in found.ranked])  # they are no rivals of it
        rest = replace(found, ranked=tuple(e for e in found.ranked if e.id not in same)) if same else found
        scored = [(c.evidence.id, c.cosine + c.lexical) for c in lines if c.evidence.id not in same]
        names = [
            *names_lacking(found, chunk, fields),
            *other_years(found.question, chunk, self._index),
            *other_days(found.question, chunk),
            *other_numbers(found.question, chunk),
        ]
        only = all(self._reports.get(e.id) == chunk.report for e in rest.ranked)
        return signals(best, scored, rest, covered, counted, unknown, lead, only), covered.missing, names

    @cached_property
    def _reports(self) -> dict[str, str]:
        """The report of every passage."""
        return {id: entry.report for entry in self._index.articles for id in entry.passages}
