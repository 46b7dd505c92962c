"""An index on disk: a data folder with Chroma, tantivy and a manifest that says what belongs together.

DATA_DIR/index.json     the manifest, replaced in one step when a new state is whole
DATA_DIR/chroma/        the record, unless it is kept by a Chroma server
DATA_DIR/lexical/N/     what tantivy and the catalogue have of generation N, made from the record

With a Chroma server the manifest that counts is kept there (registry.py); index.json tells which generation of it the
lexical index here is a copy of. A reader who finds it behind brings it up.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.catalog import Entry, read_catalog
from vectorstore.client import connect
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.lexical import LexicalIndex
from vectorstore.store import Store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

MANIFEST = "index.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `folder` is the reports folder it mirrors, `encoder` the identity of the encoder that EMBEDDING_MODEL `model` names,
    `generation` rises with every change, `digest` is that of its reports (ledger.digest_of).
    """

    folder: str
    encoder: str
    model: str
    collection: str
    generation: int
    digest: str

    @classmethod
    def read(cls, data: Path) -> Manifest | None:
        """Read the manifest of a data folder, None if it has none; `ReportbotError` if it cannot be read."""
        path = data / MANIFEST
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, TypeError) as error:
            raise ReportbotError(
                f"{path} cannot be read ({error}). Delete it and run `reportbot index` to build the index again."
            ) from error

    @classmethod
    def parse(cls, text: str) -> Manifest | None:
        """Read a manifest's JSON, None if an earlier version wrote it; ValueError or TypeError if it is none."""
        read = json.loads(text)
        names = {field.name for field in fields(cls)}
        if isinstance(read, dict) and {"collection", "generation"} <= read.keys() < names:
            return None
        manifest = cls(**read)
        for field in fields(cls):
            value = getattr(manifest, field.name)
            if type(value).__name__ != field.type:
                raise ValueError(f"{field.name} is {value!r}")
        return manifest

    def json(self) -> str:
        """Give the manifest as `parse` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def write(self, data: Path) -> None:
        """Replace the manifest of a data folder in one step."""
        temporary = data / f"{MANIFEST}.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(self.json())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(data / MANIFEST)
        folder = os.open(data, os.O_RDONLY)
        try:
            os.fsync(folder)  # the change of name, too, is to outlast a loss of power
        finally:
            os.close(folder)


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
    articles: tuple[Entry, ...]


def open_index(location: Location, encoder: str = "", *, lenient: bool = False) -> Index:
    """Open the newest generation of an index; `IndexMissing` if there is none.

    With `encoder`, an encoder's identity, that is `IndexMissing` too if another one made it. A `lenient` index passes
    over what is missing in Chroma.
    """
    client = location.connect()
    for attempt in range(_ATTEMPTS):
        manifest = published(location, client)
        if manifest is None:
            raise IndexMissing(_none(location))
        if encoder and manifest.encoder != encoder:
            raise IndexMissing(
                f"The index in DATA_DIR {location.data} was made with the encoder {manifest.encoder}, not {encoder}. "
                "Run `reportbot index` to build it anew, or set EMBEDDING_MODEL back."
            )
        try:
            return _open(location, client, manifest, lenient)
        except IndexMissing:
            if attempt + 1 == _ATTEMPTS or published(location, client) == manifest:
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


def catalog(location: Location, manifest: Manifest) -> Catalog:
    """Read the catalogue of a generation; `IndexMissing` if it is broken."""
    folder = location.lexical(manifest.generation)
    try:
        return read_catalog(folder)
    except BROKEN as error:
        raise IndexMissing(_broken(folder)) from error


def _open(location: Location, client: ClientAPI, manifest: Manifest, lenient: bool) -> Index:
    store = Store(client, manifest.collection)
    if location.url:
        follow(location, manifest, store)
    folder = location.lexical(manifest.generation)
    try:
        articles = read_catalog(folder).articles
        passages, lines = LexicalIndex(folder / "passages"), LexicalIndex(folder / "lines")
        visible = frozenset(id for article in articles for id in article.passages)
        if len(visible) != len(passages):
            raise ValueError("the articles are not those of the passages")
    except BROKEN as error:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise ReportbotError(f"{folder} in DATA_DIR cannot be written; a search locks the index.") from error
        raise IndexMissing(_broken(folder)) from error
    return Index(manifest, Snapshot(store, visible, lenient=lenient), passages, lines, articles)


def _none(location: Location) -> str:
    where = f"on the Chroma server {location.url}" if location.url else f"in DATA_DIR {location.data}"
    return f"There is no index {where} yet. Run `reportbot index` first."


def _broken(folder: Path) -> str:
    return f"The lexical index in {folder} is broken. Run `reportbot index` to mend it."
