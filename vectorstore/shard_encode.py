"""Encodes a part of the reports into a shard; needs no index, and leaves a shard that is whole as it is."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import ReportbotError, ReportUnreadable
from vectorstore.maker import Maker
from vectorstore.passages import embedded_text, read_passages, state_of
from vectorstore.plan import Failure
from vectorstore.record import Passage, printable
from vectorstore.report_file import file_hash
from vectorstore.shard_rows import GROUP, schema, table
from vectorstore.shards import KEY, Header, Listed, Part, Unread, opened, read_header
from vectorstore.sync import reports_in
from vectorstore.writer import Progress

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    from vectorstore.text_encoder import TextEncoder


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """What is in a shard; `written` is whether that was not there before."""

    part: Part
    file: Path
    reports: int
    passages: int
    failed: tuple[Failure, ...]
    written: bool
    seconds: float


def encode_shard(
    folder: Path, part: Part, out: Path, encoder: TextEncoder, progress: Progress | None = None
) -> ShardSummary:
    """Write the shard of a part of the reports in `folder` into the folder `out`; there it is only once it is whole.

    A shard of the same files and encoder that is there already stays. Raises ReportbotError where there is nothing to
    read or `out` cannot be written, EncoderUnavailable. Two that write the same shard do not disturb each other.
    """
    started = time.perf_counter()
    folder, names = reports_in(folder)
    if not names:
        raise ReportbotError(f"{folder} holds no report that can be read.")
    names = [name for name in names if part.has(name)]
    target = out / part.file
    maker, dimension = Maker(encoder.identity, encoder.name), encoder.dimension
    header = _whole(folder, names, part, target, maker)
    written = header is None
    if header is None:
        encoding = _Encoding(folder, encoder, progress or (lambda stage, done, total: None))
        with _written(target) as temporary, _writer(temporary, dimension) as writer:
            reports, failed = encoding.run(names, writer)
            header = Header(1, maker.identity, maker.model, maker.collection, str(folder), part, reports, failed)
            writer.add_key_value_metadata({KEY: header.text()})
    unread = tuple(Failure(one.report, one.error) for one in header.failed)
    seconds = round(time.perf_counter() - started, 3)
    return ShardSummary(part, target, len(header.reports), header.passages, unread, written, seconds)


def _whole(folder: Path, names: Sequence[str], part: Part, target: Path, maker: Maker) -> Header | None:
    """Read the header of a shard that is there already, None if it is not what would be written."""
    if not target.is_file():
        return None
    try:
        with opened(target) as file:
            header = read_header(file)
    except ReportbotError:
        return None
    if (header.part, header.collection) != (part, maker.collection):
        return None
    return header if dict(header.files) == {printable(name): file_hash(folder, name) for name in names} else None


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """Give the name of a file that takes the place of `target` at the end, and is removed if it fails.

    What killed runs left for the same `target` is removed at the end too.
    """
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        for leftover in target.parent.glob(f".{target.name}.*"):
            leftover.unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise ReportbotError(f"{target} was written by another process meanwhile. Run this again.") from error
    except OSError as error:
        raise ReportbotError(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _writer(path: Path, dimension: int) -> ParquetWriter:
    from pyarrow.parquet import ParquetWriter

    settings = {"compression": "zstd", "use_dictionary": ["report"], "write_page_checksum": True}
    return ParquetWriter(path, schema(dimension), **settings)


class _Encoding:
    """Reads reports and writes what the encoder makes of them, some passages at a time."""

    def __init__(self, folder: Path, encoder: TextEncoder, tell: Progress) -> None:
        self._folder, self._encoder, self._tell = folder, encoder, tell
        self._reports: list[Listed] = []
        self._failed: list[Unread] = []

    def run(self, names: Sequence[str], writer: ParquetWriter) -> tuple[tuple[Listed, ...], tuple[Unread, ...]]:
        """Write rows; give what was read and what could not be."""
        waiting: list[Passage] = []
        for done, name in enumerate(names):
            self._tell("reports", done, len(names))
            waiting += self._read(name)
            while len(waiting) >= GROUP:
                writer.write_table(self._encoded(waiting[:GROUP]))
                del waiting[:GROUP]
        if waiting:
            writer.write_table(self._encoded(waiting))
        self._tell("reports", len(names), len(names))
        return tuple(self._reports), tuple(self._failed)

    def _read(self, name: str) -> list[Passage]:
        try:
            sha256, passages = read_passages(self._folder, name, self._encoder)
        except ReportUnreadable as error:
            self._failed.append(Unread(error.name, file_hash(self._folder, name), error.reason))
            return []
        self._reports.append(Listed(name, sha256, state_of(sha256, passages).digest, len(passages)))
        return passages

    def _encoded(self, passages: Sequence[Passage]) -> pa.Table:
        texts = [embedded_text(passage.chunk) for passage in passages]
        lines = [line.embedded for passage in passages for line in passage.lines]
        different = list(dict.fromkeys([*texts, *lines]))
        vectors = self._encoder.encode_passages(different)
        number = {text: n for n, text in enumerate(different)}
        return table(passages, vectors[[number[text] for text in texts]], vectors[[number[line] for line in lines]])
