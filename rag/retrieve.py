"""From a question to passages: the dense and the lexical leg, fused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.asked_units import COUNTED, units_of
from rag.counted import counted_foreign, counted_words, in_english
from rag.coverage import Words, words_of
from rag.dense import CANDIDATES, DenseLeg
from rag.fusion import LEXICAL, Evidence, fuse
from rag.gazetteer import Gazetteer
from rag.language import CHINESE, ENGLISH, JAPANESE, detect
from rag.mentions import Question as Mentioning
from rag.names import Article, key, named, pieces
from rag.rerank import DEPTH, Reranker
from rag.span_reader import SpanReading
from vectorstore.catalog import Entry
from vectorstore.folding import fold_question
from vectorstore.foreign_words import ForeignWord
from vectorstore.index import Index
from vectorstore.lexical import key_of
from vectorstore.names import mentions_in
from vectorstore.record import Stored
from vectorstore.store import Vector
from vectorstore.terms import BIGRAM, Terms, question_terms
from vectorstore.text_encoder import TextEncoder
from vectorstore.types import Hit

THREADS = 32
"""What is done at once besides: as many questions may wait for an embedding server."""


@dataclass(frozen=True)
class Retrieved:
    """A question as it was read, and the passages found for it, best first.

    `chinese` is its translation, "" if there is none; `vector` and `terms` are of both then. `language` is what it was
    read as, `reply_in` the language to answer in. `named` are the articles whose place the question names
    (names.named), `entries` these articles, `names` the pieces of the folded question that do so in Chinese, `exclude`
    the reports it leaves out.
    `readings` are the best passages as the span reader reads them, by their ids, empty without one; `stored` are those
    and the next best as they were stored.
    """

    question: str
    chinese: str
    language: str
    reply_in: str
    vector: Vector
    terms: Terms
    named: Mapping[Article, float]
    exclude: tuple[str, ...]
    ranked: tuple[Evidence, ...]
    names: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    readings: Mapping[str, SpanReading] = field(default_factory=dict)
    stored: Mapping[str, Stored] = field(default_factory=dict)

    @cached_property
    def words(self) -> Words:
        """The words of the question that carry meaning, from its translation where its own language is not read."""
        text = self.chinese if self.is_read_in_chinese else self.question
        language = CHINESE if self.is_read_in_chinese else self.language
        folded = fold_question(text)
        villages = [m.name for m in mentions_in(folded)] if language == CHINESE else []
        names = [*self.names, *(one for one in villages if not any(one in name for name in self.names))]
        if not names:
            return words_of(text, language, self.terms if text == self.question else question_terms(text, language))
        plain = without(folded, names)
        named: Words = {name: ((BIGRAM, name[:2]),) for name in names}
        return {**words_of(plain, language, question_terms(plain, language)), **named}

    @cached_property
    def counted(self) -> list[str]:
        """Those of its words for what it asks the number of, the head last."""
        if self._foreign and self._foreign.written in self.words:
            return [self._foreign.written]
        return counted_words(self.chinese if self.is_read_in_chinese else self.question, self.words)

    @cached_property
    def counted_in_english(self) -> str:
        """What asks in English for the number of what it does, where it is in another language that is known."""
        return in_english(self._foreign) if self._foreign else ""

    @cached_property
    def _foreign(self) -> ForeignWord | None:
        found = None if self.is_read_in_chinese else counted_foreign(self.question, self.language)
        units = units_of(self.question)
        told = units not in (frozenset(), COUNTED)
        return None if found and told and units_of(in_english(found)) != units else found

    @property
    def is_read_in_chinese(self) -> bool:
        """Whether there is a translation, and the question's own words cannot be looked up."""
        return bool(self.chinese) and self.language not in (CHINESE, ENGLISH, JAPANESE)


