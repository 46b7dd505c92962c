"""From a question to passages: the dense and the lexical leg, fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.fusion import LEXICAL, fuse
from rag.language import detect
from vectorstore.encoder import Encoder
from vectorstore.index import Index
from vectorstore.store import passage_of
from vectorstore.terms import question_terms
from vectorstore.types import Hit

CANDIDATES = 50
"""Passages that each leg brings in."""


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
        vector = self.encoder.encode_query(question)
        store, wanted = self.index.store, max(k, CANDIDATES)
        lines: dict[str, float] = {}
        for id, cosine in store.nearest_lines(vector, 2 * wanted, exclude):
            lines.setdefault(passage_of(id), cosine)
        passages = dict(store.nearest(vector, wanted, exclude))
        terms = question_terms(question, detect(question))
        leg = self.index.passages
        candidates = {found.id for found in leg.search(terms, LEXICAL, wanted, exclude)} | passages.keys() | lines.keys()
        lexical = {found.id: found.score for found in leg.search(terms, LEXICAL, len(candidates), only=sorted(candidates))}
        ranked = fuse(passages, lines, lexical)[:k]
        chunks = store.get([evidence.id for evidence in ranked])
        return [Hit(e.id, chunks[e.id], round(e.score, 4)) for e in ranked if e.id in chunks]

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
