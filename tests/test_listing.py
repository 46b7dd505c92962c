"""The figures of an index, listed and compared, over real stores and an encoder of character pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from bigrams import BigramEncoder

from rag.comparable import comparison, same_measure, same_thing
from rag.listing import Listed, list_figures
from vectorstore.encoder import Encoder
from vectorstore.errors import ReportbotError
from vectorstore.index import Index, Location, open_index
from vectorstore.sync import sync
from vectorstore.types import Figure, Unit

REPORTS = {
    "hekou.txt": (
        "河口镇修路护河两手抓\n\n2021年5月6日\n\n今年以来，河口镇共修通村道21条。全镇设立护河站36个，登记志愿者420名。\n\n"
        "4月里，群众为护河捐款3.5万元。"
    ),
    "baishi.txt": (
        "白石镇护河见闻\n\n2021年6月1日\n\n白石镇设立护河站14个。镇里的书屋藏书3000册。\n\n志愿者服务队有5支，报名的志愿者近200名。"
    ),
}


@pytest.fixture(scope="module")
def bigrams() -> Encoder:
    return cast(Encoder, BigramEncoder())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, bigrams: Encoder) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    location = Location(tmp_path_factory.mktemp("data"))
    sync(folder, location, bigrams)
    yield open_index(location, bigrams.identity)


def written(listed: list[Listed]) -> list[tuple[str, str]]:
    return [(one.place, one.figure.text) for one in listed]


def test_all_figures_by_report_and_in_the_order_of_the_text(index: Index, bigrams: Encoder) -> None:
    assert written(list_figures(index, bigrams)) == [
        ("白石镇", "14个"),
        ("白石镇", "3000册"),
        ("白石镇", "5支"),
        ("白石镇", "近200名"),
        ("河口镇", "21条"),
        ("河口镇", "36个"),
        ("河口镇", "420名"),
        ("河口镇", "3.5万元"),
    ]


def test_offsets_lead_to_the_figure_in_the_file(index: Index, bigrams: Encoder) -> None:
    for one in list_figures(index, bigrams):
        assert REPORTS[one.report][one.start : one.end] == one.figure.text
        assert one.sentence in REPORTS[one.report]
        assert one.figure.text in one.sentence


def test_one_report(index: Index, bigrams: Encoder) -> None:
    listed = list_figures(index, bigrams, report="hekou.txt")
    assert written(listed) == [("河口镇", "21条"), ("河口镇", "36个"), ("河口镇", "420名"), ("河口镇", "3.5万元")]
    assert {(one.date, one.title, one.score) for one in listed} == {("2021-05-06", "河口镇修路护河两手抓", 0.0)}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("护河站", {("河口镇", "36个"), ("白石镇", "14个")}),
        ("捐款", {("河口镇", "3.5万元")}),
        ("白石镇的护河站", {("白石镇", "14个")}),
    ],
)
def test_those_that_match(index: Index, bigrams: Encoder, about: str, expected: set[tuple[str, str]]) -> None:
    listed = list_figures(index, bigrams, about)
    assert set(written(listed[: len(expected)])) == expected
    assert [one.score for one in listed] == sorted((one.score for one in listed), reverse=True)


@pytest.mark.parametrize("about", ["temporary party branches", "臨時黨支部"])
def test_an_english_or_traditional_text_finds_the_sample_reports_figures(
    sample_index: Index, encoder: Encoder, about: str
) -> None:
    compared = comparison(list_figures(sample_index, encoder, about), 10)
    assert compared is not None
    assert compared.thing == "临时党支部"
    assert [row.one.figure.text for row in compared.rows] == ["477个", "34个", "26个", "19个"]
    assert [row.label for row in compared.rows] == [row.one.place for row in compared.rows]


def test_about_and_report(index: Index, bigrams: Encoder) -> None:
    assert written(list_figures(index, bigrams, "护河站", "hekou.txt"))[0] == ("河口镇", "36个")
    assert {one.report for one in list_figures(index, bigrams, "护河站", "hekou.txt")} == {"hekou.txt"}
    assert list_figures(index, bigrams, "白石镇的护河站", "hekou.txt") == []


def test_a_place_alone_lists_all_its_figures(index: Index, bigrams: Encoder) -> None:
    assert len(list_figures(index, bigrams, "河口镇")) == 4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hekuo.txt", "The index has no report 'hekuo.txt', but hekou.txt, baishi.txt."),
        ("HEKOU", "The index has no report 'HEKOU', but hekou.txt."),
        ("纪要", "The index has no report '纪要', but 2 others; `reportbot doctor` names them."),
    ],
)
def test_an_unknown_report(index: Index, bigrams: Encoder, name: str, message: str) -> None:
    with pytest.raises(ReportbotError) as raised:
        list_figures(index, bigrams, report=name)
    assert str(raised.value) == message


def figure(
    text: str, value: float, unit: str, kind: Unit, counted: str = "", action: str = "", when: str = ""
) -> Figure:
    return Figure(0, len(text), text, value, None, "", unit, kind, counted, action, "", when)


def listed(place: str, report: str, one: Figure, article: int = 0, date: str = "") -> Listed:
    return Listed(report, article, "题", place, date, one, one.text, 0, len(one.text))


def test_comparison_takes_the_best_of_each_article_that_counts_the_same() -> None:
    most = 10
    stations = [
        listed("甲镇", "a.txt", figure("14个", 14, "个", Unit.THINGS, "护河站(点)")),
        listed("乙镇", "b.txt", figure("36处", 36, "处", Unit.THINGS, "镇护河站")),
        listed("甲镇", "a.txt", figure("2个", 2, "个", Unit.THINGS, "护河站")),
        listed("丙镇", "b.txt", figure("90名", 90, "名", Unit.PEOPLE, "护河站"), article=1),
        listed("丁镇", "c.txt", figure("5支", 5, "支", Unit.THINGS, "护河队")),
    ]
    compared = comparison(stations, most)
    assert compared is not None
    assert (compared.thing, compared.left_out) == ("护河站", 3)
    assert [(row.label, row.value, row.one.figure.text) for row in compared.rows] == [
        ("乙镇", 36, "36处"),
        ("甲镇", 14, "14个"),
    ]


def test_two_articles_on_one_place_stand_with_their_dates_and_the_same_figure_once() -> None:
    rows = [
        listed("甲镇", "a.txt", figure("3个", 3, "个", Unit.THINGS, "站", when="2月底"), date="2021-03"),
        listed("甲镇", "b.txt", figure("5个", 5, "个", Unit.THINGS, "站"), date="2021-04"),
        listed("甲镇", "c.txt", figure("5个", 5, "个", Unit.THINGS, "站"), date="2021-05"),
    ]
    compared = comparison(rows, 10)
    assert compared is not None
    assert [row.label for row in compared.rows] == ["甲镇 (2021-04)", "甲镇 (2月底)"]


def test_units_are_brought_to_one_scale() -> None:
    rows = [
        listed("甲镇", "a.txt", figure("3吨", 3, "吨", Unit.WEIGHT, action="捐赠")),
        listed("乙镇", "b.txt", figure("900公斤", 900, "公斤", Unit.WEIGHT, action="捐赠")),
        listed("丙镇", "c.txt", figure("8000斤", 8000, "斤", Unit.WEIGHT, action="捐赠")),
    ]
    compared = comparison(rows, 2)
    assert compared is not None
    assert [(row.label, row.value) for row in compared.rows] == [("丙镇", 4e6), ("甲镇", 3e6)]
    assert (compared.thing, compared.left_out) == ("捐赠", 1)


def test_nothing_listed_is_nothing_compared() -> None:
    assert comparison([], 10) is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (("名", Unit.PEOPLE), ("人", Unit.PEOPLE), True),
        (("人次", Unit.PEOPLE), ("人", Unit.PEOPLE), False),
        (("%", Unit.PERCENT), ("成", Unit.PERCENT), True),
        (("%", Unit.PERCENT), ("个百分点", Unit.PERCENT), False),
        (("元", Unit.MONEY), ("美元", Unit.MONEY), False),
        (("公里", Unit.DISTANCE), ("米", Unit.DISTANCE), True),
        (("个", Unit.THINGS), ("次", Unit.TIMES), False),
    ],
)
def test_same_measure(a: tuple[str, Unit], b: tuple[str, Unit], same: bool) -> None:
    assert same_measure(figure("1", 1, *a), figure("1", 1, *b)) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("突击队", "青年突击队", True),
        ("志愿者", "志愿者服务队", False),
        ("巡逻队", "医疗队", False),
        ("", "巡逻队", False),
        ("", "", True),
    ],
)
def test_same_thing(a: str, b: str, same: bool) -> None:
    assert same_thing(a, b) is same
    assert same_thing(b, a) is same
