"""A question of a conversation, read also in the passage that answered the one before.

People mostly go on asking about what they have just read, in words that only make sense beside it (who runs it, why).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from rag.answer import Assistant
from rag.retrieve import Retrieved
from rag.types import ANSWERED, Answer

INSTEAD = 0.42
"""The least confidence in an answer from the passage where else there is none."""
RATHER = 0.1
"""How much less sure an answer from the passage may be to be preferred to one from somewhere else."""
KEPT = 1000
"""Questions whose passages are remembered."""

Key = tuple[str, str, tuple[str, ...]]
"""A question standing on its own, the one before it as it came, and the reports that were left out."""


class OnTopic:
    """Remembers which passages answered the last questions of one opened index; safe to share between threads.

    The question before it goes with each: the same words may have been read elsewhere in another conversation.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._passages: OrderedDict[Key, str] = OrderedDict()
        self._lock = Lock()

    def note(self, key: Key, answer: Answer) -> str:
        """Remember, and give, the id of the passage that answers a question, or came nearest; "" if none did."""
        cited = (*answer.citations, *answer.nearest)
        with self._lock:
            self._passages[key] = id = cited[0].passage_id if cited else ""
            self._passages.move_to_end(key)
            while len(self._passages) > KEPT:
                self._passages.popitem(last=False)
        return id

    def again(self, question: str, last: Key, answer: Answer, reply_in: str) -> tuple[Retrieved, Answer] | None:
        """Answer a question as it came from the passage that answered the last one; None if that is no better.

        `answer` is that to the question made to stand on its own. One that names another place is not asked again.
        """
        with self._lock:
            passage = self._passages.get(last)
        whole, _, exclude = last
        if passage is None:
            passage = self.note(last, self._assistant.ask(whole, exclude))
        if not passage or any(one.passage_id == passage for one in answer.citations[:1]):
            return None
        found = self._assistant.find(question, exclude, reply_in=reply_in)
        ranked = tuple(evidence for evidence in found.ranked if evidence.id == passage)
        if not ranked or (found.named and not any(passage in entry.passages for entry in found.entries)):
            return None
        here = self._assistant.read(replace(found, ranked=ranked))
        told = self._assistant.extract_from(here)
        bar = answer.confidence - RATHER if answer.status == ANSWERED else INSTEAD
        return (here, told) if told.status == ANSWERED and told.confidence > bar else None
