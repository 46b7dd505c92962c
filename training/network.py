"""The span reader as it is trained: the encoder's upper layers with low-rank adapters, and its heads."""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rag.span_graph import LOWER, PARTS
from rag.span_marks import KINDS

LAYERS = 12
HEADS = 12
RANK = {"qkv": 96, "attended": 48, "up": 64, "down": 64}
"""Ranks of the adapters."""
DROPOUT = 0.1


def layer_tensors(weights: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    """Name a BERT layer's tensors as `Layer` does, those of query, key and value one under the other."""
    prefix = f"encoder.layer.{number}."
    found: dict[str, Tensor] = {}
    for part in ("weight", "bias"):
        of = [weights[f"{prefix}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        found[f"qkv.{part}"] = torch.cat(of)
        found |= {f"{short}.{part}": weights[f"{prefix}{name}.{part}"] for short, name in PARTS.items()}
    return found


class Adapted(nn.Module):
    """A linear layer that is left as it is, and a low-rank one beside it."""

    weight: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.bias = nn.Parameter(bias.clone())
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) * weight.shape[1] ** -0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) -> (…, out)."""
        return F.linear(x, self.weight, self.bias) + F.linear(F.linear(x, self.down), self.up)


class Layer(nn.Module):
    """A BERT layer; with `ranks` it has adapters, and its norms and biases are trained."""

    qkv: nn.Module
    attended: nn.Module
    up: nn.Module
    down: nn.Module
    norm_1: nn.Module
    norm_2: nn.Module

    def __init__(self, tensors: Mapping[str, Tensor], ranks: Mapping[str, int] | None = None) -> None:
        super().__init__()
        for name in RANK:
            weight, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
            made: nn.Module
            if ranks:
                made = Adapted(weight, bias, ranks[name])
            else:
                made = nn.Linear(weight.shape[1], weight.shape[0])
                made.weight.data, made.bias.data = weight, bias
            setattr(self, name, made)
        for name in ("norm_1", "norm_2"):
            norm = nn.LayerNorm(tensors[f"{name}.weight"].shape[0], eps=1e-12)
            norm.weight.data, norm.bias.data = tensors[f"{name}.weight"].clone(), tensors[f"{name}.bias"].clone()
            setattr(self, name, norm)
        self.drop = nn.Dropout(DROPOUT if ranks else 0.0)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Go from and to the tokens that are read, one after the other, (tokens, hidden).

        `mask`, (texts, longest), is True where a text has a token: only attention is worked out with the padding.
        """
        whole = torch.zeros(mask.numel(), 3 * x.shape[1]).index_copy(0, mask.flatten().nonzero()[:, 0], self.qkv(x))
        q, k, v = whole.view(*mask.shape, 3, HEADS, x.shape[1] // HEADS).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None])
        x = self.norm_1(x + self.attended(attended.transpose(1, 2).flatten(2)[mask]))
        made: Tensor = self.norm_2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return made


class SpanNetwork(nn.Module):
    """Question and passage, after the lower layers, to the logits of starts, ends and of being answered."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        hidden = weights["embeddings.LayerNorm.weight"].shape[0]
        self.layers = nn.ModuleList(Layer(layer_tensors(weights, n), RANK) for n in range(LOWER, LAYERS))
        self.sides = nn.Parameter(torch.zeros(2, hidden))
        self.marks = nn.Parameter(torch.zeros(KINDS, hidden))
        self.span = nn.Linear(hidden, 2)
        self.pool = nn.Linear(hidden, hidden)
        self.answered = nn.Linear(hidden, 1)

    def forward(self, x: Tensor, side: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Give the logits of spans, shape (pairs, tokens, 2), and of there being an answer, shape (pairs,).

        `x` is (pairs, tokens, hidden), `side` 0 for the question's tokens and 1 for the passage's, `marks` (pairs,
        tokens, KINDS) is 1 for what both have, `mask` True for tokens that are read; it and `side` are (pairs, tokens).
        """
        sides = torch.where(side[..., None] == 0, self.sides[0], self.sides[1])
        read = (x + sides + marks @ self.marks)[mask]
        for layer in self.layers:
            read = layer(read, mask)
        x = torch.zeros_like(x).masked_scatter(mask[..., None], read)
        pooled = torch.tanh(self.pool(x[:, 0]))
        return self.span(x), self.answered(pooled)[:, 0]


def own_tensors(network: SpanNetwork) -> dict[str, Tensor]:
    """Give what is trained, by name, the layers numbered as the encoder's are."""

    def name_of(name: str) -> str:
        return re.sub(r"^layers\.(\d+)", lambda found: f"layers.{int(found[1]) + LOWER}", name)

    return {name_of(name): tensor for name, tensor in network.named_parameters()}
