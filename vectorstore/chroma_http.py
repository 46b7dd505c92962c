"""A client of a Chroma server that waits only so long, trusts what it is told to and makes a database that is missing.

Chroma's own `HttpClient` waits for ever, takes no SSL context and opens a second connection to look for its database;
this one is given its httpx session. It relies on parts of chromadb that are not public: tests/test_client.py tries all.
"""

from __future__ import annotations

import json
import ssl
import weakref
from http import HTTPStatus
from pathlib import Path
from typing import cast

import httpx
from chromadb.api import ServerAPI
from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.auth.utils import maybe_set_tenant_and_database
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings
from chromadb.errors import ChromaError, InvalidArgumentError, NotFoundError, error_types

from vectorstore.errors import ReportbotError

TIMEOUT = httpx.Timeout(60, connect=10)
"""Seconds for each part of a request: to connect, to send and to hear anything from the server."""

_MISSING = (NotFoundError, InvalidArgumentError)  # the latter for a name that none can have


class ServerClient(Client):
    """A client of the server at the address `url`, which may have a path; raises what httpx and chromadb raise."""

    def __init__(self, url: str, headers: dict[str, str], verify: ssl.SSLContext | bool) -> None:
        settings = Settings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=url,
            chroma_server_http_port=0,  # must be set, but the address has it
            chroma_server_ssl_enabled=url.startswith("https:"),
            chroma_server_headers=headers,
        )
        SharedSystemClient.__init__(self, settings)
        self._server = self._system.instance(ServerAPI)  # type: ignore[type-abstract]  # it finds the concrete one
        server = cast(FastAPI, self._server)
        server._session.close()
        server._session = httpx.Client(
            headers=server._session.headers,
            limits=server.http_limits,
            verify=verify,
            timeout=TIMEOUT,
            event_hooks={"response": [_refuse]},
        )
        weakref.finalize(server, server._session.close)  # collections keep the server, not the client

    def enter(self, tenant: str, database: str, *, infer: bool = False) -> None:
        """Choose tenant and database, the default ones where empty; a missing database is made.

        `infer` takes empty ones from what the token has access to, as Chroma Cloud wants it. Raises `ReportbotError`
        where there is no such tenant or the database cannot be made.
        """
        if infer:
            identity = self._server.get_user_identity()
            found = maybe_set_tenant_and_database(identity, True, tenant or None, database or None)
            tenant, database = found[0] or "", found[1] or ""
            if not tenant or not database:
                raise ReportbotError(
                    "The CHROMA_TOKEN has access to several databases. Set CHROMA_TENANT and CHROMA_DATABASE."
                )
        self.tenant, self.database = tenant or DEFAULT_TENANT, database or DEFAULT_DATABASE
        try:
            self._server.get_tenant(self.tenant)
        except _MISSING:
            raise ReportbotError(
                f"CHROMA_TENANT {self.tenant}: the Chroma server has no such tenant. "
                "Set it to one that it has, or leave it empty for its default one."
            ) from None
        try:
            self._server.get_database(self.database, self.tenant)
        except _MISSING:
            self._make_database()

    def _make_database(self) -> None:
        try:
            self._server.create_database(self.database, self.tenant)
        except (ChromaError, httpx.HTTPStatusError) as error:
            try:
                self._server.get_database(self.database, self.tenant)  # made by somebody else meanwhile?
            except (ChromaError, httpx.HTTPStatusError):
                raise ReportbotError(
                    f"CHROMA_DATABASE {self.database}: the Chroma server has no such database and does not let it be "
                    f"made ({str(error).partition(chr(10))[0]}). Set it to one that it has."
                ) from error


def trusting(ca_file: Path | None) -> ssl.SSLContext | bool:
    """Trust the certificates (PEM) in a file and no others; without one those that httpx trusts."""
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror if not isinstance(error, ssl.SSLError) else "it holds no certificate in PEM"
        raise ReportbotError(f"CHROMA_CA_FILE {ca_file} cannot be read: {reason}.") from error


def _refuse(response: httpx.Response) -> None:
    """Raise `HTTPStatusError` for a failure that is not in Chroma's own words, such as a proxy's."""
    if response.is_success:
        return
    response.read()
    try:
        if json.loads(response.content)["error"] in error_types:
            return
    except (ValueError, LookupError, TypeError):
        pass
    code = response.status_code
    phrase = HTTPStatus(code).phrase if code in set(HTTPStatus) else ""
    raise httpx.HTTPStatusError(f"HTTP {code} {phrase}".strip(), request=response.request, response=response)
