"""The encoder as the rest of the program sees it, with the embedded model."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.encoder import COUNTED_AT_MOST, COUNTED_AT_ONCE, FEW, Encoder
from vectorstore.torch_model import batches

PASSAGES = [
    "全区新建村级卫生站12所，培训乡村医生86人。",
    "雨。",
    "图书馆今年借出图书12480册，其中小说占一半；周末开放时间延长到晚上九点，读者比去年多了三成。",
    "The ferry to the island leaves at seven.",
]
QUESTIONS = ["新建了多少卫生站?", "When does the ferry leave?", "", "Сколько книг выдала библиотека?"]


@pytest.fixture(scope="module")
def embedded() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def loaded() -> Encoder:
    """The embedded model after a large batch: torch is in."""
    encoder = Encoder()
    encoder.encode_passages(["雨。"] * (FEW + 1))
    return encoder


def test_the_embedded_model_says_what_it_is(embedded: Encoder) -> None:
    assert (embedded.identity, embedded.dimension, embedded.max_tokens) == ("e5-small-1571fc982750-r1", 384, 512)


def test_vectors_have_length_one_and_keep_the_order(embedded: Encoder, loaded: Encoder) -> None:
    for encoder in (embedded, loaded):
        together = encoder.encode_passages(PASSAGES)
        alone = np.concatenate([encoder.encode_passages([text]) for text in PASSAGES])
        assert (together.shape, together.dtype) == ((4, 384), np.float32)
        assert np.abs(together - alone).max() < 1e-2
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)


def test_a_question_finds_its_passage_in_any_language(embedded: Encoder, loaded: Encoder) -> None:
    for encoder in (embedded, loaded):
        passages = encoder.encode_passages(PASSAGES)
        best = [int((passages @ encoder.encode_query(question)).argmax()) for question in QUESTIONS]
        assert [best[0], best[1], best[3]] == [0, 3, 2]


def test_with_and_without_torch_the_vectors_agree(embedded: Encoder, loaded: Encoder) -> None:
    """.99 leaves room for bfloat16."""
    cosines = (embedded.encode_passages(PASSAGES) * loaded.encode_passages(PASSAGES)).sum(axis=1)
    assert cosines.min() > 0.99


def test_no_passages_make_an_empty_table(embedded: Encoder) -> None:
    assert embedded.encode_passages([]).shape == (0, 384)
    assert embedded.embed_documents([]) == []


def test_langchain_gets_lists(embedded: Encoder) -> None:
    assert embedded.embed_query(QUESTIONS[0]) == embedded.encode_query(QUESTIONS[0]).tolist()
    assert embedded.embed_documents(PASSAGES) == embedded.encode_passages(PASSAGES).tolist()


def test_a_text_of_any_length_is_encoded_by_its_start(embedded: Encoder, loaded: Encoder) -> None:
    for encoder in (embedded, loaded):
        short, long = encoder.encode_passages(["新建公路，" * 400, "新建公路，" * 1_000_000])
        assert np.allclose(short, long, atol=1e-5)


def test_tokens_are_counted_without_special_ones(embedded: Encoder) -> None:
    texts = ["", "雨。", "全区新建村级卫生站12所", "ten thousand"]
    assert [embedded.count_tokens(text) for text in texts] == [0, 3, 10, 2]


@settings(deadline=None, max_examples=400)
@given(text=st.text(st.characters(codec="utf-8") | st.sampled_from("雨 …㎡½ﷺ０ａ\u200b\u3000"), max_size=60))
def test_no_text_has_more_tokens_than_is_said(embedded: Encoder, text: str) -> None:
    assert embedded.count_tokens(text) <= embedded.most_tokens(text)


def test_tokens_of_a_huge_text_are_counted_in_pieces(embedded: Encoder) -> None:
    one = embedded.count_tokens("雨" * COUNTED_AT_ONCE)
    assert embedded.count_tokens("雨" * 2 * COUNTED_AT_ONCE) == 2 * one
    assert embedded.count_tokens("雨" * 17 * COUNTED_AT_MOST) == 17 * COUNTED_AT_MOST // COUNTED_AT_ONCE * one


def test_threads_get_what_one_alone_gets(embedded: Encoder, make_model: Callable[..., Path]) -> None:
    for encoder in (Encoder(), Encoder(str(make_model("tiny", {})))):
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(encoder.encode_query, QUESTIONS * 8))
            counts = list(threads.map(encoder.count_tokens, QUESTIONS * 8))
        assert np.allclose(found, [encoder.encode_query(text) for text in QUESTIONS] * 8, atol=1e-6)
        assert counts == [encoder.count_tokens(text) for text in QUESTIONS] * 8


def test_a_batch_holds_texts_of_like_length() -> None:
    assert list(batches([300, 700, 10, 290, 1500, 310, 20])) == [[2, 6, 3, 0], [5], [1], [4]]
    assert list(batches([])) == []
