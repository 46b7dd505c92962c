"""From what was found to the lines that may answer, the best extracts of them, and how sure the first one is."""

from __future__ import annotations

from collections.abc import Sequence

from rag.asked import Asked, Want, asked
from rag.candidates import PASSAGES, Candidate, candidates
from rag.elsewhere import is_elsewhere
from rag.extract import Extract, extracts, fits, worth
from rag.reprints import Reprints
from rag.rereading import read_again
from rag.retrieve import Retrieved
from rag.rivals import ALONE, Lead, lead
from rag.span_reader import SpanReader
from rag.strangers import lacking
from rag.weighing import Weighing
from vectorstore.index import Index
from vectorstore.types import Chunk

MISFIT = 0.2
"""What a confidence is multiplied with when its answer is of another kind than what is asked for (rag.extract.fits), or
about another place (rag.elsewhere)."""


class Extractor:
    """Extracts answers from one opened index."""

    def __init__(self, index: Index, reprints: Reprints, spans: SpanReader | None = None) -> None:
        self._index = index
        self._reprints = reprints
        self._spans = spans
        self.weighing = Weighing(index, reprints)

    def lines(self, found: Retrieved, wanted: Asked) -> list[Candidate]:
        """Read the best passages' lines, the best first, a sentence that was reprinted once."""
        lines = candidates(found, self._index, found.ranked[:PASSAGES])
        return self._reprints.distinct(sorted(lines, key=lambda line: (-worth(line, wanted), line.id)))

    def best(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> tuple[list[Extract], Lead]:
        """Extract answers from lines, best first, none where nothing was found; and tell how far the first is ahead.

        Where some passages have all names of the question, they alone answer. Where the span reader has read, it reads
        the best lines once more.
        """
        chunks: dict[str, Chunk] = {line.evidence.id: line.chunk for line in lines}
        strange = lacking(found, chunks, self._index)
        named = [line for line in lines if line.evidence.id not in strange] or lines
        if self._spans and found.readings:
            named = read_again(named, wanted, found, self._spans)
        best = extracts(named, wanted, found.terms)
        return best, lead(best[0], named, wanted, found.terms) if best else ALONE

    def sure(
        self,
        found: Retrieved,
        wanted: Asked,
        best: Extract,
        lines: Sequence[Candidate],
        ahead: Lead,
        others: Sequence[Extract] = (),
    ) -> tuple[float, list[str]]:
        """Give the confidence in an answer, and the words of the question that its passages lack, names first.

        `others` is the same figure at other times, if it is told with them.
        """
        sure, missing = self.weighing.sure(found, best, lines, others, ahead)
        return sure * (1.0 if fits(best.candidate, wanted) and not is_elsewhere(found, best) else MISFIT), missing


def wanted_of(found: Retrieved) -> Asked:
    """Tell what a question asks for, from its translation where it says more."""
    wanted = asked(found.question, found.counted_in_english)
    return asked(found.chinese) if wanted.want is Want.OTHER and found.chinese else wanted
