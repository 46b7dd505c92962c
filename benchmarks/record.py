"""Grow the record alone (passages in Chroma, their lines and synthetic vectors) to sizes where all else takes too long.

    python -m benchmarks.record --passages 300000 [--steps 10000 100000] [--out benchmarks/results/record.json]

What is written is what `index` writes into Chroma; reports are not read, and no words are indexed. At each size it
tells the time to write, the peak of memory, the bytes on the disk and the time to find the passages nearest a question.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.corpus import sentences
from benchmarks.machine import machine, prepare, status_bytes
from benchmarks.opened import seconds
from benchmarks.processes import sizes_of
from benchmarks.scaling import steps, write
from benchmarks.synthetic import SyntheticEncoder
from rag.dense import CANDIDATES
from vectorstore.encoder import Encoder
from vectorstore.index import Location
from vectorstore.record import Line, Passage
from vectorstore.store import Store
from vectorstore.types import Chunk, Kind

OUT = Path("benchmarks/results/record.json")
TOGETHER, QUERIES = 256, 60
LINES = (5, 6, 6)
"""Lines of passages in turn: 5.67 on average, as in the generated news."""


def passages(texts: Sequence[str], first: int, last: int) -> list[Passage]:
    """Make passages of texts in turn, which tell their numbers."""
    found = []
    for number in range(first, last):
        text = texts[number % len(texts)]
        told = f"{number}{text}"
        lines = tuple(Line(at, len(told), f"{number}:{at}") for at in range(LINES[number % len(LINES)]))
        whole = ((0, len(told)),)
        chunk = Chunk(f"{number // 6}.txt", 0, text[:12], (), "", "", Kind.TEXT, told, whole, whole)
        found.append(Passage(f"{number:032x}", chunk, lines))
    return found


def grown(sizes: Sequence[int], data: Path, base: int) -> Iterator[dict[str, Any]]:
    """Grow a record to each size in turn, and yield what was measured there."""
    texts = sentences(base // 10 + 1)
    made = SyntheticEncoder(Encoder(), texts[:base])
    made.encode_passages(["?"])
    paragraphs = [text for text in texts if len(text) > 120] or texts
    store = Store(Location(data).connect(), "reports-scaling", create=True)
    written = 0
    for size in sizes:
        print(f"record: {size:,} passages", file=sys.stderr, flush=True)
        started, processor, before = time.perf_counter(), time.process_time(), written
        while written < size:
            part = passages(paragraphs, written, min(written + TOGETHER, size))
            lines = [line.embedded for passage in part for line in passage.lines]
            store.add(part, made.encode_passages([one.chunk.text for one in part]), made.encode_passages(lines))
            written += len(part)
        took, used = time.perf_counter() - started, time.process_time() - processor
        yield {
            "passages": size,
            "milliseconds_per_passage": 1000 * took / (size - before),
            "processor_milliseconds_per_passage": 1000 * used / (size - before),
            "peak_bytes": status_bytes(os.getpid(), "VmHWM"),
            "disk_bytes_per_passage": {name: bytes / size for name, bytes in sizes_of(data).items() if bytes},
            "nearest_median_ms": _asked(store.nearest, made, CANDIDATES),
        }


def _asked(search: Any, made: SyntheticEncoder, k: int) -> float:
    asked = [np.asarray(vector) for vector in made.encode_passages([f"question {n}" for n in range(QUERIES)])]
    return median(1000 * seconds(search, vector, k) for vector in asked)


def main() -> None:
    """Grow, measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passages", type=int, default=300_000, help="the largest size, by default 300,000")
    parser.add_argument("--steps", type=int, nargs="*", default=(10_000, 100_000), help="smaller sizes to measure at")
    parser.add_argument("--out", type=Path, default=OUT, help=f"by default {OUT}")
    parser.add_argument("--base", type=int, default=1000, help="texts that are really encoded")
    options = parser.parse_args()
    prepare()
    work = Path(tempfile.mkdtemp(prefix="reportbot-record-"))
    try:
        write(options.out, machine(), grown(steps(options.passages, options.steps), work, options.base))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
