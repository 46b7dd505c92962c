"""The figures of an evaluation, by group of questions.

A group is a kind ("fact"), a kind in a language ("fact/en", "fact/de"; "fact/other" is every language but English
and Chinese), "fact/number" for facts whose answer is a number, or a language alone; "all" is all of them. Shares
and means are rounded to DIGITS; one that nothing goes into is None.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from bot.gold import COMPARE, FACT, UNANSWERABLE, Gold
from bot.matching import char_f1, covers, holds, is_exact, is_number, lines_of, squeezed, stands_in
from rag.types import ANSWERED, Answer, Citation
from vectorstore.types import Hit

Scores = dict[str, float | int | None]
Groups = dict[str, Scores]

DEPTHS = (1, 3, 5, 10)
MAX_RANK = max(DEPTHS)
MAX_ANSWER = 400
"""Characters of a right answer: a longer one is the report retold."""
DIGITS = 4
NAMED_LANGUAGES = ("en", "zh")
OTHER = "other"
ALL = "all"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact's place in a search, from 0, None if it is not there: of its passage, and of any of its report."""

    gold: Gold
    passage: int | None
    report: int | None


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with its marks. What must be refused has only the first; a comparison is never `exact`."""

    gold: Gold
    answer: Answer
    refused: bool
    right: bool = False
    exact: bool = False
    supported: bool = False
    f1: float = 0.0


def find(gold: Gold, hits: Sequence[Hit]) -> Found:
    """Look for a fact among the hits: a passage of a gold report that holds all of the evidence there is."""
    evidence = [squeezed(piece) for piece in gold.evidence]
    own = [n for n, hit in enumerate(hits) if hit.chunk.report in gold.reports]
    whole = (n for n in own if all(piece in squeezed(hits[n].chunk.text) for piece in evidence))
    return Found(gold, next(whole, None), own[0] if own else None)


def mark(gold: Gold, answer: Answer) -> Marked:
    """Mark an answer.

    `right`: not a refusal, at most MAX_ANSWER characters, and holding a gold answer, for a comparison all of them.
    `exact` and `f1`: the first highlight against the gold answers. `supported`: every piece of evidence is covered by a
    citation from a gold report, and there is such a citation.
    """
    refused = answer.status != ANSWERED
    if refused or gold.kind == UNANSWERABLE:
        return Marked(gold, answer, refused)
    first = answer.highlight[0] if answer.highlight else ""
    held = [holds(answer.answer, one) for one in gold.answers]
    return Marked(
        gold,
        answer,
        refused,
        right=len(squeezed(answer.answer)) <= MAX_ANSWER and (all(held) if gold.kind == COMPARE else any(held)),
        exact=gold.kind == FACT and bool(first) and is_exact(first, gold.answers),
        supported=_is_supported(gold, answer.citations),
        f1=max(char_f1(first, one) for one in gold.answers),
    )


def search_scores(found: Sequence[Found]) -> Groups:
    """Score the searches.

    recall@k: the share whose passage is among the first k. mrr@10: the mean of 1/rank. report@1: the share whose first
    hit is of a gold report.
    """
    return _grouped(found, lambda one: _languages(one.gold), _search)


def answer_scores(marked: Sequence[Marked]) -> Groups:
    """Give the share of each mark and the mean of f1; what must be refused has `refused` alone."""
    return _grouped(marked, lambda one: _kinds(one.gold), _answers)


def refusal_scores(marked: Sequence[Marked]) -> Groups:
    """Score the refusals: precision, the share of them that had to be; recall, the share refused of what had to be."""
    return _grouped(marked, lambda one: _languages(one.gold), _refusals)


def without_scores(pairs: Sequence[tuple[Marked, Answer]]) -> Groups:
    """Measure how well `confidence` tells each fact answered from all reports from the same one asked without its own.

    auroc: the chance that one of the first kind has the higher confidence, as printed; equal ones count half.
    """
    return _grouped(pairs, lambda pair: _languages(pair[0].gold), _without)


def citation_scores(citations: Sequence[Citation], texts: Mapping[str, str | None]) -> Scores:
    """verbatim: the share whose quote stands in its report. `texts` has None for a report that is unreadable now.

    unread: the citations from such reports, which do not count as verbatim.
    """
    lines = {name: lines_of(text or "") for name, text in texts.items()}
    verbatim = [stands_in(one.quote, lines[one.report]) for one in citations]
    unread = sum(texts[one.report] is None for one in citations)
    return {"n": len(citations), "verbatim": _mean(verbatim), "unread": unread}


def time_scores(ms: Sequence[float]) -> Scores:
    """Give the median and the 95th percentile (nearest rank) of the milliseconds that the questions took."""
    ranked = sorted(ms)
    return {
        "n": len(ranked),
        "median": round(statistics.median(ranked), 1),
        "p95": round(ranked[ceil(0.95 * len(ranked)) - 1], 1),
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive value is above a negative one; equal ones count half."""
    below = sorted(negative)
    wins = sum(bisect_left(below, value) + bisect_right(below, value) for value in positive) / 2
    return wins / (len(positive) * len(negative))


