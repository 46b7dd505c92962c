"""The space on the disk of DATA_DIR: looked at before Chroma writes there, told of in one line where it ends.

Chroma writes a little even when it is only opened: SQLite puts a journal beside the database, which no setting of
Chroma's turns off. On a disk that is full to the last bytes it cannot be opened. And what it has taken down, but had no
space to enter into its tables, it tries to enter again before each question: where it has filled the disk itself, none
is answered until there is space. So a sync stops before that.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vectorstore.errors import ReportbotError

SPARE = 1 << 20
"""Bytes that are left: opening Chroma and asking it took 16 KB with chromadb 1.5.9."""

_OPENS = 1 << 16
"""Bytes that are free where Chroma can surely be opened and asked."""

ASKED = "Chroma needs some space to be asked, too"

_ROW, _CHARACTER, _KEPT, _NUMBER = 4096, 24, 4, 12
"""Bytes on the disk of a passage in Chroma, while it is entered: of it, of each character of its text, of each of the
metadata, and of each number of its vector. With chromadb 1.5.9 up to 6.6 KB in all for 200 characters and 384 numbers,
and 2.9 to 3.3 bytes a character of metadata."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SAYS_FULL = re.compile(r"disk is full|no space left|os error 28\b|quota exceeded", re.IGNORECASE)


def look_for_space(data: Path, texts: Sequence[str] = (), metadata: int = 0, dimension: int = 0) -> None:
    """Raise ReportbotError unless Chroma, embedded in `data`, can add passages with these texts.

    `metadata` are the characters of all their metadata.
    """
    wanted = SPARE + _KEPT * metadata + sum(_ROW + _CHARACTER * len(text) + _NUMBER * dimension for text in texts)
    if (free := shutil.disk_usage(data).free) < wanted:
        until = "the index answers as it was" if free >= _OPENS else f"nothing is answered: {ASKED}"
        raise ReportbotError(
            f"{full(data)}: {_megabytes(free)} are free, {_megabytes(wanted)} are needed to go on. Make space and "
            f"run `reportbot index` again; until then {until}."
        )


@contextmanager
def told_when_full(data: Path) -> Iterator[None]:
    """Turn what the block raises for want of space on the disk of `data` into a ReportbotError that says so."""
    try:
        yield
    except Exception as error:
        if str(error).startswith(full(data)) or not _is_for_want_of_space(error, data):
            raise
        left = ""
        with suppress(OSError):
            left = f" ({_megabytes(shutil.disk_usage(data).free)} are free)"
        raise ReportbotError(
            f"{full(data)}{left}, and {ASKED}. "
            "Make space and run `reportbot index` again: it goes on where this one stopped."
        ) from error


def full(data: Path) -> str:
    """Say that the disk is full."""
    return f"DATA_DIR {data}: the disk is full"


def says_full(error: Exception) -> bool:
    """Whether an error, or one behind it, is that there was no space."""
    behind: BaseException | None = error
    while behind:
        if isinstance(behind, OSError) and behind.errno in _FULL:
            return True
        if _SAYS_FULL.search(str(behind)):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def _is_for_want_of_space(error: Exception, data: Path) -> bool:
    """Tell from an error and those behind it, or, where they do not say it, from the disk."""
    if says_full(error):
        return True
    with suppress(OSError):
        return isinstance(error, ReportbotError) and "Chroma" in str(error) and shutil.disk_usage(data).free < SPARE
    return False


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.2f} MB"
