from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import httpx
import pytest
from chroma_proxy import DROP, PAGE, STALL, ChromaProxy, Tunnel, certificate
from chroma_server import ChromaServer
from chromadb.api.models.Collection import Collection

from vectorstore import chroma_http
from vectorstore.client import call, connect
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.index import Location
from vectorstore.lease import lease

TOKEN = "tk-8c1e-SECRET"
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def proxy(chroma_server: ChromaServer, pair: tuple[Path, Path]) -> Iterator[ChromaProxy]:
    with ChromaProxy(chroma_server.port, TOKEN, pair) as made:
        yield made
    gc.collect()


def told(*arguments: Any, **others: Any) -> str:
    """What connecting with these says."""
    with pytest.raises(ReportbotError) as error:
        connect(Path(), *arguments, **others)
    assert "\n" not in str(error.value)
    assert TOKEN not in str(error.value)
    return str(error.value)


def made(client: Any) -> Collection:
    collection: Collection = call(client.get_or_create_collection, name="some", embedding_function=None)
    call(collection.upsert, ids=["a", "b"], embeddings=[[1.0, 0.0], [0.0, 1.0]], documents=["甲", "乙"])
    return collection


def test_token_path_and_certificates(proxy: ChromaProxy, pair: tuple[Path, Path], chroma_server: ChromaServer) -> None:
    database = chroma_server.database()
    location = Location(Path(), proxy.url, TOKEN, "", database, pair[0])
    assert TOKEN not in repr(location)
    collection = made(location.connect())
    assert call(collection.query, query_embeddings=[[0.0, 2.0]], n_results=1)["ids"] == [["b"]]
    assert proxy.headers == {"Authorization": f"Bearer {TOKEN}", "X-Chroma-Token": TOKEN}
    assert [one.name for one in chroma_server.client(database).list_collections()] == ["some"]


def test_a_server_that_refuses(proxy: ChromaProxy, pair: tuple[Path, Path], tmp_path: Path) -> None:
    url, trust = proxy.url, pair[0]
    assert told(url, ca_file=trust) == f"CHROMA_URL {url}: the server asks for CHROMA_TOKEN (HTTP 401 Unauthorized)."
    assert told(url, "wrong", ca_file=trust) == (
        f"CHROMA_URL {url}: the server refuses CHROMA_TOKEN (HTTP 401 Unauthorized)."
    )
    bad = "CHROMA_TOKEN must have only ASCII letters, digits and punctuation."
    assert [told(url, f"{TOKEN}{more}", ca_file=trust) for more in ("\n", " ", "é")] == [bad] * 3
    for text, why in (("no certificate", "it holds no certificate in PEM"), (None, "No such file or directory")):
        file = tmp_path / "authorities.pem"
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text)
        assert told(url, TOKEN, ca_file=file) == f"CHROMA_CA_FILE {file} cannot be read: {why}."
    untrusted = told(url, TOKEN)
    assert untrusted.startswith(f"CHROMA_URL {url}: no Chroma server answers there: [SSL: CERTIFICATE_VERIFY_FAILED]")
    assert untrusted.endswith(". Name the certificates to trust in CHROMA_CA_FILE.")


def test_addresses_where_no_server_is(proxy: ChromaProxy, pair: tuple[Path, Path], chroma_server: ChromaServer) -> None:
    no = "no Chroma server answers there:"
    for url, why in {
        NOWHERE: "[Errno 111] Connection refused",
        "127.0.0.1:8000": "it is no address such as http://localhost:8000",
        "http://": "it is no address such as http://localhost:8000",
        "http://127.0.0.1:port": "Port could not be cast to integer value as 'port'",
        f"{chroma_server.url}/elsewhere": "HTTP 404 Not Found",
        proxy.url.removesuffix("/chroma"): "HTTP 404 Not Found",
    }.items():
        assert told(url, TOKEN, ca_file=pair[0]) == f"CHROMA_URL {url}: {no} {why}"
    assert told(f"http://user:{TOKEN}@127.0.0.1:1") == (
        "CHROMA_URL must hold no name and no password: they would be shown. Use CHROMA_TOKEN."
    )
    proxy.faults.append(PAGE)
    assert told(proxy.url, TOKEN, ca_file=pair[0]) == (
        f"CHROMA_URL {proxy.url}: {no} what it says is not what a Chroma server does"
    )


def test_tenants_and_databases(chroma_server: ChromaServer) -> None:
    url, name = chroma_server.url, chroma_server.database()
    httpx.post(f"{url}/api/v2/tenants", json={"name": name}).raise_for_status()
    here, there = connect(Path(), url, database=name), connect(Path(), url, tenant=name, database=name)
    made(here)
    assert [len(client.list_collections()) for client in (here, there, connect(Path(), url, database=name))] == [
        1,
        0,
        1,
    ]
    assert (connect(Path(), url).tenant, connect(Path(), url).database) == ("default_tenant", "default_database")
    assert told(url, tenant="nobody", database=name) == (
        "CHROMA_TENANT nobody: the Chroma server has no such tenant. "
        "Set it to one that it has, or leave it empty for its default one."
    )
    refused = told(url, database="no name")
    assert refused.startswith("CHROMA_DATABASE no name: the Chroma server has no such database and does not let it be ")


