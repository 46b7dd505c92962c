"""What an index run did, in one line with names where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.render import clean, counted

if TYPE_CHECKING:
    from bot.settling import Snapshot
    from vectorstore.sync import SyncSummary

FEW = 5
"""Names that a line has of each kind; of more only the number is said."""


def shown(name: str) -> str:
    """Write a file's name on one line, without what commands a terminal."""
    return " ".join(clean(name).plain.split())


def run_line(summary: SyncSummary, before: Snapshot | None, after: Snapshot) -> str:
    """Say what a run did, "" if it changed nothing.

    The names are the differences between two looks at the folder, `before` (None: not known) that of the last run. They
    are said only where they are as many as the run counted, which went by what the files hold.
    """
    names = _names(before, after) if before is not None else {}
    done = [
        f"{number:,} {kind}{_listed(names.get(kind, ()), number)}"
        for kind in ("added", "changed", "moved", "deleted")
        if (number := getattr(summary, kind))
    ]
    if not done:
        return ""
    reports = summary.added + summary.changed + summary.moved + summary.unchanged
    holds = f"{counted(reports, 'report')}, {counted(summary.passages, 'passage')}"
    return f"{', '.join(done)}; {holds}; {summary.seconds:.1f} s"


def _names(before: Snapshot, after: Snapshot) -> dict[str, list[str]]:
    gone = {stamp.inode: name for name, stamp in before.items() if name not in after}
    moved = {name: gone[after[name].inode] for name in after if name not in before and after[name].inode in gone}
    return {
        "added": sorted(after.keys() - before.keys() - moved.keys()),
        "changed": sorted(name for name, stamp in after.items() if name in before and before[name] != stamp),
        "moved": [f"{old} → {new}" for new, old in sorted(moved.items())],
        "deleted": sorted(before.keys() - after.keys() - set(moved.values())),
    }


def _listed(names: Sequence[str], number: int) -> str:
    return f" ({', '.join(map(shown, names))})" if len(names) == number <= FEW else ""
