"""The passage that a source comes from, with its quote marked, and the passages before and after it."""

from __future__ import annotations

from bot.telegram.answer_message import also_in
from bot.telegram.callback import CLOSE, PASSAGE, callback
from bot.telegram.markup import Span, Style, clean, plain, units
from bot.telegram.message import NAME, TITLE, Button, Message, Rows, line_of, messages
from bot.telegram.split import LIMIT, shortened, shortened_start
from bot.wording import Wording
from rag.types import Citation

BEFORE, AFTER, SHUT = "◀", "▶", "✕"
LEAST = 200
"""Units of the text before a quote that are kept however long the quote and the text after it are."""


def passage_message(
    one: Citation, id: str, words: Wording, *, offset: int = 0, text: str = "", before: bool, after: bool
) -> Message:
    """Show a source's passage in one message, shortened around its quote if it must be.

    `offset` counts passages from the source's own, whose text is the citation's; that of any other is `text`.
    `before` and `after` tell whether there is a passage to turn to.
    """
    head = _head(one, words, offset)
    room = LIMIT - units(plain(head))
    body = [Span(shortened(clean(text).strip(), room))] if offset else _marked(one, room)
    return messages([*head, *body], _buttons(one, id, offset, before, after))[0]


def quote_span(one: Citation) -> tuple[int, int]:
    """Find the quote in its passage, line breaks aside: offsets in the passage, (0, 0) if it is not there.

    Of several places the one that lies nearest to where the report has it.
    """
    kept = [n for n, char in enumerate(one.passage) if not char.isspace()]
    letters = "".join(one.passage[n] for n in kept)
    quote = "".join(one.quote.split())
    found, at = [], letters.find(quote) if quote else -1
    while at >= 0:
        found.append((kept[at], kept[at + len(quote) - 1] + 1))
        at = letters.find(quote, at + 1)
    return min(found, key=lambda span: abs(span[0] - (one.start - one.passage_start)), default=(0, 0))


def _head(one: Citation, words: Wording, offset: int) -> list[Span]:
    spans = [Span(f"[{one.n}] {line_of(one.title, limit=TITLE)}".strip(), Style.BOLD), Span("\n")]
    about = line_of(one.place, one.date)
    if about:
        spans.append(Span(about + "\n"))
    spans += [Span(line_of(one.report, limit=NAME), Style.CODE), *also_in(one, words), Span("\n")]
    if offset:
        spans += [Span(words.before_quote if offset < 0 else words.after_quote, Style.ITALIC), Span("\n")]
    return [*spans, Span("\n")]


def _marked(one: Citation, room: int) -> list[Span]:
    start, end = quote_span(one)
    before, after = clean(one.passage[:start]).lstrip(), clean(one.passage[end:]).rstrip()
    quote = clean(one.passage[start:end])
    quote = shortened(quote, room - min(units(before), LEAST) - min(units(after), LEAST))
    left = room - units(quote)
    before = shortened_start(before, max(left // 2, left - units(after)))
    after = shortened(after, left - units(before))
    return [Span(before), Span(quote, Style.BOLD | Style.UNDERLINE), Span(after)]


def _buttons(one: Citation, id: str, offset: int, before: bool, after: bool) -> Rows:
    back = [Button(BEFORE, callback(PASSAGE, id, one.n, offset - 1))] if before else []
    on = [Button(AFTER, callback(PASSAGE, id, one.n, offset + 1))] if after else []
    return ((*back, Button(SHUT, callback(CLOSE, id)), *on),)
