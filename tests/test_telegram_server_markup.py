"""How the Bot API server of the tests reads text: HTML, entities, white space, what a person writes."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import SURROGATES, BadMarkup, parse_html
from telegram_markup import ENTITIES_KEPT, Marked, cut, found, tidy, units

BOLD = {"type": "bold", "offset": 0, "length": 2}
REFUSED = [
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("1 <2", "Unclosed start tag at byte offset 2"),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("量<br/>", 'Unsupported start tag "br/" at byte offset 3'),
    ("<B>x</b><h1>", 'Unsupported start tag "h1" at byte offset 8'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ("<a =x>z</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">🐑</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("&#xD83D;", SURROGATES),
]
READ = [
    ("<b>羊🐑</b>x", "羊🐑x", [("bold", "羊🐑")]),
    ("<strong>a</strong><em>b</em><ins>c</ins>", "abc", [("bold", "a"), ("italic", "b"), ("underline", "c")]),
    ("<u>a<s>b</s></u>", "ab", [("underline", "ab"), ("strikethrough", "b")]),
    ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", "a"), ("spoiler", "b")]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", "a")]),
    ("<blockquote expandable>b</blockquote>", "b", [("expandable_blockquote", "b")]),
    ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", [("text_link", "x")]),
    ('<a href="nowhere">x</a>', "x", []),
    ("<code>a</code> <pre>b</pre>", "a b", [("code", "a"), ("pre", "b")]),
    ("<b></b>&lt;&gt;&amp;&quot;&#65;&#x4e2d;&nbsp;&apos;", '<>&"A中&nbsp;&apos;', []),
    ("AT&T &lt", "AT&T <", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message"), REFUSED)
def test_refused_with_the_words_of_telegram(source: str, message: str) -> None:
    with pytest.raises(BadMarkup) as refused:
        parse_html(source)
    assert str(refused.value) == message


@pytest.mark.parametrize(("source", "text", "marks"), READ)
def test_read_into_text_and_entities(source: str, text: str, marks: list[tuple[str, str]]) -> None:
    read = parse_html(source)
    assert (read.text, [(e["type"], cut(text, e["offset"], e["length"])) for e in read.entities]) == (text, marks)


def test_a_code_block_knows_its_language() -> None:
    read = parse_html('<pre><code class="language-python">1</code></pre>')
    assert read.entities == ({"type": "pre", "offset": 0, "length": 1, "language": "python"},)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_escaped_text_is_always_read_as_itself(text: str) -> None:
    assert parse_html(f"<b>{escape(text)}</b>").text == text


@given(st.text("ab 😀\n\t\r\u202e"), st.integers(0, 8), st.integers(1, 8))
def test_tidied_entities_stay_within_the_text(text: str, offset: int, length: int) -> None:
    length = min(length, units(text) - offset)
    marked = tidy(Marked(text, ({**BOLD, "offset": offset, "length": length},) if length > 0 else ()))
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(marked.text) for e in marked.entities)
    assert marked.text == marked.text.rstrip() and not set("\t\r\u202e") & set(marked.text)
    assert tidy(marked) == marked


def test_tidying_moves_and_cuts_entities() -> None:
    assert tidy(Marked(" \r\n a\u202eb\t", ({**BOLD, "offset": 4, "length": 4},))) == Marked("ab", (BOLD,))
    many = tuple({**BOLD, "offset": n, "length": 1} for n in range(150))
    assert len(tidy(Marked("x" * 150, many)).entities) == ENTITIES_KEPT


def test_what_telegram_finds_in_a_text() -> None:
    text = "/ask@reports_bot 🐑 @ada_l see https://example.org/a?b #grain a/b x@y.zz /new"
    assert [(e["type"], cut(text, e["offset"], e["length"])) for e in found(text)] == [
        ("bot_command", "/ask@reports_bot"),
        ("mention", "@ada_l"),
        ("url", "https://example.org/a?b"),
        ("hashtag", "#grain"),
        ("bot_command", "/new"),
    ]
