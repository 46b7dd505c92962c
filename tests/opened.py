"""An assistant over reports that a test writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rag.answer import Assistant
from rag.span_reader import SpanReader
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index
from vectorstore.sync import sync


def opened(folder: Path, reports: Mapping[str, str], encoder: Encoder, *, reads: bool = False) -> Assistant:
    """Write reports into a new or empty folder, index them there and open the index; the reader if it `reads`."""
    (folder / "reports").mkdir()
    for name, text in reports.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    location = Location(folder / "data")
    sync(folder / "reports", location, encoder)
    spans = SpanReader(encoder.folder) if reads else None
    return Assistant(open_index(location, encoder.identity), encoder, spans=spans)
