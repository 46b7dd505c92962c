"""The connection to Chroma: inside this process, or a server's."""

from __future__ import annotations

import gc
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.config import Settings

_OPENING = Lock()


def connect(
    data: Path, url: str = "", token: str = "", tenant: str = "", database: str = "", ca_file: Path | None = None
) -> ClientAPI:
    """Make a Chroma client; `ReportbotError` if the folder cannot be written or the server cannot be reached.

    An empty `url` means Chroma inside this process, in `data`; the others are a server's, its defaults where empty.
    """
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    with _OPENING:
        # A client made earlier in this process would be kept and shared, and never sees another process's vectors.
        SharedSystemClient.clear_system_cache()
        gc.collect()  # clients are in cycles: dropped ones keep their threads and files until then
        quiet = Settings(anonymized_telemetry=False)
        if url:
            return _remote(url, token, tenant, database, ca_file, quiet)
        return _embedded(data, quiet)


def _embedded(data: Path, quiet: Settings) -> ClientAPI:
    import chromadb

    try:
        return chromadb.PersistentClient(str(data / "chroma"), settings=quiet)
    except Exception as error:
        raise ReportbotError(f"DATA_DIR {data}: Chroma cannot open its folder: {_first_line(error)}") from error


def _remote(url: str, token: str, tenant: str, database: str, ca_file: Path | None, quiet: Settings) -> ClientAPI:
    import chromadb
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT

    if ca_file:
        quiet.chroma_server_ssl_verify = str(ca_file)
    parts = urlsplit(url)
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            headers={"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {},
            settings=quiet,
            tenant=tenant or DEFAULT_TENANT,
            database=database or DEFAULT_DATABASE,
        )
    except Exception as error:
        raise ReportbotError(f"CHROMA_URL {url}: no Chroma server answers there: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
