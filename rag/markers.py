"""Citation markers in what a chat model writes: [1], [1, 2], [1-3], 【1】, ［1］, [[1]], (ID:1), [^1], [1†source]."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vectorstore.numerals import fold

LONGEST = 80
"""Characters of the longest marker."""

WIDEST_RANGE = 20
"""[1-50] names its two ends only."""

_WORD = (
    "citations?|cites?|sources?|passages?|refs?|references?|docs?|documents?|reports?|articles?|ids?|nos?"
    "|来源|來源|资料|資料|段落|文段|片段|报道|報道|引用|出处|出處|参考|參考|文献|文獻|第|出典|出所"
    "|quellen?|abschnitte?|berichte?|fuentes?|pasajes?|informes?|extraits?|rapports?|fontes?|fonti|fonte|trechos?"
    "|источник[иа]?|отрыв(?:ок|ки)|المصدر|مصدر|المصادر|출처|자료|문단|nguồn|đoạn|स्रोत"
)
_AND = "and|und|et|y|e|и|و|और|và"
_TO = "[-–—~～]|至|到|to"
_WORDED = rf"(?:{_WORD})(?:\s?no\b)?\.?\s*+[:：#]?\s*+"
_ITEM = rf"[#^]?\d{{1,4}}+(?:\s*+(?:{_TO})\s*+\d{{1,4}}+)?"
_NEXT = rf"(?:\s*+[,，、;；&]\s*+(?:(?:{_AND})\s)?|\s*+[和及與与]\s*+|\s++(?:(?:{_AND})\s++)?)(?:{_WORDED})?{_ITEM}"
_REST = r"\s*+[段篇条條号號]?(?:[†:：|][^\[\]【】〔〕()\n]{0,40})?\s*+"
_MARKER = re.compile(
    rf"\\?(?:\[\[?|【【?|〔)\s*+(?P<square>(?:{_WORDED})?{_ITEM}(?:{_NEXT})*+){_REST}\\?(?:\]\]?|】】?|〕)"
    rf"|\(\s*+(?P<round>(?:{_WORDED}){_ITEM}(?:{_NEXT})*+){_REST}\)"
    r"|(?:\b(?:passage|source)\s|来源|资料|段落|文段)(?P<prose>\d{1,2})(?![\d%A-Za-z个条家种篇处类]|[.,]\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(\d{{1,4}})(?:\s*(?:{_TO})\s*(\d{{1,4}}))?", re.IGNORECASE)
_ISSUE = re.compile(r"\s*(?:第\s*)?\d+\s*[号號]")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at `start` to `end` and the numbers of the passages that it names, each once, in its order."""

    start: int
    end: int
    numbers: tuple[int, ...]


def markers(text: str) -> list[Marker]:
    """List the markers of a text in rising order.

    A number in round brackets is none without a word (来源, ID) before it; "passage 1" needs no brackets. The year of
    a document's number (〔2020〕12号) is none; any other in square brackets names a passage that was never retrieved.

    >>> markers("A [1]，B【2，3】")
    [Marker(start=2, end=5, numbers=(1,)), Marker(start=7, end=12, numbers=(2, 3))]
    """
    folded = fold(text)
    return [
        Marker(*m.span(), _numbers(m["square"] or m["round"] or m["prose"]))
        for m in _MARKER.finditer(folded)
        if not (_YEAR.fullmatch(m["square"] or "") and _ISSUE.match(folded, m.end()))
    ]


def without_markers(text: str) -> str:
    """Give a text without its markers; the white space around them stays."""
    kept, at = [], 0
    for marker in markers(text):
        kept.append(text[at : marker.start])
        at = marker.end
    return "".join([*kept, text[at:]])


def marker_end(text: str, start: int) -> int | None:
    """Find the end of the marker that begins at `start`; `start` if none does, None if the text breaks off too soon.

    What is told of a text stays true however it goes on.
    """
    if text[start] not in "[［【〔(（\\":
        return start
    window = fold(text[start : start + LONGEST])
    found = _MARKER.match(window)
    if found and (start + found.end() < len(text) or found.end() == LONGEST):  # [[1] may go on
        return start + found.end()
    closed = re.search(r"[\])】〕\n]", window)
    sure = len(window) == LONGEST or (closed is not None and closed.end() < len(window))
    return start if sure and not found else None


def _numbers(listed: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for m in _RANGE.finditer(listed):
        first, last = int(m[1]), int(m[2] or m[1])
        numbers += range(first, last + 1) if 0 <= last - first <= WIDEST_RANGE else (first, last)
    return tuple(dict.fromkeys(numbers))
