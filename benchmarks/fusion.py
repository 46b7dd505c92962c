"""Find the weights of rag/fusion.py by listwise softmax regression, and show what each leg is worth.

    python -m benchmarks.fusion GOLD DATA_DIR [--most 150] [--others 60]

GOLD is a file of gold questions, DATA_DIR holds an index of their reports. For every question each passage of the index
gets its two cosines and the BM25 of each lexical field; the weights are those under which the passages that answer get
the most probability in a softmax over all passages. One set of weights serves all languages.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.sample import draw, folds_of, groups, open_retriever, told
from bot.gold import FACT, Gold
from bot.matching import squeezed
from rag import fusion
from rag.retrieve import HybridRetriever
from vectorstore.encoder import Encoder
from vectorstore.terms import KINDS
from vectorstore.types import Chunk

Array = NDArray[np.float32]

DENSE = ("PASSAGE", "LINE")
FIELDS = tuple(f"body_{kind}" for kind in KINDS)
"""The lexical fields that weights are sought for. Those of headings stay as they are: XQuAD's passages have none."""
COLUMNS = DENSE + FIELDS
COSINE_SCALE = 20.0
"""Cosines are stretched by this for the search only: E5's differ by a few hundredths, BM25 scores by tens."""
SHRINK = 1e-3
"""L1 on the weights."""
LAST = 10
"""A passage that answers counts for MRR down to this rank."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions by passages by COLUMNS.

    `headings` is what the heading's fields and the place named add as rag/fusion.py stands, `right` says which passages
    answer.
    """

    features: Array
    headings: Array
    right: NDArray[np.bool_]
    languages: NDArray[np.str_]
    folds: NDArray[np.int64]


def answers(chunk: Chunk, gold: Gold) -> bool:
    """Whether a passage answers: it is of a gold report and holds the evidence, if there is any."""
    return chunk.report in gold.reports and all(squeezed(e) in squeezed(chunk.text) for e in gold.evidence)


def features(retriever: HybridRetriever, gold: Gold, ids: Sequence[str]) -> tuple[Array, Array]:
    """Get each passage's COLUMNS, shape (passages, columns), and what its heading and place add."""
    index = retriever.index
    found = retriever.find(gold.question.question, gold.question.exclude, len(ids))
    evidence = {e.id: e for e in found.ranked}
    low = min(found.ranked, key=lambda e: e.passage)
    dense = [(evidence.get(id, low).passage, evidence.get(id, low).line) for id in ids]

    def bm25(weights: Mapping[str, float]) -> list[float]:
        scores = {hit.id: hit.score for hit in index.passages.search(found.terms, weights, len(ids))}
        return [scores.get(id, 0.0) for id in ids]

    heads = bm25({field: weight for field, weight in fusion.LEXICAL.items() if field.startswith("head_")})
    named = [fusion.NAMED * evidence[id].named if id in evidence else 0.0 for id in ids]
    lexical = [bm25({field: 1.0}) for field in FIELDS]
    return np.column_stack([np.array(dense), *lexical]).astype(np.float32), np.add(heads, named).astype(np.float32)


def gather(gold: Path, data: Path, options: argparse.Namespace) -> Examples:
    """Ask the questions of a gold file; those that no passage answers are left out."""
    retriever = open_retriever(data, Encoder())
    chunks = dict(retriever.index.store.chunks())
    ids = list(chunks)
    golds = draw(gold, (FACT,), options.most, options.others, options.seed)
    rows = []
    for one, fold in zip(told(golds, gold.name), folds_of(golds, options.folds), strict=True):
        right = np.array([answers(chunks[id], one) for id in ids])
        if right.any():
            rows.append((*features(retriever, one, ids), right, one.lang, fold))
    x, headings, right, languages, folds = zip(*rows, strict=True)
    return Examples(np.stack(x), np.stack(headings), np.stack(right), np.array(languages), np.array(folds))


def fit(given: Examples, chosen: NDArray[np.bool_], used: Sequence[str]) -> Array:
    """Find the weights of the columns `used`, none below 0, on the questions `chosen`."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.special import logsumexp  # type: ignore[import-untyped]

    scale = np.array([COSINE_SCALE if name in DENSE else 1.0 for name in COLUMNS])
    x, right = given.features[chosen] * scale, given.right[chosen]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = x @ weights
        ours = np.where(right, scores, -np.inf)
        every, mine = logsumexp(scores, 1), logsumexp(ours, 1)
        slope = np.exp(scores - every[:, None]) - np.exp(ours - mine[:, None])
        gradient = np.tensordot(slope, x, 2) / len(x) + SHRINK
        return float((every - mine).mean() + SHRINK * weights.sum()), gradient

    bounds = [(0, None if name in used else 0) for name in COLUMNS]
    start = [1.0 if name in DENSE else 0.1 * (name in used) for name in COLUMNS]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x * scale, np.float32)


def ranks(given: Examples, scores: Array) -> NDArray[np.int64]:
    """Find the rank, from 0, of each question's first passage that answers."""
    best = np.where(given.right, scores, -np.inf).max(1)
    return np.asarray((scores > best[:, None]).sum(1))


def cross_validated(given: Examples, used: Sequence[str]) -> NDArray[np.int64]:
    """Find the ranks by weights that were found without the questions of the same fold."""
    scores = np.zeros(given.right.shape, np.float32)
    for fold in np.unique(given.folds):
        scores[given.folds == fold] = given.features[given.folds == fold] @ fit(given, given.folds != fold, used)
    return ranks(given, scores)


def present(given: Examples) -> Array:
    """Give the scores as rag/fusion.py stands, heading and place included."""
    weights = [fusion.PASSAGE, fusion.LINE, *(fusion.LEXICAL.get(field, 0.0) for field in FIELDS)]
    return np.asarray(given.features @ np.array(weights, np.float32) + given.headings)


def report(given: Examples) -> Iterator[str]:
    """Yield a table: R@1 and MRR@10 by language of what the legs find alone and together."""
    found = {
        "passages": ranks(given, given.features[..., 0]),
        "lines": ranks(given, given.features[..., 1]),
        "passages + lines": cross_validated(given, DENSE),
        **{f"both + {field}": cross_validated(given, (*DENSE, field)) for field in FIELDS},
        "all": cross_validated(given, COLUMNS),
        "rag/fusion.py": ranks(given, present(given)),
    }
    named = groups(given.languages.tolist())
    chosen = {lang: np.array([is_in(one) for one in given.languages]) for lang, is_in in named.items()}
    yield f"| R@1 / MRR@{LAST} | {' | '.join(f'{lang} ({mine.sum()})' for lang, mine in chosen.items())} |"
    yield f"|---|{'---|' * len(chosen)}"
    for name, rank in found.items():
        mine = [rank[some] for some in chosen.values()]
        values = [f"{(r == 0).mean():.3f} / {((r < LAST) / (r + 1)).mean():.3f}" for r in mine]
        yield f"| {name} | {' | '.join(values)} |"


def main() -> None:
    """Ask, fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path, metavar="GOLD")
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--most", type=int, default=150, help="English and Chinese questions, each at most")
    parser.add_argument("--others", type=int, default=60, help="questions of any other language at most")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    given = gather(options.gold, options.data, options)
    for line in report(given):
        print(line)
    weights = fit(given, np.ones(len(given.folds), bool), COLUMNS)
    print("\nwhere PASSAGE is 1")
    for name, weight in zip(COLUMNS, weights / (weights[0] or 1), strict=True):
        print(f"{name} = {weight:.4g}")


if __name__ == "__main__":
    main()
