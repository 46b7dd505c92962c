"""Warm questions: retrieval, answers and the lexical leg at growing sizes, and many at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from benchmarks.corpus import VECTORS, Corpus
from benchmarks.machine import cores
from benchmarks.opened import LANGUAGES, Opened, drawn, open_corpus, seconds, session_runs, switching, working_reader
from benchmarks.plan import Plan
from benchmarks.result import TAIL, Result, Target, of, percentile, ratios
from rag.dense import CANDIDATES
from rag.fusion import LEXICAL
from rag.language import detect
from vectorstore.encoder import Encoder
from vectorstore.lexical import key_of
from vectorstore.terms import question_terms

OVER_ENCODER = 15.0
GROWTH, ANSWER, OF_PARTS = Target(1.6), Target(200.0), Target(1.3)
LEXICAL_LEG, AT_ONCE, NEVER_FALLS = Target(5.0), Target(1.5, floor=True), Target(0.97, floor=True)
NOISE = "never less than with fewer at once, 3 % taken as noise"
HITS = 10
WARM = 3
"""Questions of each language that are asked before anything is measured."""
MS = "ms"


def retrieval(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time retrieval at each size, question by question in turn, and the encoder's own time for the same ones."""
    part, opened, alone = "retrieval", _opened(corpora), _alone()
    took: dict[int, list[float]] = {one.passages: [] for one in opened}
    encoding: list[float] = []
    for number, question in enumerate(_asked(plan, corpora, opened, seed=11)):
        encoding.append(1000 * seconds(alone.encode_query, question))
        for one in _turned(opened, number):
            took[one.passages].append(1000 * seconds(one.assistant.search, question, HITS))
    yield of(encoding, part, "the encoder alone", MS, series="encoder alone", at=opened[-1].passages)
    for size, values in took.items():
        target = Target(round(percentile(encoding, 50) + OVER_ENCODER, 1)) if size == opened[-1].passages else None
        what = f"median at {size:,} passages"
        yield of(values, part, what, MS, target=target, note=VECTORS, series="median", at=size)
        tail = percentile(values, TAIL)
        yield Result(part, f"95th percentile at {size:,}", tail, MS, None, len(values), series="p95", at=size)
    yield from _growth(part, took, GROWTH)


