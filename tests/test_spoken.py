"""Thoughts in a model's text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.spoken import Restart, spoken


def said(pieces: list[str]) -> str:
    """What counts in the end."""
    text = ""
    for piece in spoken(pieces):
        text = "" if isinstance(piece, Restart) else text + piece
    return text


def test_text_passes_piece_by_piece() -> None:
    assert list(spoken(["修路", "21", "条。", ""])) == ["修路", "21", "条。"]


def test_thought_is_left_out() -> None:
    assert list(spoken(["\n<think>", "先看第二段</think>", "\n\n", "修路21条。"])) == ["修路21条。"]


def test_thought_that_was_opened_in_the_prompt_is_taken_back() -> None:
    assert list(spoken(["先看", "第二段</thi", "nk>", "修路21条。"])) == ["先看", "第二段", Restart(), "修路21条。"]


def test_sign_that_begins_no_tag_is_said() -> None:
    assert list(spoken(["a <", " b", "; </th", "ree"])) == ["a ", "< b", "; ", "</three"]
    assert list(spoken(["<thi"])) == ["<thi"]


def test_unfinished_thought_says_nothing() -> None:
    assert list(spoken(["<think>", "先看第二段</thin"])) == []


def test_two_thoughts() -> None:
    assert said(["<think>甲</think><thinking>乙</thinking>修路21条。"]) == "修路21条。"


@given(st.text("<think/>甲 \n", max_size=12), st.text("甲乙ab。", min_size=1, max_size=12), st.data())
def test_cuts_make_no_difference(thought: str, text: str, data: st.DataObject) -> None:
    whole = f"<think>{thought}</think>{text}"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert said(pieces) == text


@given(st.text("<think/>甲a ", max_size=20), st.lists(st.integers(0, 20), max_size=8))
def test_cuts_make_no_difference_to_any_text(whole: str, cuts: list[int]) -> None:
    cuts = sorted(min(cut, len(whole)) for cut in cuts)
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert said(pieces) == said([whole])
