"""The assistant without a chat model: compare or extract from what was found, or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.asked import Asked, Want
from rag.candidates import PASSAGES, Candidate
from rag.checked import Source
from rag.confidence import COMPLETE, THRESHOLD, Signals
from rag.denied import denied
from rag.extracted import nothing, refused, shortly, table
from rag.extractor import Extractor, wanted_of
from rag.over_time import over_time
from rag.reprints import Reprints
from rag.rerank import Reranker
from rag.retrieve import HybridRetriever, Retrieved
from rag.series import series
from rag.side_by_side import SideBySide
from rag.span_reader import SpanReader
from rag.strangers import lacking
from rag.types import Answer, Citation
from rag.who import described
from vectorstore.catalog import Entry
from vectorstore.index import Index
from vectorstore.manifest import Manifest
from vectorstore.record import Stored, dequantize
from vectorstore.text_encoder import TextEncoder
from vectorstore.types import Hit

LISTED = 0.15
"""The least confidence in figures of one sentence for all that a question lists: that it has them all speaks for it."""
OUTRIGHT = 0.6
"""The least confidence in what a sentence says outright: what somebody is who is asked about by name, or that there was
none of what is counted."""
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
        self._extractor = Extractor(index, self._reprints, spans)
        self._sides = SideBySide(index, self._extractor, self.find, self.read)
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
        wanted = wanted_of(found)
        lines = self._extractor.lines(found, wanted)
        answer = self._listed(found, wanted, lines) or self._sides.answer(found, wanted)
        answer = answer or self._extracted(found, wanted, lines)
        return self._with_reprints(answer, found)

    def extract_from(self, found: Retrieved) -> Answer:
        """Answer from what was found alone: with no comparison, for which more is searched."""
        wanted = wanted_of(found)
        return self._with_reprints(self._extracted(found, wanted, self._extractor.lines(found, wanted)), found)

    def _with_reprints(self, answer: Answer, found: Retrieved) -> Answer:
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

    def _extracted(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> Answer:
        best, ahead = self._extractor.best(found, wanted, lines)
        if not best:
            return nothing(found)
        none = denied(found, wanted, best[0], lines)
        times = over_time(lines, wanted, found) if wanted.want is Want.NUMBER and not none else None
        others = [extract for _, extract in times.rows] if times else []
        sure, missing = self._extractor.sure(found, wanted, best[0], lines, ahead, others)
        if who := described(found.question, lines):
            return shortly(found, max(sure, OUTRIGHT), [who, *(one for one in best if one.quote != who.quote)])
        if none:
            best, where = [none, *best], none.candidate
            told = (where.chunk.report, where.chunk.article) in found.named
            if told and not lacking(found, {where.evidence.id: where.chunk}, self._index):
                sure = max(sure, OUTRIGHT)
        complete = len(others) == len(wanted.moments) and best[0].candidate.id in {one.candidate.id for one in others}
        if sure < (COMPLETE if complete else THRESHOLD):
            return refused(found, best, missing, sure)
        return table(found, times, sure) if times else shortly(found, sure, best)

    def _listed(self, found: Retrieved, wanted: Asked, lines: Sequence[Candidate]) -> Answer | None:
        """Answer with one sentence's figures for all that a question lists; None if none has them, or if not sure."""
        if (told := series(found, wanted, lines)) is None:
            return None
        names = (*found.names, *(name for name, _ in told.rows if name in found.question))
        best = max((extract for _, extract in told.rows), key=lambda one: one.score)
        sure, _ = self._extractor.weighing.sure(replace(found, names=names), best, lines)
        return table(found, told, sure, adds=True) if sure >= LISTED else None

    def weigh(self, found: Retrieved) -> tuple[Signals, bool] | None:
        """Give the signals of the best extract, and whether the question names a stranger; None if there is none."""
        wanted = wanted_of(found)
        lines = self._extractor.lines(found, wanted)
        best, ahead = self._extractor.best(found, wanted, lines)
        if not best:
            return None
        told, _, names = self._extractor.weighing.signals(found, best[0], lines, lead=ahead)
        return told, bool(names)
