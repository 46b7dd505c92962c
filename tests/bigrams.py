"""A tiny encoder: a text's vector counts its pairs of neighbouring characters, hashed into 64 places."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.text_encoder import TextEncoder

DIMENSION = 64


class BigramEncoder(TextEncoder):
    """Encodes as `vectorstore.encoder.Encoder` does. `encoded` keeps the passages and lines it was asked for.

    `stop_after`, if set, is the number of calls to `encode_passages` that succeed before one is interrupted.
    """

    identity = name = "bigrams"
    dimension = DIMENSION
    max_tokens = 512

    def __init__(self, identity: str = "bigrams", stop_after: int | None = None) -> None:
        self.identity = self.name = identity
        self.stop_after = stop_after
        self.encoded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        pairs = (text[i : i + 2] for i in range(max(1, len(text) - 1)))
        vector = np.bincount([zlib.crc32(pair.encode()) % DIMENSION for pair in pairs], minlength=DIMENSION)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.stop_after is not None:
            if not self.stop_after:
                raise KeyboardInterrupt
            self.stop_after -= 1
        self.encoded += texts
        return np.stack([self.encode_query(text) for text in texts])


class Bigrams(TextEncoder):
    """The tests' encoder, as an application takes one."""

    name = "bigrams"
    identity = "bigrams"
    dimension = DIMENSION
    max_tokens = 512

    def __init__(self) -> None:
        self._one = BigramEncoder()

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._one.encode_query(text)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._one.encode_passages(texts)

    def count_tokens(self, text: str) -> int:
        return self._one.count_tokens(text)
