"""A question made ready for the search: standing on its own, and in Chinese too, by a chat model where there is one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from rag.chat_failure import ChatFailed, Reason
from rag.followup import last_question, needs_context, recent, standalone
from rag.generate import Deadline, Generator
from rag.language import CHINESE, detect
from rag.prompts import rewrite_messages
from rag.types import Turn
from vectorstore.catalog import Entry
from vectorstore.quantities import quantities

MAX_REWRITTEN = 500
SHARE = 0.4
"""Part of the time for a question that its rewriting may take."""

PLACES = 60
"""Names of places that the model is shown, so that it writes them as the reports do."""

_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HOPELESS = frozenset({Reason.UNREACHABLE, Reason.KEY_REFUSED, Reason.UNKNOWN_MODEL})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`question` stands on its own; `chinese` is its translation, "" if there is none or none is needed.

    `failed` says why the chat model cannot be reached at all, None if it was or need not be. `last` is the question
    before, standing on its own, where this one was made so by rule; else "".
    """

    question: str
    chinese: str = ""
    failed: Reason | None = None
    last: str = ""


def rewrite(
    question: str,
    history: Sequence[Turn],
    articles: Sequence[Entry],
    model: Generator | None,
    deadline: Deadline,
    config: RunnableConfig | None = None,
) -> Rewritten:
    """Make a question ready for the search: by one call of the model, by rule without one, untouched if it is ready."""
    turns = tuple(recent(history))
    follows = bool(turns) and needs_context(question, turns, articles)
    by_rule = standalone(question, turns, articles) if follows else question
    if model is None or not (follows or detect(question) != CHINESE):
        return Rewritten(by_rule, last=last_question(turns, articles) if follows else "")
    messages = rewrite_messages(question, turns if follows else (), _places(articles))
    try:
        reply = model.complete(messages, Deadline(SHARE * deadline.left), config)
    except ChatFailed as failure:
        return Rewritten(by_rule, failed=failure.reason if failure.reason in _HOPELESS else None)
    made, chinese = _read(reply)
    heard = "\n".join([question, *(f"{turn.question}\n{turn.answer}" for turn in turns)])
    if not follows or not made or not _adds_no_number(made, heard):
        made = by_rule
    if detect(made) == CHINESE or not chinese or not _adds_no_number(chinese, heard):
        chinese = ""
    return Rewritten(made, chinese)


def _places(articles: Iterable[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.places[0] for entry in articles if entry.places))[:PLACES]


def _read(reply: str) -> tuple[str, str]:
    """Give the question and its Chinese version of a model's reply, "" for what is not there or is none."""
    found = _OBJECT.search(reply)
    try:
        fields = json.loads(found[0], strict=False) if found else {}
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(fields, dict):
        return "", ""
    made, chinese = (" ".join(str(fields.get(key) or "").split()) for key in ("question", "chinese"))
    made = made if 0 < len(made) <= MAX_REWRITTEN else ""
    is_chinese = len(chinese) <= MAX_REWRITTEN and 2 * len(_HAN.findall(chinese)) > len(chinese)
    return made, chinese if is_chinese else ""


def _adds_no_number(text: str, heard: str) -> bool:
    """Whether every number of a rewritten question was in the conversation; else it was answered, not rewritten."""
    said = quantities(heard)
    return all(any(one.equals(q.value) for one in said) for q in quantities(text))
