import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from liars import chinese_number, english_number, han, spelt

from rag.measures import Measure, measures, months, of_date, of_figure, same
from vectorstore.figures import figures


def one(text: str) -> Measure:
    (measure,) = measures(text)
    return measure


@pytest.mark.parametrize(
    ("answer", "passage"),
    [
        ("1.5 tons", "1500公斤"), ("1.5 tons", "1.5吨"), ("3000 jin", "1.5吨"), ("36 km", "36000米"),
        ("36 km", "36公里"), ("36,000 meters", "36千米"), ("15 mu", "1公顷"), ("2 hectares", "30亩"),
        ("3 hours", "180分钟"), ("24 hours", "24小时"), ("12,000 yuan", "1.2万元"), ("RMB 500", "500元"),
        ("¥500", "500元"), ("$3.5 million", "350万美元"), ("3%", "百分之三"), ("3 percent", "3%"),
        ("30 percent", "三成"), ("two thirds", "三分之二"), ("3 percentage points", "3个百分点"),
        ("20,000", "2万份"), ("two hundred thousand", "20万份"), ("2.3 million", "230万"),
        ("120 million", "1.2亿"), ("312", "三百一十二个"), ("312 branches", "312个"), ("12 people", "12名"),
        ("12 residents", "十二人"), ("1 person", "一名"), ("eighteen", "18棵"), ("eighty-three", "八十三个"),
        ("18 months", "18个月"), ("2 years", "24个月"), ("36-km", "36公里"), ("36 км", "36公里"),
        ("12 por ciento", "12%"), ("20 тыс. человек", "2万人"), ("1,5 Millionen", "150万"), ("٤٧", "47个"),
        ("12 Prozent", "百分之十二"), ("36킬로미터", "36公里"), ("No. 3", "第三"), ("15°C", "15摄氏度"),
        ("１２", "12家"),
    ],
)  # fmt: skip
def test_equal_numbers_are_equal_in_whatever_words(answer, passage):
    assert same(one(answer), one(passage))
    assert same(one(passage), one(answer))


@pytest.mark.parametrize(
    ("answer", "passage"),
    [
        ("36 km", "36名"), ("36 km", "36米"), ("12%", "12家"), ("12 percent", "12个"), ("500 yuan", "500人"),
        ("$500", "500元"), ("3 percent", "3个"), ("3 percent", "3个百分点"), ("313", "312个"), ("3,000", "3个"),
        ("3 hours", "3天"), ("5 tons", "5公斤"), ("5 tons", "5元"), ("12 people", "12公里"),
        ("200,000", "2万份"), ("18", "8棵"), ("1.5 tons", "15吨"), ("200", "199.6个"),
    ],
)  # fmt: skip
def test_other_numbers_and_numbers_of_other_things_are_not(answer, passage):
    assert not same(one(answer), one(passage))


def test_what_a_point_or_comma_means_depends_on_the_language():
    def read(text, language):
        return measures(text, language)[0].values

    assert read("3,000 tons", "en") == (3000.0,)
    assert read("1.500 tons", "en") == (1.5,)
    assert read("1.500 Tonnen", "de") == (1.5, 1500.0)
    assert read("3.000 Tonnen", "de") == (3000.0,)
    assert read("1,500 тонн", "ru") == (1500.0, 1.5)
    assert read("2.000.000", "es") == (2_000_000.0,)


def test_a_range_can_be_named_by_either_end_in_its_unit_and_scale():
    low, high = measures("补助3至5万元")
    assert same(one("30,000 yuan"), low)
    assert same(one("50,000 yuan"), high)
    low, high = measures("30-50公里")
    assert same(one("30 km"), low)
    assert not same(one("30 people"), low)
    either = one("五六十人")
    assert same(one("50"), either)
    assert same(one("60"), either)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1. The town has 12 sites", [12]),
        ("2) 有3个", [3]),
        ("一、有3个", [3]),
        ("第二，有5名", [5]),
        ("COVID-19 hit 3 towns", [3]),
        ("三农工作一线", [1]),
        ("一个", [1]),
        ("One of them", []),
        ("hundreds of people, dozens of towns", []),
        ("a third room", []),
        ("zero deaths", [0]),
        ("零感染、零下五度、一百零八个", [0, 5, 108]),
        ("RMB 4.5m", [4_500_000]),
        ("没有数字的句子", []),
        ("", []),
        ("7月18日，8个乡镇", [7, 18, 8]),
        ("July 18, 2021", [18, 2021]),
        ("2021-07-18", [2021, 7, 18]),
    ],
)
def test_lists_the_numbers_of_a_sentence(text, values):
    assert [measure.values[0] for measure in measures(text)] == values


def test_an_article_is_a_number_only_where_one_is_looked_for():
    assert [measure.sure for measure in measures("一名教师和两名医生")] == [False, True]


def test_spans_take_in_the_unit():
    text = "全县发放救生衣1.2万件、大米1.5吨，占百分之三"
    assert [text[m.start : m.end] for m in measures(text)] == ["1.2万件", "1.5吨", "百分之三"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1月26日和十二月", {1, 12}),
        ("on January 26 and in May 2020", {1, 5}),
        ("元月起", {1}),
        ("3个月，三个月", set()),
        ("le 3 février", {2}),
        ("3 июля", {7}),
        ("it may rain", set()),
    ],
)
def test_lists_the_months_of_the_year(text, found):
    assert months(text) == found


def test_reads_figures_and_dates_of_the_record():
    (figure,) = figures("全程3个半小时。", [(0, 8)])
    assert same(one("3.5 hours"), of_figure(figure))
    (share,) = figures("增长百分之三。", [(0, 7)])
    assert same(one("3%"), of_figure(share))
    assert not same(one("3 people"), of_figure(share))
    assert [m.values for m in of_date("2021-07-18")] == [(2021.0,), (7.0,), (18.0,)]
    assert of_date("") == []


@given(st.integers(2, 900_000), st.randoms(use_true_random=False))
def test_a_value_is_itself_in_any_notation_and_no_other(value, rng):
    value = value // 100 * 100 if value > 10_000 else value
    other = value + rng.choice([1, -1, 10, 100, value, 9 * value])
    assume(other > 1 and other != value)
    said, written = one(f"about {english_number(value, rng)} trees"), one(f"约{chinese_number(value, rng)}棵")
    assert same(said, written)
    assert not same(one(f"{other} trees"), written)
    assert not same(said, one(f"{other}棵"))
    assert not same(said, one(f"{value}%"))


@given(st.integers(2, 9_999))
def test_number_words_are_read_whole(value):
    assert one(f"{spelt(value)} trees").values == (float(value),)
    assert one(f"{han(value)}棵").values == (float(value),)


@given(
    st.integers(1, 5_000),
    st.sampled_from([("吨", "tons"), ("公里", "km"), ("元", "yuan"), ("亩", "mu"), ("小时", "hours")]),
)
def test_a_measured_value_is_no_other_measure(value, unit):
    chinese, english = unit
    assert same(one(f"{value} {english}"), one(f"{value}{chinese}"))
    for other in ("吨", "公里", "元", "亩", "小时", "人", "%"):
        assert same(one(f"{value} {english}"), one(f"{value}{other}")) == (other == chinese)


def test_a_generated_number_is_written_in_its_notations():
    rng = random.Random(3)
    assert {chinese_number(1508, rng) for _ in range(50)} == {"1508", "1,508", "１５０８", "一千五百零八"}
    assert {english_number(1508, rng) for _ in range(50)} == {
        "1508",
        "1,508",
        "one thousand and five hundred and eight",
    }
