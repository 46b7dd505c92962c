"""Passages as the bot sends them, whole: the quote marked, long ones shortened around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram_citations import BOOKS, CHINESE, ENGLISH, PASSAGE, ROADS

from bot.telegram.markup import units
from bot.telegram.message import Button, Message
from bot.telegram.passage_message import passage_message, quote_span


def test_a_passage_with_its_quote_marked() -> None:
    assert passage_message(ROADS, "k3", ENGLISH, before=True, after=False) == Message(
        "<b>[1] 河口镇修路忙</b>\n河口镇 · 2021-05\n<code>a.txt</code>\n\n"
        "开春以来。\n<b><u>河口镇今年共修通村\n道21条，长36公里。</u></b>路边种下1200棵樟树。",
        f"[1] 河口镇修路忙\n河口镇 · 2021-05\na.txt\n\n{PASSAGE}",
        ((Button("◀", "p:k3:1:-1"), Button("✕", "x:k3")),),
    )


def test_the_passage_after_it() -> None:
    message = passage_message(BOOKS, "k3", CHINESE, offset=2, text="村民都说好。", before=True, after=True)
    assert message == Message(
        "<b>[2]</b>\n白石村\n<code>sub/b.txt</code>\n<i>引文之后</i>\n\n村民都说好。",
        "[2]\n白石村\nsub/b.txt\n引文之后\n\n村民都说好。",
        ((Button("◀", "p:k3:2:1"), Button("✕", "x:k3"), Button("▶", "p:k3:2:3")),),
    )


def test_a_long_passage_is_shortened_around_its_quote() -> None:
    passage = "前" * 9000 + "河口镇修路21条。" + "后" * 9000
    one = replace(ROADS, quote="河口镇修路21条。", passage=passage, start=9007)
    message = passage_message(one, "k3", ENGLISH, before=False, after=False)
    body = message.plain.split("\n\n")[1]
    assert units(message.plain) == 4096
    assert "前<b><u>河口镇修路21条。</u></b>后" in message.html
    assert (body[:2], body[-2:]) == ("…前", "后…")
    assert abs(body.count("前") - body.count("后")) <= 1


@pytest.mark.parametrize(("start", "span"), [(0, (0, 4)), (8, (7, 12))])
def test_of_two_places_the_quote_is_the_one_the_report_has(start: int, span: tuple[int, int]) -> None:
    one = replace(ROADS, quote="路通了。", passage="路通了。桥不。路通\n了。", start=start, passage_start=0)
    assert quote_span(one) == span


def test_a_quote_that_is_not_in_its_passage_marks_nothing() -> None:
    message = passage_message(replace(ROADS, quote="没有"), "k3", ENGLISH, before=False, after=False)
    assert message.html.endswith(f"\n\n{PASSAGE}")
