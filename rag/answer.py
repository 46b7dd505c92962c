"""The assistant without a chat model: compare or extract from what was found, or refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag import phrases
from rag.asked import Asked, Want, asked
from rag.candidates import PASSAGES, Candidate, candidates
from rag.checked import Source
from rag.comparable import measured
from rag.compare import Compared, Side, compare, over_time, sides
from rag.confidence import THRESHOLD, confidence, signals
from rag.coverage import Coverage, Fields, coverage, is_known
from rag.extract import CITATIONS, Extract, citation, extracts, worth
from rag.names import MAIN, key
from rag.reprints import Reprints
from rag.rerank import Reranker
from rag.retrieve import HybridRetriever, Retrieved, without
from rag.strangers import strangers
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Citation, Row
from vectorstore.catalog import Entry
from vectorstore.index import Index
from vectorstore.manifest import Manifest
from vectorstore.record import Line, passage_of
from vectorstore.store import Vector
from vectorstore.text_encoder import TextEncoder
from vectorstore.types import Chunk, Hit

MAX_ANSWER = 400
STRANGER = 0.2
"""What a confidence is multiplied with when the question names a place that the evidence does not."""
NEW = 0.5
"""Share of a passage that must not be in a better one's reprint for a chat model to be given it."""


class Assistant:
    """Answers questions from one opened index."""

    def __init__(self, index: Index, encoder: TextEncoder, reranker: Reranker | None = None) -> None:
        self._index = index
        self._reprints = Reprints(index)
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
        return self.extract(self.find(question, exclude))

    def extract(self, found: Retrieved) -> Answer:
        """Answer from what was found with a figure, sentence or comparison of it, or refuse to."""
        wanted = asked(found.question)
        if wanted.want is Want.OTHER and found.chinese:
            wanted = asked(found.chinese)
        compared = sides(found, wanted, self._index)
        answer = self._compared(found, wanted, compared) if compared else None
        answer = answer or self._extracted(found, wanted)
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
        chunks, found_lines = self._index.store.get(ids), self._index.store.lines_of(ids)
        lines = {id: tuple((line, v) for one, line, v in found_lines if passage_of(one) == id) for id in ids}
        return tuple(
            self._source(n, id, chunks[id], lines[id], found)
            for n, id in enumerate((id for id in ids if id in chunks), 1)
        )

    def _source(
        self, n: int, id: str, chunk: Chunk, lines: tuple[tuple[Line, Vector], ...], found: Retrieved
    ) -> Source:
        if (story := self._reprints.story(chunk)) is None:
            return Source(n, id, chunk, lines)
        texts = [chunk.text[start:end] for start, end in chunk.sentences]
        also_in = self._reprints.also_in(id, chunk.report, texts, found.exclude)
        return Source(n, id, chunk, lines, story, dict(zip(chunk.sentences, also_in, strict=True)))

    def _named(self, one: Citation, found: Retrieved) -> Citation:
        """Name the other reports that have the quote."""
        (also_in,) = self._reprints.also_in(one.passage_id, one.report, [one.quote], found.exclude)
        return replace(one, also_in=also_in) if also_in else one

    def _lines(self, found: Retrieved, wanted: Asked) -> list[Candidate]:
        """Read the best passages' lines, the best first, a sentence that was reprinted once."""
        lines = candidates(found, self._index, found.ranked[:PASSAGES])
        return self._reprints.distinct(sorted(lines, key=lambda line: (-worth(line, wanted), line.id)))

    def _extracted(self, found: Retrieved, wanted: Asked) -> Answer:
        lines = self._lines(found, wanted)
        best = extracts(lines, wanted, found.terms)
        if not best:
            return Answer(found.question, phrases.nothing(found.reply_in), found.reply_in, REFUSED, EXTRACTED, 0.0)
        sure, missing = self._sure(found, best[0], lines)
        if sure < THRESHOLD:
            return _refused(found, best, missing, sure)
        if wanted.want is Want.NUMBER and (times := over_time(lines, wanted, found)):
            return _table(found, times, sure)
        return _answered(found, _shown(best[0]), sure, best)

    def _sure(
        self, found: Retrieved, best: Extract, lines: Sequence[Candidate], others: Sequence[Extract] = ()
    ) -> tuple[float, list[str]]:
        """Give the confidence in an answer, and the words of the question that its passages lack, names first.

        `others` are the further sides of a comparison: what their passages have is not lacking.
        """
        leg, chunk = self._index.passages, best.candidate.chunk
        fields = _together(leg.fields([e.candidate.evidence.id for e in (best, *others)]).values())
        words, counted = found.words, found.counted
        covered: Coverage = coverage(words, leg, fields)
        unknown = bool(counted) and not any(is_known(word, words, leg) for word in counted)
        same = self._reprints.copies(best.candidate, [e.id for e in found.ranked])  # they are no rivals of it
        rest = replace(found, ranked=tuple(e for e in found.ranked if e.id not in same)) if same else found
        scored = [(c.evidence.id, c.cosine + c.lexical) for c in lines if c.evidence.id not in same]
        sure = confidence(signals(best, scored, rest, covered, counted, unknown))
        known = [place for entry in self._index.articles if key(entry) in found.named for place in entry.places]
        names = strangers(without(found.question, found.names), chunk, fields, known)
        if names:
            sure *= STRANGER
        missing = [*names, *(word for word in counted if word in covered.missing), *covered.missing]
        return sure, list({word.casefold(): word for word in reversed(missing)}.values())[::-1]

    def _compared(self, found: Retrieved, wanted: Asked, places: Sequence[Side]) -> Answer | None:
        """Answer a comparison, None if no side has a figure, or but one where all places were asked about."""
        compared = compare(found, wanted, self._index, places)
        if len(compared.rows) < (1 if found.named else 2):
            return None
        best = max((e for _, e in compared.rows), key=lambda e: e.score)
        others = {e.candidate.evidence.id for _, e in compared.rows if e is not best}  # they are no rivals of it
        meant = found.named or {key(entry): MAIN for entry in self._index.articles if entry.places}  # all of them
        rest = replace(found, named=meant, ranked=tuple(e for e in found.ranked if e.id not in others))
        sides = [e for _, e in compared.rows]
        sure, missing = self._sure(rest, best, self._lines(rest, wanted), sides)
        if sure < THRESHOLD:
            return _refused(found, [e for _, e in compared.rows][:CITATIONS], missing, sure)
        return _table(found, compared, sure)


