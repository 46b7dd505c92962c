"""Runs the span reader with onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf
from safetensors import safe_open

from rag.span_file import kept_graph, make_graph
from rag.span_input import TOKENS
from rag.span_marks import token_marks
from vectorstore.model_folder import WEIGHTS
from vectorstore.query_encoder import map_weights
from vectorstore.query_tokens import QueryTokenizer
from vectorstore.terms import Terms
from vectorstore.types import Span

Array = NDArray[np.float32]

AT_ONCE = 4
"""Passages that are read at the same time at most."""

_DAMAGED = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf)


@dataclass(frozen=True, slots=True)
class Logits:
    """What the reader says of one passage.

    `offsets` are those of its tokens in the text that was read, (0, 0) for the first and the last; `spans`, shape
    (tokens, 2), the logits of an answer's start and end; `none` those of there being no answer; `answered` the logit
    of there being one.
    """

    offsets: list[Span]
    spans: Array
    none: Array
    answered: float


class SpanModel:
    """The reader's weights on the encoder's: safe to share between threads."""

    def __init__(self, folder: Path, adapter: Path) -> None:
        """Join the weights of the embedded encoder in `folder` and of the reader in `adapter`."""
        weights = map_weights(folder / WEIGHTS)
        self._words = weights["embeddings.word_embeddings.weight"]
        self._added = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        with safe_open(adapter, "numpy") as file:
            self._sides, self._marks = (file.get_tensor(name).astype(np.float32) for name in ("sides", "marks"))
        self._tokenizer = QueryTokenizer(folder)
        self._session = _opened(folder, adapter)
        self._pool = ThreadPoolExecutor(min(AT_ONCE, len(os.sched_getaffinity(0))), "reading")

    def read(self, question: str, terms: Terms, passages: Sequence[str]) -> list[Logits]:
        """Read passages for a question of some terms, both as span_input words them, in their order.

        Each by itself: a batch would spend a quarter of its time on padding, and quantise each by what the others hold.
        A thread a passage, and no more of them than processors however many ask: as quick as threads within a passage,
        for less of the processor.
        """
        asked, _ = self._tokenizer.located(question, TOKENS[1])
        return list(self._pool.map(lambda passage: self._read(asked, terms, passage), passages))

    def _read(self, asked: Sequence[int], terms: Terms, passage: str) -> Logits:
        ids, offsets = self._tokenizer.located(passage, TOKENS[0])
        x = self._words[[*asked, *ids]] + self._added[: len(asked) + len(ids)]
        x[: len(asked)] += self._sides[0]
        x[len(asked) :] += self._sides[1] + token_marks(terms, passage, offsets) @ self._marks
        spans, answered = self._session.run(["spans", "answered"], {"x": x[None]})
        return Logits(offsets, spans[0, len(asked) :], spans[0, 0], float(answered[0, 0]))


@lru_cache(maxsize=1)
def open_model(folder: Path, weights: Path) -> SpanModel:
    """Make the model once a process."""
    return SpanModel(folder, weights)


def _opened(folder: Path, adapter: Path) -> InferenceSession:
    """Open the graph that is kept, or one made anew if there is none or it is damaged."""
    kept = kept_graph(folder, adapter)
    if kept.is_file():
        with suppress(*_DAMAGED):
            return _session(str(kept))
    return _session(make_graph(folder, adapter))


def _session(model: str | bytes) -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(model, options, providers=["CPUExecutionProvider"])
