from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.numerals import ABOUT, EXACT, HAN, NUMERAL, OVER, Reading, fold, read
from vectorstore.quantities import Quantity, quantities


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("12,345", 12_345),
        ("3.5万", 35_000),
        ("1亿2000万", 120_000_000),
        ("4万5", 45_000),
        ("4万5000", 45_000),
        ("3百万", 3_000_000),
        ("2000万亿", 2e15),
        ("零", 0),
        ("十", 10),
        ("十七", 17),
        ("廿五", 25),
        ("一百零五", 105),
        ("一百五", 150),
        ("两百三", 230),
        ("两千零三", 2_003),
        ("两万五", 25_000),
        ("一亿二千万", 120_000_000),
        ("一百零五万三千", 1_053_000),
        ("二〇二二", 2022),
        ("三点五万", 35_000),
        ("叁仟伍佰", 3_500),
    ],
)
def test_reads_the_value(numeral: str, value: float) -> None:
    assert re.fullmatch(NUMERAL, numeral)
    assert read(numeral) == Reading(float(value), None, EXACT)


@pytest.mark.parametrize(
    ("numeral", "reading"),
    [
        ("十余万", Reading(100_000.0, None, OVER)),
        ("500余万", Reading(5_000_000.0, None, OVER)),
        ("数十万", Reading(100_000.0, None, OVER)),
        ("十几", Reading(10.0, None, OVER)),
        ("三十来万", Reading(300_000.0, None, ABOUT)),
        ("五六十", Reading(50.0, 60.0, EXACT)),
        ("十七八", Reading(17.0, 18.0, EXACT)),
        ("三四千", Reading(3_000.0, 4_000.0, EXACT)),
        ("三五百", Reading(300.0, 500.0, EXACT)),
    ],
)
def test_reads_what_is_not_exact(numeral: str, reading: Reading) -> None:
    assert read(numeral) == reading


@pytest.mark.parametrize("numeral", ["五三", "万一", "2万3亿", "1" * 40, "一" * 40])
def test_refuses_what_is_no_number(numeral: str) -> None:
    assert read(numeral) is None


def test_folding_keeps_the_length_and_a_comma_between_clauses() -> None:
    text = "共１２，３４５个（９０％），３人，４５只"
    assert fold(text) == "共12,345个(90%)，3人，45只"
    assert len(fold(text)) == len(text)


def _chinese(number: int) -> str:
    """Write a number below 10^8 in Chinese, section by section."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = "" if low == 0 else ("零" if low < 1000 else "") + _chinese(low)
        return _chinese(high) + "万" + rest
    written, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            written += ("零" if gap else "") + digits[digit] + name
            gap = False
        elif written:
            gap = True
    return written or "零"


@given(st.integers(0, 10**8 - 1))
def test_a_number_reads_back_however_it_is_written(number: int) -> None:
    written = _chinese(number)
    assert re.fullmatch(HAN, written)
    for form in (str(number), f"{number:,}", written):
        assert read(form) == Reading(float(number)), form


@given(st.integers(1, 10**7), st.sampled_from([("万", 10**4), ("亿", 10**8), ("千", 10**3)]))
def test_a_scale_multiplies(hundredths: int, scale: tuple[str, int]) -> None:
    name, factor = scale
    reading = read(f"{hundredths / 100:.2f}{name}")
    assert reading is not None
    assert reading.value == pytest.approx(hundredths * factor / 100)


@given(st.integers(10**3, 10**9))
def test_separators_of_any_country_read_back(number: int) -> None:
    for mark in (",", ".", "'", "\u00a0", " "):
        written = f"{number:,}".replace(",", mark)
        (found,) = quantities(f"({written})")
        assert found.equals(number), written
    arabic = str(number).translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    assert [q.value for q in quantities(arabic)] == [float(number)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 12,345 people", [("12,345", 12_345.0)]),
        ("1.5 million and 477", [("1.5 million", 1_500_000.0), ("477", 477.0)]),
        ("3,5 млн человек", [("3,5 млн", 3_500_000.0)]),
        ("1.234.567,8 €", [("1.234.567,8", 1_234_567.8)]),
        ("five hundred and twelve of the twenty-one", [("five hundred and twelve", 512.0), ("twenty-one", 21.0)]),
        ("one of them", []),
        ("20k views, 5 m high", [("20k", 20_000.0), ("5", 5.0)]),
        ("两千人，近20万份", [("两千", 2_000.0), ("20万", 200_000.0)]),
        ("百分之三十，三分之一", [("百分之三十", 30.0), ("三分之一", 100 / 3)]),
        ("2020年三月", [("2020", 2020.0), ("三", 3.0)]),
        ("一起、一直、万一", []),
    ],
)
def test_quantities_of_any_language(text: str, found: list[tuple[str, float]]) -> None:
    assert [(text[q.start : q.end], q.value) for q in quantities(text)] == found


def test_an_ambiguous_mark_has_two_readings() -> None:
    assert quantities("1.500") == [Quantity(0, 5, 1.5, 1500.0)]
    assert quantities("12,345") == [Quantity(0, 6, 12_345.0, 12.345)]


@given(st.text(max_size=200))
def test_quantities_stand_in_order_and_apart(text: str) -> None:
    found = quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
