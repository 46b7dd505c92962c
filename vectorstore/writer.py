"""Carries out a plan: reads reports, encodes what is new in them and puts it beside what readers see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.errors import ReportUnreadable
from vectorstore.passages import digest, embedded_text, read_passages, state_of
from vectorstore.plan import Change, Failure, Plan
from vectorstore.record import Passage, Vectors

if TYPE_CHECKING:
    from vectorstore.text_encoder import TextEncoder
    from vectorstore.update import Update

Progress = Callable[[str, int, int], None]
"""Called with the stage, what is done and the total."""

_STORED = 256
"""Passages that are stored together, which an interruption costs at most: Chroma takes half as long a passage as for
64 at once."""

_ENCODED = 64
"""Passages that are encoded between two signs of progress."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A report as it will be stored, and what of it need not be encoded."""

    change: Change
    sha256: str
    passages: list[Passage]


class Writer:
    """Writes into the record what the generation that comes with `update` will have; what readers see stays."""

    def __init__(self, update: Update, encoder: TextEncoder, tell: Progress) -> None:
        self._update, self._encoder, self._tell = update, encoder, tell

    def write(self, folder: Path, todo: Plan, *, force: bool = False) -> dict[str, Failure]:
        """Read and write what a plan asks for, and announce what it deletes; give what cannot be read, by name.

        With `force` everything is encoded, also what has been before.
        """
        failed: dict[str, Failure] = {}
        pending: list[_Made] = []
        for done, change in enumerate(todo.changes):
            self._tell("reports", done, len(todo.changes))
            try:
                pending.append(self._read(folder, change))
            except ReportUnreadable as error:
                failed[change.name] = Failure(error.name, error.reason)
                self.drop([change.name])
                continue
            if sum(len(made.passages) for made in pending) >= _STORED:
                self._put(pending, force)
                pending.clear()
        self._put(pending, force)
        self._tell("reports", len(todo.changes), len(todo.changes))
        self._update.announce([*todo.deleted, *(change.source for change in todo.moved)], gone=True)
        return failed

    def put(self, reports: Sequence[tuple[str, Sequence[Passage]]], vectors: Vectors, line_vectors: Vectors) -> None:
        """Write whole reports whose vectors are known: (all their passages, dimension) and (all lines, dimension).

        Each is the SHA-256 of its file and its passages, at least one.
        """
        made = [_Made(Change(name, name), sha256, list(of)) for sha256, of in reports for name in (of[0].chunk.report,)]
        self._update.announce([one.change.name for one in made])
        self._update.store.add([passage for one in made for passage in one.passages], vectors, line_vectors)
        self._settle(made)

    def drop(self, names: Collection[str]) -> None:
        """Announce that some reports will be gone; unknown ones are passed over."""
        self._update.announce([name for name in names if name in self._update.rows], gone=True)

    def _read(self, folder: Path, change: Change) -> _Made:
        return _Made(change, *read_passages(folder, change.name, self._encoder))

    def _settle(self, made: Sequence[_Made], anew: bool = False) -> None:
        """Say that reports are written. What was encoded anew is another state, though its passages are the same."""
        states = {one.change.name: state_of(one.sha256, one.passages) for one in made}
        if anew:
            mark = f"encoded anew for generation {self._update.generation}"
            states = {name: replace(state, digest=digest(state.digest, mark)) for name, state in states.items()}
        self._update.settle(states)

    def _put(self, made: Sequence[_Made], force: bool) -> None:
        known = {} if force else self._known([one.change.source for one in made])
        self._update.announce([one.change.name for one in made])
        found = [passage for one in made for passage in one.passages]
        for start in range(0, len(found), _STORED):
            part, vectors = found[start : start + _STORED], dict(known)
            for first in range(0, len(part), _ENCODED):
                self._tell("passages", start + first, len(found))
                self._encode(part[first : first + _ENCODED], vectors)
            self._update.check()
            texts, lines = _embedded(part)
            self._update.store.add(part, _stack(vectors, texts), _stack(vectors, lines))
        self._settle(made, force)

    def _known(self, reports: Sequence[str]) -> dict[str, Vectors]:
        """Get the vectors that the record has of some reports, by what they are of."""
        lines: dict[str, Vectors] = {}
        passages: dict[str, Vectors] = {}
        for report in reports:
            if report in self._update.rows:
                of_passages, of_lines = self._update.store.embedded(report)
                passages |= of_passages
                lines |= of_lines
        return lines | passages  # those of lines are rounded

    def _encode(self, part: Sequence[Passage], vectors: dict[str, Vectors]) -> None:
        """Add to `vectors`, by what they are of, those of passages and their lines that it lacks."""
        texts, lines = _embedded(part)
        if missing := [text for text in dict.fromkeys([*texts, *lines]) if text not in vectors]:
            vectors |= zip(missing, self._encoder.encode_passages(missing), strict=True)


def _embedded(part: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """List what the vectors of passages are of, and those of all their lines."""
    return [embedded_text(passage.chunk) for passage in part], [line.embedded for one in part for line in one.lines]


def _stack(vectors: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 0), np.float32)
