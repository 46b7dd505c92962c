"""The unit of what a question asks for."""

from __future__ import annotations

import pytest

from rag.asked import asked
from rag.asked_units import AGES, units_of
from vectorstore.types import Unit


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many years has she taught?", "年"),
        ("How old is the bridge?", "年"),
        ("How old is He Yumei?", "岁"),
        ("他今年几岁?", "岁"),
        ("何玉梅今年多大", "岁"),
        ("老何多大岁数了", "岁"),
        ("¿Qué edad tiene el alcalde?", "岁"),
        ("quel âge a le maire ?", "岁"),
        ("¿Cuántos días tardaron?", "天"),
        ("Сколько дней?", "天"),
        ("封闭了多少个小时?", "小时"),
        ("几分钟到?", "分钟"),
        ("combien de mois", "个月"),
        ("用了几周?", "周"),
    ],
)
def test_the_unit_itself(question: str, unit: str) -> None:
    assert unit in asked(question).measures


@pytest.mark.parametrize(
    "question",
    [
        "How much did the cooperative earn with its tea?",
        "How much was the stall holder fined?",
        "What subsidy did each farmer get, and how much of it was paid?",
        "每户补贴多少?",
        "果园去年营业额是多少?",
        "¿Cuánto costó el puente?",
        "Combien a coûté le pont ?",
        "这场义卖进账多少?",
    ],
)
def test_what_is_earned_or_paid_is_money(question: str) -> None:
    assert asked(question).units == {Unit.MONEY}


@pytest.mark.parametrize("question", ["卖了多少斤茶叶?", "How much rice did they eat?"])
def test_what_is_sold_may_be_weighed(question: str) -> None:
    assert Unit.MONEY not in asked(question).units


@pytest.mark.parametrize(
    ("question", "measured"),
    [
        ("修桥花了多少钱?", True),
        ("How much money did the bridge cost?", True),
        ("桥修了多少天?", True),
        ("How many hours did it take?", True),
        ("How long will the drive take?", True),
        ("How long is the bridge?", False),
        ("低收入家庭有多少?", False),
        ("有多少人拿到工资?", False),
        ("What is the number of low-income households?", False),
        ("这几天来了多少人?", False),
        ("年龄在60岁以上的老人有多少?", False),
        ("How high was the temperature?", False),
        ("产值增长了多少?", False),
    ],
)
def test_only_the_unit_at_the_word_that_asks_must_be_the_answers(question: str, measured: bool) -> None:
    assert asked(question).measured is measured


def test_a_unit_that_measures_is_no_classifier_as_well() -> None:
    assert asked("封闭了多少个小时?").classifiers == frozenset()
    assert asked("出动了多少辆车?").classifiers == {"辆", "台", "部"}


def test_no_unit_where_none_is_named() -> None:
    assert asked("How many volunteers came in 2021?").measures == frozenset()


def test_how_far_along_something_is_is_a_share() -> None:
    assert asked("How far along is the bridge?").units == {Unit.PERCENT}
    assert asked("How far is the bridge?").units == {Unit.DISTANCE}


@pytest.mark.parametrize(
    "question",
    ["新校区多大", "教室面积多大?", "How big is the school?", "石桥县今年多大面积种了水稻", "How old is the bridge?"],
)
def test_a_size_is_no_age(question: str) -> None:
    assert asked(question).measures != AGES


@pytest.mark.parametrize(
    ("question", "measured"),
    [
        ("What share of the farmers is insured?", True),
        ("投票率是多少？", True),
        ("完工的比例大概多少", True),
        ("¿Qué porcentaje de las casas está listo?", True),
        ("汇率是多少？", False),
        ("How many farmers share a tractor?", False),
    ],
)
def test_only_a_share_answers_a_question_for_one(question: str, measured: bool) -> None:
    told = asked(question)
    assert (told.measured and told.units == {Unit.PERCENT}) is measured


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuánto cuesta un billete?",
        "Quanto custou a ponte?",
        "Quanto è costato il ponte?",
        "Wie viel hat die Brücke gekostet?",
        "Was kostet eine Karte?",
        "Was kosteten die Karten?",
        "Wie viel kostet eine Karte?",
        "Wie viel kosten die Karten?",
        "Сколько заплатили?",
        "كم سعر الخبز؟",
        "ราคาข้าวเท่าไหร่",
        "Во сколько обошёлся мост?",
        "Сколько стоит билет?",
        "Berapa biaya jembatan itu?",
        "Köprü kaça mal oldu?",
        "다리에 얼마가 들었습니까?",
        "كم تكلفة الجسر؟",
    ],
)
def test_a_price_is_a_sum_of_money_in_other_languages(question: str) -> None:
    told = asked(question)
    assert (told.units, told.measured) == ({Unit.MONEY}, True)


@pytest.mark.parametrize(
    "question",
    [
        "Wie viel hat der Chor gesungen?",
        "Wie viel haben die Gäste verkostet?",
        "Сколько стояли в очереди?",
        "Berapa banyak orang yang mengeluhkan harga tiket?",
        "Quanto costituisce la quota?",
        "시간이 얼마가 들어요?",
    ],
)
def test_what_only_sounds_like_a_price(question: str) -> None:
    assert asked(question).units != {Unit.MONEY}


@pytest.mark.parametrize("question", ["How much did they get per kilo of tea?", "How much did the tea fetch?"])
def test_what_is_got_for_something_is_money(question: str) -> None:
    assert asked(question).units == {Unit.MONEY}


@pytest.mark.parametrize(
    "question",
    [
        "Which town moved more people out?",
        "咳嗽的人哪边多",
        "Who has the most volunteers?",
        "Wo sind mehr Menschen, und wie viele?",
        "Сколько, и где больше людей?",
        "¿Cuántos, y dónde hay más gente?",
        "Combien, et où y a-t-il plus de gens ?",
        "Quantos, e onde há mais pessoas?",
        "Ở đâu nhiều người hơn?",
        "Nerede daha fazla insan var?",
        "Di mana lebih banyak orang?",
    ],
)
def test_more_people_are_people(question: str) -> None:
    assert units_of(question) == {Unit.PEOPLE}
