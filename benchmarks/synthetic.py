"""An encoder whose vectors cost next to nothing, so that an index of 100,000 passages can be built in minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vectorstore.text_encoder import TextEncoder

Vectors = NDArray[np.float32]

SPREAD = 0.35
"""Length of what is added to a base vector of length one: the cosine to it is about .94."""
_NOISES = 4096


class SyntheticEncoder(TextEncoder):
    """Passes for `real`, and encodes questions as it does; a passage gets a base text's vector, a little turned.

    `base`, shape (texts, dimension), is what `real` makes of the base texts. Which of them stands for a text, and how
    it is turned, follows from a hash of the text: the same text always gets the same vector, two texts two vectors.
    Vectors are spread as real ones are, but say nothing of what the texts mean.
    """

    def __init__(self, real: TextEncoder, base: Vectors) -> None:
        self._real = real
        self._base = base

    @property
    def name(self) -> str:
        """That of the real encoder."""
        return self._real.name

    @property
    def identity(self) -> str:
        """That of the real encoder: an index made with this one can be asked with it."""
        return self._real.identity

    @property
    def dimension(self) -> int:
        """That of the base vectors: to ask the real encoder would load what it encodes questions with."""
        return int(self._base.shape[1])

    @property
    def max_tokens(self) -> int:
        """That of the real encoder."""
        return self._real.max_tokens

    def encode_query(self, text: str) -> Vectors:
        """Encode a question as the real encoder does."""
        return self._real.encode_query(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Make the vectors of passages, shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        digests = b"".join(hashlib.blake2b(text.encode(), digest_size=24).digest() for text in texts)
        numbers = np.frombuffer(digests, np.uint64).reshape(len(texts), 3)
        base = self._base[numbers[:, 0] % len(self._base)]
        turned = self._noise[numbers[:, 1] % _NOISES] + self._noise[numbers[:, 2] % _NOISES]
        turned *= SPREAD / np.linalg.norm(turned, axis=1, keepdims=True)
        turned += base
        vectors: Vectors = turned / np.linalg.norm(turned, axis=1, keepdims=True)
        return vectors

    def count_tokens(self, text: str) -> int:
        """Count tokens as the real encoder does."""
        return self._real.count_tokens(text)

    def most_tokens(self, text: str) -> int:
        """Give what the real encoder gives."""
        return self._real.most_tokens(text)

    @cached_property
    def _noise(self) -> Vectors:
        return np.random.default_rng(1).standard_normal((_NOISES, self.dimension)).astype(np.float32)
