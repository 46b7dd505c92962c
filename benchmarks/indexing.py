"""Indexing: characters a second of the product, of the reference pipeline and of the bare forward passes."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import tutorial
from benchmarks.forward import Forwards, seen
from benchmarks.news import write_news
from benchmarks.plan import Plan
from benchmarks.result import Result, Target, of, ratios
from bot.app import App
from bot.settings import Settings
from vectorstore.encoder import Encoder
from vectorstore.sync import SyncSummary

PART = "indexing"
OVER_REFERENCE = Target(1.8, floor=True)
OF_LIMIT = Target(0.85, floor=True)
AGAIN = 10
"""One forward pass of so many is done again: they are of all lengths in turn."""
WARM = 5_000
"""Characters that both pipelines index before anything is measured."""


@dataclass(frozen=True, slots=True)
class Run:
    """One slice of text through both pipelines, in characters a second."""

    ours: float
    reference: float
    limit: float
    forwards: Forwards


def measure(plan: Plan) -> Iterator[Result]:
    """Index slices of news, each by both pipelines one after the other, and time their bare forward passes."""
    embedder = tutorial.Embedder(Encoder().folder)
    folder = plan.work / "indexing"
    app = App(Settings(_env_file=None, data_dir=folder / "ours"))  # type: ignore[call-arg]
    with closing(app):
        run(app, embedder, folder, WARM, 1_000_000)
        runs = []
        for number in range(plan.slices):
            print(f"indexing: slice {number + 1}/{plan.slices}", file=sys.stderr, flush=True)
            runs.append(run(app, embedder, folder, plan.characters, number * plan.characters))
    yield from _results(runs, plan)


def run(app: App, embedder: tutorial.Embedder, folder: Path, characters: int, first: int) -> Run:
    """Index so many characters of news, beginning with the `first` story, and give their speeds."""
    reports = folder / "reports"
    shutil.rmtree(folder, ignore_errors=True)
    write_news(reports, characters=characters, first=first)
    with seen() as forwards:
        started = time.perf_counter()
        summary = app.index(reports)
        ours = time.perf_counter() - started
    _check(summary)
    started = time.perf_counter()
    tutorial.index(reports, folder / "reference", embedder)
    reference = time.perf_counter() - started
    limit = forwards.again(AGAIN)
    return Run(characters / ours, characters / reference, characters / limit, forwards)


def _check(summary: SyncSummary) -> None:
    """Raise if not everything was indexed."""
    if summary.failed or summary.unchanged or not summary.added:
        raise RuntimeError(f"not everything was indexed: {summary}")


def _results(runs: list[Run], plan: Plan) -> Iterator[Result]:
    ours, reference, limit = ([getattr(one, name) for one in runs] for name in ("ours", "reference", "limit"))
    texts, tokens, padded = (sum(getattr(one.forwards, name) for one in runs) for name in ("texts", "tokens", "padded"))
    said = f"{plan.slices} interleaved runs, each over {plan.characters:,} characters of its own in a new index"
    unit = "characters/s"
    yield of(ours, PART, "reportbot, figures included", unit, note=said, series="speed")
    yield of(
        reference, PART, "reference in float32", unit, series="speed",
        note="pieces of 1,000 characters, cut off at the model's 512 tokens",
    )  # fmt: skip
    yield of(
        limit, PART, "bare forward passes of reportbot's batches", unit, series="speed",
        note=f"{texts:,} texts, {tokens:,} tokens, {padded / max(tokens, 1) - 1:.1%} padding; 1 of {AGAIN} timed",
    )  # fmt: skip
    yield of(ratios(ours, reference), PART, "reportbot : reference", "times", target=OVER_REFERENCE)
    yield of(ratios(ours, limit), PART, "reportbot : bare forward passes", "times", target=OF_LIMIT)
