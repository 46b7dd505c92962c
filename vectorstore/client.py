"""The connection to Chroma, inside this process or a server's, and how it is asked."""

from __future__ import annotations

import gc
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from vectorstore.disk import ASKED, full, says_full
from vectorstore.errors import MEND, Damaged, IndexChanged, IndexMissing, ReportbotError
from vectorstore.panics import Panic, panics_told

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

PATIENCE = 30.0
"""Seconds after a request's start in which it is made again while the server cannot be reached, as in a restart."""

_PAUSE, _LONGEST_PAUSE = 0.25, 2.0  # seconds; each pause is twice the one before
_CLOUD = ".trychroma.com"
_PLAIN_HTTP_PORT = 8000  # Chroma's own, where an http address names none
_REFUSED = (401, 403)
_FOR_NOW = (429, 502, 503, 504)  # too many requests, or a proxy whose server does not answer

_CLOSED = re.compile(
    r"readonly database|unable to open|database is locked|os error|permission denied|disk i/o", re.IGNORECASE
)
"""What is said of a folder that cannot be used though it may be whole."""

_OPENING = Lock()
_BEHIND = "Error finding id"
"""What embedded Chroma says where SQLite, read anew, names a row that its vectors, read at opening, do not have."""
_VANISHED = "[Missing metadata segment]"
"""What a server says, in more than one kind of error, of a collection that goes away while the request is served."""


def connect(
    data: Path, url: str = "", token: str = "", tenant: str = "", database: str = "", ca_file: Path | None = None
) -> ClientAPI:
    """Make a Chroma client; `ReportbotError` if the folder cannot be written or the server cannot be reached.

    `Damaged` if the folder is. An empty `url` means Chroma inside this process, in `data`; the others are a server's,
    its defaults where empty.
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    with _OPENING:
        # A client made earlier in this process would be kept and shared, and never sees another process's vectors.
        SharedSystemClient.clear_system_cache()
        gc.collect()  # clients are in cycles: dropped ones keep their threads and files until then
        return _remote(url, token, tenant, database, ca_file) if url else _embedded(data)


def call(function: Callable[..., Any], /, *, patience: float | None = None, **arguments: Any) -> Any:
    """Call a method of Chroma's that may be repeated without harm; what fails there is told in one line.

    A server that cannot be reached is asked again for `patience` seconds (default PATIENCE); Chroma in this process is
    not. Raises `IndexMissing` where the collection is gone, `IndexChanged` where embedded Chroma must be opened again,
    `Damaged` where an embedded one may be, else `ReportbotError`.
    """
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        return persist(function, patience=patience, **arguments)
    except (httpx.HTTPError, json.JSONDecodeError) as error:
        raise ReportbotError(f"The Chroma server that CHROMA_URL names fails: {_reason(error)}") from error
    except (ChromaError, Panic) as error:
        if isinstance(error, NotFoundError) or _VANISHED in str(error):
            raise IndexMissing("Chroma does not hold the index. Run `reportbot index` to build it again.") from error
        if _BEHIND in str(error):
            raise IndexChanged("Another process has written since Chroma was opened. Ask again.") from error
        raise _failure(error) from error


def persist(function: Callable[..., Any], /, *, patience: float | None = None, **arguments: Any) -> Any:
    """Call a method of Chroma's like `call`, but raise what chromadb and httpx raise, and `Panic`."""
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    pause = _PAUSE
    while True:
        try:
            with panics_told():
                return function(**arguments)
        except Exception as error:
            left = deadline - time.monotonic()
            if left <= 0 or not _passes(error):
                raise
        time.sleep(min(pause, left))
        pause = min(2 * pause, _LONGEST_PAUSE)


def _passes(error: Exception) -> bool:
    """Tell whether a failure may be over in a moment."""
    import httpx
    from chromadb.errors import RateLimitError

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _FOR_NOW
    lasting = (httpx.LocalProtocolError, httpx.UnsupportedProtocol)
    return isinstance(error, httpx.TransportError | RateLimitError) and not isinstance(error, lasting)


