"""Questions and where in which passage their answers stand."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.passages import Passage
from vectorstore.types import Span


@dataclass(frozen=True)
class Question:
    """A question; `answers` are acceptable strings, `passage` the id of the passage with one, `spans` where, each."""

    id: str
    language: str
    text: str
    answers: tuple[str, ...]
    passage: str
    spans: tuple[Span, ...]
    held_out: bool


def read_questions(path: Path, text: str) -> list[tuple[str, str, str, list[str], str]]:
    """Read a file's questions as id, language, question, answers and the id of their text, which it calls `text`."""
    return [
        (one["id"], one["lang"], one["question"], one["answers"], one[text])
        for one in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def place(
    rows: Iterable[tuple[str, str, str, list[str], str]],
    passages: Sequence[Passage],
    vectors: Mapping[str, NDArray[np.float32]],
) -> Iterator[Question]:
    """Find the passage of its text that a question's answer stands in: of several, the one nearest to it in meaning.

    `vectors` are those of the passages and of the questions, by their ids. Questions whose answer stands in no passage
    as it is (a cut goes through it) are left out.
    """
    of_text = defaultdict(list)
    for passage in passages:
        of_text[passage.text_id].append(passage)
    for id, language, text, answers, text_id in rows:
        wanted = sorted({answer.strip() for answer in answers if answer.strip()}, key=len, reverse=True)
        found = [(passage, spans) for passage in of_text[text_id] if (spans := _find(wanted, passage.text))]
        if found:
            passage, spans = max(found, key=lambda one: float(vectors[one[0].id] @ vectors[id]))
            yield Question(id, language, text.strip(), tuple(wanted), passage.id, tuple(spans), passage.held_out)


def _find(answers: Sequence[str], text: str) -> list[Span]:
    """Find the longest of the answers that the text has, wherever it has it."""
    for answer in answers:
        pattern = r"\s*".join(map(re.escape, re.sub(r"\s+", "", answer)))
        if spans := [match.span() for match in re.finditer(pattern, text)]:
            return spans
    return []
