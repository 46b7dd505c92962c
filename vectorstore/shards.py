"""A shard: the passages and vectors of a part of the reports, as a Parquet file that any machine can make.

Which reports are in a part only their names decide. What a file is and has, its footer says, as JSON under KEY.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vectorstore.errors import ReportbotError, UsageError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

KEY = "reportbot"
FORMAT = 1
MOST_PARTS = 100_000

_BROKEN = (ValueError, TypeError, LookupError, OSError, NotImplementedError, ArithmeticError)
"""What reading a file raises that is broken, or that nobody here wrote; most of pyarrow's errors are among these."""

_FILES = "shard-*-of-*.parquet"


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` of `of`, counted from 1."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of <= MOST_PARTS:
            raise ValueError(f"there is no part {self.number} of {self.of}")

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"shard-{self.number}-of-{self.of}.parquet"

    def has(self, report: str) -> bool:
        """Whether a report is in it: by a hash of its name, so that another report moves none."""
        digest = hashlib.sha256(report.encode(errors="surrogateescape")).digest()
        return int.from_bytes(digest[:8]) % self.of == self.number - 1

    @classmethod
    def parse(cls, text: str) -> Part:
        """Read what stands behind `--shard`; UsageError."""
        if match := re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text):
            try:
                return cls(int(match[1]), int(match[2]))
            except ValueError:
                pass
        raise UsageError(f"--shard {text}: write I/N, such as 1/8 for the first of eight; N is {MOST_PARTS} at most.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in a shard: the SHA-256 of its file, the digest and number of its passages (ledger.State)."""

    report: str
    sha256: str
    digest: str
    passages: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A report that could not be read. `sha256` is "" where the file's bytes could not."""

    report: str
    sha256: str
    error: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself.

    `encoder` is the identity of the one that EMBEDDING_MODEL `model` named, `collection` stands for it with recipe and
    layout (update.Maker), `folder` is where the reports were. Rows are in the order of `reports`.
    """

    format: Literal[1]
    encoder: str
    model: str
    collection: str
    folder: str
    part: Part
    reports: tuple[Listed, ...]
    failed: tuple[Unread, ...]

    @property
    def passages(self) -> int:
        """How many rows the file has."""
        return sum(one.passages for one in self.reports)

    @property
    def files(self) -> list[tuple[str, str]]:
        """The reports that it tells of, and the SHA-256 of their files."""
        read = [(one.report, one.sha256) for one in self.reports]
        return read + [(one.report, one.sha256) for one in self.failed]

    def text(self) -> str:
        """Give it as `read_header` takes it."""
        return json.dumps(asdict(self), ensure_ascii=False)


@contextmanager
def opened(path: Path) -> Iterator[ParquetFile]:
    """Open a file; while it is read all that comes of its being broken is a ReportbotError."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (*_BROKEN, pa.ArrowException) as error:
        reason = " ".join((getattr(error, "strerror", None) or str(error)).split())[:200]
        raise ReportbotError(f"{path} is no shard that can be loaded: {reason}.") from error


def read_header(file: ParquetFile) -> Header:
    """Read what an open file says of itself; ValueError if it is none of ours."""
    from pydantic import TypeAdapter

    text = (file.metadata.metadata or {}).get(KEY.encode())
    if text is None:
        raise ValueError("`reportbot encode` did not write it")
    if not re.match(rb'\{"format": %d,' % FORMAT, text):
        raise ValueError("another version of reportbot wrote it")
    try:
        header = TypeAdapter(Header).validate_json(text)
    except ValueError:
        raise ValueError("what it says of itself is damaged") from None
    files = header.files
    if len(dict(files)) != len(files) or not all(header.part.has(one.report) for one in header.reports):
        raise ValueError("it has reports twice, or of another part")
    if min((one.passages for one in header.reports), default=1) < 1 or file.metadata.num_rows != header.passages:
        raise ValueError("its rows are not those that it lists")
    return header


def shard_files(paths: Iterable[Path]) -> list[Path]:
    """List shard files: those that are named, and all in the folders that are; ReportbotError if there is none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob(_FILES)) if path.is_dir() else [path]
        if not inside:
            raise ReportbotError(f"{path} has no shard (shard-I-of-N.parquet). Write them with `reportbot encode`.")
        if not path.exists():
            raise ReportbotError(f"{path}: no such file.")
        found += inside
    return list(dict.fromkeys(found))