def _is_supported(gold: Gold, citations: Iterable[Citation]) -> bool:
    quotes = [one.quote for one in citations if one.report in gold.reports]
    return bool(quotes) and all(any(covers(quote, piece) for quote in quotes) for piece in gold.evidence)


def _search(found: Sequence[Found]) -> Scores:
    ranks = [MAX_RANK if one.passage is None else one.passage for one in found]
    return {
        "n": len(found),
        **{f"recall@{k}": _mean([rank < k for rank in ranks]) for k in DEPTHS},
        f"mrr@{MAX_RANK}": _mean([1 / (rank + 1) if rank < MAX_RANK else 0.0 for rank in ranks]),
        "report@1": _mean([one.report == 0 for one in found]),
    }


def _answers(marked: Sequence[Marked]) -> Scores:
    refused = _mean([one.refused for one in marked])
    if marked[0].gold.kind == UNANSWERABLE:
        return {"n": len(marked), "refused": refused}
    return {
        "n": len(marked),
        "right": _mean([one.right for one in marked]),
        "exact": _mean([one.exact for one in marked]),
        "f1": _mean([one.f1 for one in marked]),
        "supported": _mean([one.supported for one in marked]),
        "refused": refused,
    }


def _refusals(marked: Sequence[Marked]) -> Scores:
    refused = [one.gold.kind == UNANSWERABLE for one in marked if one.refused]
    unanswerable = [one.refused for one in marked if one.gold.kind == UNANSWERABLE]
    return {"n": len(marked), "precision": _mean(refused), "recall": _mean(unanswerable)}


def _without(pairs: Sequence[tuple[Marked, Answer]]) -> Scores:
    own, without = zip(*((marked.answer, answer) for marked, answer in pairs), strict=True)
    confidences = [[round(one.confidence, DIGITS) for one in answers] for answers in (own, without)]
    return {
        "n": len(pairs),
        "auroc": round(auroc(*confidences), DIGITS),
        "refused_with": _mean([one.status != ANSWERED for one in own]),
        "refused_without": _mean([one.status != ANSWERED for one in without]),
    }


def _languages(gold: Gold) -> list[str]:
    return [ALL, gold.lang if gold.lang in NAMED_LANGUAGES else OTHER, gold.lang]


def _kinds(gold: Gold) -> list[str]:
    number = [f"{FACT}/number"] if gold.kind == FACT and is_number(gold.answers[0]) else []
    return [gold.kind, *number, *(f"{gold.kind}/{language}" for language in _languages(gold)[1:])]


def _grouped(
    items: Sequence[T], groups_of: Callable[[T], list[str]], scores: Callable[[Sequence[T]], Scores]
) -> Groups:
    groups: dict[str, list[T]] = {}
    for item in items:
        for group in dict.fromkeys(groups_of(item)):
            groups.setdefault(group, []).append(item)
    return {group: scores(groups[group]) for group in sorted(groups)}


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), DIGITS) if values else None