def test_chroma_cloud(chroma_server: ChromaServer, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The address, the header and the database of the token, as chromadb's CloudClient has them, on this machine."""
    cloud = "https://api.trychroma.com"
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ChromaProxy(chroma_server.port, TOKEN, pair, route="") as proxy, Tunnel(proxy.address) as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
        client = connect(Path(), cloud, TOKEN, ca_file=pair[0])
        assert (client.tenant, client.database) == ("default_tenant", "default_database")
        assert proxy.headers == {"Authorization": None, "X-Chroma-Token": TOKEN}
        assert set(tunnel.asked) == {"CONNECT api.trychroma.com:443 HTTP/1.1"}
        assert told(cloud, "wrong", ca_file=pair[0]) == (
            f"CHROMA_URL {cloud}: the server refuses CHROMA_TOKEN (HTTP 401 Unauthorized)."
        )
        del client
        gc.collect()


def test_a_server_that_never_answers(
    proxy: ChromaProxy, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_http, "TIMEOUT", httpx.Timeout(0.3, connect=10))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert told(url) == f"CHROMA_URL {url}: no Chroma server answers there: it took too long (ReadTimeout)"
    monkeypatch.setattr(chroma_http, "TIMEOUT", httpx.Timeout(2, connect=10))
    collection = made(connect(Path(), proxy.url, TOKEN, ca_file=pair[0]))
    proxy.faults.append(STALL)
    with pytest.raises(ReportbotError) as error:
        call(collection.count, patience=0)
    assert str(error.value) == "The Chroma server that CHROMA_URL names fails: it took too long (ReadTimeout)"
    assert call(collection.count) == 2


def test_what_passes_is_asked_again(proxy: ChromaProxy, pair: tuple[Path, Path]) -> None:
    collection = made(connect(Path(), proxy.url, TOKEN, ca_file=pair[0]))
    proxy.faults.extend([503, DROP, 429])
    assert call(collection.count) == 2
    proxy.faults.append(DROP)
    call(collection.upsert, ids=["c"], embeddings=[[1.0, 1.0]])
    assert call(collection.count) == 3
    assert not proxy.faults


def test_what_does_not_pass_is_told_at_once(proxy: ChromaProxy, pair: tuple[Path, Path]) -> None:
    client = connect(Path(), proxy.url, TOKEN, ca_file=pair[0])
    collection = made(client)
    fails = "The Chroma server that CHROMA_URL names fails:"
    for fault, why in (
        (500, f"{fails} HTTP 500 Internal Server Error"),
        (403, f"{fails} HTTP 403 Forbidden. See to CHROMA_TOKEN."),
        (301, f"{fails} HTTP 301 Moved Permanently"),
        (PAGE, f"{fails} what it says is not what a Chroma server does"),
    ):
        proxy.faults.extend([fault, 500])
        with pytest.raises(ReportbotError) as error:
            call(collection.count)
        assert str(error.value) == why
        assert proxy.faults.pop() == 500
    with pytest.raises(
        ReportbotError, match=r"^Chroma fails: Collection expecting embedding with dimension of 2, got 3"
    ):
        call(collection.upsert, ids=["d"], embeddings=[[1.0, 1.0, 1.0]])
    call(client.delete_collection, name="some")
    with pytest.raises(IndexMissing):
        call(collection.count)


def test_a_server_killed_and_restarted(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path)
    try:
        client = server.client()
        collection = made(client)
        with lease(client, "some", seconds=1000.0) as held:
            server.stop()
            again = Timer(0.5, server.start)
            again.start()
            call(collection.upsert, patience=120, ids=["c"], embeddings=[[1.0, 1.0]])
            held.check()
        assert sorted(call(collection.get)["ids"]) == ["a", "b", "c"]
        assert [one.name for one in client.list_collections()] == ["some"]
        again.join()
    finally:
        server.stop()
    with pytest.raises(ReportbotError) as error:
        call(collection.count, patience=0.1)
    assert str(error.value) == "The Chroma server that CHROMA_URL names fails: [Errno 111] Connection refused"


def test_an_embedded_chroma_is_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportbotError, match=f"^DATA_DIR {tmp_path / 'file'}: Chroma cannot open its folder: "):
        connect(tmp_path / "file")
    client = connect(tmp_path)
    collection = made(client)
    tried = []

    def count() -> int:
        tried.append(1)
        return collection.count()

    assert call(count) == 2
    client.delete_collection("some")
    with pytest.raises(IndexMissing):
        call(count)
    assert len(tried) == 2
