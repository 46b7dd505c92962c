"""What ships of a trained network: its own tensors as float16, and which encoder they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.network import SpanNetwork
from vectorstore.model_folder import WEIGHTS


def export(network: SpanNetwork, encoder: Path, facts: Mapping[str, str], path: Path) -> None:
    """Write the adapters and heads; `encoder` is the folder of the embedded encoder, `facts` go into the metadata."""
    manifest = json.loads((encoder / "manifest.json").read_text("utf-8"))
    metadata = {**facts, "encoder_sha256": manifest["files"][WEIGHTS]["sha256"]}
    tensors = {name: tensor.detach().to(torch.float16).contiguous() for name, tensor in network.named_parameters()}
    save_file(tensors, path, metadata)