def _failure(error: Exception) -> ReportbotError:
    from chromadb.errors import RateLimitError

    what = f"Chroma fails: {_first_line(error)}"
    if says_full(error):
        return ReportbotError(f"{what}. Make space and try again.")
    if isinstance(error, RateLimitError):
        return ReportbotError(f"{what}. Ask again later.")
    if _CLOSED.search(str(error)):
        return ReportbotError(f"{what}. See to DATA_DIR.")
    return Damaged(what, f"{MEND}, or see to the server if CHROMA_URL names one")


def _embedded(data: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    try:
        with panics_told():
            return chromadb.PersistentClient(str(data / "chroma"), settings=Settings(anonymized_telemetry=False))
    except Exception as error:
        if says_full(error):
            raise ReportbotError(f"{full(data)}, and {ASKED}. Make space and try again.") from error
        reason = f"DATA_DIR {data}: Chroma cannot open its folder: {_first_line(error)}"
        if _CLOSED.search(str(error)):
            raise ReportbotError(reason) from error
        raise Damaged(reason) from error


def _remote(url: str, token: str, tenant: str, database: str, ca_file: Path | None) -> ClientAPI:
    import httpx
    from chromadb.errors import ChromaError

    from vectorstore.chroma_http import ServerClient, trusting

    try:
        parts = urlsplit(url)
        address, host = _address(parts), parts.hostname or ""
        cloud = host.endswith(_CLOUD)
        verify = trusting(ca_file) if parts.scheme == "https" else True
        client = ServerClient(address, _headers(token, cloud), verify)
        client.enter(tenant, database, infer=cloud)
        return client
    except (ChromaError, httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        if _is_refusal(error):
            reason = "refuses CHROMA_TOKEN" if token else "asks for CHROMA_TOKEN"
            raise ReportbotError(f"CHROMA_URL {url}: the server {reason} ({_first_line(error)}).") from error
        raise ReportbotError(f"CHROMA_URL {url}: no Chroma server answers there: {_reason(error)}") from error


def _address(parts: SplitResult) -> str:
    """Give the address with a port and without what does not belong to it."""
    if parts.username or parts.password:
        raise ReportbotError("CHROMA_URL must hold no name and no password: they would be shown. Use CHROMA_TOKEN.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is no address such as http://localhost:8000")
    default = "" if parts.scheme == "https" else f":{_PLAIN_HTTP_PORT}"
    netloc = parts.netloc if parts.port else parts.netloc.rstrip(":") + default
    return urlunsplit((parts.scheme, netloc, unquote(parts.path).rstrip("/"), "", ""))


def _headers(token: str, cloud: bool) -> dict[str, str]:
    """Give a token in the form that servers behind a proxy take and in that of Chroma Cloud."""
    if not token:
        return {}
    if not all("!" <= character <= "~" for character in token):
        raise ReportbotError("CHROMA_TOKEN must have only ASCII letters, digits and punctuation.")
    return {"X-Chroma-Token": token} | ({} if cloud else {"Authorization": f"Bearer {token}"})


def _is_refusal(error: Exception) -> bool:
    import httpx
    from chromadb.errors import AuthorizationError, ChromaAuthError

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _REFUSED
    return isinstance(error, ChromaAuthError | AuthorizationError)


def _reason(error: Exception) -> str:
    """Say why a server cannot be asked, and what to do where there is a setting for it."""
    import httpx

    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"{_first_line(error)}. Name the certificates to trust in CHROMA_CA_FILE."
    if isinstance(error, httpx.TimeoutException):
        return f"it took too long ({type(error).__name__})"
    if isinstance(error, json.JSONDecodeError):
        return "what it says is not what a Chroma server does"
    return f"{_first_line(error)}. See to CHROMA_TOKEN." if _is_refusal(error) else _first_line(error)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
