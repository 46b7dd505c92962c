"""An index on disk: a data folder with Chroma, tantivy and a manifest that says what belongs together.

DATA_DIR/index.json     the manifest, replaced in one step when a new state is whole
DATA_DIR/chroma/        the record, unless it is kept by a Chroma server
DATA_DIR/lexical/N/     what tantivy holds of generation N, made from the record
"""

from __future__ import annotations

import gc
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vectorstore.catalog import Entry, read_catalog
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.lexical import LexicalIndex
from vectorstore.store import Store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.config import Settings

MANIFEST = "index.json"
_OPENING = Lock()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `folder` is the reports folder it mirrors, `generation` rises with every change, `digest` is the record's (Store).
    """

    folder: str
    encoder: str
    collection: str
    generation: int
    digest: str

    @classmethod
    def read(cls, data: Path) -> Manifest | None:
        """Read the manifest of a data folder, None if it has none; `ReportbotError` if it cannot be read."""
        path = data / MANIFEST
        try:
            manifest = cls(**json.loads(path.read_text(encoding="utf-8")))
            for field in fields(cls):
                value = getattr(manifest, field.name)
                if type(value).__name__ != field.type:
                    raise ValueError(f"{field.name} is {value!r}")
            return manifest
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, TypeError) as error:
            raise ReportbotError(
                f"{path} cannot be read ({error}). Delete it and run `reportbot index` to build the index again."
            ) from error

    def write(self, data: Path) -> None:
        """Replace the manifest of a data folder in one step."""
        temporary = data / f"{MANIFEST}.new"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(data / MANIFEST)


@dataclass(frozen=True, slots=True)
class Location:
    """Where an index is kept. `url` and `token` are a Chroma server's; an empty `url` means embedded, in `data`."""

    data: Path
    url: str = ""
    token: str = ""

    def lexical(self, generation: int) -> Path:
        """Name the folder of a generation's lexical indexes."""
        return self.data / "lexical" / str(generation)

    def connect(self) -> ClientAPI:
        """Make a Chroma client; `ReportbotError` if the folder cannot be written or the server cannot be reached."""
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        with _OPENING:
            # A client made earlier in this process would be kept and shared, and never sees another process's vectors.
            SharedSystemClient.clear_system_cache()
            gc.collect()  # clients are in cycles: dropped ones keep their threads and files until then
            return self._connect(Settings(anonymized_telemetry=False))

    def _connect(self, quiet: Settings) -> ClientAPI:
        import chromadb

        if not self.url:
            try:
                return chromadb.PersistentClient(str(self.data / "chroma"), settings=quiet)
            except Exception as error:
                raise ReportbotError(
                    f"DATA_DIR {self.data}: Chroma cannot open its folder: {_first_line(error)}"
                ) from error
        parts = urlsplit(self.url)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            return chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                headers=headers,
                settings=quiet,
            )
        except Exception as error:
            raise ReportbotError(
                f"CHROMA_URL {self.url}: no Chroma server answers there: {_first_line(error)}"
            ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


@dataclass(frozen=True, slots=True)
class Index:
    """An index opened for reading."""

    manifest: Manifest
    store: Store
    passages: LexicalIndex
    lines: LexicalIndex
    articles: tuple[Entry, ...]


def open_index(location: Location, encoder: str) -> Index:
    """Open the index made with `encoder` (its identity); `IndexMissing` if there is none."""
    manifest = _manifest(location, encoder)
    try:
        return _open(location, manifest)
    except IndexMissing:
        newer = _manifest(location, encoder)
        if newer == manifest:
            raise
        return _open(location, newer)  # a sync has removed the older one just now


def open_lexical(folder: Path) -> tuple[LexicalIndex, LexicalIndex, tuple[Entry, ...]]:
    """Open the lexical indexes of passages and lines and the articles of a generation; `IndexMissing` if broken."""
    try:
        passages, lines, articles = (
            LexicalIndex(folder / "passages"),
            LexicalIndex(folder / "lines"),
            read_catalog(folder),
        )
        if sum(len(article.passages) for article in articles) != len(passages):
            raise ValueError("the articles are not those of the passages")
        return passages, lines, articles
    except (ValueError, TypeError, LookupError, OSError) as error:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise ReportbotError(f"{folder} in DATA_DIR cannot be written; a search locks the index.") from error
        raise IndexMissing(f"The lexical index in {folder} is broken. Run `reportbot index` to mend it.") from error


def current(location: Location) -> Manifest:
    """Read the manifest of a location's index; `IndexMissing` if there is none."""
    manifest = Manifest.read(location.data)
    if manifest is None:
        raise IndexMissing(f"There is no index in DATA_DIR {location.data} yet. Run `reportbot index` first.")
    return manifest


def _manifest(location: Location, encoder: str) -> Manifest:
    manifest = current(location)
    if manifest.encoder != encoder:
        raise IndexMissing(
            f"The index in DATA_DIR {location.data} was made with the encoder {manifest.encoder}, but EMBEDDING_MODEL "
            f"now names {encoder}. Run `reportbot index` to build it anew, or set EMBEDDING_MODEL back."
        )
    return manifest


def _open(location: Location, manifest: Manifest) -> Index:
    passages, lines, articles = open_lexical(location.lexical(manifest.generation))
    return Index(manifest, Store(location.connect(), manifest.collection), passages, lines, articles)
