"""Codes of signs put first what lies nearest."""

from __future__ import annotations

import numpy as np
import pytest

from vectorstore.record import dequantize, quantize
from vectorstore.sign_codes import SignCodes


def made(rows: int, dimension: int, seed: int) -> np.ndarray:
    """Vectors of length one that have much in common."""
    random = np.random.default_rng(seed)
    vectors = 3 * np.sin(np.arange(dimension)) + random.normal(size=(rows, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("dimension", [1, 7, 64, 100, 384, 1024])
def test_scores_are_the_product_of_levels_and_signs(dimension: int) -> None:
    vectors, mean = quantize(made(300, dimension, 1)), made(300, dimension, 1).mean(axis=0)
    codes = SignCodes(mean, [vectors[:10], vectors[10:]])
    signs = np.where(dequantize(vectors) > mean, 1, -1)
    for query in made(5, dimension, 2):
        levels = 2 * codes._levels(query) - 3
        assert set(levels.tolist()) <= {-3, -1, 1, 3}
        products = signs @ levels
        scores = codes.scores(query).astype(int)
        assert len(set((2 * scores - products).tolist())) == 1  # the same, but for what is added to all


def test_the_nearest_score_high() -> None:
    vectors = made(5000, 384, 3)
    codes = SignCodes(vectors.mean(axis=0), [quantize(vectors)])
    for n in range(0, 5000, 250):
        near = vectors[n] + 0.02 * made(1, 384, n)[0]
        assert codes.scores(near).argmax() == n


def test_vectors_without_differences() -> None:
    same = made(1, 16, 4)
    codes = SignCodes(same[0], [quantize(np.repeat(same, 3, axis=0))])
    assert len(set(codes.scores(same[0]).tolist())) == 1
    nothing = SignCodes(np.zeros(16, np.float32), [quantize(np.zeros((2, 16), np.float32))])
    assert nothing.scores(np.zeros(16, np.float32)).tolist() == [0, 0]
