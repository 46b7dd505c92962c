"""Standard output: JSON objects as DESIGN.md's contract has them, in UTF-8 whatever the locale."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.types import Answer, Citation
    from vectorstore.plan import Plan
    from vectorstore.sync import SyncSummary
    from vectorstore.types import Hit

Json = dict[str, Any]


class PipeClosed(Exception):
    """Whoever read standard output has gone."""


def use_utf8() -> None:
    """Make the standard streams UTF-8; what is no text is replaced or escaped, never an error."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def write(text: str) -> None:
    """Write to standard output at once; raises PipeClosed."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise PipeClosed from None


def write_json(value: Json) -> None:
    """Write one object as one line."""
    write(json.dumps(value, ensure_ascii=False) + "\n")


def abandon() -> None:
    """Point standard output at nothing, so that the last flush at exit stays quiet too."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def search_json(question: str, hits: Sequence[Hit]) -> Json:
    """Return what `search` prints for one question."""
    return {"question": question, "hits": [_hit(rank, hit) for rank, hit in enumerate(hits, 1)]}


def answer_json(question: str, answer: Answer) -> Json:
    """Return what `ask` prints for one question, which is repeated as it came."""
    return {
        "question": question,
        "answer": answer.answer,
        "language": answer.language,
        "status": answer.status,
        "mode": answer.mode,
        "confidence": round(answer.confidence, 4),
        "highlight": list(answer.highlight),
        "citations": [_citation(one) for one in answer.citations],
        "nearest": [_citation(one) for one in answer.nearest],
        "table": [asdict(row) for row in answer.table],
        "note": answer.note,
        "standalone": answer.standalone,
        "timings_ms": {stage: round(ms, 1) for stage, ms in answer.timings_ms.items()},
    }


def summary_json(summary: SyncSummary) -> Json:
    """Return what `index` prints."""
    counts = {name: getattr(summary, name) for name in ("added", "changed", "moved", "deleted", "unchanged")}
    failed = [{"report": one.report, "error": one.error} for one in summary.failed]
    return {**counts, "failed": failed, "passages": summary.passages, "seconds": round(summary.seconds, 1)}


def plan_json(plan: Plan) -> Json:
    """Return what `index --dry-run` prints; of a report that was moved, its old name too."""
    return {
        "added": [change.name for change in plan.added],
        "changed": [change.name for change in plan.changed],
        "moved": [{"from": change.source, "to": change.name} for change in plan.moved],
        "deleted": list(plan.deleted),
        "unchanged": list(plan.unchanged),
        "failed": [{"report": one.report, "error": one.error} for one in plan.failed],
    }


def _hit(rank: int, hit: Hit) -> Json:
    chunk = hit.chunk
    return {
        "rank": rank,
        "report": chunk.report,
        "title": chunk.title,
        "text": chunk.text,
        "score": round(hit.score, 6),
        "start": chunk.start,
        "end": chunk.end,
        "place": chunk.places[0] if chunk.places else "",
        "date": chunk.date,
        "section": chunk.section,
    }


def _citation(one: Citation) -> Json:
    return {
        "n": one.n,
        "report": one.report,
        "title": one.title,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "place": one.place,
        "date": one.date,
        "also_in": list(one.also_in),
    }
