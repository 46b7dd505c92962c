"""What an embedding server can do wrong, and the line that a user sees; the key is nowhere in it."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from embedding_server import DIMENSION, KEY, MODEL, TEXTS, EmbeddingServer, Fault, unit
from scripted_model import nobody

from vectorstore import embedding_client
from vectorstore.embedding_server import LONGEST_TEXT, SHORTEST_CUT, ServerEncoder
from vectorstore.errors import EncoderUnavailable
from vectorstore.model_source import EMBEDDED

SOON = {"retry-after-ms": "10"}
NOT_YET = Fault(429, SOON)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_client, "PAUSE", 0.01)


def line(encoder: ServerEncoder, ask: Any = lambda one: one.encode_query("雨")) -> str:
    """The one line that a user sees."""
    with pytest.raises(EncoderUnavailable) as caught:
        ask(encoder)
    story = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert KEY not in story
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return str(caught.value)


def test_a_server_that_refuses_everything_is_asked_a_bounded_number_of_times() -> None:
    with EmbeddingServer(most_characters=1, refusal=400) as server:
        asked = server.encoder()
        asked.encode_query("")
        del server.requests[:]
        told = line(asked, lambda one: one.encode_passages(["长" * LONGEST_TEXT] * 5))
        assert told == (
            f"EMBEDDING_BASE_URL={server.base_url}: the server refused the request (400); "
            f"check EMBEDDING_MODEL ({MODEL}) and the server's log"
        )
        assert len(server.requests) < 20
        assert min(len(text) for one in server.requests for text in one.texts) > SHORTEST_CUT / 2


@pytest.mark.parametrize("fault", [NOT_YET, Fault(500, SOON), Fault(503, SOON), Fault(drop=True), Fault(200, body="{")])
def test_what_passes_is_waited_for(fault: Fault) -> None:
    with EmbeddingServer(faults=[Fault(200, body=json.dumps({"data": [{"embedding": [1.0] * 16}]})), fault]) as server:
        assert np.abs(server.encoder().encode_passages(TEXTS) - unit(TEXTS)).max() < 1e-6
        assert len(server.requests) == 1 + 3 + 1


@pytest.mark.parametrize("fault", [NOT_YET, Fault(500), Fault(429, {"retry-after": "100"}), Fault(drop=True)])
def test_a_question_is_sent_twice_at_most(fault: Fault) -> None:
    with EmbeddingServer() as server:
        asked = server.encoder()
        asked.encode_query("雪")
        server.faults.append(fault)
        assert np.allclose(asked.encode_query("雨"), unit(["雨"])[0], atol=1e-6)
        server.faults.extend([fault, fault])
        before = len(server.requests)
        line(asked)
        assert len(server.requests) == before + 2


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "refused the key (401); set EMBEDDING_API_KEY to one that it takes"),
        (
            404,
            "knows no such address or model (404); check EMBEDDING_MODEL (test-model) and the address, "
            "which usually ends in /v1",
        ),
        (429, "takes no more requests for now (429); wait, or lower EMBEDDING_CONCURRENCY"),
        (503, "failed (503); look at its log, then try again"),
        (400, "refused the request (400); check EMBEDDING_MODEL (test-model) and the server's log"),
    ],
)
def test_what_does_not_pass_is_told_in_a_line(status: int, told: str) -> None:
    said = json.dumps({"error": {"message": f"your key {KEY} is no good"}})
    with EmbeddingServer(faults=[Fault(status, SOON, said)] * 50) as server:
        prefix = f"EMBEDDING_BASE_URL={server.base_url}: the server "
        assert line(server.encoder(KEY, retries=1)) == prefix + told
        assert line(server.encoder(KEY, retries=1), lambda one: one.encode_passages(TEXTS)) == prefix + told


def test_nobody_there() -> None:
    address = nobody()
    told = f"EMBEDDING_BASE_URL={address}: the server could not be reached; start it, or correct the address"
    for asked in (ServerEncoder(address, KEY), ServerEncoder(address, KEY, MODEL)):
        assert line(asked) == told


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_client, "QUESTION_SECONDS", 0.1)
    with EmbeddingServer(latency=30) as server:
        assert line(server.encoder(KEY)) == (
            f"EMBEDDING_BASE_URL={server.base_url}: the server did not answer in time; "
            "see what keeps it busy, or lower EMBEDDING_CONCURRENCY"
        )


def rows(number: int, values: Sequence[Any] = (1.0,) * DIMENSION) -> list[dict[str, Any]]:
    return [{"embedding": list(values), "index": index} for index in range(number)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("<html>", "something else than an OpenAI-compatible server's JSON"),
        ("[" * 100_000, "something else than an OpenAI-compatible server's JSON"),
        ({"vectors": []}, "something else than an OpenAI-compatible server's JSON"),
        ({"data": {}}, "something else than an OpenAI-compatible server's JSON"),
        ({"data": [1, 2]}, "no vectors"),
        ({"data": rows(1)}, "1 vectors for 2 texts"),
        ({"data": rows(3)}, "3 vectors for 2 texts"),
        ({"data": rows(2, [1.0] * 3)}, "vectors of 3 numbers, before of 16"),
        ({"data": [*rows(1), {"embedding": [1.0], "index": 1}]}, "vectors that are no rows of numbers"),
        ({"data": [{"embedding": "AAAA"}] * 2}, "vectors that are no rows of numbers"),
        ({"data": rows(2, [])}, "vectors that are no rows of numbers"),
        ({"data": rows(2, [float("nan")] * DIMENSION)}, "a vector with NaN or infinity in it"),
        ({"data": rows(2, [None] * DIMENSION)}, "a vector with NaN or infinity in it"),
        ({"data": rows(2, [0.0] * DIMENSION)}, "a vector of zeros"),
        ({"data": rows(1) * 2}, "vectors that are not numbered as the texts are"),
        (
            {"data": [*rows(1), {"embedding": [1.0] * DIMENSION, "index": 2}]},
            "vectors that are not numbered as the texts are",
        ),
    ],
)
def test_an_answer_that_is_no_vectors(answer: object, told: str) -> None:
    body = answer if isinstance(answer, str) else json.dumps(answer)
    with EmbeddingServer() as server:
        asked = server.encoder()
        asked.encode_query("")
        server.faults.extend([Fault(200, body=body)] * 2)
        assert line(asked, lambda one: one.encode_passages(["雨", "雪"])) == (
            f"EMBEDDING_BASE_URL={server.base_url}: the server answered with {told}; "
            "check the address, which usually ends in /v1"
        )
        assert np.allclose(asked.encode_passages(["雨"]), unit(["雨"]), atol=1e-6)


def test_the_key_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with EmbeddingServer(key=KEY, faults=[NOT_YET]) as server:
        server.encoder(KEY).encode_passages(TEXTS)
        line(server.encoder(KEY + "x"))
    assert caplog.records
    assert KEY not in caplog.text


def test_a_key_that_cannot_be_one_and_an_address_with_a_password() -> None:
    with EmbeddingServer() as server:
        assert line(server.encoder("秘密")) == (
            "EMBEDDING_API_KEY holds white space or characters that no key has: copy it again."
        )
        assert server.requests == []
    address = nobody().replace("http://", f"http://me:{KEY}@") + f"?token={KEY}"
    assert "me" not in line(ServerEncoder(address, "", MODEL)).split("the server")[0]


@pytest.mark.parametrize(
    ("models", "told"),
    [(["b", "a"], "it lists a, b"), ([], "it does not list them"), (None, "it does not list them")],
)
def test_which_model(models: list[str] | None, told: str) -> None:
    with EmbeddingServer(models=models) as server:
        assert line(server.encoder(model=EMBEDDED)) == (
            f"EMBEDDING_BASE_URL={server.base_url}: which of the server's models is meant? "
            f"Set EMBEDDING_MODEL to its name there ({told})."
        )
