"""The span reader as it is trained: the encoder's layers with low-rank adapters, and its heads."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rag.span_graph import EPSILON, PARTS
from rag.span_marks import KINDS

LAYERS = 12
HEADS = 12
RANK = {"qkv": 48, "attended": 32, "up": 48, "down": 48}
"""Ranks of the adapters."""
DROPOUT = 0.1
ROUND = 64
"""Tokens are read in a multiple of this many: for sizes that it has not seen yet, the library spends as long again."""
_FAR = -1e4
"""Added to what attention makes of padding."""


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
    """A BERT layer with adapters, whose norms and biases are trained."""

    qkv: nn.Module
    attended: nn.Module
    up: nn.Module
    down: nn.Module
    norm_1: nn.Module
    norm_2: nn.Module

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        for name, rank in RANK.items():
            setattr(self, name, Adapted(tensors[f"{name}.weight"], tensors[f"{name}.bias"], rank))
        for name in ("norm_1", "norm_2"):
            setattr(self, name, norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"]))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """Go from and to the tokens that are read, one after the other, (tokens, hidden).

        `mask`, (texts, longest), is True where a text has a token, `places` (tokens,) are the places of those in it as
        it is flattened, or the one after it: only attention is worked out with the padding.
        """
        q, k, v = spread(self.qkv(x), mask, places).view(*mask.shape, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(2, 3)
        scores = scores + (~mask[:, None, None] * _FAR).to(scores.dtype)
        attended = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2).flatten(0, 1)
        x = self.norm_1(x + self.attended(F.pad(attended, (0, 0, 0, 1))[places]))
        made: Tensor = self.norm_2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return made


class SpanNetwork(nn.Module):
    """Question and passage, as sums of embeddings, to the logits of starts, ends and of being answered."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        first = (weights[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias"))
        self.norm = norm(*first)
        hidden = self.norm.weight.shape[0]
        self.layers = nn.ModuleList(Layer(layer_tensors(weights, n)) for n in range(LAYERS))
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
        places = mask.flatten().nonzero()[:, 0]
        places = F.pad(places, (0, -len(places) % ROUND), value=mask.numel())
        read = self.norm(F.pad((x + sides + marks @ self.marks).flatten(0, 1), (0, 0, 0, 1))[places])
        for layer in self.layers:
            read = layer(read, mask, places)
        x = spread(read.float(), mask, places).view_as(x)
        pooled = torch.tanh(self.pool(x[:, 0]))
        return self.span(x), self.answered(pooled)[:, 0]


def spread(read: Tensor, mask: Tensor, places: Tensor) -> Tensor:
    """Put what is at tokens, (tokens, size), where they are in their padded texts, (texts * longest, size)."""
    whole = read.new_zeros(mask.numel() + 1, read.shape[1])
    return whole.index_copy(0, places, read)[: mask.numel()]


def norm(weight: Tensor, bias: Tensor) -> nn.LayerNorm:
    """Make a norm that is trained on from its tensors."""
    made = nn.LayerNorm(weight.shape[0], eps=EPSILON)
    made.weight.data, made.bias.data = weight.clone(), bias.clone()
    return made