class HybridRetriever(BaseRetriever):
    """Passages for a question in any language, by meaning and by terms.

    As a LangChain retriever it gives `k` documents with `report`, `title`, `places`, `date`, `section`, `start`, `end`
    and `score` as metadata; `search` gives the hits themselves.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    encoder: TextEncoder
    reranker: Reranker | None = None
    k: int = 10

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """Find the `k` best passages, best first, none of the reports in `exclude`; fewer if there are fewer."""
        best = self.find(question, exclude, k).ranked[: max(k, 0)]
        chunks = self.index.store.get([evidence.id for evidence in best])
        return [Hit(e.id, chunks[e.id], round(e.score, 4)) for e in best if e.id in chunks]

    def find(
        self, question: str, exclude: Sequence[str] = (), k: int = CANDIDATES, chinese: str = "", reply_in: str = ""
    ) -> Retrieved:
        """Find all passages that some leg brings in, at least `k` of each leg, with what was learned on the way.

        `chinese` is the question in Chinese, if someone has translated it; `reply_in` is by default its own language.
        """
        question = question.encode("utf-8", "replace").decode()  # lone surrogates come from bytes that are no UTF-8
        question = unicodedata.normalize("NFC", question)
        language, wanted = detect(question), max(k, CANDIDATES)
        encoding = self._threads.submit(self.encoder.encode_query, question)
        self._dense.begin()
        terms = question_terms(question, language)
        articles = self._near(f"{question}\n{chinese}", exclude)
        meant = named(question, terms, articles)
        if chinese:
            translated = question_terms(chinese, CHINESE)
            meant = meant or named(chinese, translated, articles)
            terms = {kind: list(dict.fromkeys([*terms[kind], *translated[kind]])) for kind in terms}
        entries = tuple(entry for entry in articles if key(entry) in meant)
        weights = {id: meant[key(entry)] for entry in entries for id in entry.passages}
        by_terms = self.index.passages.search(terms, LEXICAL, wanted, exclude, ids=self._ids)
        vector = encoding.result()
        if chinese:
            vector = _middle(vector, self.encoder.encode_query(chinese))
        passages, lines = self._dense.search(vector, wanted, exclude, {report for report, _ in meant})
        lexical = {found.id: found.score for found in by_terms}
        if len(by_terms) == wanted:  # else no other has any of the terms
            lexical |= self._scores((passages.keys() | lines.keys() | weights.keys()) - lexical.keys(), terms)
        ranked = tuple(fuse(passages, lines, lexical, weights))
        if self.reranker:
            ranked = self.reranker.rerank(question, ranked, self.index.store.get([e.id for e in ranked[:DEPTH]]))
        return Retrieved(
            question,
            chinese,
            language,
            reply_in or language,
            vector,
            terms,
            meant,
            tuple(exclude),
            ranked,
            tuple(pieces(chinese or question, entries)),
            entries,
        )

    def _scores(self, ids: Collection[str], terms: Terms) -> dict[str, float]:
        """Score passages by their terms, those that have none left out."""
        if not ids:
            return {}
        return {one.id: one.score for one in self.index.passages.search(terms, LEXICAL, len(ids), only=sorted(ids))}

    def warm(self) -> None:
        """Load and make what a question needs."""
        self.encoder.encode_query("")
        _ = self._gazetteer, self._ids
        self._dense.warm()

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Do beside other things what does not need them."""
        return ThreadPoolExecutor(THREADS, "encoding")

    @cached_property
    def _dense(self) -> DenseLeg:
        return DenseLeg(self.index, self._threads)

    @cached_property
    def _ids(self) -> dict[int, str]:
        """Tell the passages by their keys."""
        return {key_of(id): id for entry in self.index.articles for id in entry.passages}

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.index.articles)

    def _near(self, text: str, exclude: Sequence[str]) -> list[Entry]:
        """List the articles of reports not in `exclude` whose places a text may name."""
        return [entry for entry in self._gazetteer.near(Mentioning(text)) if entry.report not in exclude]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        return [document(hit) for hit in self.search(query, kwargs.get("k", self.k), kwargs.get("exclude", ()))]


def without(text: str, names: Sequence[str]) -> str:
    """Put a space where names stand in a text, so that no word is made of their ends."""
    return re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), " ", text) if names else text


def _middle(one: Vector, other: Vector) -> Vector:
    """Give the direction halfway between two vectors of length 1."""
    both = one + other
    middle: Vector = both / np.linalg.norm(both)
    return middle


def document(hit: Hit) -> Document:
    """Make of a hit what LangChain has it as."""
    chunk = hit.chunk
    return Document(
        id=hit.id,
        page_content=chunk.text,
        metadata={
            "report": chunk.report,
            "title": chunk.title,
            "places": list(chunk.places),
            "date": chunk.date,
            "section": chunk.section,
            "start": chunk.start,
            "end": chunk.end,
            "score": hit.score,
        },
    )
