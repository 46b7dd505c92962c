"""How well a network reads passages that it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch

from bot.matching import char_f1, squeezed
from bot.scoring import auroc
from rag.span_input import passage_text, question_text
from rag.span_reader import best_pair
from training.batches import batch_of
from training.network import SpanNetwork
from training.passages import Passage
from training.questions import Question
from training.sampling import Pair
from training.tokens import Embeddings


def measure(
    network: SpanNetwork,
    embeddings: Embeddings,
    questions: Sequence[Question],
    own: Mapping[str, Sequence[Passage]],
    others: Mapping[str, Sequence[Passage]],
) -> dict[str, float]:
    """Measure F1 and exact match of the best span of its own text for a question, and the AUROC of own against other.

    `own` and `others` are the passages of a question's text and of one beside it, by the question's id; what compares
    is the highest logit of being answered.
    """
    found: dict[str, list[tuple[float, bool, float, float]]] = defaultdict(list)
    for question in questions:
        mine, beside = own[question.id], others[question.id]
        read = _read(network, embeddings, question, [*mine, *beside])
        _, text, _ = max(read[: len(mine)])
        f1 = max(char_f1(text, answer) for answer in question.answers)
        exact = any(squeezed(text) == squeezed(answer) for answer in question.answers)
        answered = [one[2] for one in read]
        found[question.language].append((f1, exact, max(answered[: len(mine)]), max(answered[len(mine) :])))
    results: dict[str, float] = {}
    for language, rows in sorted(found.items()):
        results[f"f1 {language}"] = float(np.mean([row[0] for row in rows]))
        results[f"exact {language}"] = float(np.mean([row[1] for row in rows]))
        results[f"auroc {language}"] = auroc([row[2] for row in rows], [row[3] for row in rows])
    return results


@torch.inference_mode()
def _read(
    network: SpanNetwork, embeddings: Embeddings, question: Question, passages: Sequence[Passage]
) -> list[tuple[float, str, float]]:
    """Give for each passage its best span's margin over none, the span, and the logit of being answered."""
    made = [passage_text("", (), passage.text) for passage in passages]
    asked = question_text(question.text)
    pairs = [Pair(0, asked, question.language, text, start, ()) for text, start in made]
    batch = batch_of(pairs, embeddings)
    spans, answered = network(batch.x, batch.side, batch.marks, batch.mask)
    spans = spans.masked_fill(~batch.open[..., None], -1e4)
    rows: list[tuple[float, str, float]] = []
    for row, (pair, passage, shift) in enumerate(zip(pairs, batch.passages, batch.shift, strict=True)):
        logits = spans[row].numpy()
        score, first, last = best_pair(*logits[shift : shift + len(passage.offsets)].T)
        text = pair.passage[max(passage.offsets[first][0], pair.start) : passage.offsets[last][1]]
        rows.append((score - float(logits[0].sum()), text.strip(), float(answered[row])))
    return rows
