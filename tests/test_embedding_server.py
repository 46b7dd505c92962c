"""The encoder of an embedding server, against real HTTP on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from commandline import REPORTS
from embedding_server import DIMENSION, E5, KEY, TEXTS, EmbeddingServer, unit

from bot.app import build
from bot.cli import main
from bot.doctor import OK, Check, encoder, encoder_identity
from bot.settings import Settings, names
from vectorstore.embedding_server import LONGEST_TEXT, MOST_CHARACTERS, ServerEncoder
from vectorstore.encoder import Encoder
from vectorstore.errors import EncoderUnavailable
from vectorstore.query_encoder import QueryEncoder

QUESTIONS = ["河口镇今年修通了多少条村道?", "白石村书屋藏书多少册?"]


def test_what_the_server_is_sent() -> None:
    with EmbeddingServer() as server:
        with closing(ServerEncoder(server.base_url + "/", KEY, E5)) as asked:
            asked.encode_passages(["晴。", "雨。"])
            asked.encode_query("下雨吗?")
        assert [one.body for one in server.requests] == [
            {"model": E5, "input": ["?"], "encoding_format": "float"},
            {"model": E5, "input": ["passage: 晴。", "passage: 雨。"], "encoding_format": "float"},
            {"model": E5, "input": ["query: 下雨吗?"], "encoding_format": "float"},
        ]
        assert {one.path for one in server.requests} == {"/v1/embeddings"}
        assert {one.headers["authorization"] for one in server.requests} == {f"Bearer {KEY}"}


def test_nothing_of_another_account_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", KEY)
    monkeypatch.setenv("OPENAI_PROJECT_ID", KEY)
    with EmbeddingServer() as server:
        server.encoder().encode_query("雨")
        assert KEY not in str(server.requests)


def test_vectors_have_length_one_and_keep_the_order() -> None:
    with EmbeddingServer() as server:
        found = server.encoder().encode_passages(TEXTS)
        assert (found.shape, found.dtype) == ((70, DIMENSION), np.float32)
        assert np.abs(found - unit(TEXTS)).max() < 1e-6
        assert sorted(server.sizes) == [1, 6, 32, 32]


def test_langchain_gets_lists() -> None:
    with EmbeddingServer() as server:
        asked = server.encoder()
        assert asked.embed_query("雨") == asked.encode_query("雨").tolist()
        assert asked.embed_documents(["雨", "雪"]) == asked.encode_passages(["雨", "雪"]).tolist()
        assert asked.embed_documents([]) == []


def test_requests_go_in_parallel_but_no_more_than_allowed() -> None:
    """Nobody is answered before three requests are there, so two at a time would never end."""
    with EmbeddingServer() as server, ThreadPoolExecutor(2) as callers:
        asked = server.encoder(concurrency=3)
        assert asked.dimension == DIMENSION
        server.hold(3)
        texts = (TEXTS * 3)[:180]
        found = list(callers.map(asked.encode_passages, [texts, texts]))
        assert [np.abs(vectors - unit(texts)).max() < 1e-6 for vectors in found] == [True, True]
        assert (server.most_at_once, len(server.requests)) == (3, 1 + 12)


def test_questions_do_not_wait_for_passages() -> None:
    """The gate opens when the one request for passages and the one question are both there."""
    with EmbeddingServer() as server, ThreadPoolExecutor(1) as indexer:
        asked = server.encoder(concurrency=1)
        assert asked.dimension == DIMENSION
        server.hold(2)
        passages = indexer.submit(asked.encode_passages, ["雪"])
        assert np.allclose(asked.encode_query("雨"), unit(["雨"])[0], atol=1e-6)
        assert np.allclose(passages.result(), unit(["雪"]), atol=1e-6)


def test_requests_are_made_when_it_is_their_turn() -> None:
    with EmbeddingServer() as server:
        taken: list[int] = []

        def texts() -> Iterator[str]:
            for number in range(32 * 20):
                taken.append(number)
                yield f"雨{number}"

        asked = server.encoder(concurrency=2)
        answers = asked._in_order(asked._batches(texts()))
        next(answers)
        assert len(taken) == 32 * 4 + 1
        answers.close()


def test_long_texts_make_small_requests_and_are_cut() -> None:
    with EmbeddingServer() as server:
        server.encoder().encode_passages(["长" * 10_000] * 20)
        texts = [one.texts for one in server.requests[1:]]
        assert {len(text) for batch in texts for text in batch} == {LONGEST_TEXT}
        assert {len(batch) for batch in texts} == {
            MOST_CHARACTERS // LONGEST_TEXT,
            20 % (MOST_CHARACTERS // LONGEST_TEXT),
        }


def test_closing_waits_for_what_is_under_way() -> None:
    with EmbeddingServer(latency=0.3) as server:
        asked = server.encoder("none", concurrency=4)
        asked.encode_query(TEXTS[0])
        server.key = KEY
        with pytest.raises(EncoderUnavailable, match="refused the key"):
            asked.encode_passages(TEXTS * 5)
        asked.close()
        assert server.at_once == 0
        assert not [one for one in threading.enumerate() if one.name.startswith("embedding_")]
        server.key = ""
        assert np.abs(asked.encode_passages(TEXTS) - unit(TEXTS)).max() < 1e-6


def test_texts_without_text_and_without_utf8() -> None:
    with EmbeddingServer() as server:
        server.encoder().encode_passages(["", " \n", "雨\udc80"])
        assert server.requests[-1].texts == ["?", "?", "雨?"]


@pytest.mark.parametrize("refusal", [400, 413, 422])
def test_a_server_that_takes_fewer_texts(refusal: int) -> None:
    with EmbeddingServer(most_texts=10, refusal=refusal) as server:
        asked = server.encoder(concurrency=1)
        assert np.abs(asked.encode_passages(TEXTS) - unit(TEXTS)).max() < 1e-6
        before = len(server.sizes)
        assert np.abs(asked.encode_passages(TEXTS) - unit(TEXTS)).max() < 1e-6
        assert server.sizes[before:] == [8] * 8 + [6]


def test_a_text_that_is_too_long_is_shortened_and_no_other() -> None:
    texts = [*TEXTS[:20], "长" * 1500, *TEXTS[20:30]]
    with EmbeddingServer(most_characters=400) as server:
        asked = server.encoder()
        assert np.abs(asked.encode_passages(texts) - unit([*TEXTS[:20], "长" * 375, *TEXTS[20:30]])).max() < 1e-6
        asked.encode_passages(TEXTS[:32])
        assert server.sizes[-1] == 32


def test_a_question_that_is_too_long_is_shortened() -> None:
    with EmbeddingServer(most_characters=400) as server:
        assert np.allclose(server.encoder().encode_query("长" * 1500), unit(["长" * 375])[0], atol=1e-6)


def test_an_answer_out_of_order() -> None:
    with EmbeddingServer(change=lambda answer: answer | {"data": answer["data"][::-1]}) as server:
        assert np.abs(server.encoder().encode_passages(TEXTS) - unit(TEXTS)).max() < 1e-6


def test_very_large_numbers_are_still_a_direction() -> None:
    with EmbeddingServer(lambda text: [3e200, -4e200]) as server:
        assert server.encoder().encode_query("雨").tolist() == pytest.approx([0.6, -0.8])


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


def test_the_settings_choose_it_and_the_doctor_asks_it() -> None:
    with EmbeddingServer(key=KEY) as server:
        chosen = settings(embedding_base_url=server.base_url, embedding_api_key=KEY, embedding_concurrency=2)
        with closing(build(chosen)) as app:
            assert isinstance(app.encoder, ServerEncoder)
            assert encoder(chosen) == Check(
                "encoder", OK, f"test-model at {server.base_url} answers, with vectors of 16 numbers"
            )
            assert encoder_identity(chosen) == app.encoder.identity == "server-test-model-16-6e34"


def test_an_index_made_and_asked_through_a_server(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server runs the embedded model, so what is found must be what this machine finds by itself.

    The span reader is not with it: no one knows what weights a server has.
    """
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    for name, text in REPORTS.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")

    def run(*argv: str) -> str:
        assert main(argv) == 0
        return capsys.readouterr().out

    def answers(data: str) -> list[list[dict[str, Any]]]:
        monkeypatch.setenv("DATA_DIR", data)
        assert json.loads(run("index", "--json"))["added"] == 2
        found = [json.loads(run("search", question, "--json")) for question in QUESTIONS]
        return [[hit | {"score": round(hit["score"], 3)} for hit in one["hits"]] for one in found]

    here = answers("here")
    model = QueryEncoder(encoder.folder)
    with EmbeddingServer(lambda text: model.encode(text).tolist(), [E5], key=KEY) as server:
        monkeypatch.setenv("EMBEDDING_BASE_URL", server.base_url)
        monkeypatch.setenv("EMBEDDING_API_KEY", KEY)
        assert answers("there") == here
        assert "passage: " in str(server.requests)
        assert main(["ask", QUESTIONS[0]]) == 0
        said = capsys.readouterr()
        assert "21条" in said.out
        assert "the span reader is off" in said.err
        assert f"✓ encoder  {E5} at {server.base_url} answers" in run("doctor")
    assert main(["ask", QUESTIONS[0]]) == 1
    told = capsys.readouterr().err
    assert "could not be reached; start it, or correct the address" in told
    assert KEY not in told
