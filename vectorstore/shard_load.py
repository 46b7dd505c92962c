"""Puts the reports of shards into an index, as if they had been encoded here."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.index import Location
from vectorstore.ledger import ABSENT, State, states
from vectorstore.maker import Maker
from vectorstore.plan import Failure
from vectorstore.shard_rows import Loaded, check, read_reports
from vectorstore.shards import Header, Listed, Part, Unread, opened, read_header, shard_files
from vectorstore.store import Store
from vectorstore.sync import SyncSummary
from vectorstore.update import Update, updating
from vectorstore.writer import Progress, Writer

if TYPE_CHECKING:
    from vectorstore.text_encoder import TextEncoder

_TOGETHER = 256
"""Passages that are written together, unless one report has more."""
_SHOWN = 10


def load_shards(
    paths: Sequence[Path],
    folder: Path,
    location: Location,
    encoder: TextEncoder,
    *,
    replace: bool = False,
    partial: bool = False,
    progress: Progress | None = None,
) -> SyncSummary:
    """Put what is in shards (files, or folders of them) into the index of a location, which mirrors `folder`.

    Reports that are not in them stay as they are. Readers see all of it at once, at the end. Raises ReportbotError if
    a file is no shard of this encoder and recipe, a part is missing (unless `partial`), or `sync` would; `replace`
    allows what it allows there, and that an index of another encoder goes with reports that the shards do not have.
    Stopped at any point, a later call completes it.
    """
    started = time.perf_counter()
    folder = folder.resolve()
    if not folder.is_dir():
        raise ReportbotError(f"{folder}: no such folder of reports. Name it with --reports, or set REPORTS_DIR.")
    maker, dimension = Maker(encoder.identity, encoder.name), encoder.dimension
    files, names = _checked(shard_files(paths), maker, dimension, partial)
    with updating(location, str(folder), maker, to_another=replace) as update:
        if not replace:
            _refuse_loss(update, names)
        tell = progress or (lambda stage, done, total: None)
        writer = Writer(update, encoder, tell)
        update.leave(names)
        loading = _Loading(writer, update.written, tell, len(names))
        for file in files:
            loading.load(file, _header(file, maker, dimension))
        update.publish(lambda done, total: tell("terms", done, total))
        return loading.summary(update.passages, time.perf_counter() - started)


def _checked(paths: Sequence[Path], maker: Maker, dimension: int, partial: bool) -> tuple[list[Path], set[str]]:
    """Check that files are shards that belong together; give them in the order of their parts, and their reports."""
    parts: dict[Part, Path] = {}
    names: set[str] = set()
    for path in paths:
        header = _header(path, maker, dimension)
        if header.part in parts:
            raise ReportbotError(f"{parts[header.part]} and {path} are both shard {header.part}. Name one of them.")
        parts[header.part] = path
        names.update(dict(header.files))
    files = [parts[part] for part in sorted(parts, key=lambda part: part.number)]
    of = {part.of: path for part, path in reversed(parts.items())}
    if len(of) > 1:
        (one, path), (other, another) = list(of.items())[:2]
        raise ReportbotError(f"{path} is one of {one} shards, {another} one of {other}. Load those of one division.")
    missing = [str(Part(n, one)) for one in of for n in range(1, one + 1) if Part(n, one) not in parts]
    if missing and not partial:
        shown = ", ".join(missing[:_SHOWN]) + (f" and {len(missing) - _SHOWN} more" if missing[_SHOWN:] else "")
        raise ReportbotError(f"Shards are missing: {shown}. Encode them, or add --partial to load the others.")
    return files, names


def _header(path: Path, maker: Maker, dimension: int) -> Header:
    """Read and check what a shard says of itself."""
    with opened(path) as file:
        header = read_header(file)
        if header.encoder == maker.identity and header.collection == maker.collection:
            check(file, dimension)
    if header.encoder != maker.identity:
        raise ReportbotError(
            f"{path} was encoded with {header.encoder} (EMBEDDING_MODEL={header.model}), but EMBEDDING_MODEL names "
            f"{maker.identity} here. Set EMBEDDING_MODEL as it was there, or encode again."
        )
    if header.collection != maker.collection:
        raise ReportbotError(f"{path} was made by another version of reportbot. Encode again.")
    return header


def _refuse_loss(update: Update, names: Collection[str]) -> None:
    """Raise ReportbotError if an index of another encoder has reports that would go with it."""
    old = update.old
    if old is None or old.collection == update.maker.collection:
        return
    lost: list[str] = []
    with suppress(IndexMissing):
        rows = Store(update.client, old.collection).ledger.rows().values()
        here = {name for name, state in update.written.items() if state.passages}
        lost = [name for name in states(rows, old.generation) if name not in names and name not in here]
    if lost:
        raise ReportbotError(
            f"The index was made with {old.encoder}, and the shards lack {len(lost)} of its reports ({lost[0]} …), "
            "which would be gone. Encode these too, or add --replace to go over to what the shards have."
        )


class _Loading:
    """Writes shards through a `writer`; `held` is what was written before, `total` the number of reports."""

    def __init__(self, writer: Writer, held: dict[str, State], tell: Progress, total: int) -> None:
        self._writer, self._held, self._tell, self._total = writer, held, tell, total
        self._counts: Counter[str] = Counter()
        self._failed: list[Failure] = []

    def load(self, path: Path, header: Header) -> None:
        """Write what is in a shard, and announce that what could not be read will be gone."""
        self._counts["unchanged"] += sum(not self._differs(listed) for listed in header.reports)
        pending: list[Loaded] = []
        for loaded in self._read(path, header):
            pending.append(loaded)
            if sum(len(one.passages) for one in pending) >= _TOGETHER:
                self._put(pending)
                pending = []
        self._put(pending)
        self._drop(header.failed)

    def summary(self, passages: int, seconds: float) -> SyncSummary:
        """Say what was done."""
        added, changed, unchanged = (self._counts[name] for name in ("added", "changed", "unchanged"))
        return SyncSummary(added, changed, 0, 0, unchanged, tuple(self._failed), passages, round(seconds, 3))

    def _read(self, path: Path, header: Header) -> Iterator[Loaded]:
        """Read the reports that are not held as they are; what goes wrong in here is the file's fault."""
        with opened(path) as file:
            yield from read_reports(file, header, self._differs)

    def _put(self, loaded: Sequence[Loaded]) -> None:
        self._tell("reports", self._counts.total() + len(self._failed), self._total)
        if loaded:
            vectors, lines = ([getattr(one, name) for one in loaded] for name in ("vectors", "line_vectors"))
            reports = [(one.listed.sha256, one.passages) for one in loaded]
            self._writer.put(reports, np.concatenate(vectors), np.concatenate(lines))
        for one in loaded:
            self._counts["changed" if one.listed.report in self._held else "added"] += 1

    def _drop(self, failed: Sequence[Unread]) -> None:
        """Let a report go that could not be read, as a sync does, unless its very file has been read before."""
        self._failed += [Failure(one.report, one.error) for one in failed]
        held = {one.report: self._held.get(one.report, ABSENT).sha256 for one in failed}
        self._writer.drop([one.report for one in failed if not one.sha256 or held[one.report] != one.sha256])

    def _differs(self, listed: Listed) -> bool:
        held = self._held.get(listed.report, ABSENT)
        return (held.sha256, held.digest) != (listed.sha256, listed.digest)
