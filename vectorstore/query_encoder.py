"""Encode one short text with the embedded model in numpy alone.

A cold `ask` encodes a single question; importing sentence-transformers for it takes longer than all the rest.
The vectors are those of the sentence-transformers path (a test holds them equal).
"""

from __future__ import annotations

import json
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from vectorstore.model_folder import WEIGHTS
from vectorstore.query_tokens import QueryTokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


class QueryEncoder:
    """The embedded model, its weights mapped into memory: safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Map the weights in the embedded model's `folder`; OSError if it is not there.

        Limits numpy to one thread: on a busy machine OpenBLAS's threads wait for each other ten times as long as one
        alone would take.
        """
        threadpool_limits(1, "blas")
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._layers: int = config["num_hidden_layers"]
        self._heads: int = config["num_attention_heads"]
        self._epsilon = np.float32(config["layer_norm_eps"])
        self.max_tokens: int = config["max_position_embeddings"]
        self._weights = map_weights(folder / WEIGHTS)
        self._tokenizer = QueryTokenizer(folder)

    def encode(self, text: str) -> Matrix:
        """Encode `text`, prompt included, as a unit vector, shape (dimension,); tokens over max_tokens are cut off."""
        tokens = self._forward(self._tokenizer.encode(text, self.max_tokens))
        mean: Matrix = tokens.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _forward(self, ids: list[int]) -> Matrix:
        weights = self._weights
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = x + weights["embeddings.token_type_embeddings.weight"][0]
        x = self._normalise("embeddings.LayerNorm", x)
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            attended = self._linear(f"{layer}.attention.output.dense", self._attend(f"{layer}.attention.self", x))
            x = self._normalise(f"{layer}.attention.output.LayerNorm", x + attended)
            inner = _gelu(self._linear(f"{layer}.intermediate.dense", x))
            x = self._normalise(f"{layer}.output.LayerNorm", x + self._linear(f"{layer}.output.dense", inner))
        return x

    def _linear(self, name: str, x: Matrix) -> Matrix:
        """Multiply from the left: OpenBLAS takes a third less time for that than for `x @ weight.T` of few tokens."""
        product: Matrix = np.ascontiguousarray((self._weights[f"{name}.weight"] @ x.T).T)
        product += self._weights[f"{name}.bias"]
        return product

    def _normalise(self, name: str, x: Matrix) -> Matrix:
        x = x - x.mean(axis=-1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=-1, keepdims=True) + self._epsilon)
        return x * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _attend(self, name: str, x: Matrix) -> Matrix:
        query, key, value = (self._split(self._linear(f"{name}.{part}", x)) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / np.float32(sqrt(query.shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        context: Matrix = scores / scores.sum(axis=-1, keepdims=True) @ value
        return context.transpose(1, 0, 2).reshape(x.shape)

    def _split(self, x: Matrix) -> Matrix:
        """(tokens, hidden) -> (heads, tokens, hidden / heads)."""
        return x.reshape(len(x), self._heads, -1).transpose(1, 0, 2)


def _gelu(x: Matrix) -> Matrix:
    """Compute x * Phi(x).

    Its erf is formula 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical Functions, right to 1.5e-7.
    """
    z = np.abs(x) * np.float32(sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    product: Matrix = np.float32(0.5) * x * (1 + np.copysign(1 - series * np.exp(-z * z), x))
    return product


def map_weights(path: Path) -> dict[str, Matrix]:
    """Map the tensors of a float32 safetensors file, to be read from disk as they are used."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, np.uint8, "r", 8 + length)
    header.pop("__metadata__", None)
    return {
        name: np.asarray(data[slice(*entry["data_offsets"])]).view(np.float32).reshape(entry["shape"])
        for name, entry in header.items()
    }
