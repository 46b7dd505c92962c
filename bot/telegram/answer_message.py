"""An answer as messages: the figure or sentence first, then the quotes it stands on, each with its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len

from bot.telegram.callback import DOWN, FEEDBACK, REASON, REASONS, SOURCE, UP, callback
from bot.telegram.markup import Span, Style, clean, is_blank, marked, units
from bot.telegram.message import COPIED, TITLE, Button, Message, Rows, file_of, label, line_of, messages
from bot.telegram.split import SENTENCE_END
from bot.wording import Wording, fill
from rag.phrases import listed
from rag.types import EXTRACTED, REFUSED, Answer, Citation, Row

SOURCES_A_ROW = 2
MOST_BUTTONS = 48
"""Sources that get a button."""

LABELLED = 24
"""Units of a source's name on its button."""

REPRINTS = 3
"""Reports named that reprint a source."""

CHOSEN = "✓"

_CLAUSE = re.compile(r"[^，；。！？,;!?\n]+[，；。！？,;!?]*")
_BREAK = Span("\n")


def answer_messages(answer: Answer, id: str, words: Wording) -> list[Message]:
    """Show an answer or refusal, stored as `id` for its buttons, which stand under the last message."""
    shown = answer.nearest if answer.status == REFUSED else answer.citations
    spans = [*_refused(answer, words), *_quoted(answer, shown, "", words)]
    if answer.status != REFUSED:
        head = headline(answer)
        said = "".join(span.text for span in head)
        spans = [*head, *_read_as(answer, words), *table(answer.table), *_quoted(answer, shown, said, words)]
    if answer.note:
        spans += [_BREAK, _BREAK, Span(answer.note, Style.ITALIC)]
    return messages(spans, answer_buttons(answer, id, words))


def headline(answer: Answer) -> list[Span]:
    """Say what the answer is: the figure or sentence of an extracted one in bold, else its text with figures bold."""
    pieces, text = _pieces(answer), clean(answer.answer)
    spans = marked(text, pieces)
    if answer.mode != EXTRACTED:
        return spans
    if answer.table:
        return _compared(answer, text) or spans
    if answer.citations and pieces and text.startswith(f"{pieces[0]} — "):
        return [Span(pieces[0], Style.BOLD), Span(f" [{answer.citations[0].n}]")]
    return spans if any(span.style for span in spans) else [Span(text, Style.BOLD)]


def table(rows: Sequence[Row]) -> list[Span]:
    """Show the figures of a comparison, aligned by columns; a Chinese character takes two."""
    if len(rows) < 2:
        return []
    cells = [(line_of(row.place), line_of(row.text), row) for row in rows]
    place = max(cell_len(cell[0]) for cell in cells)
    figure = max(cell_len(cell[1]) for cell in cells)
    lines = []
    for name, text, row in cells:
        gap = " " * (2 + place - cell_len(name) + figure - cell_len(text))
        date = f"  {row.date}" if row.date and row.date not in row.place else ""
        lines.append(f"{name}{gap}{text}  [{row.n}]{date}")
    return [_BREAK, Span("\n".join(lines), Style.PRE)]


def source_line(one: Citation) -> list[Span]:
    """Name a source: its number, title, place and date, and on a line of its own the file's name."""
    about = " · ".join(part for part in (line_of(one.title, limit=TITLE), line_of(one.place, one.date)) if part)
    before = Span(f" {about}\n" if about else " ")
    return [Span(f"[{one.n}]", Style.BOLD), before, Span(file_of(one.report), Style.CODE)]


def also_in(one: Citation, words: Wording) -> list[Span]:
    """Name the first of the reports that reprint a source, on a line of their own, and say how many more do."""
    if not one.also_in:
        return []
    shown, more = one.also_in[:REPRINTS], len(one.also_in) - REPRINTS
    names = words.comma.join(file_of(name) for name in shown)
    return [_BREAK, Span(fill(words.also_in, reports=f"{names} +{more}" if more > 0 else names), Style.ITALIC)]


