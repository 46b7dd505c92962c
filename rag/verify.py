"""Whether the passages support what a chat model wrote, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checked import NO_CLAIM, NO_EVIDENCE, NOT_IN_REPORTS, Checked, Evidence, Part, Source
from rag.markers import markers, without_markers
from vectorstore.encoder import Encoder
from vectorstore.quantities import quantities

__all__ = ["NOT_IN_REPORTS", "Checked", "Evidence", "Part", "Source", "Verifier", "declines"]


class Verifier:
    """Checks the sentences of one answer against the passages that the model was shown."""

    def __init__(self, question: str, language: str, sources: Sequence[Source], encoder: Encoder | None = None) -> None:
        self._question = question
        self._language = language
        self._sources = {source.n: source for source in sources}
        self._encoder = encoder

    def prepare(self) -> None:
        """Read ahead what checking will need; worth calling while the model is thinking."""

    def check(self, sentence: str) -> Checked:
        """Check one sentence, given as it was written, markers and white space included."""
        text = without_markers(sentence)
        if not text.strip():
            return Checked(sentence, True, NO_CLAIM)
        numbers = [q.value for q in quantities(text)]
        cited = [n for marker in markers(sentence) for n in marker.numbers]
        order = [self._sources[n] for n in cited if n in self._sources] or list(self._sources.values())
        for source in order:
            for span in source.chunk.sentences:
                stated = quantities(source.chunk.text[slice(*span)])
                if all(any(q.equals(n) for q in stated) for n in numbers):
                    return Checked(sentence, True, parts=(Part(text, (Evidence(source, span),)),))
        return Checked(sentence, False, NO_EVIDENCE)


def declines(text: str, language: str) -> bool:
    """Whether a whole answer says that the reports do not answer the question."""
    return NOT_IN_REPORTS in text
