"""What a conversation gives to its next question: the last question, whole, and the places, things and people of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from rag.followup_form import Form, form_of
from rag.followup_naming import naming
from rag.followup_reading import Reading, read
from rag.followup_spans import HAN, place_spans, plain
from rag.followup_syntax import described_person
from rag.followup_words import WHICH_PLACE
from rag.people import people
from rag.place_names import name_of
from rag.sayings import winner
from rag.types import Turn
from vectorstore.catalog import Entry

_DASH = " — "
"""What stands between an extracted answer and its quote."""


class Context:
    """The turns before a question, at least one, the newest last; earlier ones are read only if they are needed.

    `resolve` makes a question of a form whole in a context, "" if it cannot.
    """

    def __init__(
        self,
        turns: Sequence[Turn],
        entries: Sequence[Entry],
        resolve: Callable[[Reading, Form, Context], str],
    ) -> None:
        self.entries = entries
        self._turns = turns
        self._resolve = resolve

    @cached_property
    def before(self) -> Context | None:
        """The context of the last question."""
        return Context(self._turns[:-1], self.entries, self._resolve) if len(self._turns) > 1 else None

    @cached_property
    def last(self) -> Reading:
        """The last question, made to stand on its own."""
        reading = read(self._turns[-1].question, self.entries)
        form = form_of(reading) if len(self._turns) > 1 else Form.WHOLE
        if form is not Form.WHOLE and self.before and (made := self._resolve(reading, form, self.before)):
            return read(made, self.entries)
        return reading

    @cached_property
    def places(self) -> list[str]:
        """The places of the last turn: of the answer to a question for one, else of the question, else of the answer.

        An answer counts only if it names one.
        """
        own = list(dict.fromkeys(self.last.shown(self.last.places)))
        if own and not WHICH_PLACE.search(self.last.text):
            return own
        answer = self._turns[-1].answer
        for text in (winner(answer), answer.split(_DASH)[0], "" if own else answer):
            said = plain(text)
            named = list(dict.fromkeys(said[a:b] for a, b in place_spans(said, self.entries))) if said else []
            if len(named) == 1:
                return named
        return own

    @property
    def nearest(self) -> list[str]:
        """The places of the nearest turn that has any."""
        return self.places or (self.before.nearest if self.before else [])

    def place(self, language: str) -> str:
        """Name the same in one phrase."""
        return naming(self.nearest, language, self.entries)

    def several(self, own: Sequence[str], most: int) -> list[str]:
        """Name `own` places last and, before them, those of the newest turns that differ, until there are `most`."""
        found = list(own)
        turn: Context | None = self
        while turn and len(found) < most:
            known = {place.casefold() for place in found}
            found = [*(place for place in turn.places if place.casefold() not in known), *found]
            turn = turn.before
        return found

    @cached_property
    def person(self) -> str:
        """The person of the last turn: as the question describes them, or as the answer or the question names them."""
        if described := described_person(self.last):
            return described
        stems = {name_of(place).stem for entry in self.entries for place in entry.places}
        head = self._turns[-1].answer.split(_DASH)[0]
        found = [head[a:b] for a, b in people(head, 0, len(head))] if HAN.search(head) else []
        found += self.last.shown(self.last.names)
        return next((name for name in found if name not in stems), "")