def answers(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time answers without a chat model at each size, and the forward passes that each needs."""
    part, opened, alone = "answers", _opened(corpora), _alone()
    missing = working_reader(alone)[1]
    note = f"WITHOUT THE READER: {missing}" if missing else "reader included"
    took: dict[int, list[float]] = {one.passages: [] for one in opened}
    parts: dict[int, list[float]] = {one.passages: [] for one in opened}
    with ThreadPoolExecutor(cores()) as pool:
        for number, question in enumerate(_asked(plan, corpora, opened, seed=12)):
            for one in _turned(opened, number):
                with session_runs() as runs:
                    took[one.passages].append(1000 * seconds(one.ask, question))
                bare = seconds(alone.encode_query, question) + seconds(_all, pool, runs)
                parts[one.passages].append(1000 * bare)
    for size, values in took.items():
        yield of(values, part, f"median at {size:,} passages", MS, target=ANSWER, note=note, series="answer", at=size)
        tail = percentile(values, TAIL)
        yield Result(part, f"95th percentile at {size:,}", tail, MS, None, len(values), series="p95", at=size)
        yield of(parts[size], part, f"bare forward passes at {size:,}", MS, series="forward passes", at=size)
        over = ratios(values, parts[size])
        yield of(over, part, f"answer : forward passes at {size:,}", "times", target=OF_PARTS)
    yield from _growth(part, took, None)


def lexical(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time the two searches of the lexical leg at the largest size: for candidates, and for the scores of all found."""
    opened = open_corpus(corpora[-1])
    retriever, passages = opened.assistant.retriever, opened.assistant.index.passages
    known = {key_of(id): id for entry in opened.assistant.articles for id in entry.passages}
    for language in LANGUAGES:
        took = []
        for number, question in enumerate(drawn(corpora[0].grown.files, WARM + plan.questions, 13, (language,))):
            terms = question_terms(question, detect(question))
            ids = {evidence.id for evidence in retriever.find(question).ranked}
            found = {one.id for one in passages.search(terms, LEXICAL, CANDIDATES, ids=known)}
            others = sorted(ids - found)
            candidates = seconds(partial(passages.search, terms, LEXICAL, CANDIDATES, ids=known))
            scores = seconds(passages.search, terms, LEXICAL, len(others), (), others) if others else 0.0
            if number >= WARM:
                took.append(1000 * (candidates + scores))
        what = f"questions in {language} at {opened.passages:,} passages"
        yield of(took, "lexical leg", what, MS, target=LEXICAL_LEG, note="both searches that a question takes")


def crowd(plan: Plan, corpora: Sequence[Corpus]) -> Iterator[Result]:
    """Time many questions at once, by threads that share one chain, the numbers of threads in turn."""
    part, opened = "many at once", open_corpus(corpora[-2:][0])
    speeds: dict[int, list[float]] = {threads: [] for threads in plan.threads}
    busy: dict[int, list[float]] = {threads: [] for threads in plan.threads}
    files = corpora[0].grown.files
    with switching():
        for number in range(plan.rounds):
            for threads in plan.threads:
                print(f"{part}: round {number + 1}, {threads} threads", file=sys.stderr, flush=True)
                asked = drawn(files, max(plan.crowd, threads) // 2, 1000 * number + threads)
                speed, processors = _throughput(opened, asked, threads)
                speeds[threads].append(speed)
                busy[threads].append(100 * processors)
    before: list[float] = []
    for threads, values in speeds.items():
        what = f"{threads} at once, {opened.passages:,} passages"
        yield of(values, part, what, "answers/s", series="answers/s", at=threads)
        if before:
            target = AT_ONCE if threads == max(plan.threads) else NEVER_FALLS
            yield of(ratios(values, speeds[1]), part, f"{threads} at once : one at a time", "times", target=target)
            yield of(
                ratios(values, before), part, f"{threads} at once : fewer", "times", target=NEVER_FALLS, note=NOISE
            )
        before = values
        yield of(busy[threads], part, f"processors at work, {threads} at once", "%", note=f"of {cores()} together")


def _all(pool: ThreadPoolExecutor, runs: Sequence[Callable[[], object]]) -> None:
    """Do some runs, as many at once as there are processors, as the reader does."""
    list(pool.map(lambda run: run(), runs))


def _throughput(opened: Opened, asked: Sequence[str], threads: int) -> tuple[float, float]:
    """Give the answers a second, and what part of the processors' time this process took for them."""
    with ThreadPoolExecutor(threads) as pool:
        started, processor = time.perf_counter(), time.process_time()
        list(pool.map(opened.ask, asked))
        took = time.perf_counter() - started
        return len(asked) / took, (time.process_time() - processor) / took / cores()


def _opened(corpora: Sequence[Corpus]) -> list[Opened]:
    return [open_corpus(corpus) for corpus in corpora]


def _alone() -> Encoder:
    """Make an encoder of its own, and warm it."""
    encoder = Encoder()
    for text in ("?", "多少?"):
        encoder.encode_query(text)
    return encoder


def _turned(opened: Sequence[Opened], number: int) -> list[Opened]:
    """Let each size come first in turn: what a question's first reading costs is not always the same one's."""
    first = number % len(opened)
    return [*opened[first:], *opened[:first]]


def _asked(plan: Plan, corpora: Sequence[Corpus], opened: Sequence[Opened], seed: int) -> list[str]:
    """Draw questions about what all indexes have, and ask each index a few others."""
    found = drawn(corpora[0].grown.files, WARM + plan.questions, seed)
    warm = len(LANGUAGES) * WARM
    for one in opened:
        for question in found[:warm]:
            one.ask(question)
    return found[warm:]


def _growth(part: str, took: dict[int, list[float]], target: Target | None) -> Iterator[Result]:
    """Divide the times at the largest size by those at the one before, question by question."""
    if len(took) > 1:
        *_, before, last = took
        yield of(ratios(took[last], took[before]), part, f"at {last:,} : at {before:,}", "times", target=target)
