"""What a folder of the lexical index is made of: parts of whole reports, each with segments of its own.

A part's other files (line_vectors.py) are named as those of its first segment are.

PARTS tells it, beside tantivy's own META. It has the size and the CRC-32 of every file too, since tantivy itself
panics over some files that are too short, and reads most of those that have other bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

META, PARTS = "meta.json", "parts.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """Segments, as tantivy's META has them, and what is in them; `files` are the size and CRC-32 of each, by name."""

    segments: list[dict[str, Any]]
    reports: list[str]
    documents: int
    files: dict[str, list[int]]


def part_of(folder: Path, reports: list[str], documents: int) -> Part:
    """Describe the folder of an index that is to be a part of another one."""
    segments = _segments(folder)
    paths = [path for one in segments for path in folder.glob(f"{name_of(one)}.*")]
    return Part(segments, reports, documents, {path.name: [path.stat().st_size, _checksum(path)] for path in paths})


def name_of(segment: dict[str, Any]) -> str:
    """Give how the names of a segment's files begin, up to the dot."""
    return str(segment["segment_id"]).replace("-", "")


def first_segment(folder: Path) -> str:
    """Name the first segment of a folder (name_of); LookupError if it has none."""
    return name_of(_segments(folder)[0])


def read_parts(folder: Path) -> list[Part]:
    """Read what a folder is made of; ValueError, LookupError, TypeError or OSError if that cannot be told.

    So it is where a file is missing or has another size than it should.
    """
    parts = [Part(**one) for one in json.loads((folder / PARTS).read_text(encoding="utf-8"))]
    if sorted(map(name_of, _segments(folder))) != sorted(name_of(one) for part in parts for one in part.segments):
        raise ValueError(f"{folder} has other segments than it says")
    for path, size, _ in _files(folder, parts):
        if (found := path.stat().st_size) != size:
            raise ValueError(f"{path} has {found} bytes, not {size}")
    return parts


def check_bytes(folder: Path) -> None:
    """Raise what `read_parts` raises, ValueError also where a file's bytes are others; all of it is read."""
    for path, _, checksum in _files(folder, read_parts(folder)):
        if _checksum(path) != checksum:
            raise ValueError(f"{path} has other bytes than were written")


def write_parts(folder: Path, parts: Sequence[Part]) -> None:
    """Make the segments in a folder one index."""
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    meta["segments"] = [one for part in parts for one in part.segments]
    for name, content in ((META, meta), (PARTS, [asdict(part) for part in parts])):
        with (folder / name).open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())


def link(before: Path, folder: Path, part: Part) -> None:
    """Put the files of a part into another folder: the same files where that is possible, else copies."""
    for name in part.files:
        try:
            os.link(before / name, folder / name)
        except OSError:  # some file systems have no links
            shutil.copyfile(before / name, folder / name)


def _segments(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / META).read_text(encoding="utf-8"))["segments"]
    return found


def _files(folder: Path, parts: Sequence[Part]) -> Iterator[tuple[Path, int, int]]:
    """Yield the files of some parts with the size and the CRC-32 that they should have."""
    return ((folder / name, size, crc) for part in parts for name, (size, crc) in part.files.items())


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found
