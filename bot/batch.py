"""A batch of questions: JSON lines, all of them checked before the first is answered."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.question import checked
from rag.events import Request
from rag.types import Turn
from vectorstore.errors import UsageError

STANDARD_INPUT = "-"


def read_batch(name: str) -> list[Request]:
    """Read the questions of the file `name`, or of standard input for `-`.

    A line has `question`, may have `history` and `exclude`; other keys are ignored, blank lines skipped.
    Raises UsageError that names the line.
    """
    return [question_of(fields, where) for where, fields in read_objects(name, f"--batch {name}")]


def read_objects(name: str, called: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each line that is not blank as (what an error calls it, its object); `called` names an unreadable file."""
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{called}: this file cannot be read: {reason}") from None
    for n, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            where = f"{shown}, line {n}"
            yield where, _fields(line, where)


def question_of(fields: dict[str, Any], where: str) -> Request:
    """Make the question of a line's object; UsageError if it is not as `read_batch` has it."""
    try:
        text = checked(fields["question"])
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None
    return Request(text, _history(fields.get("history"), where), _exclude(fields.get("exclude"), where))


def _fields(line: bytes, where: str) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{where}: not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not JSON: {error}") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
        raise UsageError(f'{where}: expected an object with a "question", such as {{"question": "…"}}')
    return fields


def _history(value: object, where: str) -> tuple[Turn, ...]:
    turns = [] if value is None else value
    if not isinstance(turns, list) or not all(_is_turn(turn) for turn in turns):
        raise UsageError(f'{where}: "history" must be a list of {{"question": "…", "answer": "…"}}')
    return tuple(Turn(turn["question"], turn["answer"]) for turn in turns)


def _is_turn(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("question", "answer"))


def _exclude(value: object, where: str) -> tuple[str, ...]:
    names = [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(f'{where}: "exclude" must be a list of report names')
    return tuple(names)
