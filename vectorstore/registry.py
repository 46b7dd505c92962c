"""The manifest of an index that a Chroma server keeps, for every machine that shares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.client import call
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.manifest import Manifest

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

COLLECTION = "reportbot"
_ID = "manifest"


class Registry:
    """The one row of a collection of its own: a database of the server holds one index.

    Every method raises `ReportbotError` where Chroma fails.
    """

    def __init__(self, client: ClientAPI) -> None:
        self._client = client

    def read(self) -> Manifest | None:
        """Read the manifest, None if there is none."""
        try:
            collection = call(self._client.get_collection, name=COLLECTION, embedding_function=None)
            found = call(collection.get, ids=[_ID], include=["documents"])["documents"]
        except IndexMissing:
            return None
        try:
            return Manifest.parse(found[0]) if found else None
        except (ValueError, TypeError) as error:
            raise ReportbotError(f"The collection {COLLECTION} on the Chroma server is not this program's.") from error

    def write(self, manifest: Manifest) -> None:
        """Replace the manifest in one step."""
        collection = call(self._client.get_or_create_collection, name=COLLECTION, embedding_function=None)
        call(collection.upsert, ids=[_ID], embeddings=[[1.0]], documents=[manifest.text()])
