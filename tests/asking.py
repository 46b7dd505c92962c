"""Asks an index questions until its standard input ends, and writes what it saw, one JSON object a line.

`PYTHONPATH=. DATA_DIR=… python tests/asking.py staying|new QUESTION…`: with `staying` one application asks everything,
with `new` each question is asked by a new one, in a process of its own.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
import traceback
from collections import defaultdict
from itertools import count

from changing import MARKED, located, packed, short
from killed import build, leave, warm

from bot.app import App
from bot.settings import Settings
from vectorstore.errors import IndexMissing

KINDS = ("all", "best", "answer", "figures", "all", "library")
"""What is asked, in turn. `all` is a search for every passage there is."""
PAUSE = 0.1
"""Seconds between two questions, which leave something of the processor to the runs."""

Seen = dict[str, list[str]]


def ask(app: App, kind: str, question: str) -> Seen:
    """Ask one thing; gives what was seen of each report, as in changing.State (of an answer, its quotes)."""
    seen: Seen = defaultdict(list)
    if kind in ("all", "best"):
        hits = app.search(MARKED, 2000) if kind == "all" else app.search(question, 10)
        for hit in hits:
            seen[hit.chunk.report].append(located(hit.chunk.start, hit.chunk.text))
    elif kind == "answer":
        answer = app.ask(question)
        for citation in answer.citations + answer.nearest:
            seen[citation.report].append(packed(citation.quote))
    elif kind == "figures":
        for listed in app.figures():
            seen[listed.report].append(short(listed.figure.text))
    else:
        seen |= read_all(app)
    return {name: sorted(parts) for name, parts in seen.items()}


def read_all(app: App) -> Seen:
    """Read every page of one state of the index: from the start again where another was published meanwhile."""
    while True:
        library = app.library()
        reports = library.contents().reports
        seen = {report.name: [short(library.text(id) or "gone") for id in report.passages] for report in reports}
        if app.library() is library:
            return seen


def observed(app: App, kind: str, question: str) -> str:
    """Ask one thing, and tell when it was and what was seen or what went wrong."""
    began, seen, error = time.monotonic(), Seen(), ""
    try:
        seen = ask(app, kind, question)
    except IndexMissing as missing:
        error = f"IndexMissing: {missing}"
    except Exception:
        error = traceback.format_exc()
    told = {"kind": kind, "question": question, "began": began, "ended": time.monotonic(), "seen": seen, "error": error}
    return json.dumps(told, ensure_ascii=False)


def apart(settings: Settings, kind: str, question: str) -> str:
    """Ask in a process of its own."""
    receiving, sending = os.pipe()
    pid = os.fork()
    if not pid:
        with open(sending, "w", encoding="utf-8") as out:
            out.write(observed(build(settings), kind, question))
        leave(0)
    os.close(sending)
    with open(receiving, encoding="utf-8") as told:
        said = told.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    now = time.monotonic()
    dead = {"kind": kind, "question": question, "began": now, "ended": now, "seen": {}, "error": f"exit code {code}"}
    return json.dumps(dead) if code or not said else said


def main(mode: str, questions: list[str]) -> None:
    """Ask until nobody listens any more."""
    warm()
    settings = Settings()
    app = build(settings)
    for n in count():
        kind, question = KINDS[n % len(KINDS)], questions[n % len(questions)]
        print(observed(app, kind, question) if mode == "staying" else apart(settings, kind, question), flush=True)
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
