"""Writes the folders of the lexical index: from nothing, or from the folder before, whose unchanged parts are shared.

tantivy keeps documents in segments, files that never change. A new folder links those of the old one and adds one for
what is new. A segment that loses a document is written anew without it, so that no term, no frequency and no stored
text of a removed report stays behind.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.lexical import FIELDS, Entry
from vectorstore.terms import join

if TYPE_CHECKING:
    import tantivy

Add = Callable[[Entry], object]

_WRITER_BYTES = 64_000_000
_META = "meta.json"


@contextmanager
def writing(folder: Path, before: Path | None = None, gone: Collection[str] = ()) -> Iterator[Add]:
    """Write a new `folder`: what `before` has without the reports in `gone`, and what the block adds.

    Raises ValueError or OSError if it cannot be written, or if `before` is broken or was written with other fields.
    """
    import tantivy

    if before is None:
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
    else:
        _link(before, folder)
        index = tantivy.Index.open(str(folder))
        if not index.schema == _schema():
            raise ValueError(f"{before} has other fields")
    moving = _beside(index, gone)
    searcher = index.searcher()
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for report in gone:
        writer.delete_documents_by_term("report", report)
    for address in moving:
        document = searcher.doc(address)
        writer.delete_documents_by_term("id", document["id"][0])
        writer.add_document(tantivy.Document(**{field: values[0] for field, values in document.to_dict().items()}))
    yield lambda entry: writer.add_document(_document(entry))
    writer.commit()
    writer.wait_merging_threads()
    _sweep(folder)


def _document(entry: Entry) -> tantivy.Document:
    import tantivy

    fields = {"id": entry.id, "report": entry.report}
    for area, terms in (("body", entry.body), ("head", entry.head)):
        fields |= {f"{area}_{kind}": text for kind, text in join(terms).items()}
    return tantivy.Document(**fields)


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in ("id", "report"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _beside(index: tantivy.Index, gone: Collection[str]) -> list[tantivy.DocAddress]:
    """List the documents that share a segment with one of the reports in `gone` and stay."""
    from tantivy import Occur, Query

    searcher, schema = index.searcher(), index.schema
    if not gone or not searcher.num_docs:
        return []
    going = Query.term_set_query(schema, "report", list(gone))
    segments = {address.segment_ord for _, address in searcher.search(going, limit=searcher.num_docs).hits}
    if not segments:
        return []
    staying = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, going)])
    hits = searcher.search(staying, limit=searcher.num_docs).hits
    return sorted(
        (address for _, address in hits if address.segment_ord in segments), key=lambda a: (a.segment_ord, a.doc)
    )


def _link(before: Path, folder: Path) -> None:
    """Make a folder of the same index: its segments are the same files where that is possible, the rest is copied."""
    folder.mkdir(parents=True)
    living = _segments(before)
    for path in before.iterdir():
        if path.suffix == ".json":
            shutil.copyfile(path, folder / path.name)
        elif path.name.partition(".")[0] in living:
            try:
                os.link(path, folder / path.name)
            except OSError:  # some file systems have no links
                shutil.copyfile(path, folder / path.name)


def _segments(folder: Path) -> set[str]:
    """Name the segments of an index, as its files begin."""
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    return {segment["segment_id"].replace("-", "") for segment in meta["segments"]}


def _sweep(folder: Path) -> None:
    """Remove what merging left behind."""
    living = _segments(folder)
    for path in folder.iterdir():
        name = path.name.partition(".")[0]
        if name and path.suffix != ".json" and name not in living:
            path.unlink()
