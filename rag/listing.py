"""The figures of an index, as a list: all of them in the order of the text, or those that match a text, best first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from statistics import median

from rag.candidates import LEXICAL
from rag.language import detect
from rag.names import key, named
from vectorstore.errors import ReportbotError
from vectorstore.index import Index
from vectorstore.record import Line, dequantize, line_id, passage_of
from vectorstore.store import Vector
from vectorstore.terms import BIGRAM, GLOSS, LATIN, Terms, question_terms, searched, text_terms
from vectorstore.text_encoder import TextEncoder
from vectorstore.types import Chunk, Figure

LINES = 400
"""Lines that each leg brings in; the figures of their passages are compared with the text."""

COUNTED, HEAD = 0.1, 0.05
"""What it is worth, beside a cosine, that what a figure counts has all terms asked for, and that its head has."""

HEAD_LENGTH = 3
"""Characters at the end of a Chinese noun that say what it is: 志愿者 and 党员志愿者 but not 志愿者服务队."""

_KINDS = (BIGRAM, GLOSS, LATIN)
_PAGE = 500
_NEAR, _ALIKE = 3, 0.4
_BRACKETS = re.compile(r"[(（].*?[)）]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure and where it stands.

    `article` is its article's number in the report, `place` that article's main place, `date` its date, "" if unknown.
    `sentence` is as in the passage; `start` and `end` are the offsets in the report of value and unit as written.
    `score` rises with how well it matches, compares within one list, and is 0 where nothing was asked. `story` is the
    key of its article's story (catalog.Entry).
    """

    report: str
    article: int
    title: str
    place: str
    date: str
    figure: Figure
    sentence: str
    start: int
    end: int
    score: float = 0.0
    story: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    line: Line
    figure: Figure
    chunk: Chunk
    vector: Vector
    story: tuple[str, int]


def list_figures(index: Index, encoder: TextEncoder, about: str = "", report: str = "") -> list[Listed]:
    """List the figures of the index, or of one report; with `about` those that match it, best first, in any language.

    If `about` names places that articles are about, only these articles' figures, and all of them if it asks for
    nothing else that they count. Raises ReportbotError for an unknown report.
    """
    passages = [id for entry in index.articles if report in ("", entry.report) for id in entry.passages]
    if report and not passages:
        raise ReportbotError(_unknown(report, sorted({entry.report for entry in index.articles})))
    if not about.strip():
        listed = (_listed(row) for row in _rows(index, passages))
        return sorted(listed, key=lambda one: (one.report, one.start, one.end))
    terms = searched(question_terms(about, detect(about)))
    vector = encoder.encode_query(about)
    asked = named(about, terms, index.articles)
    if asked:
        passages = [id for e in index.articles if key(e) in asked and report in ("", e.report) for id in e.passages]
    elif not report:
        passages = _found(index, vector, terms)
    return _ranked(index, _rows(index, passages), vector, terms, whole=bool(asked))


def _found(index: Index, vector: Vector, terms: Terms) -> list[str]:
    lines = [id for id, _ in index.line_vectors.nearest(vector, LINES)]
    lines += [found.id for found in index.lines.search(terms, LEXICAL, LINES)]
    return sorted({passage_of(id) for id in lines})


def _rows(index: Index, passages: Sequence[str]) -> list[_Row]:
    found = []
    stories = {key(entry): entry.story for entry in index.articles}
    for i in range(0, len(passages), _PAGE):
        page = passages[i : i + _PAGE]
        for id, stored in index.store.read(page).items():
            story = stories[stored.chunk.report, stored.chunk.article]
            for number, (line, vector) in enumerate(zip(stored.lines, dequantize(stored.vectors), strict=True)):
                if line.figure:
                    found.append(_Row(line_id(id, number), line, line.figure, stored.chunk, vector, story))
    return found


def _ranked(index: Index, rows: Sequence[_Row], vector: Vector, terms: Terms, whole: bool) -> list[Listed]:
    """Rank the rows and keep those whose score is nearer to the best one's than to the usual one's.

    With `whole` all are kept if none counts what is asked for.
    """
    if not rows:
        return []
    ids = [row.id for row in rows]
    lexical = {f.id: f.score for f in index.lines.search(terms, LEXICAL, len(ids), only=ids)}
    worth = _worth(index, terms)
    counted = [_covered(row.figure, worth) for row in rows]
    scores = [float(r.vector @ vector) + lexical.get(r.id, 0.0) + c for r, c in zip(rows, counted, strict=True)]
    bar = min(scores) if whole and not any(counted) else (max(scores) + median(scores)) / 2
    kept = [_listed(row, score) for row, score in zip(rows, scores, strict=True) if score >= bar]
    return sorted(kept, key=lambda one: (-one.score, one.report, one.start, one.end))


def _worth(index: Index, terms: Terms) -> dict[tuple[str, str], float]:
    """Weigh the terms asked for that the index knows: each by its share of their inverse document frequencies."""
    idf = {(kind, term): index.lines.idf(f"body_{kind}", term) for kind in _KINDS for term in terms.get(kind, ())}
    total = sum(idf.values())
    return {term: value / total for term, value in idf.items() if value}


def _covered(figure: Figure, worth: Mapping[tuple[str, str], float]) -> float:
    if not worth:
        return 0.0
    noun = thing(figure)
    parts = ((COUNTED, f"{figure.action} {figure.counted}"), (HEAD, noun[-HEAD_LENGTH:]))
    return sum(weight * sum(worth.get(term, 0.0) for term in _terms(text)) for weight, text in parts)


def _terms(text: str) -> set[tuple[str, str]]:
    terms = text_terms(text)
    return {(kind, term) for kind in _KINDS for term in terms[kind]}


def thing(figure: Figure) -> str:
    """Name what a figure counts, brackets left out; where that is not known, what is done (捐款)."""
    return _BRACKETS.sub("", figure.counted) or figure.counted or figure.action


def _listed(row: _Row, score: float = 0.0) -> Listed:
    chunk, figure = row.chunk, row.figure
    spans = chunk.located(figure.start, figure.end)
    start, end = next((a, b) for a, b in chunk.sentences if a <= figure.start < b)
    return Listed(
        report=chunk.report,
        article=chunk.article,
        title=chunk.title,
        place=chunk.places[0] if chunk.places else "",
        date=chunk.date,
        figure=figure,
        sentence=chunk.text[start:end],
        start=spans[0][0],
        end=spans[-1][1],
        score=score,
        story=row.story,
    )


def _unknown(report: str, names: Sequence[str]) -> str:
    near = [name for name in names if report.lower() in name.lower()]
    near += [name for name in get_close_matches(report, names, _NEAR, _ALIKE) if name not in near]
    others = f"{len(names)} others; `reportbot doctor` names them"
    return f"The index has no report {report!r}, but {', '.join(near[:_NEAR]) or others}."
