"""Writes the folders of the lexical index: from nothing, or from the folder before, whose unchanged parts are shared.

tantivy keeps documents in segments, files that never change. Each part of a folder has segments of its own, about
SEGMENT documents of whole reports. A new folder links those of the old one and adds parts for what is new. A part that
loses a report is written anew without it, so that no term, no frequency and no stored text of it stays behind, and so
that a change costs no more in a large index than in a small one: tantivy's own merging, which would make segments of
millions of documents, has nothing to do here. The scores are those of one index.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.lexical import KEY, Entry, key_of, schema
from vectorstore.terms import join

if TYPE_CHECKING:
    import tantivy

Add = Callable[[Entry], object]

SEGMENT = 4096
"""Documents of a part before the next is begun. Writing so many anew takes about half a second; 73 segments instead of
one cost a search 1.5 ms."""

_FEW = 8
"""Parts that may be small, however many documents there are."""

_WRITER_BYTES = 64_000_000
_META, _PARTS, _NEW = "meta.json", "parts.json", "new"


@dataclass(frozen=True, slots=True)
class _Part:
    """Segments, as tantivy's meta.json has them, and what is in them."""

    segments: list[dict[str, Any]]
    reports: list[str]
    documents: int


@contextmanager
def writing(folder: Path, before: Path | None = None, gone: Collection[str] = ()) -> Iterator[Add]:
    """Write a new `folder`: what `before` has without the reports in `gone`, and what the block adds.

    The documents of a report must come one after the other. Raises ValueError or OSError if the folder cannot be
    written, or if `before` is broken or was written with other fields.
    """
    import tantivy

    folder.mkdir(parents=True)
    tantivy.Index(schema(), path=str(folder))
    parts = _parts(before) if before else []
    anew = _to_be_written_anew(parts, set(gone))
    kept = [part for part in parts if part not in anew]
    writer = _Writer(folder)
    if before:
        for part in kept:
            _link(before, folder, part)
        for document, report in _staying(before, anew, gone):
            writer.add(document, report)
    yield lambda entry: writer.add(_document(entry), entry.report)
    writer.finish()
    _write(folder, [*kept, *writer.parts])


class _Writer:
    """Makes parts out of documents, each in a folder of its own beside the segments that are whole."""

    def __init__(self, folder: Path) -> None:
        self.parts: list[_Part] = []
        self._folder = folder
        self._reports: list[str] = []
        self._known: set[str] = set()
        self._documents = 0
        self._writer: tantivy.IndexWriter | None = None

    def add(self, document: tantivy.Document, report: str) -> None:
        """Add a document of a report; ValueError if others came since that report's last one."""
        if report != (self._reports[-1] if self._reports else None):
            if report in self._known:
                raise ValueError(f"the documents of {report} do not come one after the other")
            if self._documents >= SEGMENT:
                self.finish()
            self._reports.append(report)
            self._known.add(report)
        if self._writer is None:
            self._writer = self._begun()
        self._writer.add_document(document)
        self._documents += 1

    def finish(self) -> None:
        """Make a part of what has been added since the last one."""
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        new = self._folder / _NEW
        segments = json.loads((new / _META).read_text(encoding="utf-8"))["segments"]
        for path in [path for one in segments for path in _files(new, one)]:
            path.rename(self._folder / path.name)
        shutil.rmtree(new)
        self.parts.append(_Part(segments, self._reports, self._documents))
        self._reports, self._documents = [], 0

    def _begun(self) -> tantivy.IndexWriter:
        import tantivy

        new = self._folder / _NEW
        new.mkdir()
        return tantivy.Index(schema(), path=str(new)).writer(heap_size=_WRITER_BYTES, num_threads=1)


def _document(entry: Entry) -> tantivy.Document:
    fields = {"id": entry.id, "report": entry.report}
    for area, terms in (("body", entry.body), ("head", entry.head)):
        fields |= {f"{area}_{kind}": text for kind, text in join(terms).items()}
    return _keyed(fields)


def _keyed(fields: dict[str, Any]) -> tantivy.Document:
    import tantivy

    document = tantivy.Document(**fields)
    document.add_unsigned(KEY, key_of(fields["id"]))
    return document


def _to_be_written_anew(parts: Sequence[_Part], gone: set[str]) -> list[_Part]:
    """Choose the parts that lose a report and, where many are small, the smallest ones, to make one of them."""
    anew = [part for part in parts if not gone.isdisjoint(part.reports)]
    rest = sorted((part for part in parts if part not in anew), key=lambda part: part.documents)
    if len(rest) > _FEW + 2 * sum(part.documents for part in rest) // SEGMENT:
        left = SEGMENT
        for part in rest:
            left -= part.documents
            if left < 0:
                break
            anew.append(part)
    return anew


def _staying(before: Path, parts: Sequence[_Part], gone: Collection[str]) -> Iterator[tuple[tantivy.Document, str]]:
    """Yield the documents of some parts, each with its report, without those of the reports in `gone`."""
    import tantivy

    index = tantivy.Index.open(str(before))
    searcher = index.searcher()
    for report, most in [(report, part.documents) for part in parts for report in part.reports if report not in gone]:
        query = tantivy.Query.term_query(index.schema, "report", report)
        hits = searcher.search(query, limit=most).hits
        for address in sorted((address for _, address in hits), key=lambda a: (a.segment_ord, a.doc)):
            stored = searcher.doc(address).to_dict()
            yield _keyed({field: values[0] for field, values in stored.items()}), report


def _parts(folder: Path) -> list[_Part]:
    """Read what a folder is made of; ValueError, LookupError, TypeError or OSError if that cannot be told."""
    import tantivy

    if not tantivy.Index.open(str(folder)).schema == schema():
        raise ValueError(f"{folder} has other fields")
    parts = [_Part(**one) for one in json.loads((folder / _PARTS).read_text(encoding="utf-8"))]
    segments = json.loads((folder / _META).read_text(encoding="utf-8"))["segments"]
    if sorted(map(_name, segments)) != sorted(_name(one) for part in parts for one in part.segments):
        raise ValueError(f"{folder} has other segments than it says")
    return parts


def _write(folder: Path, parts: Sequence[_Part]) -> None:
    """Make the segments in a folder one index."""
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    meta["segments"] = [one for part in parts for one in part.segments]
    for name, content in ((_META, meta), (_PARTS, [asdict(part) for part in parts])):
        with (folder / name).open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())


def _link(before: Path, folder: Path, part: _Part) -> None:
    """Put the files of a part into another folder: the same files where that is possible, else copies."""
    for path in [path for one in part.segments for path in _files(before, one)]:
        try:
            os.link(path, folder / path.name)
        except OSError:  # some file systems have no links
            shutil.copyfile(path, folder / path.name)


def _files(folder: Path, segment: dict[str, Any]) -> list[Path]:
    return list(folder.glob(f"{_name(segment)}.*"))


def _name(segment: dict[str, Any]) -> str:
    """Give how the names of a segment's files begin."""
    return str(segment["segment_id"]).replace("-", "")
