"""The limit of indexing: the bare forward passes of a run, seen as they happen and done again without anything else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


@dataclass(slots=True)
class Forwards:
    """The forward passes of a sentence-transformers model: the module and its inputs, batch by batch."""

    module: torch.nn.Module | None = None
    batches: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def texts(self) -> int:
        """How many texts were encoded."""
        return sum(len(batch["input_ids"]) for batch in self.batches)

    @property
    def tokens(self) -> int:
        """How many tokens, without padding."""
        return sum(int(batch["attention_mask"].sum()) for batch in self.batches)

    @property
    def padded(self) -> int:
        """How many tokens, with padding."""
        return sum(batch["input_ids"].numel() for batch in self.batches)

    def again(self, every: int = 1) -> float:
        """Do them again, or one of every so many, and give the seconds that all take, as their tokens tell."""
        import torch

        if self.module is None:
            raise RuntimeError("no forward pass of a sentence-transformers model was seen")
        some = self.batches[::every]
        started = time.perf_counter()
        with torch.inference_mode():
            for batch in some:
                self.module(dict(batch))
        took = time.perf_counter() - started
        return took * self.padded / sum(batch["input_ids"].numel() for batch in some)


@contextmanager
def seen() -> Iterator[Forwards]:
    """Note the forward passes that happen in the block, whoever asks for them."""
    import torch
    from sentence_transformers.sentence_transformer.modules import Transformer

    found = Forwards()

    def note(module: torch.nn.Module, inputs: tuple[Any, ...]) -> None:
        if isinstance(module, Transformer) and inputs:
            found.module = module
            found.batches.append(
                {name: one.clone() if isinstance(one, torch.Tensor) else one for name, one in inputs[0].items()}
            )

    handle = torch.nn.modules.module.register_module_forward_pre_hook(note)
    try:
        yield found
    finally:
        handle.remove()
