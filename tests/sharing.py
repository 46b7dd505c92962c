"""A machine that shares an index on a Chroma server: `python sharing.py index|read FOLDER DATA URL DATABASE`.

Prints a line for each turn: "done" for a sync, the reports' versions for a look into the index, "busy" for a turn that
another indexer had, "down" for one that began without a server. Ends with its standard input.
"""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path

from bigrams import BigramEncoder

from vectorstore.errors import Busy, IndexChanged, ReportbotError
from vectorstore.index import Location, open_index
from vectorstore.sync import sync

VERSION = re.compile(r"第(\d+)版")
encoder = BigramEncoder()


def index(folder: Path, location: Location) -> str:
    try:
        summary = sync(folder, location, encoder)
    except Busy:
        return "busy"
    return f"done {summary.passages}"


def read(folder: Path, location: Location) -> str:
    """Say which version each report has: all of its passages, and all that is near to a question."""
    while True:
        try:
            opened = open_index(location, "bigrams")
            chunks = opened.store.get([id for entry in opened.articles for id in entry.passages])
            found = opened.store.get([id for id, _ in opened.store.nearest(encoder.encode_query("本村第1版"), 20)])
            opened.check()
        except IndexChanged:
            continue
        versions: dict[str, set[str]] = {}
        for chunk in (*chunks.values(), *found.values()):
            versions.setdefault(chunk.report, set()).update(VERSION.findall(chunk.text))
        return "read " + " ".join(f"{name}={','.join(sorted(of))}" for name, of in sorted(versions.items()))


def turn(what: str, folder: Path, location: Location) -> str:
    try:
        return {"index": index, "read": read}[what](folder, location)
    except ReportbotError as error:
        if "no Chroma server answers there" in str(error):  # who begins while it is down is told so at once
            return "down"
        raise


def main() -> None:
    what, folder, data, url, database = sys.argv[1:]
    location, over = Location(Path(data), url, database=database), threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.wait(0.05):
        print(turn(what, Path(folder), location), flush=True)


if __name__ == "__main__":
    main()
