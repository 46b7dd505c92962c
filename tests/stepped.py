"""A sync taken apart into its steps: every write to Chroma, every call of the encoder, every part of the lexical index.

What a step does can be watched, or it can be stopped before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bigrams import BigramEncoder

from vectorstore.index import Location
from vectorstore.sync import SyncSummary, sync

Watch = Callable[[list[str]], None]


class Stopped(BaseException):
    """Ends a sync as a signal would: nothing in it handles this."""


@dataclass(frozen=True)
class Steps:
    """Notes in `done` what a sync does, and stops it before step `last`, or before the `nth` one called `stop_at`.

    `watch` is called before each step.
    """

    last: int = -1
    stop_at: str = ""
    nth: int = 1
    done: list[str] = field(default_factory=list)
    watch: Watch = lambda done: None

    def take(self, step: str) -> None:
        """Begin a step."""
        self.watch(self.done)
        if len(self.done) == self.last or (step == self.stop_at and self.done.count(step) + 1 == self.nth):
            raise Stopped
        self.done.append(step)


class _Encoder(BigramEncoder):
    def __init__(self, identity: str, steps: Steps) -> None:
        super().__init__(identity)
        self.steps = steps

    def encode_passages(self, texts: Sequence[str]) -> Any:
        self.steps.take("encode")
        return super().encode_passages(texts)


class _Stepped:
    """What Chroma gives, with writes that are steps, named by what they do and to which of the two collections."""

    WRITES = ("upsert", "delete", "modify", "get_or_create_collection", "delete_collection")

    def __init__(self, made: Any, steps: Steps) -> None:
        self._made, self._steps = made, steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._made, name)
        if name not in self.WRITES:
            return found

        def write(**arguments: Any) -> Any:
            of = str(arguments.get("name") or self._made.name)
            self._steps.take(f"{name} {'reports' if of.endswith('-reports') else 'passages'}")
            made = found(**arguments)
            return _Stepped(made, self._steps) if name == "get_or_create_collection" else made

        return write

    def delete_collection(self, name: str) -> None:
        return self.__getattr__("delete_collection")(name=name)  # type: ignore[no-any-return]


class _Location(Location):
    steps: Steps

    def connect(self) -> Any:
        return _Stepped(Location.connect(self), self.steps)


def watched(location: Location, steps: Steps) -> Location:
    """Give a location whose Chroma takes a step for each write."""
    made = _Location(location.data, location.url, location.token, location.tenant, location.database)
    object.__setattr__(made, "steps", steps)
    return made


def stepped(
    folder: Path, location: Location, steps: Steps, identity: str = "bigrams", *, force: bool = False
) -> tuple[SyncSummary | None, list[str]]:
    """Sync step by step; give what `sync` says, None if it was stopped, and the texts it encoded."""
    encoder = _Encoder(identity, steps)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "terms":
            steps.take(stage)

    try:
        return sync(folder, watched(location, steps), encoder, force=force, progress=progress), encoder.encoded
    except Stopped:
        return None, encoder.encoded
