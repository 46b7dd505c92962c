"""From a question to passages: the dense and the lexical leg, fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.fusion import LEXICAL, Evidence, fuse
from rag.language import detect
from vectorstore.encoder import Encoder
from vectorstore.index import Index
from vectorstore.store import Vector, passage_of
from vectorstore.terms import Terms, question_terms
from vectorstore.types import Chunk, Hit

CANDIDATES = 50
"""Passages that each leg brings in."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question as it was read, and the passages found for it, best first, with their chunks by id."""

    question: str
    language: str
    vector: Vector
    terms: Terms
    ranked: tuple[Evidence, ...]
    chunks: Mapping[str, Chunk]


class HybridRetriever(BaseRetriever):
    """Passages for a question in any language, by meaning and by terms.

    As a LangChain retriever it gives `k` documents with `report`, `title`, `places`, `date`, `start`, `end` and `score`
    as metadata; `search` gives the hits themselves.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    encoder: Encoder
    k: int = 10

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """The `k` best passages, best first, none of the reports in `exclude`; fewer if there are fewer."""
        found = self.find(question, k, exclude)
        return [Hit(e.id, found.chunks[e.id], round(e.score, 4)) for e in found.ranked]

    def find(self, question: str, k: int, exclude: Sequence[str] = ()) -> Retrieved:
        """The `k` best passages with everything that was learned on the way."""
        language = detect(question)
        vector = self.encoder.encode_query(question)
        store, wanted = self.index.store, max(k, CANDIDATES)
        lines: dict[str, float] = {}
        for id, cosine in store.nearest_lines(vector, 2 * wanted, exclude):
            lines.setdefault(passage_of(id), cosine)
        passages = dict(store.nearest(vector, wanted, exclude))
        terms = question_terms(question, language)
        leg = self.index.passages
        ids = {found.id for found in leg.search(terms, LEXICAL, wanted, exclude)} | passages.keys() | lines.keys()
        lexical = {found.id: found.score for found in leg.search(terms, LEXICAL, len(ids), only=sorted(ids))}
        ranked = fuse(passages, lines, lexical)
        chunks = store.get([evidence.id for evidence in ranked[:k]])
        kept = tuple(evidence for evidence in ranked[:k] if evidence.id in chunks)
        return Retrieved(question, language, vector, terms, kept, chunks)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        return [document(hit) for hit in self.search(query, kwargs.get("k", self.k), kwargs.get("exclude", ()))]


def document(hit: Hit) -> Document:
    """A hit as LangChain has it."""
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
