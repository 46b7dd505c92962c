"""Whether the passages support what a chat model wrote, sentence by sentence, before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.bars import is_read
from rag.checked import (
    ANOTHER_NUMBER,
    LINK,
    MOVED,
    NO_CLAIM,
    NOT_IN_REPORTS,
    NOT_RETRIEVED,
    WRONG_LANGUAGE,
    Checked,
    Evidence,
    Part,
    Source,
)
from rag.declining import declines, is_lead_in, is_polite, says_missing
from rag.markers import markers
from rag.measures import measures
from rag.plain import has_link, is_heading, plain, unmarked
from rag.pointed import Pointed
from rag.reading import Claim, Reading
from rag.stated import highlights
from rag.support import Support, Supported
from rag.tongue import speaks
from vectorstore.text_encoder import TextEncoder

__all__ = ["NOT_IN_REPORTS", "Checked", "Evidence", "Part", "Source", "Verifier", "declines"]

ENOUGH = 4
"""Words that a part of a sentence must have to be related to its passage by itself; else the whole sentence is."""

FEW = 6
"""Letters of a sentence, in a language whose words cannot be told apart, that says no more than yes or no."""

_SAYS = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(r"[\s,，、;；和与及&]*|\s*and\s*")
_LEADING = re.compile(
    r"^\W*(?:according to|based on|as (?:stated|reported|noted) in|from|in|per|see|as per|据|根据|按照|依据|如|见|参见"
    r"|selon|d['’]après|según|laut|gemäß|nach|согласно|по данным|в|حسب|وفقا ل|theo)?"
    r"\s*(?:the |le |la |el |les |dem |der )?(?:sources?|passages?|reports?|来源|资料|段落|报道|文段)?\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:[-*•]\s+)?$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands before some markers that stand together (`rest`: after the last ones), and the numbers they name."""

    text: str
    numbers: tuple[int, ...]
    rest: str = ""


