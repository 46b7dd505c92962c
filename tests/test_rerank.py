"""A reranker: a real, tiny CrossEncoder with random weights, made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.fusion import Evidence
from rag.rerank import WEIGHT, Reranker
from vectorstore.errors import EncoderUnavailable
from vectorstore.types import Chunk, Kind


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    path = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"修路架桥种树三五公里"]
    (path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        num_labels=1,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(path)
    BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    return path


def chunk(text: str) -> Chunk:
    return Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))


def test_the_best_passages_are_ordered_by_both_scores(folder: Path) -> None:
    ranked = [Evidence("a", 0.5, 0.5, 0.0), Evidence("b", 0.49, 0.5, 0.0), Evidence("c", 0.1, 0.1, 0.0)]
    chunks = {"a": chunk("修路三公里"), "b": chunk("架桥五公里")}
    again = Reranker(str(folder)).rerank("修路架桥", ranked, chunks)
    assert {e.id: (e.passage, e.line) for e in again} == {e.id: (e.passage, e.line) for e in ranked}
    assert sorted(e.again for e in again[:2]) == [0.0, WEIGHT]
    assert again[0].again == WEIGHT
    assert again[2] == ranked[2]
    assert Reranker(str(folder)).rerank("修路架桥", ranked, chunks) == again


def test_a_reranker_that_is_none_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="RERANKER_MODEL") as error:
        Reranker(str(tmp_path)).rerank("修路", [Evidence("a", 0.5, 0.5, 0.0)], {"a": chunk("修路")})
    assert "\n" not in str(error.value)
