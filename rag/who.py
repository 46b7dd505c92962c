"""Who somebody is, as a text calls them: the office or calling before a name (校长王刚)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.candidates import Candidate
from rag.extract import Extract
from rag.people import CALLING, people
from vectorstore.transcription import latin_syllables, sounds_of

_WHO_IS = re.compile(
    r"^\W*who(?:['’]s| is| was) (?!(?:the|a|an|in|this|that|he|she|it|on|at|from|there|here|responsible|leading)\b)"
    r"(?P<letters>[a-z][\w'’]*(?: [a-z][\w'’]*){0,2})\W*$"
    r"|^(?P<characters>[\u4e00-\u9fff]{2,4}?)(?:到底|究竟)?是(?:谁|什么人|哪一?位|干(?:什么|嘛|啥)的|做什么的)\W*$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:(?![的了被由是向对和与把让请据在为])[\u4e00-\u9fff]){2,14}$")


def described(question: str, lines: Sequence[Candidate]) -> Extract | None:
    """Find what somebody is whom a question asks about by name, in the first line that says so with the name.

    None if it asks otherwise, or no line says it.
    """
    asked = _WHO_IS.match(question)
    if asked is None:
        return None
    sound = latin_syllables("".join((asked["letters"] or "").lower().split()))
    for line in lines:
        text, (start, end) = line.chunk.text, line.sentence
        for a, b in () if line.line.figure else people(text, start, end):
            if text[a:b] != asked["characters"] and not (sound and sound in sounds_of(text[a:b])):
                continue
            if (called := _CALLED.search(text, start, a)) and CALLING.search(called[0]):
                return Extract(line, 0.0, (called.start(), b), line.sentence)
    return None
