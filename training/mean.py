"""Join trained readers by the mean of their weights: python -m training.mean OUT FILE FILE.

Readers that were trained from the same start have a mean that does better on other texts than each of them does ("model
soups", Wortsman et al., 2022, arXiv:2203.05482).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor

from rag.span_graph import REACH
from training.export import write


def mean(paths: Sequence[Path], out: Path) -> None:
    """Write the mean of the readers in some files, as they ship; how far an input reaches is the farthest of theirs.

    ValueError if they belong to different encoders or have different tensors.
    """
    readers = [load_file(path) for path in paths]
    encoders = {_metadata(path).get("encoder_sha256", "") for path in paths}
    if len(encoders) > 1 or len({frozenset(reader) for reader in readers}) > 1:
        raise ValueError(f"not readers of one encoder: {', '.join(map(str, paths))}")
    made = {name: _joined(name, [reader[name].float() for reader in readers]) for name in readers[0]}
    write(made, out, {"encoder_sha256": encoders.pop(), "mean_of": str(len(readers))})


def _joined(name: str, tensors: Sequence[Tensor]) -> Tensor:
    stacked = torch.stack(list(tensors))
    return stacked.amax(0) if name.endswith(REACH) else stacked.mean(0)


def _metadata(path: Path) -> dict[str, str]:
    with safe_open(path, "pt") as file:
        return dict(file.metadata() or {})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m training.mean", description=__doc__)
    parser.add_argument("out", type=Path, help="the file that ships")
    parser.add_argument("files", type=Path, nargs="+", help="trained readers")
    given = parser.parse_args()
    mean(given.files, given.out)
