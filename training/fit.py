"""The training loop: fixed seed, resumable at every checkpoint, its curve in a log."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from training.batches import Batch, batches
from training.network import SpanNetwork
from training.sampling import Pair
from training.tokens import Embeddings
from vectorstore.torch_model import number_format

RATE, HEAD_RATE = 6e-4, 1e-3
"""Highest learning rates of the adapters and of the heads."""
WARM = 0.06
"""Share of the steps, but for the late ones, in which the rate rises; then it falls to nothing in a line."""
LATE, LATE_RATE = 700, 0.5
"""The last steps, which read invented news too; where their rate, beside the highest, begins to fall to nothing."""
AT_ONCE = 2400
"""Characters that go through the network at once."""
ANSWERED, RANKED = 0.75, 0.5
"""Weights of telling whether a passage answers, by itself and among those of its question, beside finding spans."""
EVERY, LOGGED, MEASURED = 100, 20, 500
"""Steps between checkpoints, between lines of the log, and between measurements."""
CHECKPOINT = "checkpoint.safetensors"
"""The file of the last checkpoint in a training's folder."""

_NETWORK = "network."


class Steps(Protocol):
    """Gives the pairs of a step by its number."""

    def step(self, number: int, *, late: bool = False) -> list[Pair]:
        """Give the pairs of a step; those of a `late` one are of other kinds too."""


def fit(
    network: SpanNetwork,
    embeddings: Embeddings,
    sampler: Steps,
    steps: int,
    folder: Path,
    seed: int,
    measure: Callable[[SpanNetwork], dict[str, float]],
    every: int = EVERY,
    stop: int | None = None,
    late: int = LATE,
) -> None:
    """Train up to `steps` from the last checkpoint in `folder`, appending to its log.jsonl; end at `stop` if given.

    The last `late` of the steps are late ones.
    """
    optimiser = _optimiser(network)
    first = _resume(network, optimiser, folder)
    began, losses, seen = time.perf_counter(), [0.0, 0.0, 0.0], 0
    for step in range(first, stop or steps):
        torch.manual_seed(seed + step)
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * _rate(step, steps, late)
        pairs = sampler.step(step, late=step >= steps - late)
        lost = _learn(network, optimiser, pairs, embeddings)
        losses = [old + new for old, new in zip(losses, lost, strict=True)]
        seen += len(pairs)
        done = step + 1
        kept = done % every == 0 or done == steps
        if done % LOGGED == 0 or kept:
            means = dict(zip(("span", "answered", "ranked"), (one / seen for one in losses), strict=True))
            _log(folder, {"step": done, "seconds": time.perf_counter() - began, "pairs": seen, **means})
        if kept:
            losses, seen = [0.0, 0.0, 0.0], 0
            _keep(network, optimiser, folder, done)
            if done % MEASURED == 0 or done == steps:
                _log(folder, {"step": done, **measure(network)})


def learned(kept: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give the network's parameters of a checkpoint's tensors, by their names."""
    return {name.removeprefix(_NETWORK): tensor for name, tensor in kept.items() if name.startswith(_NETWORK)}


def _optimiser(network: SpanNetwork) -> torch.optim.Optimizer:
    heads = [p for n, p in network.named_parameters() if not n.startswith("layers.")]
    adapters = [p for n, p in network.named_parameters() if n.startswith("layers.")]
    return torch.optim.AdamW(
        [{"params": adapters, "lr": RATE, "top": RATE}, {"params": heads, "lr": HEAD_RATE, "top": HEAD_RATE}],
        weight_decay=0.01, betas=(0.9, 0.98),
    )  # fmt: skip


def _learn(
    network: SpanNetwork, optimiser: torch.optim.Optimizer, pairs: Sequence[Pair], embeddings: Embeddings
) -> list[float]:
    """Take one step with a step's pairs; return the sums of their losses."""
    losses = [0.0, 0.0, 0.0]
    network.train()
    for batch in batches(pairs, embeddings, AT_ONCE):
        with torch.autocast("cpu", torch.bfloat16, enabled=number_format() == torch.bfloat16):
            parts = _losses(network, batch)
        (sum(parts, torch.zeros(())) / len(pairs)).backward()  # type: ignore[no-untyped-call]
        losses = [old + float(part.detach()) for old, part in zip(losses, parts, strict=True)]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return losses


def _rate(step: int, steps: int, late: int) -> float:
    """Give a step's share of the highest rate."""
    first = steps - late
    if step >= first:
        return LATE_RATE * (steps - step) / late
    warm = max(1, int(WARM * first))
    return (step + 1) / warm if step < warm else (first - step) / (first - warm)


def _losses(network: SpanNetwork, batch: Batch) -> list[Tensor]:
    """Sum the losses of a batch's pairs: of spans, of being answered, of that among a question's passages."""
    spans, answered = (one.float() for one in network(batch.x, batch.side, batch.marks, batch.mask))
    logits = spans.masked_fill(~batch.open[..., None], -math.inf).log_softmax(1)
    right = torch.stack((batch.starts & batch.open, batch.ends & batch.open), -1)
    found = -logits.masked_fill(~right, -math.inf).logsumexp(1).mean(1).sum()
    has = ~batch.starts[:, 0]
    alone = F.binary_cross_entropy_with_logits(answered, has.float(), reduction="sum")
    among = torch.zeros(())
    for group in set(batch.group.tolist()):
        own = batch.group == group
        if own.sum() > 1 and has[own].any():
            among = among - answered[own].log_softmax(0)[has[own]].sum()
    return [found, ANSWERED * alone, RANKED * among]


def _keep(network: SpanNetwork, optimiser: torch.optim.Optimizer, folder: Path, step: int) -> None:
    """Write a checkpoint and let it take the place of the last one."""
    tensors = {f"{_NETWORK}{name}": tensor.detach().clone() for name, tensor in network.named_parameters()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{name}": value.clone() for name, value in state.items()}
    save_file(tensors, folder / "checkpoint.new", {"step": str(step)})
    os.replace(folder / "checkpoint.new", folder / CHECKPOINT)
    (folder / "step.json").write_text(json.dumps(step))


def _resume(network: SpanNetwork, optimiser: torch.optim.Optimizer, folder: Path) -> int:
    """Take up the checkpoint of a folder, if there is one; return the number of the next step."""
    path = folder / CHECKPOINT
    if not path.exists():
        return 0
    tensors = load_file(path)
    network.load_state_dict(learned(tensors))
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        kind, number, *rest = name.split(".")
        if kind == "optimiser":
            state.setdefault(int(number), {})[rest[0]] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    return int(json.loads((folder / "step.json").read_text()))


def _log(folder: Path, line: dict[str, float]) -> None:
    said = json.dumps({name: round(value, 4) for name, value in line.items()})
    print(folder.name, said, flush=True)
    with (folder / "log.jsonl").open("a") as log:
        log.write(said + "\n")
