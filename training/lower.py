"""The encoder's lower layers, which are left as they are: what they make of a text is worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from rag.span_graph import LOWER
from training.network import Layer, layer_tensors
from vectorstore.model_folder import TOKENIZER, WEIGHTS

AT_ONCE = 3000
"""Tokens, padding counted, in one batch."""


@dataclass(frozen=True)
class Encoded:
    """A text after the lower layers: `states` (tokens, hidden) in bfloat16, `offsets` of its tokens in the text."""

    states: Tensor
    offsets: list[tuple[int, int]]


class Lower:
    """Runs the first `LOWER` layers of the encoder in a sentence-transformers `folder`."""

    def __init__(self, folder: Path, max_tokens: int = 480) -> None:
        weights = load_file(folder / WEIGHTS)
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"]
        self._kind = weights["embeddings.token_type_embeddings.weight"][0]
        self._norm = weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"]
        self._layers = [Layer(layer_tensors(weights, number)).eval() for number in range(LOWER)]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self._known: dict[str, Encoded] = {}

    def encode(self, texts: Sequence[str], keep: bool = True) -> list[Encoded]:
        """Encode texts, in their order; those that are to be kept are encoded once."""
        new = sorted({text for text in texts if text not in self._known}, key=len)
        found: dict[str, Encoded] = {}
        batch: list[str] = []
        for text in new:
            if batch and (len(batch) + 1) * (len(text) + 8) > AT_ONCE:
                found |= self._run(batch)
                batch = []
            batch.append(text)
        found |= self._run(batch) if batch else {}
        if keep:
            self._known |= found
        both: Mapping[str, Encoded] = {**self._known, **found}
        return [both[text] for text in texts]

    @torch.inference_mode()
    def _run(self, texts: list[str]) -> dict[str, Encoded]:
        tokens = self._tokenizer.encode_batch(texts)
        lengths = [len(one.ids) for one in tokens]
        ids = torch.zeros(len(texts), max(lengths), dtype=torch.long)
        for row, one in zip(ids, tokens, strict=True):
            row[: len(one.ids)] = torch.tensor(one.ids)
        x = self._words[ids] + self._places[: ids.shape[1]] + self._kind
        x = torch.nn.functional.layer_norm(x, x.shape[-1:], *self._norm, 1e-12)
        mask = torch.arange(ids.shape[1])[None] < torch.tensor(lengths)[:, None]
        read = x[mask]
        for layer in self._layers:
            read = layer(read, mask)
        return {
            text: Encoded(states.to(torch.bfloat16), one.offsets)
            for text, states, one in zip(texts, torch.split(read, lengths), tokens, strict=True)
        }
