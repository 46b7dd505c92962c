"""Real processes of the program: start-up, memory, indexing again what has hardly changed, and the disk."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.commands import START, Ended, peak_of, run, serving, settings_of
from benchmarks.corpus import VECTORS, Corpus
from benchmarks.news import write_news
from benchmarks.opened import drawn
from benchmarks.plan import Plan
from benchmarks.result import Result, Target, of
from benchmarks.telegram_stub import TelegramStub
from bot.app import App
from bot.settings import Settings
from vectorstore import line_vectors

HELP, COLD_ASK, READY = Target(0.5), Target(6.0), Target(8.0)
INDEX_MEMORY, SERVE_MEMORY, FLAT = Target(2.5), Target(2.0), Target(1.2)
ONE_CHANGED, NONE_CHANGED = Target(2.0), Target(1.0)
DISK = Target(10.0)
GB, KB = 1e9, 1e3


def start_up(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time `--help`, and at the largest size a cold `ask` and `serve` until it polls for updates."""
    part, corpus = "start-up", corpora[-1]
    settings, size = settings_of(corpus.reports, corpus.data), f"{corpus.grown.passages:,} passages"
    took: dict[str, list[float]] = defaultdict(list)
    questions = iter(drawn(corpora[0].grown.files, plan.starts, 21))
    for number in range(plan.starts):
        print(f"{part}: round {number + 1}/{plan.starts}", file=sys.stderr, flush=True)
        took["--help"].append(run(["--help"], {}).seconds)
        took[f"cold ask, {size}"].append(run(["ask", next(questions)], settings).seconds)
        took[f"serve until ready, {size}"].append(_until_ready(corpus))
    for what, values in took.items():
        target = HELP if what == "--help" else READY if what.startswith("serve") else COLD_ASK
        yield of(values, part, what, "s", target=target, note="a new process, its files in the system's cache")


