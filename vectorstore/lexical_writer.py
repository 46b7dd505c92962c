"""Writes the folders of the lexical index: from nothing, or from the folder before, whose unchanged parts are shared.

tantivy keeps documents in segments, files that never change. Each part of a folder has segments of its own, about
`segment` documents of whole reports. A new folder links those of the old one and adds parts for what is new. A part
that loses a report is written anew without it, so that no term, no frequency and no stored text of it stays behind, and
so that a change costs no more in a large index than in a small one: tantivy's own merging, which would make segments of
millions of documents, has nothing to do here. The scores are those of one index.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.lexical import BODY, FIELDS, HEAD, KEY, NUMBER, PASSAGE, REPORT, Entry, id_of, key_of, schema
from vectorstore.lexical_parts import Part, link, part_of, read_parts, write_parts
from vectorstore.line_vectors import read_vectors, write_vectors
from vectorstore.panics import panics_told
from vectorstore.record import Int8Vectors, number_of, passage_of
from vectorstore.terms import join

if TYPE_CHECKING:
    import tantivy

Add = Callable[[Entry], object]

SEGMENT = 4096
"""Documents of a part before the next is begun, unless others are asked for. To write so many passages anew takes about
half a second, 8,192 lines a third; 25 segments more cost both searches of a question 1.3 ms together."""

_FEW = 8
"""Parts that may be small, however many documents there are."""

_WRITER_BYTES = 64_000_000
_NEW = "new"


@contextmanager
def writing(
    folder: Path, before: Path | None = None, gone: Collection[str] = (), segment: int = SEGMENT
) -> Iterator[Add]:
    """Write a new `folder`: what `before` has without the reports in `gone`, and what the block adds.

    The documents of a report must come one after the other. Raises ValueError, OSError or Panic if the folder
    cannot be written, or if `before` is broken or was written with other fields.
    """
    import tantivy

    folder.mkdir(parents=True)
    with panics_told():
        tantivy.Index(schema(), path=str(folder))
        parts = _parts(before) if before else []
        anew = _to_be_written_anew(parts, set(gone), segment)
        kept = [part for part in parts if part not in anew]
        writer = _Writer(folder, segment)
        try:
            if before:
                for part in kept:
                    link(before, folder, part)
                for id, report, terms, vector in _staying(before, anew, gone):
                    writer.add(id, report, terms, vector)
            yield lambda entry: writer.add(entry.id, entry.report, _terms(entry), entry.vector)
            writer.finish()
        finally:
            writer.close()
    write_parts(folder, [*kept, *writer.parts])


class _Writer:
    """Makes parts out of documents, each in a folder of its own beside the segments that are whole."""

    def __init__(self, folder: Path, segment: int) -> None:
        self.parts: list[Part] = []
        self._folder, self._segment = folder, segment
        self._reports: list[str] = []
        self._known: set[str] = set()
        self._documents = 0
        self._vectors: list[tuple[str, Int8Vectors]] = []
        self._writer: tantivy.IndexWriter | None = None

    def add(self, id: str, report: str, terms: Mapping[str, str], vector: Int8Vectors | None) -> None:
        """Add a document of a report, its terms by field; ValueError if others came since that report's last one."""
        if report != (self._reports[-1] if self._reports else None):
            if report in self._known:
                raise ValueError(f"the documents of {report} do not come one after the other")
            if self._documents >= self._segment:
                self.finish()
            self._reports.append(report)
            self._known.add(report)
        if self._writer is None:
            self._writer = self._begun()
        self._writer.add_document(_document(id, report, terms))
        self._documents += 1
        if vector is not None:
            self._vectors.append((id, vector))

    def finish(self) -> None:
        """Make a part of what has been added since the last one."""
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        new = self._folder / _NEW
        write_vectors(new, self._vectors)
        part = part_of(new, self._reports, self._documents)
        for name in part.files:
            (new / name).rename(self._folder / name)
        shutil.rmtree(new)
        self.parts.append(part)
        self._reports, self._documents, self._vectors = [], 0, []

    def close(self) -> None:
        """Leave what is not finished: tantivy's threads, which would go on writing, end before its writer is gone."""
        self._writer = None

    def _begun(self) -> tantivy.IndexWriter:
        import tantivy

        new = self._folder / _NEW
        new.mkdir()
        return tantivy.Index(schema(), path=str(new)).writer(heap_size=_WRITER_BYTES, num_threads=1)


def _terms(entry: Entry) -> dict[str, str]:
    areas = ((BODY, entry.body), (HEAD, entry.head))
    return {f"{area}_{kind}": text for area, terms in areas for kind, text in join(terms).items()}


def _document(id: str, report: str, terms: Mapping[str, str]) -> tantivy.Document:
    import tantivy

    document = tantivy.Document(**{PASSAGE: passage_of(id), REPORT: report, **terms})
    if (number := number_of(id)) is not None:
        document.add_unsigned(NUMBER, number)
    document.add_unsigned(KEY, key_of(id))
    return document


def _to_be_written_anew(parts: Sequence[Part], gone: set[str], segment: int) -> list[Part]:
    """Choose the parts that lose a report and, where many are small, the smallest ones, to make one of them."""
    anew = [part for part in parts if not gone.isdisjoint(part.reports)]
    rest = sorted((part for part in parts if part not in anew), key=lambda part: part.documents)
    if len(rest) > _FEW + 2 * sum(part.documents for part in rest) // segment:
        left = segment
        for part in rest:
            left -= part.documents
            if left < 0:
                break
            anew.append(part)
    return anew


def _staying(
    before: Path, parts: Sequence[Part], gone: Collection[str]
) -> Iterator[tuple[str, str, dict[str, str], Int8Vectors | None]]:
    """Yield the documents of some parts, without those of the reports in `gone`: id, report, terms by field, vector."""
    import tantivy

    index = tantivy.Index.open(str(before))
    searcher = index.searcher()
    vectors = {id: vector for part in parts for id, vector in read_vectors(before, part)}
    for report, most in [(report, part.documents) for part in parts for report in part.reports if report not in gone]:
        query = tantivy.Query.term_query(index.schema, REPORT, report)
        hits = searcher.search(query, limit=most).hits
        for address in sorted((address for _, address in hits), key=lambda a: (a.segment_ord, a.doc)):
            stored = searcher.doc(address).to_dict()
            id = id_of(stored)
            yield id, report, {field: stored[field][0] for field in FIELDS if field in stored}, vectors.get(id)


def _parts(folder: Path) -> list[Part]:
    """Read what a folder is made of; raises what `read_parts` raises, ValueError too if it has other fields."""
    import tantivy

    parts = read_parts(folder)  # raises before tantivy panics
    if not tantivy.Index.open(str(folder)).schema == schema():
        raise ValueError(f"{folder} has other fields")
    return parts
