"""The assistant without a chat model: compare or extract from what was found, or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.asked import Asked, Want, asked
from rag.candidates import PASSAGES, Candidate, candidates
from rag.checked import Source
from rag.comparable import priced
from rag.compare import Side, compare, over_time, sides
from rag.confidence import THRESHOLD, Signals
from rag.elsewhere import is_elsewhere
from rag.extract import CITATIONS, Extract, extracts, fits, worth
from rag.extracted import nothing, refused, shortly, table
from rag.names import MAIN, key
from rag.pairs import pair
from rag.reprints import Reprints
from rag.rerank import Reranker
from rag.retrieve import HybridRetriever, Retrieved
from rag.series import series
from rag.span_reader import SpanReader
from rag.strangers import lacking
from rag.types import Answer, Citation
from rag.weighing import Weighing
from vectorstore.catalog import Entry
from vectorstore.index import Index
from vectorstore.manifest import Manifest
from vectorstore.record import Stored, dequantize
from vectorstore.text_encoder import TextEncoder
from vectorstore.types import Hit

MISFIT = 0.2
"""What a confidence is multiplied with when its answer is of another kind than what is asked for (rag.extract.fits), or
about another place (rag.elsewhere)."""
LISTED = 0.15
"""The least confidence in figures of one sentence for all that a question lists: that it has them all speaks for it."""
READ = 3
"""Passages that the span reader reads."""
NEW = 0.5
"""Share of a passage that must not be in a better one's reprint for a chat model to be given it."""