def answer_buttons(answer: Answer, id: str, words: Wording, rated: str = "", reason: str = "") -> Rows:
    """Make the buttons under an answer. Once it is `rated` DOWN, four ask for the `reason` until there is one."""
    shown = answer.nearest if answer.status == REFUSED else answer.citations
    sources = [Button(name, callback(SOURCE, id, n)) for n, name in _labels(shown[:MOST_BUTTONS])]
    rows = [tuple(sources[n : n + SOURCES_A_ROW]) for n in range(0, len(sources), SOURCES_A_ROW)]
    copied = "" if answer.status == REFUSED else copied_text(answer)
    copy = [Button(f"📋 {words.copy}", copied=copied)] if copied else []
    ratings = [
        Button(f"{sign} {CHOSEN}" if rated == choice else sign, callback(FEEDBACK, id, choice))
        for choice, sign in ((UP, "👍"), (DOWN, "👎"))
    ]
    rows.append((*copy, *ratings))
    if rated == DOWN and not reason:
        rows += reason_buttons(id, words)
    return tuple(rows)


def reason_buttons(id: str, words: Wording) -> Rows:
    """Ask what was wrong with an answer."""
    texts = (words.reason_figure, words.reason_place, words.reason_question, words.reason_sources)
    buttons = [Button(text, callback(REASON, id, code)) for code, text in zip(REASONS, texts, strict=True)]
    return tuple(buttons[:2]), tuple(buttons[2:])


def copied_text(answer: Answer) -> str:
    """Choose what the Copy button copies, word for word: the first quote, else its clause with the figure, else ""."""
    if not answer.citations:
        return ""
    quote = clean(answer.citations[0].quote).strip()
    lead = clean(answer.highlight[0].replace("\n", "")) if answer.highlight else ""
    clauses = [clause.strip() for clause in _CLAUSE.findall(quote) if lead and lead in clause]
    choices = [quote, *clauses, *([lead] if lead in quote else [])]
    return next((text for text in choices if units(text) <= COPIED and not is_blank(text)), "")


def _refused(answer: Answer, words: Wording) -> list[Span]:
    spans = [Span(answer.answer), *_read_as(answer, words)]
    return [*spans, _BREAK, _BREAK, Span(words.near, Style.ITALIC)] if answer.nearest else spans


def _read_as(answer: Answer, words: Wording) -> list[Span]:
    """Say on a line of its own what a follow-up was read as."""
    if not answer.standalone:
        return []
    return [_BREAK, Span(fill(words.read_as, question=line_of(answer.standalone, limit=TITLE)), Style.ITALIC)]


def _compared(answer: Answer, text: str) -> list[Span]:
    """Leave out of a comparison's text the figures that the table shows; nothing if it says no more than they."""
    figures = clean(listed(answer.language, [(row.place, f"{row.text} [{row.n}]") for row in answer.table]))
    first, rest = _first_sentence(text.removeprefix(figures).strip())
    if text.startswith(figures) and len(answer.table) > 1 and clean(answer.table[0].place) in first:
        return [Span(first, Style.BOLD), *([Span(f" {rest}")] if rest else [])]
    return []


def _first_sentence(text: str) -> tuple[str, str]:
    match = SENTENCE_END.search(text)
    return (text[: match.end()], text[match.end() :].strip()) if match else (text, "")


def _quoted(answer: Answer, shown: Sequence[Citation], said: str, words: Wording) -> list[Span]:
    """Show quotes, each with its source under it; a quote that was `said` is not repeated."""
    spans: list[Span] = []
    for place, one in enumerate(shown):
        quote = clean(one.quote).strip()
        repeated = not is_blank(quote) and _squeezed(quote) in _squeezed(said)
        spans.append(Span("\n\n" if place or repeated or answer.status == REFUSED else "\n"))
        if not repeated and not is_blank(quote):
            spans += [*marked(quote, _pieces(answer), Style.EXPANDABLE), _BREAK]
        spans += [*source_line(one), *also_in(one, words)]
    return spans


def _pieces(answer: Answer) -> list[str]:
    return [clean(piece.replace("\n", "")) for piece in answer.highlight]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _labels(shown: Sequence[Citation]) -> list[tuple[int, str]]:
    """Name each source on its button by its place, with the date where several share it, or else by its title."""
    places = [one.place for one in shown]
    named = []
    for one in shown:
        if one.place:
            name = f"{one.place} {one.date}" if places.count(one.place) > 1 and one.date else one.place
        else:
            name = one.title or one.report
        named.append((one.n, f"[{one.n}] {label(name, LABELLED)}"))
    return named
