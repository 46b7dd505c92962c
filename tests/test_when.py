"""Dates that a question names, and what is of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.when import Moment, is_of_year, moments, without_dates, years

JUNE = Moment(2019, 6)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2019年6月修了多少条路", [JUNE]),
        ("2019年的6月修了多少条路", [JUNE]),
        ("2019 年 6 月修路", [JUNE]),
        ("2019年修路", [Moment(2019, None)]),
        ("6月份修路", [Moment(None, 6)]),
        ("6月3号修路", [Moment(None, 6, 3)]),
        ("2018年和2019年各修了几条路", [Moment(2018, None), Moment(2019, None)]),
        ("3月和4月各修了几条路", [Moment(None, 3), Moment(None, 4)]),
        ("2019年6月3日和2019年6月3日", [Moment(2019, 6, 3)]),
        ("roads built in June 2019", [JUNE]),
        ("on June 3, 2019", [Moment(2019, 6, 3)]),
        ("on June 3rd", [Moment(None, 6, 3)]),
        ("on the 3rd of June", [Moment(None, 6, 3)]),
        ("3 JUNE 2019", [Moment(2019, 6, 3)]),
        ("June and July", [Moment(None, 6), Moment(None, 7)]),
        ("from 2018 to 2019", [Moment(2018, None), Moment(2019, None)]),
        ("by May 2019", [Moment(2019, 5)]),
        ("in May", [Moment(None, 5)]),
        ("el 1 de junio de 2019", [Moment(2019, 6, 1)]),
        ("le 3 mars 2019", [Moment(2019, 3, 3)]),
        ("le 1er juin", [Moment(None, 6, 1)]),
        ("am 3. Juni 2019", [Moment(2019, 6, 3)]),
        ("в июне 2019", [JUNE]),
        ("3 июня 2019 года", [Moment(2019, 6, 3)]),
    ],
)
def test_the_dates_that_a_question_names(question: str, expected: list[Moment]) -> None:
    assert moments(question) == tuple(expected)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "May I ask?",
        "They march to the hill",
        "Mayor Junes",
        "the year 1850",
        "一共修了3条路",
        "用了6个月",
        "12019",
        "30月",
        "13月",
    ],
)
def test_what_names_no_date(question: str) -> None:
    assert moments(question) == ()


@pytest.mark.xfail(reason="not read", strict=True)
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2018年6月和7月", [Moment(2018, 6), Moment(2018, 7)]),
        ("June 2018 and 2019", [Moment(2018, 6), Moment(2019, None)]),
        ("2019-06-03", [Moment(2019, 6, 3)]),
        ("二〇一九年六月", [JUNE]),
    ],
)
def test_dates_that_are_hard(question: str, expected: list[Moment]) -> None:
    assert moments(question) == tuple(expected)


@pytest.mark.parametrize(
    ("moment", "text", "date", "expected"),
    [
        (JUNE, "2019年6月修路。", "2021", True),
        (JUNE, "2020年6月修路。", "2019-06", False),
        (JUNE, "6月修路。", "2019", True),
        (JUNE, "6月修路。", "", True),
        (JUNE, "6月修路。", "2021-03", False),
        (JUNE, "去年6月修路。", "2020", True),
        (JUNE, "7月修路。", "2019-06", False),
        (JUNE, "路修好了。", "2019-06-03", True),
        (JUNE, "路修好了。", "2019-07", False),
        (JUNE, "路修好了。", "2018-06", False),
        (JUNE, "路修好了。", "", False),
        (Moment(None, 6), "路修好了。", "2018-06", True),
        (Moment(None, 6, 3), "6月3日修路。", "", True),
        (Moment(None, 6, 3), "6月4日修路。", "2019-06-03", False),
        (Moment(None, 6, 3), "路修好了。", "2019-06-03", False),
        (Moment(2019, None), "路修好了。", "2019-06", True),
        (Moment(2019, None), "2019年修路。", "2021", True),
        (Moment(2019, None), "2020年修路。", "2021", False),
    ],
)
def test_what_is_of_a_date(moment: Moment, text: str, date: str, expected: bool) -> None:
    assert moment.is_of(text, date) is expected


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 28))
def test_a_date_in_full_is_read_and_is_of_itself(year: int, month: int, day: int) -> None:
    said = f"{year}年{month}月{day}日"
    assert moments(f"{said}修了几条路？") == (Moment(year, month, day),)
    assert Moment(year, month, day).is_of(said, "")
    assert Moment(year, month).is_of(said, "") and Moment(year, None).is_of(said, "")
    assert not Moment(year, month % 12 + 1).is_of(said, "")


@given(st.text(max_size=100))
def test_each_date_once(question: str) -> None:
    found = moments(question)
    assert len(set(found)) == len(found)


def test_months_in_letters_are_left_out() -> None:
    assert without_dates("How many roads by May 2019, and may more follow?").split() == [
        "How", "many", "roads", "by", ",", "and", "may", "more", "follow?",
    ]  # fmt: skip
    assert without_dates("on the 3rd of June").split() == ["on", "the"]
    assert without_dates("2019年6月修路") == "2019年6月修路"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("松林镇2017年种了2000棵树?", (2017,)),
        ("How many trees were planted in 2017?", (2017,)),
        ("How many trees did Songlin plant in 2017 and in May 2018?", (2018, 2017)),
        ("¿Cuántos árboles plantaron en 2017?", (2017,)),
        ("Which town planted 2000 trees?", ()),
        ("Who paid 1950 yuan in 2000 instalments?", ()),
        ("", ()),
    ],
)
def test_years_are_told_from_counts(question: str, expected: tuple[int, ...]) -> None:
    assert years(question) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("种了树", set()),
        ("去年种了树", {2018}),
        ("明年再种树", {2020}),
        ("三年前种了树", {2016}),
        ("15年来最大的雨", {2004}),
        ("17年种了树", {2017}),
        ("前年种了树", {2017}),
    ],
)
def test_how_a_text_names_a_year(text: str, expected: set[int]) -> None:
    assert {year for year in range(2000, 2025) if is_of_year(year, text, "2019-03-05")} == {2019, *expected}


def test_white_space_is_read_in_no_time() -> None:
    """What takes seconds for 400 spaces takes minutes for 2,000."""
    assert moments(" " * 2000) == ()
