"""What flows from a report file to the index, in the order in which data meets it.

Offsets are character offsets, end exclusive, in `Report.text`. A text made of pieces of a report carries
its `spans`: the pieces' offsets in rising order, so that `text == "".join(report.text[a:b] for a, b in spans)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    r"""One decoded file.

    `name` is the path relative to the reports folder, with `/`. `text` is the decoded text with a byte order
    mark removed and line ends as `\n`, as Python's text mode gives it. `sha256` is that of the file's bytes.
    """

    name: str
    text: str
    encoding: str
    sha256: str


class Kind(StrEnum):
    """What a block of an article is."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
    TEXT = "text"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, title, byline, heading or caption, with its broken lines joined again.

    `line_end` is the offset in the file of the line end after it, -1 if there is none or it is not known.
    """

    kind: Kind
    text: str
    spans: tuple[Span, ...]
    line_end: int = -1

    def located(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the file offsets of `self.text[start:end]`, one span for each piece of the file it is made of."""
        return cut_spans(self.spans, start, end)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a report.

    `number` counts from 0 within the report. `places` are the places or bodies it is about, the main one first,
    as they stand in the text (曲江区, 南洲镇); empty if none was found. `date` is ISO 8601, as exact as the text
    gives it ("2022-04-06", "2020-02", "2020", ""). `byline` is as written, "" if there is none.
    """

    report: str
    number: int
    title: str
    byline: str
    places: tuple[str, ...]
    date: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: whole sentences of one article and section, or one caption.

    `sentences` are offsets into `text`, in rising order, that cover everything but white space. `section` is the
    heading it stands under, "" if none. `title`, `places` and `date` are its article's.
    """

    report: str
    article: int
    title: str
    places: tuple[str, ...]
    date: str
    section: str
    kind: Kind
    text: str
    spans: tuple[Span, ...]
    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Offset in the report of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset in the report after the last character."""
        return self.spans[-1][1]

    def located(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the file offsets of `self.text[start:end]`, one span for each piece of the file it is made of."""
        return cut_spans(self.spans, start, end)


class Unit(StrEnum):
    """The kind of thing a figure's unit counts or measures."""

    PEOPLE = "people"
    THINGS = "things"
    MONEY = "money"
    TIME = "time"
    DISTANCE = "distance"
    AREA = "area"
    WEIGHT = "weight"
    PERCENT = "percent"
    TIMES = "times"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a passage.

    `start` and `end` are offsets in the passage's text of value and unit as written (`text`, such as 近20万份).
    `value` is the plain number (200000.0), `upper` the upper end of a range or None, `bound` what the writer put
    around it: "" exact, "about" (约, 左右), "over" (余, 多, 超, 以上), "under" (近, 不足, 以内). `unit` is as written
    (份), `kind` its kind. `counted` is the thing counted as written (宣传画、宣传海报和宣传单等资料), "" if unknown;
    `action` the verb before it (成立, 捐款), "" if none; `owner` whose it is, if the clause names it, else "".
    `when` is a date or span written in the sentence, as written, else "".
    """

    start: int
    end: int
    text: str
    value: float
    upper: float | None
    bound: str
    unit: str
    kind: Unit
    counted: str
    action: str
    owner: str
    when: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `score` rises with relevance and compares only within one search."""

    id: str
    chunk: Chunk
    score: float


def cut_spans(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """Cut out the parts of `spans` that hold characters `start` to `end` of the text they make up.

    >>> cut_spans(((10, 15), (20, 25)), 3, 7)
    ((13, 15), (20, 22))
    """
    parts, passed = [], 0
    for a, b in spans:
        low, high = max(start - passed, 0), min(end - passed, b - a)
        if low < high:
            parts.append((a + low, a + high))
        passed += b - a
    return tuple(parts)
