"""What an index holds, for those who run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.index import Location


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A report in the index: its articles' titles, places and latest date, and how many passages it has."""

    report: str
    title: str
    places: tuple[str, ...]
    date: str
    passages: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index holds. `folder` is the reports folder it mirrors, `encoder` the identity of what made it."""

    folder: str
    encoder: str
    reports: tuple[SourceInfo, ...]
    passages: int
    collection: str


def index_status(location: Location) -> IndexStatus | None:
    """Tell what the index of a location holds, None if there is none."""
    from vectorstore.index import published, read_articles

    if published(location) is None:
        return None
    manifest, articles = read_articles(location)
    reports: dict[str, SourceInfo] = {}
    for entry in articles:
        old = reports.get(entry.report, SourceInfo(entry.report, entry.title, (), "", 0))
        reports[entry.report] = SourceInfo(
            entry.report,
            old.title,
            tuple(dict.fromkeys((*old.places, *entry.places[:1]))),
            max(old.date, entry.date),
            old.passages + len(entry.passages),
        )
    passages = sum(report.passages for report in reports.values())
    return IndexStatus(manifest.folder, manifest.encoder, tuple(reports.values()), passages, manifest.collection)
