"""Pairs of texts as tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rag.span_marks import KINDS, token_marks
from training.lower import Encoded, Lower
from training.sampling import Pair


@dataclass(frozen=True)
class Batch:
    """Some pairs, padded.

    `x` (pairs, tokens, hidden), `side` 0 or 1 for question and passage, `marks` (pairs, tokens, KINDS) 1 for what the
    question has too (rag.span_marks), `mask` True for tokens that are some, `open`
    True where a span may start or end: in the passage's text, and at position 0, which stands for no answer. `starts`
    and `ends` are True where it does, `group` tells which question a pair is of.
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
    passages: tuple[Encoded, ...]
    shift: tuple[int, ...]


def batches(pairs: Sequence[Pair], lower: Lower, size: int) -> Iterator[Batch]:
    """Make batches of about `size` characters, padding counted; pairs of one question stay together."""
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.group, []).append(pair)
    batch: list[Pair] = []
    for group in sorted(groups.values(), key=lambda group: max(pair.size for pair in group)):
        if batch and (len(batch) + len(group)) * max(pair.size for pair in group) > size:
            yield batch_of(batch, lower)
            batch = []
        batch += group
    if batch:
        yield batch_of(batch, lower)


def batch_of(pairs: Sequence[Pair], lower: Lower) -> Batch:
    """Make one batch of all pairs."""
    questions = lower.encode([pair.question for pair in pairs], keep=False)
    passages = [_cropped(pair, one) for pair, one in zip(pairs, lower.encode([p.passage for p in pairs]), strict=True)]
    longest = max(len(q.states) + len(p.states) for q, p in zip(questions, passages, strict=True))
    size = len(pairs), longest
    x = torch.zeros(*size, passages[0].states.shape[1])
    side = torch.zeros(size, dtype=torch.long)
    shared = torch.zeros(*size, KINDS)
    mask, opened, starts, ends = (torch.zeros(size, dtype=torch.bool) for _ in range(4))
    for row, (pair, question, passage) in enumerate(zip(pairs, questions, passages, strict=True)):
        middle, end = len(question.states), len(question.states) + len(passage.states)
        x[row, :middle], x[row, middle:end] = question.states.float(), passage.states.float()
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
    shift = tuple(len(question.states) for question in questions)
    return Batch(x, side, shared, mask, opened, starts, ends, group, tuple(pairs), tuple(passages), shift)


def _cropped(pair: Pair, passage: Encoded) -> Encoded:
    """Keep of a passage its head, its ends and what is in the pair's window."""
    if pair.window is None:
        return passage
    low, high = pair.window
    kept = [n for n, (a, b) in enumerate(passage.offsets) if b <= pair.start or (b > low and a < high)]
    return Encoded(passage.states[kept], [passage.offsets[n] for n in kept])
