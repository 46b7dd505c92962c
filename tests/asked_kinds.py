"""The kind of what a question asks for, without its details."""

from __future__ import annotations

from dataclasses import replace

from rag.asked import Asked, Want, asked
from vectorstore.types import Unit


def number(*units: Unit) -> Asked:
    return Asked(Want.NUMBER, frozenset(units))


def kinds(question: str) -> Asked:
    found = asked(question)
    return replace(found, measures=frozenset(), planned=False, classifiers=frozenset(), measured=False, office=None)


COUNT = (Unit.PEOPLE, Unit.THINGS, Unit.TIMES, Unit.OTHER)
"""What a question for a count may be answered with: no time, sum, share, weight, area or distance."""
