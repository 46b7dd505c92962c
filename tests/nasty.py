"""Texts that are hard to send: halves of surrogate pairs, controls, writing direction, markup, joined characters."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "</pre>", "<b>", "</b></i>", "<a href='x'>", "&lt;", "&#0;", "&", "<!--", "]]>", "`", "*", "@everyone", "/start",
    "😀", "👩\u200d👩\u200d👧", "🇨🇳", "👍🏽", "e\u0301", "\u202e", "\u2066", "\u2068", "\u2069", "שלום", "مرحبا",
    "\u200b", "\u200d", "\ufeff", "\u0000", "\x1b[2J", "\r\n", "\n\n", "\n", "\t", "\u2028", "\ud83d", "\ude00",
    " ", "\u3000", "河口镇修路21条。", "一句话，", "A sentence. ", "“引文。” [1]", "x" * 50, "\u0333", "\U000e0041",
    "\uffff", "\U0010ffff",
)  # fmt: skip

characters = st.characters(categories=("L", "M", "N", "P", "S", "Z", "C"))
nasty = st.lists(st.one_of(st.sampled_from(PIECES), st.text(characters, max_size=8)), max_size=40).map("".join)