class Verifier:
    """Checks the sentences of one answer against the sources that the chat model was shown.

    `language` is the question's ISO 639-1 code. `encoder` is asked, about once a sentence at most, where the words of a
    claim cannot be compared with Chinese; only the embedded one's cosines decide anything by themselves. `pointed`
    tells whether the first sentence with a figure has the one that was asked for.
    """

    def __init__(
        self,
        question: str,
        language: str,
        sources: Sequence[Source],
        encoder: TextEncoder | None = None,
        pointed: Pointed | None = None,
    ) -> None:
        self._pointed = pointed
        self._question = question
        self._language = language
        self._readings = {source.n: Reading(source, language) for source in sources}
        self._support = Support(question, language, tuple(self._readings.values()), encoder)

    def prepare(self) -> None:
        """Work out the sources' numbers and words ahead, while the chat model is thinking; reads a dictionary once."""
        for reading in self._readings.values():
            for sentence in reading.sentences:
                _ = sentence.numbers, sentence.words
            _ = reading.heading_words, reading.months

    def check(self, sentence: str) -> Checked:
        """Check one sentence (rag.claims), given as it was written, markers and white space included."""
        pieces = _pieces(sentence.replace(NOT_IN_REPORTS, ""))
        whole = "".join(piece.text + piece.rest for piece in pieces)
        if not _SAYS.search(whole) or is_heading(sentence) or _is_listed(sentence, pieces):
            return Checked(sentence, True, NO_CLAIM)
        if has_link(whole):
            return Checked(sentence, False, LINK)
        if not speaks(whole, self._language):
            return Checked(sentence, False, WRONG_LANGUAGE)
        claim = Claim(whole, self._language)
        if not measures(whole, self._language):
            if says_missing(whole):
                return Checked(sentence, True, NO_CLAIM, (Part(whole),))
            cites = any(piece.numbers for piece in pieces)
            if is_polite(whole.strip()) or is_lead_in(whole) or not (cites or self._says_anything(claim)):
                return Checked(sentence, True, NO_CLAIM)
        return self._claim(sentence, pieces, claim)

    def _says_anything(self, claim: Claim) -> bool:
        return (
            bool(claim.terms or claim.quotations) if is_read(self._language) else len(_LETTER.findall(claim.text)) > FEW
        )

    def _claim(self, sentence: str, pieces: Sequence[_Piece], whole: Claim) -> Checked:
        parts: list[Part] = []
        notes: list[str] = []
        leading: list[_Piece] = []
        for piece in pieces:
            if piece is not pieces[-1] and _LEADING.match(piece.text):
                leading.append(piece)
                continue
            named = tuple(n for one in (*leading, piece) for n in one.numbers)
            claim = Claim(" ".join(one.text + one.rest for one in (*leading, piece)), self._language)
            support, note = self._supported(claim, named, whole)
            if support.problem:
                return Checked(sentence, False, support.problem)
            evidence = tuple(Evidence(s.source, s.span, highlights(claim, s)) for s in support.sentences)
            parts += [Part(one.text, _of(evidence, one.numbers)) for one in leading]
            parts.append(Part(piece.text, evidence))
            if piece.rest:
                parts.append(Part(piece.rest))
            notes.append(note)
            leading = []
        checked = Checked(sentence, True, next(filter(None, notes), ""), tuple(parts))
        if self._pointed and whole.numbers:
            if self._pointed.is_another(checked.evidence):
                return Checked(sentence, False, ANOTHER_NUMBER)
            self._pointed = None
        return checked

    def _supported(self, claim: Claim, named: Sequence[int], whole: Claim) -> tuple[Supported, str]:
        """Find what supports a part of a sentence, and what had to be mended for it."""
        if len(claim.terms) < ENOUGH:
            claim = replace(claim, context=self._context(whole))
        cited = [self._readings[n] for n in dict.fromkeys(named) if n in self._readings]
        note = NOT_RETRIEVED if len(cited) < len(set(named)) else ""
        if not cited:
            return self._support.found(claim), note
        support = self._support.cited(claim, cited)
        if support.problem and (moved := self._support.moved(claim, cited)).sentences:
            return moved, MOVED
        return support, note

    def _context(self, whole: Claim) -> str:
        """Choose what tells what a short part of a sentence is about: the sentence, and the question if that is short.

        Without a number to check, a short sentence must speak for itself.
        """
        if whole.terms and (len(whole.terms) >= ENOUGH or not whole.numbers):
            return whole.text
        return f"{self._question} {whole.text}"


def _of(evidence: Sequence[Evidence], numbers: Sequence[int]) -> tuple[Evidence, ...]:
    return tuple(e for e in evidence if e.source.n in numbers) or tuple(evidence[:1])


def _pieces(sentence: str) -> list[_Piece]:
    """Cut a sentence at its markers. What comes after the last ones belongs to the last piece."""
    runs: list[tuple[int, int, tuple[int, ...]]] = []
    for marker in markers(sentence):
        if runs and _BETWEEN.fullmatch(sentence, runs[-1][1], marker.start):
            runs[-1] = (runs[-1][0], marker.end, runs[-1][2] + marker.numbers)
        else:
            runs.append((marker.start, marker.end, marker.numbers))
    if not runs:
        return [_Piece(plain(sentence), ())]
    starts = [0, *(end for _, end, _ in runs)]
    texts = [sentence[at:start] for at, (start, _, _) in zip(starts, runs, strict=False)]
    texts = [plain(texts[0]), *map(unmarked, texts[1:])]
    rest = unmarked(sentence[runs[-1][1] :])
    return [
        _Piece(text, numbers, rest if n == len(runs) - 1 else "")
        for n, (text, (_, _, numbers)) in enumerate(zip(texts, runs, strict=True))
    ]


def _is_listed(sentence: str, pieces: Sequence[_Piece]) -> bool:
    """Whether a sentence is a line of a list of sources: a marker, then a title."""
    return bool(
        pieces[0].numbers
        and _LISTED.match(pieces[0].text)
        and len(pieces) == 1
        and not re.search(r"[。.!?！？]\s*$", sentence)
        and not measures(pieces[0].rest)
    )
