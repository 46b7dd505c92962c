"""The encoder as the rest of the program sees it, with the embedded model and with small models made here."""

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.encoder import COUNTED_AT_MOST, COUNTED_AT_ONCE, FEW, Encoder
from vectorstore.errors import EncoderUnavailable
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


@pytest.fixture(scope="session")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes folders of a two-layer BERT over single characters, with random weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer
        from transformers import BertConfig, BertModel

    def make(name: str, prompts: dict[str, str], seed: int = 1) -> Path:
        place = tmp_path_factory.mktemp("models")
        bert, folder = place / "bert", place / name
        torch.manual_seed(seed)
        sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            BertModel(BertConfig(vocab_size=200, max_position_embeddings=64, **sizes)).save_pretrained(bert)
            (bert / "tokenizer.json").write_text(character_tokenizer())
            (bert / "tokenizer_config.json").write_text(
                '{"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "model_max_length": 64}'
            )
            module = Transformer(str(bert))
            modules = [module, Pooling(32)]
            SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
        return folder

    return make


def character_tokenizer() -> str:
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    pieces = ["[PAD]", "[UNK]", "[CLS]", *map(chr, range(32, 127))]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    tokenizer.add_special_tokens(["[PAD]", "[CLS]"])
    return tokenizer.to_str()


def by_hand(folder: Path, texts: list[str]) -> Any:
    """The vectors of texts that have their prompts already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu")
        return model.encode(texts, prompt="", normalize_embeddings=True)


def run(code: str, **environment: str) -> tuple[str, str]:
    """Standard output and standard error of a fresh process."""
    import os

    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", code]
    found = subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, timeout=200
    )
    return found.stdout, found.stderr


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


def test_torch_is_not_loaded_for_a_question() -> None:
    code = (
        "import sys; from vectorstore.encoder import Encoder; e = Encoder(); "
        "print(e.identity, e.dimension, e.max_tokens, e.count_tokens('雨。'), len(e.embed_query('?')), "
        "len(e.encode_passages(['雨。'])), {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    assert run(code) == ("e5-small-1571fc982750-r1 384 512 3 384 1 set()\n", "")


@pytest.mark.parametrize(
    ("name", "prompts", "query", "passage"),
    [
        ("tiny", {"query": "ask ", "passage": "tell "}, "ask ", "tell "),
        ("tiny", {"query": "ask ", "document": "say "}, "ask ", "say "),
        ("e5-tiny", {"query": "ask "}, "ask ", ""),
        ("e5-tiny", {}, "query: ", "passage: "),
        ("multilingual-e5-tiny-instruct", {}, "", ""),
        ("tiny", {}, "", ""),
    ],
)
def test_another_model_gets_its_own_prompts(
    make_model: Callable[..., Path], name: str, prompts: dict[str, str], query: str, passage: str
) -> None:
    folder = make_model(name, prompts)
    encoder = Encoder(str(folder))
    texts = ["the ferry", "a library with many books", "x"]
    expected = by_hand(folder, [query + "ferry?", *(passage + text for text in texts)])
    found = np.array([encoder.encode_query("ferry?"), *encoder.encode_passages(texts)])
    assert np.abs(found - expected).max() < 1e-2
    assert (encoder.dimension, encoder.max_tokens, encoder.count_tokens("ferry?")) == (32, 64, 6)


def test_the_identity_is_that_of_the_weights(make_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_model("tiny", {"query": "ask "})
    found = Encoder(str(folder)).identity
    copy = tmp_path / "tiny"
    shutil.copytree(folder, copy)
    (copy / "README.md").write_text("Another place, the same model.")
    assert found.startswith("tiny-")
    assert Encoder(f"{copy}/").identity == found
    config = json.loads((copy / "config_sentence_transformers.json").read_text())
    (copy / "config_sentence_transformers.json").write_text(json.dumps({**config, "prompts": {"query": "tell "}}))
    others = {Encoder(str(copy)).identity, Encoder(str(make_model("tiny", {"query": "ask "}, seed=2))).identity}
    assert len(others | {found}) == 3


def test_loading_says_nothing(make_model: Callable[..., Path]) -> None:
    folder = make_model("tiny", {})
    (folder / "model.safetensors").rename(folder / "old")
    from safetensors.numpy import load_file, save_file

    weights = {name: value for name, value in load_file(folder / "old").items() if "pooler" not in name}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    code = f"from vectorstore.encoder import Encoder; print(len(Encoder({str(folder)!r}).encode_query('x')))"
    assert run(code) == ("32\n", "")


def test_a_batch_holds_texts_of_like_length() -> None:
    assert list(batches([300, 700, 10, 290, 1500, 310, 20])) == [[2, 6, 3, 0], [5], [1], [4]]
    assert list(batches([])) == []


def test_what_is_no_model_is_named(tmp_path: Path, make_model: Callable[..., Path]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    advice = "check the name, or unset EMBEDDING_MODEL for the embedded model, which needs no network"
    assert refusal(str(empty)) == (
        f"EMBEDDING_MODEL={empty}: the folder holds no sentence-transformers model; {advice}"
    )
    assert refusal("/no/such/folder") == f"EMBEDDING_MODEL=/no/such/folder: there is no such folder; {advice}"
    broken = make_model("tiny", {})
    (broken / "model.safetensors").write_bytes(b"broken")
    message = refusal(str(broken))
    assert message.startswith(f"EMBEDDING_MODEL={broken}: {broken} cannot be loaded as a sentence-transformers model (")
    assert message.endswith("); check it, or unset EMBEDDING_MODEL for the embedded model")
    assert "\n" not in message


def refusal(name: str) -> str:
    with pytest.raises(EncoderUnavailable) as error:
        Encoder(name).encode_query("x")
    return str(error.value)
