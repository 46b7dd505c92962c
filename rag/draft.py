"""A chat model's answer: written from numbered passages, checked sentence by sentence, repaired once.

Nothing is shown that was not checked. The text shown only grows: from the first sentence that fails on, the rest waits
until that one was asked for again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig

from rag import phrases
from rag.asked import Want, asked
from rag.chat_failure import ChatFailed, Reason
from rag.checked import Checked, Source
from rag.claims import Claims
from rag.compose import Composer
from rag.events import Text
from rag.generate import Deadline, Generator
from rag.markers import without_markers
from rag.pointed import Pointed
from rag.prompts import answer_messages, repair_message, within
from rag.spoken import Restart
from rag.types import ANSWERED, GENERATED, MENDED, REFUSED, REMOVED, SUPPORTED, Answer, Check, Row
from rag.verify import Verifier, declines
from vectorstore.quantities import quantities
from vectorstore.text_encoder import TextEncoder

_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[:：.)、]\s*(.*?)\s*$", re.MULTILINE)
_DROPPED = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a chat model answers from: the question on its own, the passages, and the answer extracted from them.

    `table` holds the rows of a comparison, each with the number of its source.
    """

    question: str
    language: str
    sources: tuple[Source, ...]
    table: tuple[tuple[Row, int], ...]
    extracted: Answer


@dataclass(frozen=True, slots=True)
class Failure:
    """The chat model failed; what it had written by then does not count."""

    reason: Reason


Piece = str | Restart | Failure


class Drafter:
    """Writes and checks answers. `budget` bounds the prompt, in tokens as rag.prompts estimates them."""

    def __init__(self, generator: Generator, encoder: TextEncoder, budget: int) -> None:
        self.generator = generator
        self._encoder = encoder
        self._budget = budget

    def write(self, grounds: Grounds, deadline: Deadline, config: RunnableConfig | None = None) -> Iterator[Piece]:
        """Yield what the model writes; from fewer passages if the prompt is too long for it."""
        count = self._fitting(grounds)
        while True:
            try:
                yield from self.generator.stream(self._messages(grounds, count), deadline, config)
            except ChatFailed as failure:
                if failure.reason is Reason.TOO_LONG and count > 1:
                    count //= 2
                    yield Restart()
                    continue
                yield Failure(failure.reason)
            return

    def check(
        self, grounds: Grounds, pieces: Iterable[Piece], deadline: Deadline, config: RunnableConfig | None = None
    ) -> Iterator[Text | Answer]:
        """Check what the model writes while it comes; yield the text that may be shown, and the answer in the end."""
        draft = _Draft(grounds, self._encoder)
        draft.prepare()
        for piece in pieces:
            if isinstance(piece, Failure):
                yield draft.instead(phrases.chat_failed(grounds.language, piece.reason), piece.reason)
                return
            if isinstance(piece, Restart):
                draft = _Draft(grounds, self._encoder, spent=draft.spent, held=True)
            elif draft.add(piece):
                yield draft.text
        if draft.finish():
            yield draft.text
        if declines(draft.raw, grounds.language):
            yield draft.declined()
            return
        if draft.failed:
            self._repair(grounds, draft, deadline, config)
        yield draft.answer() or draft.instead(phrases.unsupported(grounds.language))

    def _fitting(self, grounds: Grounds) -> int:
        return within(grounds.sources, self._budget, grounds.question, grounds.language, grounds.table)

    @staticmethod
    def _messages(grounds: Grounds, count: int) -> list[BaseMessage]:
        shown = grounds.sources[:count]
        table = [(row, n) for row, n in grounds.table if n <= count]
        return answer_messages(grounds.question, grounds.language, shown, table)

    def _repair(self, grounds: Grounds, draft: _Draft, deadline: Deadline, config: RunnableConfig | None) -> None:
        """Ask for the unsupported sentences once more; those that are supported then take their places."""
        failed = [(n, draft.checked[n].sentence, draft.checked[n].reason) for n in draft.failed]
        asked = [*self._messages(grounds, self._fitting(grounds)), AIMessage(draft.raw)]
        asked.append(repair_message(grounds.language, [(n + 1, sentence, why) for n, sentence, why in failed]))
        try:
            reply = self.generator.complete(asked, deadline, config)
        except ChatFailed:
            return
        for n, sentence in _NUMBERED.findall(reply):
            if int(n) - 1 in draft.failed and sentence not in _DROPPED:
                draft.mend(int(n) - 1, sentence)


