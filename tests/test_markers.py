import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import Marker, marker_end, markers, without_markers

FORMS = {
    "square": "[{}]", "full width": "［{}］", "lenticular": "【{}】", "tortoise shell": "〔{}〕",
    "double": "[[{}]]", "id": "(ID:{})", "full-width id": "（ID：{}）", "source": "[Source {}]",
    "来源": "[来源{}]", "bracketed 来源": "（来源：{}）",
    "passage": "[passage {}]", "footnote": "[^{}]",
    "with its tool": "[{}†source]", "escaped": r"\[{}\]", "hash": "[#{}]",
}  # fmt: skip
SEPARATORS = [",", ", ", "，", "、", ";", " ", " and ", "和"]


def numbers(text: str) -> list[tuple[int, ...]]:
    return [marker.numbers for marker in markers(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A [1] B", [(1,)]),
        ("A [1][2].", [(1,), (2,)]),
        ("A [1-3].", [(1, 2, 3)]),
        ("A [10–12]。", [(10, 11, 12)]),
        ("A [3-1]", [(3, 1)]),
        ("A [1-99]", [(1, 99)]),
        ("A [1,1]", [(1,)]),
        ("A [Source 1, Source 2]", [(1, 2)]),
        ("A [ID:1, ID:2]", [(1, 2)]),
        ("A 【4:0†source】", [(4,)]),
        ("A ［１，２］", [(1, 2)]),
        ("A [٣]", [(3,)]),
        ("A [第2段]", [(2,)]),
        ("since [2020] it", [(2020,)]),
        ("据〔2020〕12号文件", []),
        ("据[2020]第12号文件", []),
        ("item (1) and (2)", []),
        ("x [note] [] [1.5] [a1] 1] [1", []),
        ("(see 2019)", []),
        ("[" + "1" * 3000, []),
        ("[" + "1," * 3000, []),
    ],
)
def test_reads_markers(text, read):
    assert numbers(text) == read


def test_gives_the_spans_of_markers_and_the_text_without_them():
    text = "设了3处[1]，修了5公里 【2、3】。"
    assert markers(text) == [Marker(4, 7, (1,)), Marker(14, 19, (2, 3))]
    assert without_markers(text) == "设了3处，修了5公里 。"


@given(
    st.sampled_from(sorted(FORMS)), st.lists(st.integers(0, 99), min_size=1, max_size=6), st.sampled_from(SEPARATORS)
)
def test_reads_back_any_list_of_numbers_in_any_form(form, listed, separator):
    written = FORMS[form].format(separator.join(map(str, listed)))
    text = f"前文 {written}后文"
    (marker,) = markers(text)
    assert marker.numbers == tuple(dict.fromkeys(listed))
    assert text[marker.start : marker.end] == written


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_reads_back_markers_that_stand_together(listed):
    assert numbers("".join(f"[{n}]" for n in listed)) == [(n,) for n in listed]


@given(st.text(st.characters(exclude_characters="[]［］【】〔〕()（）\\", exclude_categories=["Cs"])))
def test_reads_no_marker_where_there_is_no_bracket(text):
    assert markers(text) == []
    assert without_markers(text) == text


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("[1] A", 3),
        ("[1]", None),
        ("[1", None),
        ("[", None),
        ("[1]]x", 4),
        ("[a] b", 0),
        ("(1) b", 0),
        ("[1\nx", 0),
        ("x", 0),
    ],
)
def test_tells_where_a_marker_ends_once_nothing_can_change_it(text, end):
    assert marker_end(text, 0) == end


@given(st.text("[]［］【】()1２, 源ID:x\n\\^-", max_size=30), st.integers(1, 30))
def test_what_is_told_of_a_broken_off_text_stays_true(text, length):
    if text and (end := marker_end(text[:length], 0)) is not None:
        assert marker_end(text, 0) == end
