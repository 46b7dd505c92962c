"""What flows from a question to an answer.

Offsets are character offsets, end exclusive, in the report's decoded text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ANSWERED = "answered"
REFUSED = "refused"
EXTRACTED = "extracted"
GENERATED = "generated"

SUPPORTED = "supported"
MENDED = "mended"
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer that was shown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim piece of a report.

    `n` counts from 1 as shown in the answer. `quote` is `report[start:end]` without what interrupts its sentence
    (line breaks, picture captions). `passage` is the whole passage it stands in and `passage_start`, `passage_end`
    that passage's offsets in the report, `passage_id` its id in the index. `place` and `date` are the article's, ""
    if unknown. `also_in` names the other reports that have the same sentence in a reprint of the article.
    """

    n: int
    report: str
    title: str
    quote: str
    start: int
    end: int
    place: str
    date: str
    passage: str
    passage_start: int
    passage_end: int
    passage_id: str = ""
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a comparison: whose it is (`place`), its article's `date` or "", value and unit as written.

    `value` is the plain number, None for what is none, `n` the citation it stands in.
    """

    place: str
    date: str
    report: str
    text: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Check:
    """What verification did with a sentence of a chat model, given as it was written.

    `verdict` is SUPPORTED, MENDED (unsupported at first, supported when it was asked for again) or REMOVED; `reason`
    says what was wrong with it, "" if nothing was.
    """

    sentence: str
    verdict: str
    reason: str = ""


class Event:
    """Something that a front end is told while a question is being answered (rag.events); the last one is the Answer.

    Of two events the later one counts: that is what adding them gives, and how LangChain makes one result of a stream.
    """

    __slots__ = ()

    def __add__(self, other: Event) -> Event:
        return other


@dataclass(frozen=True, slots=True)
class Answer(Event):
    """What one question gets.

    `answer` is the text shown, at most 400 characters when extracted. `language` is the question's ISO 639-1 code.
    `confidence` is the calibrated probability, 0 to 1, that the reports answer the question and this answers it.
    `highlight` lists the pieces of the quotes that are the answer itself, the best first. A refusal has no
    `citations`; what came near stands in `nearest`. A comparison has its figures in `table`, the largest first.
    `timings_ms` holds milliseconds by stage. `note` is a short line for the user, such as why the chat model did not
    answer, "" if there is nothing to say. `raw` is what a chat model wrote, `checks` what verification did with it.
    `failed` says why a chat model that was asked did not answer (rag.chat_failure.Reason), "" otherwise. `standalone`
    is the question that was searched for, where it differs from `question`.
    """

    question: str
    answer: str
    language: str
    status: str
    mode: str
    confidence: float
    highlight: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    table: tuple[Row, ...] = ()
    note: str = ""
    raw: str = ""
    checks: tuple[Check, ...] = ()
    failed: str = ""
    standalone: str = ""

    @property
    def turn(self) -> Turn:
        """What a conversation remembers of it: the question on its own, and the answer with the place it is about."""
        place = self.citations[0].place if self.citations else ""
        told = f"{self.answer} ({place})" if place and place not in self.answer else self.answer
        return Turn(self.standalone or self.question, told)