class _Draft:
    """The sentences of one attempt, checked as they come. `spent` is the time that checking took, in seconds."""

    def __init__(self, grounds: Grounds, encoder: TextEncoder, spent: float = 0.0, held: bool = False) -> None:
        self.grounds = grounds
        self.spent = spent
        self.raw = ""
        self.checked: list[Checked] = []
        self.mended: dict[int, Checked] = {}
        self._claims = Claims()
        asks_one = not grounds.table and asked(grounds.question).want is Want.NUMBER
        pointed = Pointed(grounds.sources) if asks_one else None
        self._verifier = Verifier(grounds.question, grounds.language, grounds.sources, encoder, pointed)
        self._composer = Composer()
        self._composed = 0
        self._held = held

    def prepare(self) -> None:
        """Read ahead what checking needs, while the model is thinking."""
        self._verifier.prepare()

    @property
    def failed(self) -> list[int]:
        """The numbers, from 0, of the sentences that are not supported."""
        return [n for n, one in enumerate(self.checked) if not one.supported]

    @property
    def text(self) -> Text:
        """What may be shown so far."""
        return Text(self._composer.text, self._composer.highlight)

    def add(self, piece: str) -> bool:
        """Take a piece of the stream; whether there is more to show."""
        self.raw += piece
        return self._take(self._claims.feed(piece))

    def finish(self) -> bool:
        """Take the end of the stream; whether there is more to show."""
        return self._take(self._claims.end())

    def mend(self, n: int, sentence: str) -> None:
        """Put a new sentence in the place of an unsupported one, if it is supported."""
        if (one := self._check(_spaced(sentence, self.checked[n].sentence))).supported:
            self.mended[n] = one

    def answer(self) -> Answer | None:
        """Give the answer without its unsupported sentences.

        None if nothing is left, or not the first claim, or not the number that was asked for.
        """
        claims = [n for n, one in enumerate(self.checked) if one.evidence or not one.supported]
        if not claims or (claims[0] in self.failed and claims[0] not in self.mended):
            return None
        self._held = False
        self._compose([self.mended.get(n, one) for n, one in enumerate(self.checked)])
        extracted, lost = self.grounds.extracted, set(self.failed) - self.mended.keys()
        said = quantities(without_markers(self._composer.text))
        if lost and not said and asked(self.grounds.question).want is Want.NUMBER:
            return None
        sources = {source.n: source for source in self.grounds.sources}
        table = tuple(replace(row, n=self._composer.cite(sources[n], row.text)) for row, n in self.grounds.table)
        answer = replace(
            extracted,
            answer=self._composer.text.strip(),
            mode=GENERATED,
            status=ANSWERED,
            highlight=self._composer.highlight,
            citations=self._composer.citations,
            table=table,
        )
        return self._checked(answer)

    def instead(self, note: str, failed: str = "") -> Answer:
        """Give the extracted answer, with a line that says why."""
        return self._checked(replace(self.grounds.extracted, note=note, failed=failed))

    def declined(self) -> Answer:
        """Give a refusal: the model found no answer in the passages."""
        extracted, text = self.grounds.extracted, phrases.refusal(self.grounds.language, ())
        refusal = Answer(extracted.question, text, extracted.language, REFUSED, GENERATED, extracted.confidence)
        return self._checked(replace(refusal, nearest=extracted.citations, timings_ms=extracted.timings_ms))

    def _checked(self, answer: Answer) -> Answer:
        times = answer.timings_ms | {"verify": round(1000 * self.spent, 1)}
        return replace(answer, raw=self.raw, checks=self._checks(), timings_ms=times)

    def _checks(self) -> tuple[Check, ...]:
        """Say of each sentence what became of it."""
        return tuple(
            Check(one.sentence, SUPPORTED if one.supported else MENDED if n in self.mended else REMOVED, one.reason)
            for n, one in enumerate(self.checked)
        )

    def _take(self, sentences: Sequence[str]) -> bool:
        self.checked += map(self._check, sentences)
        return self._compose(self.checked)

    def _check(self, sentence: str) -> Checked:
        started = time.perf_counter()
        checked = self._verifier.check(sentence)
        self.spent += time.perf_counter() - started
        return checked

    def _compose(self, checked: Sequence[Checked]) -> bool:
        """Add what is checked to the text: while it streams up to the first unsupported sentence, else all."""
        before = self._composer.text
        streaming = checked is self.checked
        while self._composed < len(checked) and not self._held:
            one = checked[self._composed]
            if not one.supported and streaming:
                break
            if one.supported:
                self._composer.add(one)
            self._composed += 1
        return self._composer.text != before


def _spaced(sentence: str, like: str) -> str:
    """Give a sentence the white space that stood around another."""
    return like[: len(like) - len(like.lstrip())] + sentence.strip() + like[len(like.rstrip()) :]
