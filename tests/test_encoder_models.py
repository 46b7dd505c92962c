"""The models of an encoder: what is loaded and said, prompts, identity, and what is no model."""

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vectorstore.encoder import Encoder
from vectorstore.errors import EncoderUnavailable


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
