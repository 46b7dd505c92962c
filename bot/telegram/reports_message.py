"""The list of reports, page by page, and one report read passage by passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.callback import LISTING, OPEN, callback
from bot.telegram.markup import Span, Style, clean, is_blank, plain, units
from bot.telegram.message import TITLE, Button, Message, Rows, file_of, line_of, messages, text_message
from bot.telegram.passage_message import AFTER, BEFORE
from bot.telegram.split import LIMIT, shortened
from bot.wording import Wording, fill

PAGE = 8
"""Reports on a page."""

BUTTONS_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in the list. `key` is a short id (letters, digits, - and _) that stays the same while it is kept."""

    key: str
    report: str
    title: str
    place: str
    date: str
    figures: int


def pages(reports: int) -> int:
    """Count the pages of the list, at least 1."""
    return max(1, -(-reports // PAGE))


def reports_message(reports: Sequence[Listed], page: int, words: Wording) -> Message:
    """Show a page of the list, from 0; a page that is not there is the nearest that is."""
    if not reports:
        return text_message(words.no_reports)
    last = pages(len(reports)) - 1
    page = min(max(page, 0), last)
    first = page * PAGE
    head = fill(words.reports, n=len(reports))
    if last:
        head += " · " + fill(words.page, page=page + 1, pages=last + 1)
    spans = [Span(head, Style.BOLD), Span("\n")]
    shown = list(enumerate(reports[first : first + PAGE], first + 1))
    for number, report in shown:
        spans += [Span(f"\n{number}. "), Span(_title(report), Style.BOLD)]
        spans.append(Span("\n" + line_of(report.place, report.date, fill(words.figures, n=report.figures)) + "\n"))
        spans += [Span(file_of(report.report), Style.CODE), Span("\n")] if _has_title(report) else []
    return messages(spans, _list_buttons(shown, page, last))[0]


def report_message(report: Listed, passage: str, number: int, count: int, words: Wording) -> Message:
    """Show passage `number`, from 0, of the `count` that a report has."""
    head = [Span(_title(report), Style.BOLD), Span("\n")]
    head.append(Span(line_of(report.place, report.date, fill(words.figures, n=report.figures)) + "\n"))
    head += [Span(line_of(report.report), Style.CODE), Span("\n")]
    head += [Span(fill(words.passage_of, n=number + 1, count=count), Style.ITALIC), Span("\n\n")]
    body = Span(shortened(clean(passage).strip(), LIMIT - units(plain(head))))
    back = [Button(BEFORE, callback(OPEN, report.key, number - 1))] if number else []
    on = [Button(AFTER, callback(OPEN, report.key, number + 1))] if number + 1 < count else []
    return messages([*head, body], ((*back, *on),) if back or on else ())[0]


def _title(report: Listed) -> str:
    return line_of(report.title if _has_title(report) else report.report, limit=TITLE)


def _has_title(report: Listed) -> bool:
    return not is_blank(clean(report.title))


def _list_buttons(shown: Sequence[tuple[int, Listed]], page: int, last: int) -> Rows:
    numbers = [Button(str(number), callback(OPEN, report.key, 0)) for number, report in shown]
    rows = [tuple(numbers[n : n + BUTTONS_A_ROW]) for n in range(0, len(numbers), BUTTONS_A_ROW)]
    back = [Button(BEFORE, callback(LISTING, page - 1))] if page else []
    on = [Button(AFTER, callback(LISTING, page + 1))] if page < last else []
    return (*rows, (*back, *on)) if last else tuple(rows)
