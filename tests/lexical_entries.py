"""Documents of reports, made up by chance, and what a lexical index of them says."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from vectorstore.lexical import FIELDS, Entry, LexicalIndex
from vectorstore.lexical_writer import SEGMENT, writing

WORDS = [f"词{n}" for n in range(60)]
WEIGHTS = {"body_word": 1.0, "body_bigram": 0.5, "head_word": 2.0, "head_latin": 0.3}
Reports = dict[str, list[Entry]]


def write(
    folder: Path,
    added: Iterable[Entry],
    before: Path | None = None,
    gone: Collection[str] = (),
    segment: int = SEGMENT,
) -> LexicalIndex:
    with writing(folder, before, gone, segment) as add:
        for entry in added:
            add(entry)
    return LexicalIndex(folder)


def entry(id: str, report: str, body: Mapping[str, list[str]], *head: str) -> Entry:
    return Entry(id, report, body, {"word": list(head), "latin": ["title"]})


def made(report: str, version: int, chance: random.Random) -> list[Entry]:
    """The documents of a report; every version has a word that nothing else has."""
    mark = f"only{report.partition('.')[0]}v{version}"
    return [
        entry(
            f"{report}-{version}-{n}",
            report,
            {
                "word": [*chance.choices(WORDS, k=chance.randint(1, 40)), mark],
                "bigram": chance.choices(WORDS, k=chance.randint(0, 9)),
            },
            *chance.sample(WORDS, 2),
        )
        for n in range(chance.randint(1, 6))
    ]


def told(index: LexicalIndex, reports: Reports) -> dict[str, Any]:
    """What an index of these reports says: terms and frequencies, scores, filters, fields."""
    entries = [entry for of in reports.values() for entry in of]
    words = [*WORDS, *sorted({word for entry in entries for word in entry.body["word"]} - set(WORDS)), "title", "none"]
    asked = [{"word": words[n : n + 3], "bigram": words[n : n + 2], "latin": ["title"]} for n in range(0, 60, 4)]
    names = sorted(reports)[:2]
    found = [
        {one.id: round(one.score, 4) for one in index.search(terms, WEIGHTS, 10_000, exclude)}
        for terms in asked
        for exclude in ((), names)
    ]
    ids = [entry.id for entry in entries]
    few = {one.id: round(one.score, 4) for one in index.search(asked[0], WEIGHTS, 10_000, only=ids[::3])}
    return {
        "size": (len(index), index.highest_idf),
        "idf": {(field, word): index.idf(field, word) for field in FIELDS for word in words},
        "found": found,
        "few": few,
        "fields": index.fields([*ids, "unknown"]),
    }
