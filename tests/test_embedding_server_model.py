"""The model of an embedding server: its name, identity, prompts and tokens."""

from __future__ import annotations

import pytest
from embedding_server import DIMENSION, E5, MODEL, EmbeddingServer

from vectorstore.embedding_server import ServerEncoder
from vectorstore.encoder import Encoder
from vectorstore.model_source import EMBEDDED
from vectorstore.server_prompts import prompts
from vectorstore.token_estimate import estimate


def test_the_only_model_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddingServer(models=[E5]) as server:
        asked = server.encoder(model=EMBEDDED)
        assert asked.encode_query("雨").shape == (DIMENSION,)
        assert asked.name == E5
        assert server.requests[-1].body["model"] == E5


def test_identity_tells_model_dimension_and_prompts_but_not_the_address() -> None:
    with EmbeddingServer() as here, EmbeddingServer() as there, EmbeddingServer(lambda text: [1.0, 2.0]) as other:
        identities = [
            here.encoder().identity,
            there.encoder().identity,
            other.encoder().identity,
            here.encoder(model=E5).identity,
        ]
    assert identities == [
        "server-test-model-16-6e34",
        "server-test-model-16-6e34",
        "server-test-model-2-6e34",
        "server-intfloat-multilingual-e5-small-16-f152",
    ]


def test_a_server_that_takes_any_name_and_answers_with_its_own() -> None:
    """As TEI does, which has no list of models."""
    with EmbeddingServer(models=None, change=lambda answer: answer | {"model": E5}) as server:
        named, unnamed = server.encoder(), server.encoder(model=EMBEDDED)
        assert named.identity == "server-test-model-intfloat-multilingual-e5-small-16-f152"
        assert (unnamed.name, unnamed.identity) == (E5, "server-intfloat-multilingual-e5-small-16-f152")
        named.encode_query("雨")
        assert server.requests[-1].body["model"] == MODEL
        assert server.requests[-1].texts == ["query: 雨"]


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("/models/e5-base-v2", "query: ", "passage: "),
        (
            "intfloat/multilingual-e5-large-instruct",
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
            "",
        ),
        (
            "Qwen/Qwen3-Embedding-0.6B",
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
            "",
        ),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-m3", "", ""),
        ("text-embedding-3-small", "", ""),
        ("code5-x", "", ""),
    ],
)
def test_prompts_by_name(name: str, query: str, passage: str) -> None:
    assert prompts(name) == (query, passage)


def test_tokens_are_estimated_on_the_high_side(encoder: Encoder) -> None:
    texts = [
        "全区新建村级卫生站12所，培训乡村医生86人。",
        "图书馆今年借出图书12480册，其中小说占一半；周末开放时间延长到晚上九点。",
        "The ferry to the island leaves at seven, unless 3.5 metres of swell are forecast.",
        "王小明 摄",
    ]
    assert [estimate(text) for text in texts] == [24, 39, 43, 6]
    assert all(estimate(text) >= encoder.count_tokens(text) for text in texts)
    assert estimate("") == estimate(" \n") == 0
    assert ServerEncoder("http://127.0.0.1:9/v1").count_tokens(texts[0]) == 24
