"""Ways in which a generation's folder is broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import tantivy

from vectorstore.catalog import CATALOG
from vectorstore.lexical import FIELDS
from vectorstore.lexical_writer import writing


def spoil(pattern: str, content: bytes | None) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        (path,) = list(folder.glob(pattern))[:1]
        path.unlink()  # not written in place: what was opened before may have it mapped into memory
        if content is not None:
            path.write_bytes(content)

    return do


def empty(folder: Path) -> None:
    """Leave an index that can be read and lacks a report that its catalogue has."""
    shutil.move(folder / "passages", folder / "old")
    with writing(folder / "passages", folder / "old", ["报道 1.txt"]):
        pass


def other_fields(folder: Path) -> None:
    shutil.rmtree(folder / "lines")
    (folder / "lines").mkdir()
    builder = tantivy.SchemaBuilder()
    for field in ("id", "report", *FIELDS):
        builder.add_text_field(field, stored=True)
    tantivy.Index(builder.build(), path=str(folder / "lines"))


BROKEN = {
    "missing": shutil.rmtree,
    "no passages": lambda folder: shutil.rmtree(folder / "passages"),
    "other fields": other_fields,
    "a report too few": empty,
    **{f"{CATALOG} {content!r}": spoil(CATALOG, content) for content in (None, b"", b"[", b"[]", b'{"reports": {}}')},
    **{
        f"{pattern} {content!r}": spoil(pattern, content)
        for pattern in ("passages/meta.json", "lines/*.store", "passages/*.term", "lines/*.idx", "passages/*.fieldnorm")
        for content in (None, b"", b"noise" * 99)
    },
}
