"""Checked sentences as the text that is shown, with its citations."""

from __future__ import annotations

from rag.checked import Checked, Source
from rag.extract import citation
from rag.types import Citation
from vectorstore.types import Span


class Composer:
    """Puts checked sentences together in their order. A further sentence only adds to the text."""

    def __init__(self) -> None:
        self.text = ""
        self._numbers: dict[tuple[str, Span], int] = {}
        self._citations: list[Citation] = []
        self._highlights: list[str] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes cited so far, numbered from 1 as they first appear."""
        return tuple(self._citations)

    @property
    def highlight(self) -> tuple[str, ...]:
        """The pieces of the quotes that the text repeats, in its order, each once."""
        return tuple(dict.fromkeys(self._highlights))

    def add(self, checked: Checked) -> None:
        """Add a sentence; one that is not supported, or shows nothing, adds nothing."""
        if not checked.supported:
            return
        for part in checked.parts:
            self.text += part.text
            for evidence in part.evidence:
                self.text += f"[{self._number(evidence.source, evidence.span)}]"
                self._highlights += evidence.highlights

    def cite(self, source: Source, text: str) -> int:
        """Cite the sentence of a source in which a piece of it stands, as written; give its number."""
        at = max(source.chunk.text.find(text), 0)
        span = next((a, b) for a, b in source.chunk.sentences if b > at)
        return self._number(source, span)

    def _number(self, source: Source, span: Span) -> int:
        key = (source.id, span)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._citations.append(citation(self._numbers[key], source.chunk, span))
        return self._numbers[key]