def _together(passages: Iterable[Fields]) -> Fields:
    """Give the terms that any of some passages has, by field."""
    found: dict[str, frozenset[str]] = {}
    for fields in passages:
        for field, terms in fields.items():
            found[field] = found.get(field, frozenset()) | terms
    return found


def _table(found: Retrieved, compared: Compared, sure: float) -> Answer:
    """Answer with several figures, the largest first, and the place or time that has the most."""
    rows = tuple(
        Row(label, e.candidate.chunk.date, e.candidate.chunk.report, e.text, _value(e), n)
        for n, (label, e) in enumerate(compared.rows, 1)
    )
    sizes = [measured(e.candidate.line.figure) for _, e in compared.rows if e.candidate.line.figure]
    winner = rows[0].place if len(sizes) > 1 and sizes[0] > sizes[1] else ""
    said = phrases.comparison(found.reply_in, [(row.place, f"{row.text} [{row.n}]") for row in rows], winner)
    absent = phrases.no_figure(found.reply_in, compared.missing)
    text = " ".join(part for part in (said, absent) if part)[:MAX_ANSWER]
    return _answered(found, text, sure, [e for _, e in compared.rows], rows)


def _answered(
    found: Retrieved, text: str, sure: float, extracts: Sequence[Extract], table: tuple[Row, ...] = ()
) -> Answer:
    return Answer(
        question=found.question,
        answer=text,
        language=found.reply_in,
        status=ANSWERED,
        mode=EXTRACTED,
        confidence=round(sure, 4),
        highlight=tuple(dict.fromkeys(e.text for e in extracts)),
        citations=tuple(
            citation(n, e.candidate.evidence.id, e.candidate.chunk, e.quote) for n, e in enumerate(extracts, 1)
        ),
        table=table,
    )


def _refused(found: Retrieved, best: Sequence[Extract], missing: Sequence[str], sure: float) -> Answer:
    return Answer(
        question=found.question,
        answer=phrases.refusal(found.reply_in, missing),
        language=found.reply_in,
        status=REFUSED,
        mode=EXTRACTED,
        confidence=round(sure, 4),
        nearest=_citations(best),
    )


def _citations(extracts: Sequence[Extract]) -> tuple[Citation, ...]:
    places = ((e.candidate.evidence.id, e.candidate.chunk, e.quote) for e in extracts)
    return tuple(citation(n, *place) for n, place in enumerate(places, 1))


def _value(extract: Extract) -> float:
    figure = extract.candidate.line.figure
    return figure.value if figure else 0.0


def _shown(best: Extract) -> str:
    quote = best.quoted.replace("\n", "")
    lead = best.text.replace("\n", "")
    room = MAX_ANSWER - len(lead) - 10
    return f"{lead} — {quote if len(quote) <= room else quote[: room - 1] + '…'} [1]"
