"""Measure speed, memory and size of the program against a reference, against its limits and against what to reach.

    python -m benchmarks.bench [--quick] [--out benchmarks/results]

Writes a table, plots and the numbers. Each part runs by itself: what fails is told, the others go on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import indexing, processes, questions, report
from benchmarks.corpus import Corpus, build
from benchmarks.machine import load, machine, prepare
from benchmarks.plan import Plan, quick
from benchmarks.result import Result

Part = Callable[[Plan, Sequence[Corpus]], Iterator[Result]]

PARTS: dict[str, Part] = {
    "retrieval": questions.retrieval,
    "answers": questions.answers,
    "lexical": questions.lexical,
    "crowd": questions.crowd,
    "disk": processes.disk,
    "memory": processes.memory,
    "start": processes.start_up,
    "again": processes.again,
}
"""The parts that ask the indexes of several sizes; `again` changes one of them."""

INDEXING = "indexing"
OUT, QUICK = Path("benchmarks/results"), Path("benchmarks/results/quick")


def bench(plan: Plan, names: Sequence[str]) -> tuple[list[Result], dict[str, float]]:
    """Run parts by name; give all that they find, and the seconds that each took."""
    corpora: list[Corpus] = []
    wanted = [name for name in PARTS if name in names]
    runs: dict[str, Callable[[], Iterator[Result]]] = {}
    if INDEXING in names:
        runs[INDEXING] = lambda: indexing.measure(plan)
    if wanted:
        runs["corpus"] = lambda: _built(plan, corpora)
        runs |= {name: partial(_asked, PARTS[name], plan, corpora) for name in wanted}
    results, took = list[Result](), dict[str, float]()
    for name, run in runs.items():
        started = time.perf_counter()
        print(f"{name}: begins", file=sys.stderr, flush=True)
        results += tried(name, run)
        took[name] = time.perf_counter() - started
        print(f"{name}: {took[name]:.0f} s", file=sys.stderr, flush=True)
    return results, took


def tried(name: str, run: Callable[[], Iterator[Result]]) -> list[Result]:
    """Run a part to its end, and give what it found; an error becomes a result without a value."""
    found: list[Result] = []
    try:
        found.extend(run())
    except Exception as error:  # the other parts are to be measured nevertheless
        traceback.print_exc()
        found.append(Result(name, f"failed: {type(error).__name__}", None, "", note=" ".join(str(error).split())))
    return found


def _asked(part: Part, plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    if not corpora:
        raise RuntimeError("there is no index to ask")
    return part(plan, corpora)


def _built(plan: Plan, corpora: list[Corpus]) -> Iterator[Result]:
    before = 0
    for corpus in build(plan):
        corpora.append(corpus)
        grown = corpus.grown
        added, before = grown.passages - before, grown.passages
        what, speed = f"index grown to {grown.passages:,} passages", 1000 * grown.seconds / max(added, 1)
        note = f"all that indexing does but the encoder's work; {grown.processor:.0f} s of the processor"
        yield Result("corpus", what, speed, "s a thousand passages", note=note)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller in all: minutes")
    parser.add_argument("--out", type=Path, help=f"folder of what is written, by default {OUT}, or {QUICK}")
    parser.add_argument("--work", type=Path, help="folder for indexes, kept and taken up again; else a temporary one")
    parser.add_argument("--parts", nargs="+", choices=(INDEXING, *PARTS), default=(INDEXING, *PARTS))
    parser.add_argument("--passages", nargs="+", type=int, help="sizes of the indexes that are asked, growing")
    parser.add_argument("--characters", type=int, help="characters of each slice that both pipelines index")
    options = parser.parse_args()
    prepare()
    started, before = time.perf_counter(), load()
    work = options.work or Path(tempfile.mkdtemp(prefix="reportbot-bench-"))
    plan = quick(work.resolve()) if options.quick else Plan(work.resolve())
    if options.passages:
        plan = replace(plan, passages=tuple(sorted(options.passages)))
    if options.characters:
        plan = replace(plan, characters=options.characters)
    try:
        results, took = bench(plan, options.parts)
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)
    about = machine() | {
        "seconds by part": ", ".join(f"{name} {seconds:.0f}" for name, seconds in took.items()),
        "load before and after": f"{before}; {load()}",
        "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, in {(time.perf_counter() - started) / 60:.1f} minutes",
        "run": "quick" if options.quick else "full",
    }
    for path in report.write(options.out or (QUICK if options.quick else OUT), results, about):
        print(path)


if __name__ == "__main__":
    main()
