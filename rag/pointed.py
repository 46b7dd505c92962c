"""Whether the figure that a chat model answers with is one that the span reader may have meant."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checked import Evidence, Source

SURE = 2.0
"""Margin from which on the reader is taken to know which figure was asked for."""

BEHIND = 8.0
"""How far below the best figure's margin another one's is when it is not what was asked for."""


class Pointed:
    """What the reader says of the figures of some sources, for a question that asks for one."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._margins = {
            (source.n, figure.start, figure.text): source.reading.best((figure.start, figure.end))[0]
            for source in sources
            if source.reading
            for figure in (line.figure for line, _ in source.lines)
            if figure
        }
        self._best = max(self._margins.values(), default=0.0)

    def is_another(self, evidence: Sequence[Evidence]) -> bool:
        """Whether the reader is sure of another figure than any that a sentence of the model stands on.

        It has no say where the sentence stands on what it did not read.
        """
        said = [
            margin
            for one in evidence
            for (n, start, text), margin in self._margins.items()
            if n == one.source.n and one.span[0] <= start < one.span[1] and text.replace("\n", "") in one.highlights
        ]
        return bool(said) and self._best >= SURE and max(said) < self._best - BEHIND
