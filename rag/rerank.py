"""A second look at the best passages with a cross-encoder, for people who have one (RERANKER_MODEL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rag.fusion import Evidence
from vectorstore.errors import EncoderUnavailable
from vectorstore.passages import embedded_text
from vectorstore.types import Chunk

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 20
"""Passages that are read again."""

WEIGHT = 0.3
"""What the reranker's score, 0 to 1, is worth beside the fused one: about as much as the legs' scores differ."""


class Reranker:
    """A sentence-transformers CrossEncoder, loaded when it is first needed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def rerank(self, question: str, ranked: Sequence[Evidence], chunks: Mapping[str, Chunk]) -> tuple[Evidence, ...]:
        """Order the best passages anew by their fused and their cross-encoder's scores; the rest stays behind them."""
        read = [evidence for evidence in ranked[:DEPTH] if evidence.id in chunks]
        scores = self._model.predict([(question, embedded_text(chunks[e.id])) for e in read], show_progress_bar=False)
        low, high = float(min(scores)), float(max(scores))
        spread = (high - low) or 1.0
        again = [replace(e, again=WEIGHT * (float(s) - low) / spread) for e, s in zip(read, scores, strict=True)]
        rest = [evidence for evidence in ranked if evidence.id not in {e.id for e in again}]
        return (*sorted(again, key=lambda e: (-e.score, e.id)), *rest)

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(self.name)
        except Exception as error:
            first = str(error).strip().partition("\n")[0]
            raise EncoderUnavailable(
                f"RERANKER_MODEL {self.name} cannot be loaded ({first}). Name a sentence-transformers CrossEncoder, or "
                "leave it empty: the assistant needs none."
            ) from error
        return model
