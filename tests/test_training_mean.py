"""Trained readers joined into one."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from training.mean import mean


def write(path: Path, weight: float, reach: float, encoder: str = "e5") -> Path:
    tensors = {"layers.0.qkv.up": torch.full((2, 3), weight), "layers.0.qkv.reach": torch.full((3,), reach)}
    save_file({name: tensor.half() for name, tensor in tensors.items()}, path, {"encoder_sha256": encoder, "seed": "7"})
    return path


def test_weights_are_the_mean_and_reaches_the_farthest(tmp_path: Path) -> None:
    out = tmp_path / "mean.safetensors"
    mean([write(tmp_path / "a", 1.0, 4.0), write(tmp_path / "b", 2.0, 3.0)], out)
    found = load_file(out)
    assert found["layers.0.qkv.up"].tolist() == [[1.5] * 3] * 2
    assert found["layers.0.qkv.reach"].tolist() == [4.0] * 3
    assert {tensor.dtype for tensor in found.values()} == {torch.float16}
    with safe_open(out, "pt") as file:
        assert file.metadata() == {"encoder_sha256": "e5", "mean_of": "2"}


def test_readers_of_two_encoders_are_not_joined(tmp_path: Path) -> None:
    out = tmp_path / "mean.safetensors"
    with pytest.raises(ValueError, match="not readers of one encoder"):
        mean([write(tmp_path / "a", 1.0, 4.0), write(tmp_path / "b", 2.0, 3.0, "other")], out)
    assert not out.exists()
