"""Grow one index with synthetic vectors, and measure what it costs at each size, so that slopes can be fitted.

    python -m benchmarks.scaling --passages 300000 [--steps 10000 30000 100000] [--out benchmarks/results/scaling.json]

Each step adds to the index of the step before, in a process of its own; with `--work` also to one that is there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.commands import peak_of, serving, settings_of
from benchmarks.corpus import VECTORS, Corpus, Grown, grow, held
from benchmarks.machine import machine, prepare
from benchmarks.opened import Opened, drawn, open_corpus, seconds
from benchmarks.processes import sizes_of
from benchmarks.result import TAIL, percentile
from benchmarks.telegram_stub import TelegramStub

OUT = Path("benchmarks/results/scaling.json")
QUESTIONS, WARM, HITS = 20, 3, 10
READY = 600.0
"""Seconds that the bot may take to open a large index."""


def steps(passages: int, given: Sequence[int]) -> list[int]:
    """Give the sizes to measure at, growing: those given, or a thirtieth, a tenth, a third and all."""
    chosen = given or [passages // 30, passages // 10, passages // 3]
    return sorted({*(one for one in chosen if 0 < one < passages), passages})


def write(out: Path, about: Mapping[str, str], measured: Iterable[dict[str, Any]]) -> None:
    """Write what is measured, with what it was measured on, after each step."""
    out.parent.mkdir(parents=True, exist_ok=True)
    found: list[dict[str, Any]] = []
    for step in measured:
        found.append(step)
        out.write_text(json.dumps({"about": about, "steps": found}, indent=1) + "\n", encoding="utf-8")


def grown(sizes: Sequence[int], work: Path, base: int) -> Iterator[dict[str, Any]]:
    """Grow an index to each size in turn, and yield what was measured there."""
    reports, data = work / "reports", work / "data"
    before = held(data)[1]
    for size in sizes:
        print(f"scaling: {size:,} passages", file=sys.stderr, flush=True)
        corpus = Corpus(reports, data, grow(size, reports, data, base))
        step = corpus.grown
        added, before = step.passages - before, step.passages
        sizes_on_disk = sizes_of(data)
        yield {
            "passages": step.passages,
            "files": step.files,
            "added_passages": added,
            **_indexing(step, added),
            "disk_bytes": sizes_on_disk,
            "disk_bytes_per_passage": sum(sizes_on_disk.values()) / step.passages,
            **asked(corpus),
            **served(corpus),
        }


def _indexing(step: Grown, added: int) -> dict[str, float]:
    """Say what adding passages took; nothing where none were."""
    if not added:
        return {}
    return {
        "index_seconds_per_1000_passages": 1000 * step.seconds / added,
        "index_processor_seconds_per_1000_passages": 1000 * step.processor / added,
        "index_peak_bytes": step.peak,
    }


def asked(corpus: Corpus) -> dict[str, float]:
    """Open an index and time retrieval and answers, in milliseconds."""
    started = time.perf_counter()
    opened = open_corpus(corpus)
    took = time.perf_counter() - started
    questions = drawn(corpus.grown.files, (QUESTIONS + WARM) // 2 + WARM, 31)
    search, ask = _timed(opened, questions)
    return {
        "open_seconds": took,
        "retrieval_median_ms": percentile(search, 50),
        "retrieval_p95_ms": percentile(search, TAIL),
        "answer_median_ms": percentile(ask, 50),
        "answer_p95_ms": percentile(ask, TAIL),
    }


def served(corpus: Corpus) -> dict[str, float]:
    """Run the bot over an index, let it answer a few questions and give its peak of memory, in bytes."""
    with TelegramStub() as stub, serving(settings_of(corpus.reports, corpus.data) | stub.settings) as pid:
        if not stub.ready.wait(READY):
            raise TimeoutError(f"not ready after {READY:.0f} s")
        for question in drawn(corpus.grown.files, WARM, 32):
            stub.ask(question, READY)
        return {"serve_peak_bytes": peak_of(pid)}


def _timed(opened: Opened, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    for question in questions[: 2 * WARM]:
        opened.ask(question)
    measured = questions[2 * WARM :]
    search = [1000 * seconds(opened.assistant.search, question, HITS) for question in measured]
    return search, [1000 * seconds(opened.ask, question) for question in measured]


def main() -> None:
    """Grow, measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passages", type=int, default=300_000, help="the largest size, by default 300,000")
    parser.add_argument("--steps", type=int, nargs="*", default=(), help="smaller sizes to measure at")
    parser.add_argument("--out", type=Path, default=OUT, help=f"by default {OUT}")
    parser.add_argument("--base", type=int, default=1000, help="texts that are really encoded")
    parser.add_argument("--work", type=Path, help="folder for the index, kept; else a temporary one")
    options = parser.parse_args()
    prepare()
    work = options.work or Path(tempfile.mkdtemp(prefix="reportbot-scaling-"))
    try:
        sizes = steps(options.passages, options.steps)
        write(options.out, machine() | {"vectors": VECTORS}, grown(sizes, work.resolve(), options.base))
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
