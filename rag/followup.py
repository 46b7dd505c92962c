"""Follow-up questions without a chat model: made to stand on their own by what the questions before have.

A place, date, thing or interrogative that a follow-up gives takes the place of the last question's; a pronoun, or a
place that is wanting, is filled in from it. Questions before that were follow-ups themselves are resolved first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.courtesy import courtesy
from rag.followup_context import Context
from rag.followup_form import Form, form_of
from rag.followup_reading import read, stripped
from rag.followup_resolve import resolved
from rag.followup_spans import plain
from rag.language import CHINESE, ENGLISH, detect
from rag.types import Turn
from vectorstore.catalog import Entry

TURNS = 6
CHARACTERS = 2000
"""Bounds of the history that is looked at: the newest turns, and their characters together."""

LONGEST = 200
"""Characters of a question that may be a follow-up."""


def needs_context(question: str, history: Sequence[Turn], articles: Iterable[Entry]) -> bool:
    """Whether a question leans on those before it; told by its form alone."""
    if not history or not _may_follow(question):
        return False
    return form_of(read(question, articles)) is not Form.WHOLE


def standalone(question: str, history: Sequence[Turn], articles: Iterable[Entry]) -> str:
    """Give the question made to stand on its own; unchanged if it does, or if nothing before it helps.

    `history` has the newest turn last; only its end is looked at. Where the languages of the two questions differ, so
    may those of the result.
    """
    turns = recent(history)
    if not turns or not _may_follow(question):
        return question
    entries = tuple(articles)
    reading = read(question, entries)
    form = form_of(reading)
    if form is Form.WHOLE:
        return question
    return resolved(reading, form, Context(turns, entries, resolved)) or question


def last_question(history: Sequence[Turn], articles: Iterable[Entry]) -> str:
    """Give the newest question of a history that asks something, made to stand on its own; "" if there is none."""
    turns = recent(history)
    return Context(turns, tuple(articles), resolved).last.text if turns else ""


def reply_language(question: str, history: Sequence[Turn]) -> str:
    """Tell the language to answer in: the question's, or where it is too short to tell, that of what it begins with.

    >>> reply_language("and volunteers?", [Turn("How many checkpoints are there?", "")])
    'en'
    """
    own, turns = detect(question), recent(history)
    if not turns or not _may_follow(question):
        return own
    before, (_, language, lead, sure) = detect(turns[-1].question), stripped(plain(question))
    told = lead and (sure or (language in (before, ENGLISH) and own not in (before, ENGLISH, CHINESE)))
    return language if told else own


def recent(history: Sequence[Turn]) -> list[Turn]:
    """Keep the newest turns that asked something, within the bounds; an answer may be cut, a question never."""
    history = [turn for turn in history if not courtesy(turn.question)]
    turns: list[Turn] = []
    room = CHARACTERS
    for turn in reversed(history[-TURNS:]):
        if len(turn.question) > room:
            break
        room -= len(turn.question)
        turns.insert(0, Turn(turn.question, turn.answer[:room]))
        room -= len(turns[0].answer)
    return turns


def _may_follow(question: str) -> bool:
    return bool(question.strip()) and len(question) <= LONGEST
