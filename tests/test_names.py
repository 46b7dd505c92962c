"""Which articles a question names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import detect
from rag.names import MAIN, UNTITLED, WIDER, named
from rag.place_names import name_of
from vectorstore.catalog import Entry
from vectorstore.terms import question_terms

PLACES = (
    "南平县",
    "芦县",
    "清河镇 云台县",
    "清河村 梅岭乡 芦县",
    "大王店乡 云台县",
    "西安市",
    "城关镇 芦县",
    "城关镇 云台县",
    "石桥镇",
    "东石桥镇",
    "光明区",
    "贵德县",
    "临江市第二人民医院 临江市",
    "临江市",
    "云台县第一中学 云台县",
    "桐山经济开发区",
    "广东省",
    "海棠街道 吕梁市",
)


def entries(*places: str) -> list[Entry]:
    """Articles with a title, numbered through, each about places that are set apart by spaces."""
    return [Entry("report.txt", i, "记", tuple(one.split()), "", ()) for i, one in enumerate(places)]


def meant(question: str, articles: list[Entry]) -> dict[str, float]:
    """The articles' places, and how much the question means each."""
    found = named(question, question_terms(question, detect(question)), articles)
    return {" ".join(articles[number].places): weight for (_, number), weight in found.items()}


def names(question: str) -> set[str]:
    return set(meant(question, entries(*PLACES)))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大王店乡有多少人?", {"大王店乡 云台县"}),
        ("大王店有多少人?", {"大王店乡 云台县"}),
        ("大 王 店 有多少人", {"大王店乡 云台县"}),
        ("大王店鄉有多少人?", {"大王店乡 云台县"}),
        ("広東省の病院はいくつ", {"广东省"}),
        ("広東省", {"广东省"}),
        ("다왕뎬향에는 몇 명이 삽니까?", {"大王店乡 云台县"}),
        ("다왕뎬에 몇 명이 삽니까?", {"大王店乡 云台县"}),
        ("시안시의 병원", {"西安市"}),
        ("어디에 병원이 있습니까?", set()),
        ("Huyện Nanping có bao nhiêu trường?", {"南平县"}),
        ("thôn Qinghe", {"清河村 梅岭乡 芦县"}),
        ("thị trấn Qinghe", {"清河镇 云台县"}),
        ("Desa Qinghe", {"清河村 梅岭乡 芦县"}),
        ("Qinghe köyü", {"清河村 梅岭乡 芦县"}),
        ("Qinghe, xã Meiling", {"清河村 梅岭乡 芦县"}),
        ("¿Cuántos en Qinghe, municipio de Meiling?", {"清河村 梅岭乡 芦县"}),
        ("Village: Qinghe. How many?", {"清河村 梅岭乡 芦县"}),
        ("Qinghe, village in Lu county", {"清河村 梅岭乡 芦县"}),
        ("QİNGHE Köyü'nde", {"清河村 梅岭乡 芦县"}),
        ("Qinghe villa prices", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("칭허 마을에는 몇 명이 삽니까?", {"清河村 梅岭乡 芦县"}),
        ("루현의 학교", {"芦县"}),
        ("오후 3시 시안에서", {"西安市"}),
        ("시청에서 시장은", set()),
        ("How many people live in Dawangdian?", {"大王店乡 云台县"}),
        ("how many people live in dawangdian", {"大王店乡 云台县"}),
        ("DAWANGDIAN", {"大王店乡 云台县"}),
        ("Da Wang Dian", {"大王店乡 云台县"}),
        ("Da-Wang-Dian's schools", {"大王店乡 云台县"}),
        ("Dawangdian township", {"大王店乡 云台县"}),
        ("Dàwángdiàn", {"大王店乡 云台县"}),
        ("Ｄａｗａｎｇｄｉａｎ", {"大王店乡 云台县"}),
        ("Сколько людей живёт в Давандяне?", {"大王店乡 云台县"}),
        ("What did Xi'an build?", {"西安市"}),
        ("What did Xi’an build?", {"西安市"}),
        ("What did Xian's schools do?", {"西安市"}),
        ("Что построили в Сиани?", {"西安市"}),
        ("сианьские школы", {"西安市"}),
        ("Lu County", {"芦县"}),
        ("the county of Lu", {"芦县"}),
        ("Luxian", {"芦县"}),
        ("Lüliang", {"海棠街道 吕梁市"}),
        ("Lvliang", {"海棠街道 吕梁市"}),
        ("Haitang subdistrict", {"海棠街道 吕梁市"}),
    ],
)
def test_however_a_name_is_written(question: str, expected: set[str]) -> None:
    assert names(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("清河有多少人", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("清河镇有多少人", {"清河镇 云台县"}),
        ("清河村有多少人", {"清河村 梅岭乡 芦县"}),
        ("清河村和清河镇各有多少人", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("Qinghe", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("Qinghe town's doctors", {"清河镇 云台县"}),
        ("Qinghe village", {"清河村 梅岭乡 芦县"}),
        ("the village of Qinghe", {"清河村 梅岭乡 芦县"}),
        ("How many village doctors has Qinghe?", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("Qinghe town and Qinghe village", {"清河镇 云台县", "清河村 梅岭乡 芦县"}),
        ("деревня Цинхэ", {"清河村 梅岭乡 芦县"}),
        ("el pueblo de Qinghe", {"清河镇 云台县"}),
        ("云台县的清河", {"清河镇 云台县"}),
        ("芦县城关镇有多少人", {"城关镇 芦县"}),
        ("城关镇有多少人", {"城关镇 芦县", "城关镇 云台县"}),
        ("Chengguan in Yuntai County", {"城关镇 云台县"}),
        ("芦县和清河镇各有多少人", {"芦县", "清河镇 云台县"}),
        ("石桥镇有几座桥", {"石桥镇"}),
        ("东石桥镇有几座桥", {"东石桥镇"}),
        ("东石桥镇和石桥镇各有几座桥", {"石桥镇", "东石桥镇"}),
        ("Dong Shiqiao", {"东石桥镇"}),
        ("临江市", {"临江市"}),
        ("临江市第二人民医院有多少床位", {"临江市第二人民医院 临江市"}),
        ("How many beds has Linjiang Second People's Hospital?", {"临江市第二人民医院 临江市"}),
        ("桐山经开区", {"桐山经济开发区"}),
        ("Tongshan Economic Development Zone", {"桐山经济开发区"}),
        ("桐山区", {"桐山经济开发区"}),
    ],
)
def test_places_of_one_name_are_told_apart(question: str, expected: set[str]) -> None:
    assert names(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "江西安义县有多少人",
        "光明的前途",
        "第二人民医院有多少床位",
        "经济开发区有多少企业",
        "第一中学有多少学生",
        "women made a range of human changes at the gate",
        "How long is the road?",
        "Lu and Xi",
        "新冠疫情",
        "Сколько больниц?",
        "",
        "?!",
        "😀",
        "\0",
    ],
)
def test_what_names_no_place(question: str) -> None:
    assert names(question) == set()


def test_a_county_inside_a_city_of_another_province_is_not_meant() -> None:
    articles = entries("南县", "北河镇")
    assert meant("河南县城有多少人", articles) == {}
    assert meant("河北河南有多少人", articles) == {}
    assert meant("南县县城和北河有多少人", articles) == {"南县": MAIN, "北河镇": MAIN}


def test_wider_places_count_less_and_only_if_no_main_place_is_named() -> None:
    articles = entries("清河镇 云台县", "大王店乡 云台县", "石桥镇 芦县")
    assert meant("云台县有多少人", articles) == {"清河镇 云台县": WIDER, "大王店乡 云台县": WIDER}
    assert meant("云台县清河镇有多少人", articles) == {"清河镇 云台县": MAIN}
    assert meant("云台县石桥镇有多少人", articles) == {"石桥镇 芦县": MAIN}


def test_an_untitled_article_counts_little_and_only_if_no_titled_one_is_named() -> None:
    titled = Entry("a.txt", 0, "修路记", ("清河镇", "云台县"), "", ())
    untitled = Entry("b.txt", 0, "", ("大王店乡", "云台县"), "", ())
    terms = question_terms("云台县大王店乡有多少人", "zh")
    assert named("大王店乡有多少人", terms, [titled, untitled]) == {("b.txt", 0): UNTITLED}
    assert named("云台县有多少人", terms, [titled, untitled]) == {("a.txt", 0): WIDER}
    assert named("云台县有多少人", terms, [untitled]) == {("b.txt", 0): UNTITLED}
    assert named("清河镇和大王店乡各有多少人", terms, [titled, untitled]) == {("a.txt", 0): MAIN}


def test_an_ordinary_word_is_a_place_only_with_its_kind_or_by_the_title() -> None:
    plain = Entry("a.txt", 0, "光明区修路记", ("光明区",), "", ())
    titled = Entry("b.txt", 0, "光明：修路记", ("光明区",), "", ())
    terms = question_terms("光明修了几条路", "zh")
    assert named("光明修了几条路", terms, [plain]) == {}
    assert named("光明修了几条路", terms, [plain, titled]) == {("b.txt", 0): MAIN}
    assert named("光明区修了几条路", terms, [plain, titled]) == {("a.txt", 0): MAIN, ("b.txt", 0): MAIN}


@pytest.mark.parametrize(
    ("place", "stem", "exact", "kind"),
    [
        ("清河镇", "清河", ("清河镇",), "镇"),
        ("云台县清河镇", "清河", ("云台县清河镇", "清河镇"), "镇"),
        ("芦县清河镇", "清河", ("芦县清河镇", "清河镇"), "镇"),
        ("芦县", "芦县", ("芦县",), "县"),
        ("临江市江南区海棠街道", "海棠", ("临江市江南区海棠街道", "海棠街道"), "街道"),
        ("临江市第二人民医院", "临江", ("临江市第二人民医院",), "医院"),
        ("临江市江南区图书馆", "江南", ("临江市江南区图书馆", "江南区图书馆"), ""),
        (
            "桐山经济技术开发区",
            "桐山",
            ("桐山经济技术开发区", "桐山开发区", "桐山经开区", "桐山经济开发区"),
            "开发区",
        ),
        ("大李庄", "大李庄", ("大李庄",), ""),
    ],
)
def test_the_forms_of_a_name(place: str, stem: str, exact: tuple[str, ...], kind: str) -> None:
    name = name_of(place)
    assert (name.stem, name.exact, name.kind) == (stem, exact, kind)


QUESTIONS = st.lists(
    st.sampled_from([*"南平芦清河镇村县大王店西安市的有 ", "Qinghe ", "Lu ", "Xi'an", " town", "Цинхэ"]), max_size=12
).map("".join)


@given(QUESTIONS, st.sets(st.integers(0, len(PLACES) - 1)))
def test_only_articles_that_are_given_are_named(question: str, kept: set[int]) -> None:
    articles = [entry for entry in entries(*PLACES) if entry.article in kept]
    found = named(question, question_terms(question, "zh"), articles)
    assert {number for _, number in found} <= kept
    assert len(set(found.values())) <= 1


@given(st.sampled_from(PLACES), st.sampled_from(["{}有多少人", "请问{}？", "how many people in {}"]))
def test_every_place_is_found_by_its_full_name(places: str, frame: str) -> None:
    assert places in names(frame.format(places.split()[0]))
