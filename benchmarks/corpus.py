"""Grow an index of news with synthetic vectors, in a process of its own, whose peak of memory is then the index's.

    python -m benchmarks.corpus --passages 10000 --reports FOLDER --data FOLDER

Everything but the vectors is the product's: files are read, split and searched for figures, and `sync` writes them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.machine import ROOT, environment, status_bytes
from benchmarks.news import story, write_news
from benchmarks.plan import Plan
from benchmarks.synthetic import SyntheticEncoder, Vectors
from vectorstore.encoder import Encoder
from vectorstore.errors import IndexMissing
from vectorstore.index import Location, read_articles
from vectorstore.passages import read_chunks
from vectorstore.sync import sync
from vectorstore.text_encoder import TextEncoder

SAMPLE = 40
"""Stories that tell how many passages a story has, where no index does."""
MARGIN = 1.005
"""Of so many stories more than are needed, so that an index does not stay below its size."""
ENCODED = 64
"""Base texts that are encoded by every process, as many as `index` encodes at once."""

VECTORS = "vectors are synthetic: some texts are encoded, the others get theirs, each a little turned"


@dataclass(frozen=True, slots=True)
class Grown:
    """An index that has grown: its passages and files, and what the last step took: seconds, processor, memory."""

    passages: int
    files: int
    added: int
    seconds: float
    processor: float
    peak: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index of news of one size, and the folder that it mirrors."""

    reports: Path
    data: Path
    grown: Grown

    @property
    def location(self) -> Location:
        """Where the index is."""
        return Location(self.data)


def build(plan: Plan) -> Iterator[Corpus]:
    """Yield an index of each size, each grown from the one before; those that are left in the folder are taken up."""
    before: Path | None = None
    for passages in plan.passages:
        print(f"corpus: {passages:,} passages", file=sys.stderr, flush=True)
        reports, data = plan.work / f"reports-{passages}", plan.work / f"data-{passages}"
        known = plan.work / f"grown-{passages}.json"
        if not known.exists():
            shutil.rmtree(data, ignore_errors=True)
            if before:
                shutil.copytree(before, data)
            known.write_text(json.dumps(asdict(grow(passages, reports, data, plan.base))), encoding="utf-8")
        yield Corpus(reports, data, Grown(**json.loads(known.read_text(encoding="utf-8"))))
        before = data


def grow(passages: int, reports: Path, data: Path, base: int) -> Grown:
    """Grow the index in `data` to so many passages, in another process; the ones that it has are taken over."""
    command = [sys.executable, "-m", "benchmarks.corpus", "--passages", str(passages), "--base", str(base)]
    command += ["--reports", str(reports), "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, env=environment({}), stdout=subprocess.PIPE, check=True, text=True)
    return Grown(**json.loads(done.stdout))


def held(data: Path) -> tuple[int, int]:
    """Count the files and the passages of the index in a folder; 0 and 0 where there is none."""
    with suppress(IndexMissing):
        articles = read_articles(Location(data))[1]
        return len(articles), sum(len(entry.passages) for entry in articles)
    return 0, 0


def stories_for(passages: int, data: Path, encoder: Encoder) -> int:
    """Estimate how many stories have so many passages, as those that are indexed in `data` have, or else a sample."""
    stories, found = held(data)
    if not stories:
        with tempfile.TemporaryDirectory() as folder:
            names = [one.name for one in write_news(Path(folder), stories=SAMPLE)]
            stories, found = SAMPLE, sum(len(read_chunks(Path(folder), n, encoder.count_tokens)[1]) for n in names)
    return math.ceil(MARGIN * passages * stories / found)


def sentences(stories: int) -> list[str]:
    """List the paragraphs and sentences of stories that no index has: texts for base vectors."""
    texts = [story(number, seed=2).text.splitlines() for number in range(stories)]
    paragraphs = [line for lines in texts for line in lines[4:] if line]
    return [*paragraphs, *(part for one in paragraphs for part in one.split("。") if part)]


def base_vectors(encoder: TextEncoder, texts: Sequence[str], folder: Path) -> Vectors:
    """Encode base texts, shape (texts, dimension), or read from `folder` what an earlier process made of them.

    Some are encoded in any case: a process's peak of memory has the encoder's work in it.
    """
    made_of = hashlib.sha256("\n".join((encoder.identity, *texts)).encode()).hexdigest()[:16]
    kept = folder / f"base-{made_of}.npy"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(kept, encoder.encode_passages(texts))
    else:
        encoder.encode_passages(texts[:ENCODED])
    vectors: Vectors = np.load(kept)
    return vectors


def _grow(passages: int, reports: Path, data: Path, base: int) -> Grown:
    encoder = Encoder()
    made = SyntheticEncoder(encoder, base_vectors(encoder, sentences(base // 10 + 1)[:base], data.parent))
    stories = stories_for(passages, data, encoder)
    write_news(reports, stories=stories)
    started, processor = time.perf_counter(), time.process_time()
    summary = sync(reports, Location(data), made, replace=True, progress=_told)
    took = time.perf_counter() - started, time.process_time() - processor
    return Grown(summary.passages, stories, summary.added, *took, status_bytes(os.getpid(), "VmHWM"))


def _told(stage: str, done: int, total: int) -> None:
    """Tell how far it is, at every tenth."""
    if total >= 1000 and done and done % (total // 10) == 0:
        print(f"corpus: {stage} {done:,}/{total:,}", file=sys.stderr, flush=True)


def main() -> None:
    """Grow, and print what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passages", type=int, required=True)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=int, default=1000, help="texts that are really encoded")
    options = parser.parse_args()
    print(json.dumps(asdict(_grow(options.passages, options.reports, options.data, options.base))))


if __name__ == "__main__":
    main()
