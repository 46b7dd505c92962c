"""The assistant without a chat model: retrieve, extract, or refuse."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rag import phrases
from rag.asked import asked
from rag.candidates import candidates
from rag.extract import Extract, citation, extracts
from rag.retrieve import HybridRetriever
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Turn
from vectorstore.encoder import Encoder
from vectorstore.index import Index, Manifest
from vectorstore.types import Hit

PASSAGES = 10
MAX_ANSWER = 400
NEAREST = 3


class Assistant:
    """Answers questions from one opened index."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index = index
        self.retriever = HybridRetriever(index=index, encoder=encoder)

    @property
    def manifest(self) -> Manifest:
        """The state of the index that is answered from."""
        return self._index.manifest

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """The `k` best passages for a question, best first."""
        return self.retriever.search(question, k, exclude)

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer a question from the reports that are not in `exclude`, or refuse to."""
        started = time.perf_counter()
        found = self.retriever.find(question, PASSAGES, exclude)
        retrieved = time.perf_counter()
        best = extracts(candidates(found, self._index), asked(question), found.terms)
        timings = {
            "retrieve": round(1000 * (retrieved - started), 1),
            "extract": round(1000 * (time.perf_counter() - retrieved), 1),
        }
        if not best:
            return Answer(question, phrases.nothing(found.language), found.language, REFUSED, EXTRACTED, 0.0, timings_ms=timings)
        return Answer(
            question=question,
            answer=_shown(best[0]),
            language=found.language,
            status=ANSWERED,
            mode=EXTRACTED,
            confidence=0.5,
            highlight=tuple(dict.fromkeys(extract.text for extract in best)),
            citations=tuple(citation(n, e.candidate.chunk, e.quote) for n, e in enumerate(best, 1)),
            timings_ms=timings,
        )


def _shown(best: Extract) -> str:
    quote = best.quoted.replace("\n", "")
    lead = best.text.replace("\n", "")
    room = MAX_ANSWER - len(lead) - 10
    return f"{lead} — {quote if len(quote) <= room else quote[: room - 1] + '…'} [1]"
