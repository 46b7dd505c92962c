"""What differs between a folder of reports and what the record has of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore.errors import ReportUnreadable
from vectorstore.ledger import State
from vectorstore.passages import read_chunks
from vectorstore.report_file import file_hash, real_place


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read, and why."""

    report: str
    error: str


@dataclass(frozen=True, slots=True)
class Change:
    """A report whose passages must be written. `source` is the name under which the record may have their vectors."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync will do, by report name. `failed` is known only of a plan that was `tried`."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    moved: tuple[Change, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What has to be read."""
        return self.added + self.changed + self.moved

    def tried(self, folder: Path) -> Plan:
        """Read what has to be read, and give the plan without what cannot be."""
        failed = {change.name: failure for change in self.changes if (failure := _try(folder, change.name))}
        added, changed, moved = (
            tuple(change for change in changes if change.name not in failed)
            for changes in (self.added, self.changed, self.moved)
        )
        return replace(self, added=added, changed=changed, moved=moved, failed=tuple(failed.values()))


def plan(folder: Path, names: Sequence[str], held: Mapping[str, State], *, force: bool = False) -> Plan:
    """Compare the files of a folder with the states that were written of them; reads every file, for its SHA-256.

    With `force` every file that is as it was has changed. What is in a folder that cannot be listed now, which `names`
    has with a `/` at its end, stays as it is.
    """
    hashes = {name: file_hash(folder, name) for name in names}
    known: dict[str, list[str]] = defaultdict(list)
    for name in sorted(held, reverse=True):
        if held[name].passages:
            known[held[name].sha256].append(name)
    hidden = tuple(name for name in names if name.endswith("/") and _is_inside(folder, name))
    unseen = {name for name in held if name.startswith(hidden) and name not in hashes}
    there = hashes.keys() | unseen
    gone = {sha256: [name for name in of if name not in there] for sha256, of in known.items()}
    added, changed, moved, unchanged = [], [], [], []
    for name, sha256 in hashes.items():
        if name in held:
            if held[name].sha256 != sha256 or not sha256 or force:
                changed.append(Change(name, name))
            else:
                unchanged.append(name)
        elif gone.get(sha256):
            moved.append(Change(name, gone[sha256].pop()))
        else:
            added.append(Change(name, known[sha256][-1] if sha256 in known else name))
    unchanged += sorted(unseen)
    deleted = sorted(held.keys() - hashes.keys() - unseen - {change.source for change in moved})
    return Plan(tuple(added), tuple(changed), tuple(moved), tuple(deleted), tuple(unchanged))


def _try(folder: Path, name: str) -> Failure | None:
    try:
        read_chunks(folder, name, len)  # what is wrong with a report does not depend on how tokens are counted
        return None
    except ReportUnreadable as error:
        return Failure(error.name, error.reason)


def _is_inside(folder: Path, name: str) -> bool:
    try:
        real_place(folder, name)
        return True
    except ReportUnreadable:
        return False
