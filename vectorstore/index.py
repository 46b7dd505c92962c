"""An index on disk: a data folder with Chroma, tantivy and a manifest that says what belongs together.

DATA_DIR/index.json     the manifest, replaced in one step when a new state is whole
DATA_DIR/chroma/        the record, unless it is kept by a Chroma server
DATA_DIR/lexical/N/     what tantivy, the lines' vectors and the catalogue have of generation N, made from the record

With a Chroma server the manifest that counts is kept there (registry.py); index.json tells which generation of it the
lexical index here is a copy of. A reader who finds it behind brings it up.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.catalog import Entry, read_catalog
from vectorstore.client import connect
from vectorstore.errors import IndexChanged, IndexMissing, ReportbotError
from vectorstore.follow import follow
from vectorstore.lexical import BROKEN, LexicalIndex
from vectorstore.line_vectors import LineVectors
from vectorstore.maker import is_current
from vectorstore.manifest import Manifest
from vectorstore.registry import Registry
from vectorstore.snapshot import Snapshot
from vectorstore.store import Store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_ATTEMPTS = 4
"""How often an index is opened that is replaced meanwhile."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where an index is kept. An empty `url` means Chroma embedded, in `data`; the others are a Chroma server's."""

    data: Path
    url: str = ""
    token: str = field(default="", repr=False)
    tenant: str = ""
    database: str = ""
    ca_file: Path | None = None

    def lexical(self, generation: int) -> Path:
        """Name the folder of a generation's lexical indexes."""
        return self.data / "lexical" / str(generation)

    def connect(self) -> ClientAPI:
        """Make a Chroma client; `ReportbotError` if the folder cannot be written or the server cannot be reached."""
        return connect(self.data, self.url, self.token, self.tenant, self.database, self.ca_file)


@dataclass(frozen=True, slots=True)
class Index:
    """An index opened for reading, as one generation has it."""

    manifest: Manifest
    store: Snapshot
    passages: LexicalIndex
    lines: LexicalIndex
    line_vectors: LineVectors
    articles: tuple[Entry, ...]
    newest: Callable[[], Manifest | None]
    """Reads the manifest of the newest generation, None if it is gone."""

    def check(self) -> None:
        """Raise IndexChanged if there is a newer generation, unless the index was opened as a lenient one."""
        if not self.store.lenient and self.newest() != self.manifest:
            raise IndexChanged("The index was changed while it was read. Ask again.")


def open_index(location: Location, encoder: str = "", *, lenient: bool = False) -> Index:
    """Open the newest generation of an index; `IndexMissing` if there is none.

    With `encoder`, an encoder's identity, that is `IndexMissing` too if another one made it. A `lenient` index passes
    over what is missing in Chroma.
    """
    if not location.url:
        current(location)  # before Chroma makes its folder
    client = location.connect()
    for attempt in range(_ATTEMPTS):
        manifest = published(location, client)
        if manifest is None:
            raise IndexMissing(_none(location))
        if encoder and manifest.encoder != encoder:
            raise IndexMissing(
                f"The index in DATA_DIR {location.data} was made with the encoder {manifest.encoder}, but "
                f"EMBEDDING_MODEL now names {encoder}. "
                "Run `reportbot index` to build it anew, or set EMBEDDING_MODEL back."
            )
        if not is_current(manifest):
            raise IndexMissing(f"The index {_place(location)} was made by another version. Run `reportbot index`.")
        try:
            return _open(location, client, manifest, lenient)
        except IndexMissing as error:
            again = isinstance(error, IndexChanged) or published(location, client) != manifest
            if attempt + 1 == _ATTEMPTS or not again:
                raise
    raise AssertionError("the last attempt returns or raises")


def published(location: Location, client: ClientAPI | None = None) -> Manifest | None:
    """Read the manifest of the newest generation, None if there is none."""
    return Registry(client or location.connect()).read() if location.url else Manifest.read(location.data)


def current(location: Location) -> Manifest:
    """Read the manifest of the newest generation; `IndexMissing` if there is none."""
    if manifest := published(location):
        return manifest
    raise IndexMissing(_none(location))


def read_articles(location: Location) -> tuple[Manifest, tuple[Entry, ...]]:
    """Read what the newest generation has without opening it; `IndexMissing` if there is none."""
    if location.url:
        index = open_index(location)
        return index.manifest, index.articles
    for _ in range(_ATTEMPTS):
        manifest = current(location)
        folder = location.lexical(manifest.generation)
        try:
            return manifest, read_catalog(folder).articles
        except BROKEN:
            if published(location) == manifest:
                break
    raise IndexMissing(_broken(folder))


def _open(location: Location, client: ClientAPI, manifest: Manifest, lenient: bool) -> Index:
    store = Store(client, manifest.collection)
    if location.url:
        follow(location, manifest, store)
    folder = location.lexical(manifest.generation)
    try:
        articles = read_catalog(folder).articles
        passages, lines = LexicalIndex(folder / "passages"), LexicalIndex(folder / "lines")
        vectors = LineVectors(folder / "lines")
        visible = frozenset(id for article in articles for id in article.passages)
        if (len(visible), len(lines)) != (len(passages), len(vectors)):
            raise ValueError("the articles, passages, lines and vectors are not those of one index")
    except BROKEN as error:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise ReportbotError(f"{folder} in DATA_DIR cannot be written; a search locks the index.") from error
        if location.url:
            shutil.rmtree(folder)
            raise IndexChanged(_broken(folder)) from error
        raise IndexMissing(_broken(folder)) from error
    newest = Registry(client).read if location.url else partial(Manifest.read, location.data)
    return Index(manifest, Snapshot(store, visible, lenient=lenient), passages, lines, vectors, articles, newest)


def _none(location: Location) -> str:
    return f"There is no index {_place(location)} yet. Run `reportbot index` first."


def _place(location: Location) -> str:
    return f"on the Chroma server {location.url}" if location.url else f"in DATA_DIR {location.data}"


def _broken(folder: Path) -> str:
    return f"The lexical index in {folder} is broken. Run `reportbot index` to mend it."
