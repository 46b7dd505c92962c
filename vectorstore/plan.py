"""What differs between a folder of reports and what the store holds of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.record import Held


@dataclass(frozen=True, slots=True)
class Change:
    """A report whose passages must be written. `source` is the name under which its passages may be held already."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync will do, by report name."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    moved: tuple[Change, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]


def plan(folder: Path, names: Sequence[str], held: Mapping[str, Held]) -> Plan:
    """Compare the files of a folder with what is held; reads every file once, for its SHA-256."""
    hashes = {name: _file_hash(folder / name) for name in names}
    gone: dict[str, list[str]] = defaultdict(list)
    for name in sorted(held.keys() - hashes.keys(), reverse=True):
        if held[name].whole:
            gone[held[name].sha256].append(name)
    added, changed, moved, unchanged = [], [], [], []
    for name, sha256 in hashes.items():
        if name not in held and gone[sha256]:
            moved.append(Change(name, gone[sha256].pop()))
        elif name not in held:
            added.append(Change(name, name))
        elif held[name].whole and held[name].sha256 == sha256:
            unchanged.append(name)
        else:
            changed.append(Change(name, name))
    deleted = sorted(held.keys() - hashes.keys() - {change.source for change in moved})
    return Plan(tuple(added), tuple(changed), tuple(moved), tuple(deleted), tuple(unchanged))


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # unreadable: told apart from any content, and reported when it is loaded
