"""Compare retrieval with the reference pipeline of most tutorials, in one run with the same encoder.

    python -m benchmarks.reference GOLD DATA_DIR [GOLD DATA_DIR ...] [--most 150] [--others 60]

The reference cuts each report's text into pieces of 1,000 characters, each beginning 200 before the last one ends, and
ranks them by cosine. A piece or passage counts if it is of a gold report and holds the evidence, if there is any; a
longer piece holds it more easily.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.sample import draw, groups, open_retriever, set_name, told
from benchmarks.tutorial import OVERLAP, SIZE
from bot.gold import FACT, Gold
from bot.matching import squeezed
from rag.retrieve import HybridRetriever
from vectorstore.encoder import Encoder
from vectorstore.load import load_report

DEPTH = 10

Piece = tuple[str, str]
"""A report's name and a piece of its text."""

Search = Callable[[Gold], Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a question's answer was found, from 0: the piece with the evidence, any of a gold report; DEPTH if not."""

    set: str
    lang: str
    piece: int
    report: int


def pieces(text: str) -> list[str]:
    """Cut a text into pieces of SIZE characters that overlap by OVERLAP."""
    return [text[start : start + SIZE] for start in range(0, max(len(text) - OVERLAP, 1), SIZE - OVERLAP)]


def reference(folder: Path, names: Sequence[str], encoder: Encoder) -> Search:
    """Encode the pieces of some reports, to be searched by cosine."""
    held = [(name, piece) for name in names for piece in pieces(load_report(folder, name).text)]
    vectors = encoder.encode_passages([piece for _, piece in held])

    def search(gold: Gold) -> list[Piece]:
        cosines = vectors @ encoder.encode_query(gold.question.question)
        return [held[n] for n in np.argsort(-cosines)[:DEPTH]]

    return search


def ours(retriever: HybridRetriever) -> Search:
    """Search as `reportbot search` does."""

    def search(gold: Gold) -> list[Piece]:
        hits = retriever.search(gold.question.question, DEPTH, gold.question.exclude)
        return [(hit.chunk.report, hit.chunk.text) for hit in hits]

    return search


def rank(name: str, gold: Gold, found: Sequence[Piece]) -> Rank:
    """Find what answers a question among the pieces found."""
    mine = [n for n, (report, _) in enumerate(found) if report in gold.reports]
    held = [n for n in mine if all(squeezed(e) in squeezed(found[n][1]) for e in gold.evidence)]
    return Rank(name, gold.lang, min(held, default=DEPTH), min(mine, default=DEPTH))


def compare(gold: Path, data: Path, encoder: Encoder, options: argparse.Namespace) -> dict[str, list[Rank]]:
    """Rank the answers to the facts of a gold file by both pipelines."""
    retriever, name = open_retriever(data, encoder), set_name(gold)
    names = sorted({entry.report for entry in retriever.index.articles})
    golds = draw(gold, (FACT,), options.most, options.others, options.seed)
    searches = {
        "reference": reference(Path(retriever.index.manifest.folder), names, encoder),
        "reportbot": ours(retriever),
    }
    return {
        by: [rank(name, one, search(one)) for one in told(golds, f"{name}: {by}")] for by, search in searches.items()
    }


def table(ranks: dict[str, list[Rank]]) -> Iterator[str]:
    """Yield one line for each set, language and pipeline."""
    yield f"| set | language | n | pipeline | R@1 | R@5 | MRR@{DEPTH} | report@1 |\n|{'---|' * 8}"
    every = next(iter(ranks.values()))
    for name in dict.fromkeys(one.set for one in every):
        for language, is_in in groups([one.lang for one in every if one.set == name]).items():
            for by, found in ranks.items():
                mine = [one for one in found if one.set == name and is_in(one.lang)]
                piece, report = np.array([one.piece for one in mine]), np.array([one.report for one in mine])
                mrr = np.mean((piece < DEPTH) / (piece + 1))
                values = [(piece == 0).mean(), (piece < 5).mean(), mrr, (report == 0).mean()]
                shown = " | ".join(f"{value:.3f}" for value in values)
                yield f"| {name} | {language} | {len(mine)} | {by} | {shown} |"


def main() -> None:
    """Search with both, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="GOLD DATA_DIR")
    parser.add_argument("--most", type=int, default=150, help="English and Chinese questions of a set, each at most")
    parser.add_argument("--others", type=int, default=60, help="questions of any other language at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if len(options.pairs) % 2:
        parser.error("each GOLD needs a DATA_DIR after it")
    encoder = Encoder()
    found: dict[str, list[Rank]] = {"reference": [], "reportbot": []}
    for gold, data in zip(options.pairs[::2], options.pairs[1::2], strict=True):
        for by, ranks in compare(gold, data, encoder, options).items():
            found[by] += ranks
    for line in table(found):
        print(line)


if __name__ == "__main__":
    main()