class Assistant:
    """Answers questions from one opened index."""

    def __init__(
        self, index: Index, encoder: TextEncoder, reranker: Reranker | None = None, spans: SpanReader | None = None
    ) -> None:
        self._index = index
        self._spans = spans
        self._reprints = Reprints(index)
        self._weighing = Weighing(index, self._reprints)
        self.retriever = HybridRetriever(index=index, encoder=encoder, reranker=reranker)

    @property
    def manifest(self) -> Manifest:
        """The state of the index that is answered from."""
        return self._index.manifest

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that made the index."""
        return self.retriever.encoder

    @property
    def reads(self) -> bool:
        """Whether the span reader reads the best passages."""
        return self._spans is not None

    @property
    def index(self) -> Index:
        """The index that is answered from."""
        return self._index

    @property
    def articles(self) -> tuple[Entry, ...]:
        """The articles of the index."""
        return self._index.articles

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """Find the `k` best passages for a question, best first, reprints among them."""
        return self.retriever.search(question, k, exclude)

    def find(self, question: str, exclude: Sequence[str] = (), chinese: str = "", reply_in: str = "") -> Retrieved:
        """Find what a question is answered from, as the retriever does, without what reprints only repeat."""
        return self._reprints.without_copies(self.retriever.find(question, exclude, chinese=chinese, reply_in=reply_in))

    def ask(self, question: str, exclude: Sequence[str] = ()) -> Answer:
        """Answer a question that stands on its own from the reports that are not in `exclude`, or refuse to."""
        return self.extract(self.read(self.find(question, exclude)))

    def warm(self) -> None:
        """Load what a question needs."""
        self.retriever.warm()
        if self._spans:
            self._spans.warm()

    def read(self, found: Retrieved) -> Retrieved:
        """Let the span reader, if there is one, read the best passages."""
        if self._spans is None:
            return found
        best = [evidence.id for evidence in found.ranked[:PASSAGES]]
        stored = self._index.store.read(best)
        chunks = {id: stored[id].chunk for id in best[:READ] if id in stored}
        return replace(found, readings=self._spans.read(found.question, found.terms, chunks), stored=stored)

    def extract(self, found: Retrieved) -> Answer:
        """Answer from what was found with a figure, sentence or comparison of it, or refuse to."""
        wanted = _wanted(found)
        lines = self._lines(found, wanted)
        answer = self._listed(found, wanted, lines) or self._side_by_side(found, wanted)
        answer = answer or self._extracted(found, wanted, lines)
        cited, near = (tuple(self._named(one, found) for one in some) for some in (answer.citations, answer.nearest))
        return replace(answer, citations=cited, nearest=near)

    def sources(self, found: Retrieved, answer: Answer, most: int) -> tuple[Source, ...]:
        """Give the passages a chat model answers from: those of the extracted answer, then the best others.

        A passage that was not cited and mostly repeats, in a reprint, what is in those before it is left out.
        """
        cited = dict.fromkeys(one.passage_id for one in answer.citations)
        ids = list(dict.fromkeys([*cited, *(e.id for e in found.ranked)]))
        new = self._reprints.new_shares(ids)
        ids = [id for id in ids if id in cited or new.get(id, 1.0) >= NEW][:most]
        stored = self._index.store.read(ids)
        return tuple(
            self._source(n, id, stored[id], found) for n, id in enumerate((id for id in ids if id in stored), 1)
        )

    def _source(self, n: int, id: str, stored: Stored, found: Retrieved) -> Source:
        chunk, lines = stored.chunk, tuple(zip(stored.lines, dequantize(stored.vectors), strict=True))
        if (story := self._reprints.story(chunk)) is None:
            return Source(n, id, chunk, lines, reading=found.readings.get(id))
        texts = [chunk.text[start:end] for start, end in chunk.sentences]
        also_in = self._reprints.also_in(id, chunk.report, texts, found.exclude)
        told = dict(zip(chunk.sentences, also_in, strict=True))
        return Source(n, id, chunk, lines, story, told, found.readings.get(id))

    def _named(self, one: Citation, found: Retrieved) -> Citation:
        """Name the other reports that have the quote."""
        (also_in,) = self._reprints.also_in(one.passage_id, one.report, [one.quote], found.exclude)
        return replace(one, also_in=also_in) if also_in else one

    def _lines(self, found: Retrieved, wanted: Asked) -> list[Candidate]:
        """Read the best passages' lines, the best first, a sentence that was reprinted once."""
        lines = candidates(found, self._index, found.ranked[:PASSAGES])
        return self._reprints.distinct(sorted(lines, key=lambda line: (-worth(line, wanted), line.id)))

    def _best(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> list[Extract]:
        """Extract answers from the best passages' lines, best first; none where nothing was found.

        Where some passages have all names of the question, they alone answer.
        """
        strange = lacking(found, {line.evidence.id: line.chunk for line in lines}, self._index)
        named = [line for line in lines if line.evidence.id not in strange]
        return extracts(named or lines, wanted, found.terms)

    def _extracted(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> Answer:
        best = self._best(found, wanted, lines)
        if not best:
            return nothing(found)
        sure, missing = self._weighing.sure(found, best[0], lines)
        sure *= 1.0 if fits(best[0].candidate, wanted) and not is_elsewhere(found, best[0]) else MISFIT
        if sure < THRESHOLD:
            return refused(found, best, missing, sure)
        if wanted.want is Want.NUMBER and (times := over_time(lines, wanted, found)):
            return table(found, times, sure)
        return shortly(found, sure, best)

    def _listed(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> Answer | None:
        """Answer with one sentence's figures for all that a question lists; None if none has them, or if not sure."""
        if (told := series(found, wanted, lines)) is None:
            return None
        names = (*found.names, *(name for name, _ in told.rows if name in found.question))
        best = max((extract for _, extract in told.rows), key=lambda one: one.score)
        sure, _ = self._weighing.sure(replace(found, names=names), best, lines)
        return table(found, told, sure) if sure >= LISTED else None

    def weigh(self, found: Retrieved) -> tuple[Signals, bool] | None:
        """Give the signals of the best extract, and whether the question names a stranger; None if there is none."""
        wanted = _wanted(found)
        lines = self._lines(found, wanted)
        if not (best := self._best(found, wanted, lines)):
            return None
        told, _, names = self._weighing.signals(found, best[0], lines)
        return told, bool(names)

    def _side_by_side(self, found: Retrieved, wanted: Asked) -> Answer | None:
        """Answer with the figures of the places or names that a question compares; None if it compares none."""
        compared = sides(found, wanted, self._index) or pair(found, wanted, self._index)
        return self._compared(found, priced(wanted, found.question), compared) if compared else None

    def _compared(self, found: Retrieved, wanted: Asked, places: Sequence[Side]) -> Answer | None:
        """Answer a comparison, None if no side has a figure, or but one where all places were asked about.

        The span reader has no say: to let it read the best passages of each side chose worse figures.
        """
        found = replace(found, readings={})
        compared = compare(found, wanted, self._index, places)
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
        sides = [e for _, e in compared.rows]
        sure, missing = self._weighing.sure(rest, best, self._lines(rest, wanted), sides)
        if sure < THRESHOLD:
            return refused(found, [e for _, e in compared.rows][:CITATIONS], missing, sure)
        return table(found, compared, sure)


def _wanted(found: Retrieved) -> Asked:
    """Tell what a question asks for, from its translation where it says more."""
    wanted = asked(found.question, found.counted_in_english)
    return asked(found.chinese) if wanted.want is Want.OTHER and found.chinese else wanted
