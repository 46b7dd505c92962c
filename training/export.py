"""What ships of a trained network: its own tensors as float16, and which encoder they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from rag.span_graph import REACH
from training.batches import Batch
from training.network import RANK, SpanNetwork
from vectorstore.model_folder import WEIGHTS


def export(network: SpanNetwork, encoder: Path, facts: Mapping[str, str], read: Iterable[Batch], path: Path) -> None:
    """Write the adapters, the heads, and how far what comes into each linear layer reaches when it reads some batches.

    `encoder` is the folder of the embedded encoder, `facts` go into the metadata.
    """
    manifest = json.loads((encoder / "manifest.json").read_text("utf-8"))
    metadata = {**facts, "encoder_sha256": manifest["files"][WEIGHTS]["sha256"]}
    tensors = {**dict(network.named_parameters()), **reaches(network, read)}
    kept = {name: tensor.detach().to(torch.float16).contiguous() for name, tensor in tensors.items()}
    save_file(kept, path, metadata)
    path.chmod(0o644)


def reaches(network: SpanNetwork, read: Iterable[Batch]) -> dict[str, Tensor]:
    """Give the highest absolute value of each input of the layers' linear ones, (in,), by `layers.N.NAME.reach`."""
    found: dict[str, Tensor] = {}

    def look(name: str, x: Tensor) -> None:
        highest = x.detach().abs().amax(0)
        found[name] = torch.maximum(found.get(name, highest), highest)

    network.eval()
    handles = [
        getattr(layer, name).register_forward_pre_hook(
            lambda _, inputs, name=f"layers.{number}.{name}.{REACH}": look(name, inputs[0])
        )
        for number, layer in enumerate(network.layers)
        for name in RANK
    ]
    with torch.inference_mode():
        for batch in read:
            network(batch.x, batch.side, batch.marks, batch.mask)
    for handle in handles:
        handle.remove()
    return found
