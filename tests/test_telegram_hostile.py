"""No text, however nasty, makes a message that Telegram refuses."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import nasty
from telegram_html import parse_html
from telegram_markup import tidy

from bot.telegram.answer_message import answer_messages
from bot.telegram.callback import PATTERNS
from bot.telegram.markup import clean, is_blank, units
from bot.telegram.message import Message
from bot.telegram.passage_message import passage_message
from bot.telegram.reports_message import Listed, report_message, reports_message
from bot.telegram.start_message import Known, start_message
from bot.wording import words
from rag.types import ANSWERED, EXTRACTED, GENERATED, REFUSED, Answer, Citation, Row

ENGLISH, CHINESE = words("en"), words("zh")

citations = st.builds(Citation, st.integers(1, 99), nasty, nasty, nasty, st.integers(0, 99), st.integers(0, 99), nasty,
                      nasty, nasty, st.integers(0, 99), st.integers(0, 99))  # fmt: skip
answers = st.builds(
    Answer,
    question=nasty,
    answer=nasty.map(lambda text: f"修路。{text}"),
    language=st.just("zh"),
    status=st.sampled_from([ANSWERED, REFUSED]),
    mode=st.sampled_from([EXTRACTED, GENERATED]),
    confidence=st.just(0.5),
    highlight=st.lists(nasty, max_size=3).map(tuple),
    citations=st.lists(citations, max_size=4).map(tuple),
    nearest=st.lists(citations, max_size=2).map(tuple),
    table=st.lists(st.builds(Row, nasty, nasty, nasty, nasty, st.just(1.0), st.integers(1, 99)), max_size=4).map(tuple),
    note=nasty,
)


def check(message: Message) -> None:
    """Fail if Telegram would refuse the message."""
    shown = tidy(parse_html(message.html)).text
    assert parse_html(message.html).text.strip() == message.plain.strip()
    assert units(shown) <= 4096
    assert not is_blank(shown)
    for button in (button for row in message.buttons for button in row):
        assert not is_blank(button.text) and "\n" not in button.text and clean(button.text) == button.text
        assert bool(button.data) != bool(button.copied)
        assert units(button.copied) <= 256
        assert not button.data or PATTERNS[button.data[0]].fullmatch(button.data)
        assert len(button.data.encode()) <= 64


@settings(deadline=None, max_examples=40)
@given(answers)
def test_no_answer_is_refused_by_telegram(answer: Answer) -> None:
    sent = answer_messages(answer, "AZaz09_-AZ", ENGLISH)
    for message in sent:
        check(message)
    assert sent[-1].buttons and not any(message.buttons for message in sent[:-1])


@settings(deadline=None, max_examples=40)
@given(citations, st.integers(-9999, 9999), nasty, st.integers(1, 200))
def test_no_passage_is_refused_by_telegram(one: Citation, offset: int, text: str, times: int) -> None:
    one = replace(one, passage=one.passage * times + one.quote + one.passage * times)
    for before, after in product((False, True), repeat=2):
        check(passage_message(one, "AZaz09_-AZ", CHINESE, offset=offset, text=text * times, before=before, after=after))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(nasty, nasty, nasty, nasty), max_size=20), st.integers(-1, 4), nasty)
def test_no_list_of_reports_is_refused_by_telegram(reports: list[tuple[str, ...]], page: int, text: str) -> None:
    listed = [Listed(f"k{n}", *(part * 50 for part in report), n) for n, report in enumerate(reports)]
    check(reports_message(listed, page, ENGLISH))
    for report in listed[:1]:
        check(report_message(report, text * 500, 1, 3, ENGLISH))
    check(start_message(Known(1, 1, 1, [text, "x"], text, "2021"), [("e", text)], ENGLISH))
