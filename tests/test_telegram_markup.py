"""Text as Telegram takes it: what is written is read again by the rules that Telegram reads by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import PIECES, nasty
from telegram_html import parse_html
from telegram_markup import tidy

from bot.telegram.markup import Span, Style, clean, html, is_blank, isolated, marked, plain, units
from bot.telegram.message import Message, draft, label, messages, text_message
from bot.telegram.split import ENTITIES, LIMIT, shortened, shortened_start, split

STYLES = (
    Style(0), Style.BOLD, Style.ITALIC, Style.BOLD | Style.ITALIC, Style.CODE, Style.PRE, Style.QUOTE, Style.EXPANDABLE,
    Style.EXPANDABLE | Style.BOLD, Style.QUOTE | Style.BOLD | Style.UNDERLINE,
)  # fmt: skip
documents = st.lists(st.builds(Span, nasty, st.sampled_from(STYLES)), max_size=12)


def skipped(whole: str, parts: list[str]) -> list[str]:
    """What of `whole` stands between its parts; fails if they do not follow one another in it."""
    gaps, at = [], 0
    for part in parts:
        start = whole.index(part, at)
        gaps.append(whole[at:start])
        at = start + len(part)
    return [*gaps, whole[at:]]


def without_isolates(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def test_tags_nest_in_one_order_and_text_is_escaped() -> None:
    spans = [
        Span("a<b>&", Style.BOLD),
        Span("c", Style.BOLD | Style.ITALIC),
        Span("d", Style.ITALIC),
        Span("\n"),
        Span("</pre>", Style.PRE),
        Span("e", Style.EXPANDABLE),
        Span('"f"', Style.EXPANDABLE | Style.BOLD),
    ]
    assert html(spans) == (
        '<b>a&lt;b&gt;&amp;<i>c</i></b><i>d</i>\n<pre>&lt;/pre&gt;</pre><blockquote expandable>e<b>"f"</b></blockquote>'
    )
    assert plain(spans) == 'a<b>&cd\n</pre>e"f"'


@pytest.mark.parametrize(
    "style", [Style.PRE | Style.BOLD, Style.CODE | Style.QUOTE, Style.QUOTE | Style.EXPANDABLE, Style.PRE | Style.CODE]
)
def test_what_telegram_cannot_nest_is_no_span(style: Style) -> None:
    with pytest.raises(ValueError, match="cannot be nested"):
        Span("x", style)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\x00b\tc\x1b[2J\x9bd", "a b c [2J d"),
        ("\ud83d \ude00 😀", "\ufffd \ufffd 😀"),
        ("修\u202e路\u2066桥\u200f", "修路桥"),
        ("\u2068שלום\u2069 · \u2068open", "\u2068שלום\u2069 · open"),
        ("a\u2068\u202eשלום\u2069b", "a\u2068שלום\u2069b"),
        ("👩\u200d👧 سلام\u200cها", "👩\u200d👧 سلام\u200cها"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_only_what_is_written_from_right_to_left_is_isolated() -> None:
    assert isolated("河口镇 2021") == "河口镇 2021"
    assert isolated("שלום\nسلام") == "\u2068שלום\u2069\n\u2068سلام\u2069"


@given(nasty)
def test_cleaning_is_idempotent_and_leaves_no_control(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not {char for char in cleaned if char < " " and char != "\n"}
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned.count("\u2068") == cleaned.count("\u2069")


def test_pieces_are_marked_where_they_are_whole() -> None:
    assert marked("有13个组，3个点，2.3个百分点，3个", ["3个", "点"], Style.QUOTE) == [
        Span("有13个组，", Style.QUOTE),
        Span("3个点", Style.QUOTE | Style.BOLD),
        Span("，2.3个百分", Style.QUOTE),
        Span("点", Style.QUOTE | Style.BOLD),
        Span("，", Style.QUOTE),
        Span("3个", Style.QUOTE | Style.BOLD),
    ]
    assert marked("长21.5公里，1,021亩，21", ["21"]) == [Span("长21.5公里，1,021亩，"), Span("21", Style.BOLD)]


def test_a_long_text_is_cut_after_sentences() -> None:
    sentence = "河口镇今年修路。"
    parts = split([Span(sentence * 1000)])
    assert [plain(part) for part in parts] == [sentence * 512, sentence * 488]
    english = "The road is 3.5 km long! " * 300
    assert {plain(part)[-4:] for part in split([Span(english)])} == {"ong!"}


def test_a_cut_keeps_a_citation_with_its_sentence() -> None:
    assert [plain(part) for part in split([Span("One is done. [1] Two is not. [2] Three.")], limit=20)] == [
        "One is done. [1]",
        "Two is not. [2]",
        "Three.",
    ]


def test_without_a_sentence_end_the_cut_is_after_a_phrase_or_word() -> None:
    assert [plain(part) for part in split([Span("one two three four")], limit=9)] == ["one two", "three", "four"]
    assert [plain(part) for part in split([Span("修路，架桥，种树")], limit=4)] == ["修路，", "架桥，", "种树"]


def test_a_character_of_several_code_points_stays_whole() -> None:
    family, flag, thumb = "👩\u200d👩\u200d👧", "🇨🇳", "👍🏽"
    text = (family + flag + thumb) * 40
    parts = [plain(part) for part in split([Span(text)], limit=25)]
    assert "".join(parts) == text
    assert {part.replace(family, "").replace(flag, "").replace(thumb, "") for part in parts} == {""}


def test_markup_is_whole_in_every_part() -> None:
    spans = [Span("一" * 7 + "。", Style.EXPANDABLE), Span("二" * 7 + "。", Style.EXPANDABLE | Style.BOLD)]
    assert [html(part) for part in split(spans, limit=12)] == [
        f"<blockquote expandable>{'一' * 7}。</blockquote>",
        f"<blockquote expandable><b>{'二' * 7}。</b></blockquote>",
    ]


def test_a_part_has_at_most_a_hundred_tags() -> None:
    spans = [Span(f"{n}。", Style.BOLD if n % 2 else Style.ITALIC) for n in range(250)]
    parts = split(spans)
    assert [len(parse_html(html(part)).entities) for part in parts] == [100, 100, 50]
    assert "".join(plain(part) for part in parts) == plain(spans)


def test_what_telegram_would_call_empty_is_no_message() -> None:
    assert messages([Span("\u200b\n\u3000\ufeff", Style.BOLD), Span("\u2800")]) == []
    assert [plain(part) for part in split([Span("\u200b" * 5000 + "a")])] == ["\u200b" * 904 + "a"]


@settings(deadline=None)
@given(documents, st.integers(min_value=8, max_value=60), st.integers(min_value=3, max_value=8))
def test_parts_are_short_valid_and_join_to_the_whole(spans: list[Span], limit: int, most: int) -> None:
    parts = split(spans, limit, most)
    whole = without_isolates(plain(spans))
    assert all(is_blank(gap) for gap in skipped(whole, [without_isolates(plain(part)) for part in parts]))
    for part in parts:
        read = parse_html(html(part))
        assert read.text == plain(part)
        assert 0 < units(tidy(read).text.strip()) <= units(read.text) <= limit
        assert not is_blank(read.text)
        assert len(read.entities) <= most


@settings(deadline=None)
@given(documents)
def test_styles_survive_a_cut(spans: list[Span]) -> None:
    def styled(document: list[Span]) -> list[tuple[str, Style]]:
        return [(char, span.style) for span in document for char in span.text if not is_blank(char)]

    assert [pair for part in split(spans, 40) for pair in styled(part)] == styled(spans)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_of_anything(piece: str) -> None:
    text = piece * (100_000 // len(piece.encode("utf-8", "surrogatepass")))
    sent = messages([Span(text, Style.EXPANDABLE | Style.BOLD)])
    assert bool(sent) != is_blank(clean(text))
    for message in sent:
        read = tidy(parse_html(message.html))
        assert 0 < units(read.text) <= LIMIT
        assert len(message.html.encode()) < 2**15
        assert len(read.entities) <= ENTITIES


@given(nasty, st.integers(min_value=1, max_value=30))
def test_shortened_text_fits(text: str, limit: int) -> None:
    text = clean(text)
    start, end = shortened(text, limit), shortened_start(text, limit)
    assert max(units(start), units(end)) <= limit
    if units(text) > limit:
        assert start[-1] == "…" and text.startswith(start[:-1])
        assert end[0] == "…" and text.endswith(end[1:])
    else:
        assert (start, end) == (text, text)


def test_drafts_show_the_newest() -> None:
    assert draft("  已经\x00写到 ") == "已经 写到"
    assert draft(" \u200b\n") == ""
    long = draft("旧" * 5000 + "新")
    assert (len(long), long[0], long[-1]) == (4096, "…", "新")


def test_texts_without_markup() -> None:
    assert text_message("1 < 2 & 3") == Message("1 &lt; 2 &amp; 3", "1 < 2 & 3")
    assert units(text_message("😀" * 3000).plain) == 4095
    assert label("一 \n 二" + "x" * 50, 10) == "一 二xxxxxx…"
    assert label(" \u200b ") == "—"
