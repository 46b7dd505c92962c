"""Checked sentences as the text that is shown, with its citations."""

from __future__ import annotations

import re

from rag.checked import Checked, Evidence, Part, Source
from rag.extract import citation
from rag.reprints import Told
from rag.types import Citation
from vectorstore.types import Span

_TAIL = re.compile(r"[。．.!！?？…؟۔।;；，,、:：]*\s*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef“”‘’…—]$")
_EMPTY = re.compile(r"\s?[(（\[]\s*[,，、;；]*\s*[)）\]]")
_GLUED = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]$")
_LETTER = re.compile(r"[^\W\d_\u2e80-\u9fff]")


class Composer:
    """Puts checked sentences together in their order; a further one only adds to the text.

    Markers are numbered from 1 by first appearance, one for each sentence of a report, a sentence and its reprints
    together, and stand before the end mark.
    """

    def __init__(self) -> None:
        self.text = ""
        self._gap = ""
        self._numbers: dict[tuple[str, Span], int] = {}
        self._told = Told[tuple[str, Span]]()
        self._citations: list[Citation] = []
        self._highlights: list[str] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes cited so far, in the order of their numbers."""
        return tuple(self._citations)

    @property
    def highlight(self) -> tuple[str, ...]:
        """The pieces of the quotes that the text repeats, in its order, each once."""
        return tuple(dict.fromkeys(self._highlights))

    def add(self, checked: Checked) -> None:
        """Add a sentence; one that is not supported, or shows nothing, only parts those around it."""
        raw = checked.sentence
        lead, trail = raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]
        shown = self._sentence(checked.parts) if checked.supported else ""
        self._gap = _wider(self._gap, lead if shown else lead + trail)
        if not shown:
            return
        if not self._gap and _GLUED.search(self.text) and _LETTER.match(shown):
            self._gap = " "
        self.text += (self._gap if self.text else "") + shown
        self._gap = _wider("", trail)

    def cite(self, source: Source, text: str) -> int:
        """Cite the sentence of a source in which a piece of it stands, as written; give its number."""
        at = max(source.chunk.text.find(text), 0)
        return self._number(source, next((a, b) for a, b in source.chunk.sentences if b > at))

    def _sentence(self, parts: tuple[Part, ...]) -> str:
        shown = ""
        for part in parts:
            body, tail = _cut(part.text)
            marked = self._marked(part.evidence)
            space = " " if marked and body and not _WIDE.search(body) and not body.endswith(("(", "[")) else ""
            shown += body + space + marked + tail
        return _EMPTY.sub("", shown).strip()

    def _marked(self, evidence: tuple[Evidence, ...]) -> str:
        numbers = [self._number(one.source, one.span) for one in evidence]
        for n, one in zip(numbers, evidence, strict=True):
            cited = self._citations[n - 1].passage  # a reprint may write it differently
            self._highlights += [piece for piece in one.highlights if piece in cited]
        return "".join(f"[{n}]" for n in dict.fromkeys(numbers))

    def _number(self, source: Source, span: Span) -> int:
        key = (source.id, span)
        if source.story:
            key = self._told.first(source.story, source.chunk.text[slice(*span)], key)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._citations.append(
                citation(self._numbers[key], source.id, source.chunk, span, source.also_in.get(span, ()))
            )
        return self._numbers[key]


def _cut(text: str) -> tuple[str, str]:
    """Cut a text before its end mark, dropping the white space around that."""
    at = _TAIL.search(text).start()  # type: ignore[union-attr]
    return text[:at].rstrip(), text[at:].strip()


def _wider(gap: str, other: str) -> str:
    """Give the wider of two stretches of white space: two line ends at most, or else one space."""
    lines = max(gap.count("\n"), other.count("\n"))
    return "\n" * min(lines, 2) or (" " if gap or other else "")
