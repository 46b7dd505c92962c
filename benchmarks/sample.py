"""The questions that a search is run on: drawn from a gold file by seed and language, and cut into folds by report."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from bot.gold import Gold, read_gold
from rag.retrieve import HybridRetriever
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index

MAIN_LANGUAGES = ("en", "zh")


def set_name(gold: Path) -> str:
    """Name a gold file shortly: its folder and stem."""
    return f"{gold.resolve().parent.name}/{gold.stem}"


def draw(gold: Path, kinds: Sequence[str], most: int, others: int, seed: int) -> list[Gold]:
    """Draw questions of some kinds: `most` of each main language, `others` of any other one, in the file's order."""
    by_language: dict[str, list[tuple[int, Gold]]] = defaultdict(list)
    for n, one in enumerate(read_gold(str(gold))):
        if one.kind in kinds:
            by_language[one.lang].append((n, one))
    drawn: list[tuple[int, Gold]] = []
    for language, found in sorted(by_language.items()):
        limit = min(most if language in MAIN_LANGUAGES else others, len(found))
        drawn += random.Random(f"{seed} {language}").sample(found, limit)
    return [one for _, one in sorted(drawn, key=lambda pair: pair[0])]


def folds_of(golds: Sequence[Gold], folds: int) -> list[int]:
    """Give each question its fold, 0 to `folds` - 1.

    Questions about one report fall into one fold, and so do reports whose names are neighbours: XQuAD's paragraphs of
    one article are. Questions that no report answers are dealt out in turn.
    """
    reports = sorted({report for one in golds for report in one.reports})
    block = {report: n * folds // len(reports) for n, report in enumerate(reports)}
    alone = iter(range(len(golds)))
    return [block[one.reports[0]] if one.reports else next(alone) % folds for one in golds]


def open_retriever(data: Path, encoder: Encoder) -> HybridRetriever:
    """Open the index in a data folder for retrieval."""
    return HybridRetriever(index=open_index(Location(data), encoder.identity), encoder=encoder)


def in_main(language: str) -> bool:
    """Whether a language is a main one."""
    return language in MAIN_LANGUAGES


def groups(languages: Collection[str], *, single: bool = True) -> dict[str, Callable[[str], bool]]:
    """Name the groups of languages that a table has lines for, each with what tells whether a language is in it.

    These are all, the main ones, the others, and with `single` each by itself; groups of the same languages only once.
    """
    known = sorted(set(languages), key=lambda language: (not in_main(language), language))
    named: dict[str, Callable[[str], bool]] = {
        "all": lambda language: True,
        " + ".join(MAIN_LANGUAGES): in_main,
        "others": lambda language: not in_main(language),
    }
    if single:
        named |= {one: one.__eq__ for one in known}
    distinct = {tuple(filter(is_in, known)): (name, is_in) for name, is_in in reversed(named.items())}
    kept = dict(pair for members, pair in distinct.items() if members)
    return {name: is_in for name, is_in in named.items() if name in kept}


def told(golds: Sequence[Gold], what: str) -> Iterator[Gold]:
    """Yield questions, and tell on a terminal how far they are."""
    for n, one in enumerate(golds, 1):
        if sys.stderr.isatty():
            end = "\n" if n == len(golds) else ""
            print(f"\r{what} {n}/{len(golds)}", end=end, file=sys.stderr, flush=True)
        yield one
