"""What an OpenAI-compatible server answers, read with distrust."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class BadReply(Exception):
    """An answer that cannot be used; the message says what it was, to be read after "it answered with"."""


def read_vectors(text: str, count: int, dimension: int | None = None) -> NDArray[np.float32]:
    """Read the answer to a request for the vectors of `count` texts: unit vectors, shape (count, their dimension).

    They are put in the order of the texts, by `index` where the answer has it. Raises BadReply where there are not
    `count` of them, or not of one length (`dimension`, if given), or one is not finite or nothing but zeros.
    """
    import numpy as np

    rows = _rows(text)
    if len(rows) != count:
        raise BadReply(f"{len(rows)} vectors for {count} texts")
    try:
        found = np.array(rows, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadReply("vectors that are no rows of numbers") from None
    if found.ndim != 2 or not found.shape[1]:
        raise BadReply("vectors that are no rows of numbers")
    if dimension is not None and found.shape[1] != dimension:
        raise BadReply(f"vectors of {found.shape[1]} numbers, before of {dimension}")
    if not np.isfinite(found).all():
        raise BadReply("a vector with NaN or infinity in it")
    largest = np.abs(found).max(axis=1, keepdims=True)
    if not largest.all():
        raise BadReply("a vector of zeros")
    found /= largest  # so that no square overflows
    unit: NDArray[np.float32] = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


def read_models(text: str) -> list[str]:
    """Read the names of the models that a server lists; BadReply if that is no list."""
    try:
        return [str(one["id"]) for one in _data(text)]
    except (TypeError, KeyError):
        raise BadReply("a list of models without names") from None


def read_model(text: str) -> str:
    """Read which model a server says has encoded, "" if it does not say; BadReply if it sent something else."""
    _data(text)
    named = json.loads(text).get("model")
    return named.strip() if isinstance(named, str) else ""


def _rows(text: str) -> list[Any]:
    try:
        found = [(one.get("index"), one["embedding"]) for one in _data(text)]
    except (AttributeError, TypeError, KeyError):
        raise BadReply("no vectors") from None
    if all(index is None for index, _ in found):
        return [row for _, row in found]
    by_index = {index: row for index, row in found if isinstance(index, int)}
    if len(by_index) != len(found) or any(not 0 <= index < len(found) for index in by_index):
        raise BadReply("vectors that are not numbered as the texts are")
    return [by_index[index] for index in range(len(found))]


def _data(text: str) -> list[Any]:
    try:
        data = json.loads(text)["data"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadReply("something else than an OpenAI-compatible server's JSON") from None
    if not isinstance(data, list):
        raise BadReply("something else than an OpenAI-compatible server's JSON")
    return data
