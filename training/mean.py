"""The mean of networks that were trained from the same start.

It does better on texts that they have not seen than each of them ("model soups", Wortsman et al., 2022,
arXiv:2203.05482).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from training.fit import learned


def mean(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """Give the mean of the networks in some checkpoints, by the names of the network's parameters.

    ValueError if they are not of one kind of network.
    """
    networks = [learned(load_file(path)) for path in checkpoints]
    if len({frozenset((name, tensor.shape) for name, tensor in network.items()) for network in networks}) > 1:
        raise ValueError(f"not checkpoints of one kind of network: {', '.join(map(str, checkpoints))}")
    return {name: torch.stack([network[name] for network in networks]).mean(0) for name in networks[0]}