def memory(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Give the peaks of indexing to each size, and of `serve` while it answers at the largest."""
    part = "memory"
    for corpus in corpora:
        grown, target = corpus.grown, INDEX_MEMORY if corpus is corpora[-1] else None
        what = f"index, peak at {grown.passages:,} passages in {grown.files:,} files"
        note = f"a process that has the encoder loaded and syncs {grown.added:,} files; {VECTORS}"
        peak = grown.peak / GB
        yield Result(part, what, peak, "GB", target=target, note=note, series="index", at=grown.passages)
    if len(corpora) > 1:
        *_, before, last = (corpus.grown for corpus in corpora)
        what = f"index, {last.files:,} : {before.files:,} files"
        yield Result(part, what, last.peak / before.peak, "times", target=FLAT, note="flat is taken as within a fifth")
    questions = drawn(corpora[0].grown.files, plan.served // 2, 22)
    peak, waits = _served(corpora[-1], questions)
    what = f"serve, peak at {corpora[-1].grown.passages:,} passages"
    note = f"reportbot serve against a stand-in for Telegram, {len(questions)} questions answered"
    yield Result(part, what, peak / GB, "GB", target=SERVE_MEMORY, note=note)
    yield of(waits, part, "a question through serve, until a message is sent", "s")


def again(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time `index` where one report has changed and where none has; start-up is that of an index of one report."""
    part, corpus = "indexing again", corpora[-2:][0]
    single = plan.work / "single"
    write_news(single / "reports", stories=1)
    alone = settings_of(single / "reports", single / "data")
    run(["index", "--json"], alone)
    settings = settings_of(corpus.reports, corpus.data)
    runs: dict[str, list[Ended]] = defaultdict(list)
    changed = sorted(corpus.reports.iterdir())[corpus.grown.files // 2]
    for number in range(plan.starts):
        print(f"{part}: round {number + 1}/{plan.starts}", file=sys.stderr, flush=True)
        runs["start"].append(_indexed(alone, changed=0))
        runs["none"].append(_indexed(settings, changed=0))
        changed.write_text(f"{changed.read_text(encoding='utf-8')}第{number + 1}次补记。\n", encoding="utf-8")
        runs["one"].append(_indexed(settings, changed=1))
    at_work = list(_at_work(corpus, changed, plan.starts))
    size = f"{corpus.grown.passages:,} passages in {corpus.grown.files:,} files"
    what = f"one report changed, {size}: in a process that has indexed before"
    yield of(at_work, part, what, "s", target=ONE_CHANGED, note="as `watch` and `serve` have")
    yield from _work(part, f"one report changed, {size}", runs["one"], runs["start"], ONE_CHANGED)
    yield from _work(part, f"nothing changed, {size}", runs["none"], runs["start"], NONE_CHANGED)
    yield of((one.seconds for one in runs["start"]), part, "start-up: nothing changed, one report", "s")


def disk(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Give the bytes a passage on the disk, by part, at the largest size."""
    part, corpus = "disk", corpora[-1]
    passages, sizes = corpus.grown.passages, sizes_of(corpus.data)
    for name, size in sizes.items():
        what = f"{name}, {passages:,} passages"
        yield Result(part, what, size / passages / KB, "KB a passage", series="KB a passage", at=0)
    total = sum(sizes.values()) / passages / KB
    yield Result(part, f"all, {passages:,} passages", total, "KB a passage", target=DISK, note=VECTORS)


def sizes_of(data: Path) -> dict[str, int]:
    """Add up the bytes of an index by part; a file with several names counts once."""
    sizes = dict.fromkeys(
        ("chroma: SQLite", "chroma: HNSW", "tantivy: passages", "tantivy: lines", "vectors", "catalogue", "other"), 0
    )
    seen: set[int] = set()
    for path in sorted(data.rglob("*")):
        status = path.lstat()
        if path.is_file() and status.st_ino not in seen:
            seen.add(status.st_ino)
            sizes[_part_of(path.relative_to(data))] += status.st_size
    return sizes


def _part_of(path: Path) -> str:
    parts = path.parts
    if parts[0] == "chroma":
        return "chroma: SQLite" if len(parts) == 2 else "chroma: HNSW"
    if path.suffix in (line_vectors.VECTORS, line_vectors.PASSAGES):
        return "vectors"
    if parts[0] == "lexical" and len(parts) > 3:
        return f"tantivy: {parts[2]}" if parts[2] in ("passages", "lines") else "other"
    return "catalogue" if path.name == "articles.json" else "other"


def _until_ready(corpus: Corpus) -> float:
    with TelegramStub() as stub:
        started = time.perf_counter()
        with serving(settings_of(corpus.reports, corpus.data) | stub.settings):
            if not stub.ready.wait(START):
                raise TimeoutError(f"not ready after {START:.0f} s")
            return time.perf_counter() - started


def _served(corpus: Corpus, questions: Sequence[str]) -> tuple[int, list[float]]:
    """Let the bot answer questions; give its peak of memory, in bytes, and how long each took."""
    settings = settings_of(corpus.reports, corpus.data)
    with TelegramStub() as stub, serving(settings | stub.settings) as pid:
        if not stub.ready.wait(START):
            raise TimeoutError(f"not ready after {START:.0f} s")
        waits = [stub.ask(question, START) for question in questions]
        return peak_of(pid), waits


def _at_work(corpus: Corpus, changed: Path, rounds: int) -> Iterator[float]:
    """Change a report and index it, again and again in one process; yield the seconds of all but the first time."""
    with closing(App(Settings(_env_file=None, data_dir=corpus.data))) as app:  # type: ignore[call-arg]
        for number in range(rounds + 1):
            changed.write_text(f"{changed.read_text(encoding='utf-8')}又一次补记{number}。\n", encoding="utf-8")
            started = time.perf_counter()
            summary = app.index(corpus.reports)
            if summary.changed != 1:
                raise RuntimeError(f"index did something else: {summary}")
            if number:
                yield time.perf_counter() - started


def _indexed(settings: dict[str, str], changed: int) -> Ended:
    """Run `index`, and see that it changed what it should."""
    ended = run(["index", "--json"], settings)
    summary = json.loads(ended.output)
    if (summary["added"], summary["changed"], summary["deleted"]) != (0, changed, 0):
        raise RuntimeError(f"index did something else: {ended.output.strip()}")
    return ended


def _work(part: str, what: str, runs: Sequence[Ended], starts: Sequence[Ended], target: Target) -> Iterator[Result]:
    """Give what runs took beyond start-up, as a whole, of the processor, and by the program's own account."""
    over = [one.seconds - start.seconds for one, start in zip(runs, starts, strict=True)]
    processor = [one.processor - start.processor for one, start in zip(runs, starts, strict=True)]
    inside = [json.loads(one.output)["seconds"] for one in runs]
    yield of(over, part, f"{what}: beyond start-up", "s", target=target)
    yield of(processor, part, f"{what}: processor beyond start-up", "s")
    yield of(inside, part, f"{what}: inside, as `index` says (its imports in it)", "s")
    yield of((one.seconds for one in runs), part, f"{what}: whole process", "s")
    yield of((one.processor for one in runs), part, f"{what}: whole process, processor", "s")
