"""A sentence-transformers model, loaded quietly from its folder."""

from __future__ import annotations

import logging
import os
import re
import warnings
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from vectorstore.errors import EncoderUnavailable
from vectorstore.model_folder import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import torch
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BATCH_TOKENS = 1200
CHARS_A_TOKEN = 100

_LOAD_ERRORS = (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, ImportError)
_E5 = re.compile(r"(^|[-_/\\])e5[-_]", re.IGNORECASE)


class TorchModel:
    """Encodes with the model's own prompts for questions and passages; one call at a time, others wait."""

    def __init__(self, name: str, folder: Path) -> None:
        """Load the model in `folder`; `name` is for the message of an EncoderUnavailable, and tells E5 models."""
        self._model = _load(name, folder)
        self._lock = Lock()
        self._query_prompt, self._passage_prompt = _prompts(name, self._model.prompts)

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads; 512 if it sets no limit."""
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text, without special ones, prompt or cut."""
        tokenizer = self._model.tokenizer.backend_tokenizer
        with self._lock:  # it cuts and pads as whoever used it last had it do
            tokenizer.no_truncation()
            tokenizer.no_padding()
            return len(tokenizer.encode(text, add_special_tokens=False))

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question as a unit vector, shape (dimension,)."""
        with self._lock:
            found = self._model.encode_query(
                self._cut([text]), prompt=self._query_prompt, convert_to_tensor=True, show_progress_bar=False
            )
        vector: NDArray[np.float32] = _unit(found)[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode one or more passages as unit vectors, shape (len(texts), dimension), in their order."""
        import numpy as np

        texts = self._cut(texts)
        order, parts = [], []
        for batch in batches(self._lengths(texts)):
            with self._lock:
                found = self._model.encode_document(
                    [texts[number] for number in batch],
                    prompt=self._passage_prompt,
                    batch_size=len(batch),
                    convert_to_tensor=True,
                    show_progress_bar=False,
                )
            order += batch
            parts.append(_unit(found))
        vectors = np.concatenate(parts)
        vectors[order] = vectors.copy()
        return vectors

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens that each text has for the model, its prompt aside."""
        with self._lock:
            tokens = self._model.tokenizer(texts, truncation=True, max_length=self.max_tokens)["input_ids"]
        return [len(one) for one in tokens]

    def _cut(self, texts: Sequence[str]) -> list[str]:
        """Leave out what no token limit lets in, before the tokenizer works through it."""
        return [text[: self.max_tokens * CHARS_A_TOKEN] for text in texts]


def _prompts(name: str, own: Mapping[str, str | None]) -> tuple[str, str]:
    """Choose the prompts of a question and of a passage: the model's own, else those that E5 was trained with."""
    query, passage = own.get("query") or "", own.get("document") or own.get("passage") or own.get("corpus") or ""
    if not (query or passage) and _E5.search(name) and "instruct" not in name.lower():
        return PROMPTS["query"], PROMPTS["passage"]
    return query, passage


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group the numbers of texts by their lengths in tokens, the longest last, so that few tokens are padding.

    A batch has at most BATCH_TOKENS tokens, padding counted, where the measured speed was best: larger batches leave
    the processor's cache and pad more.
    """
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def number_format() -> torch.dtype:
    """Choose bfloat16 where the processor computes in it, else float32."""
    import torch

    checks = (getattr(torch.cpu, name, None) for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"))
    return torch.bfloat16 if any(check and check() for check in checks) else torch.float32


def _load(name: str, folder: Path) -> SentenceTransformer:
    # Both must precede torch. Threads that wait by spinning make a question ten times slower on a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # A product of every shape is kept, by default of 1,024: 190 MB more after 1,600 texts, and no faster.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "48")
    with _quiet():
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        settings: dict[str, Any] = {"dtype": number_format(), "local_files_only": True}
        if settings["dtype"] is torch.bfloat16:  # on a processor PyTorch's fused attention is slower in it
            settings["attn_implementation"] = "eager"
        try:
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=settings)
        except (*_LOAD_ERRORS, SafetensorError) as error:
            line = " ".join(str(error).split())[:200]
            raise EncoderUnavailable(
                f"EMBEDDING_MODEL={name}: {folder} cannot be loaded as a sentence-transformers model ({line}); "
                "check it, or unset EMBEDDING_MODEL for the embedded model"
            ) from error


def _unit(vectors: torch.Tensor) -> NDArray[np.float32]:
    """Make float32 vectors of length one; in bfloat16 the model's own normalising is off by 0.4 %."""
    import torch

    unit: NDArray[np.float32] = torch.nn.functional.normalize(vectors.float(), dim=-1).numpy()
    return unit


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' warnings, reports and progress bars to themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        for library in ("transformers", "sentence_transformers", "huggingface_hub"):
            logging.getLogger(library).setLevel(logging.ERROR)
        yield
