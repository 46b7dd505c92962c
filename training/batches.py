"""Pairs of texts as tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rag.span_marks import KINDS, token_marks
from training.sampling import Pair
from training.tokens import Embeddings, Tokens

ROUND = 16
"""Pairs are padded to a multiple of this many tokens."""


@dataclass(frozen=True)
class Batch:
    """Some pairs, padded.

    `x` (pairs, tokens, hidden) sums of embeddings, `side` 0 or 1 for question and passage, `marks` (pairs, tokens,
    KINDS) 1 for what the question has too (rag.span_marks), `mask` True for tokens that are some, `open` True where a
    span may start or end: in the passage's text, and at position 0, which stands for no answer. `starts` and `ends` are
    True where it does, `group` tells which question a pair is of.
    """

    x: Tensor
    side: Tensor
    marks: Tensor
    mask: Tensor
    open: Tensor
    starts: Tensor
    ends: Tensor
    group: Tensor
    pairs: tuple[Pair, ...]
    passages: tuple[Tokens, ...]
    shift: tuple[int, ...]


def batches(pairs: Sequence[Pair], embeddings: Embeddings, size: int) -> Iterator[Batch]:
    """Make batches of about `size` characters, padding counted; pairs of one question stay together."""
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.group, []).append(pair)
    batch: list[Pair] = []
    for group in sorted(groups.values(), key=lambda group: max(pair.size for pair in group)):
        if batch and (len(batch) + len(group)) * max(pair.size for pair in group) > size:
            yield batch_of(batch, embeddings)
            batch = []
        batch += group
    if batch:
        yield batch_of(batch, embeddings)


def batch_of(pairs: Sequence[Pair], embeddings: Embeddings) -> Batch:
    """Make one batch of all pairs."""
    questions = embeddings.questions([pair.question for pair in pairs])
    whole = embeddings.passages([pair.passage for pair in pairs])
    passages = [_cropped(pair, one) for pair, one in zip(pairs, whole, strict=True)]
    sums = [embeddings.sums(q.ids + p.ids) for q, p in zip(questions, passages, strict=True)]
    size = len(pairs), -(-max(map(len, sums)) // ROUND) * ROUND
    x = torch.zeros(*size, sums[0].shape[1])
    side = torch.zeros(size, dtype=torch.long)
    shared = torch.zeros(*size, KINDS)
    mask, opened, starts, ends = (torch.zeros(size, dtype=torch.bool) for _ in range(4))
    for row, (pair, question, passage) in enumerate(zip(pairs, questions, passages, strict=True)):
        middle, end = len(question.ids), len(sums[row])
        x[row, :end] = sums[row]
        side[row, middle:end] = 1
        shared[row, middle:end] = torch.from_numpy(token_marks(pair.terms, pair.passage, passage.offsets))
        mask[row, :end] = True
        opened[row, 0] = True
        for number, (a, b) in enumerate(passage.offsets):
            opened[row, middle + number] = b > max(a, pair.start)
            starts[row, middle + number] = any(a <= span[0] < b for span in pair.spans)
            ends[row, middle + number] = any(a < span[1] <= b for span in pair.spans)
        if not (starts[row] & opened[row]).any() or not (ends[row] & opened[row]).any():
            starts[row], ends[row] = False, False
            starts[row, 0] = ends[row, 0] = True
    group = torch.tensor([pair.group for pair in pairs])
    shift = tuple(len(question.ids) for question in questions)
    return Batch(x, side, shared, mask, opened, starts, ends, group, tuple(pairs), tuple(passages), shift)


def _cropped(pair: Pair, passage: Tokens) -> Tokens:
    """Keep of a passage its head, its ends and what is in the pair's window."""
    if pair.window is None:
        return passage
    low, high = pair.window
    kept = [n for n, (a, b) in enumerate(passage.offsets) if b <= pair.start or (b > low and a < high)]
    return Tokens(tuple(passage.ids[n] for n in kept), tuple(passage.offsets[n] for n in kept))
