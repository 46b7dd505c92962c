"""What a question asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asked import AGES, Asked, Want, asked
from rag.when import Moment
from vectorstore.types import Unit


def number(*units: Unit) -> Asked:
    return Asked(Want.NUMBER, frozenset(units))


def kinds(question: str) -> Asked:
    found = asked(question)
    return replace(found, measures=frozenset(), planned=False, classifiers=frozenset(), measured=False, office=None)


COUNT = (Unit.PEOPLE, Unit.THINGS, Unit.TIMES, Unit.OTHER)
"""What a question for a count may be answered with: no time, sum, share, weight, area or distance."""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many roads were built?", number(*COUNT)),
        ("How many volunteers came?", number(Unit.PEOPLE)),
        ("How much money was donated?", number(Unit.MONEY)),
        ("How many days did the repair take?", number(Unit.TIME)),
        ("How far is the village from the town?", number(Unit.DISTANCE)),
        ("What percentage of the roads is finished?", number(Unit.PERCENT)),
        ("一共修了多少条路？", number(*COUNT)),
        ("有多少名志愿者参加？", number(Unit.PEOPLE)),
        ("捐了多少钱？", number(Unit.MONEY)),
        ("完工的比例是多少？", number(Unit.PERCENT)),
        ("村子离镇上多远？", number(Unit.DISTANCE)),
        ("Сколько человек пришло?", number(Unit.PEOPLE)),
        ("¿Cuántas carreteras se construyeron?", number(*COUNT)),
        ("Wie viele Straßen wurden gebaut?", number(*COUNT)),
        ("何人が参加しましたか", number(Unit.PEOPLE)),
        ("Who leads the night school?", Asked(Want.PERSON)),
        ("谁负责夜校？", Asked(Want.PERSON)),
        ("When did the library open?", Asked(Want.TIME)),
        ("书屋是什么时候开放的？", Asked(Want.TIME)),
        ("Where is the tea garden?", Asked(Want.PLACE)),
        ("茶园在哪里？", Asked(Want.PLACE)),
        ("Why was the road closed?", Asked(Want.OTHER)),
        ("几乎都完工了吗", Asked(Want.OTHER)),
        ("", Asked(Want.OTHER)),
    ],
)
def test_what_is_asked_for(question: str, expected: Asked) -> None:
    assert kinds(question) == expected


def test_a_long_question_is_read_to_its_end() -> None:
    assert kinds("the road " * 220 + "how many days") == number(Unit.TIME)


NUMBERS = {
    "一共来了几个人？": number(Unit.PEOPLE),
    "几個村通了車？": number(),
    "河有多宽？": number(Unit.DISTANCE),
    "大坝有多大？": number(),
    "气温降到几度？": number(),
    "谁捐了多少钱？": number(Unit.MONEY),
    "How long is the dam?": number(Unit.TIME, Unit.DISTANCE),
    "How long did the repair take?": number(Unit.TIME),
    "What is the population of the county?": number(Unit.PEOPLE),
    "How many roads were closed when it rained?": number(*COUNT),
    "When it rained, how many roads were closed?": number(*COUNT),
    "How many of the doctors who came stayed?": number(Unit.PEOPLE),
    "¿Cuánta gente vino?": number(Unit.PEOPLE),
    "¿Cuánto tiempo duró?": number(Unit.TIME),
    "Combien d'argent a été donné ?": number(Unit.MONEY),
    "Wie viel Prozent der Straßen?": number(Unit.PERCENT),
    "Quantas horas levou?": number(Unit.TIME),
    "Ile dróg zbudowano?": number(),
    "Kaç yol yapıldı?": number(),
    "Berapa banyak jalan?": number(),
    "Сколько дней шёл дождь?": number(Unit.TIME),
    "Какое расстояние до города?": number(Unit.DISTANCE),
    "Có bao nhiêu bác sĩ?": number(Unit.PEOPLE),
    "كم عدد الطرق؟": number(),
    "كم عدد الأطباء؟": number(Unit.PEOPLE),
    "कितनी सड़कें बनीं?": number(),
    "มีถนนกี่สาย": number(),
    "의사는 몇 명입니까?": number(Unit.PEOPLE),
    "며칠 걸렸습니까?": number(Unit.TIME),
    "道路は何本ですか": number(*COUNT),
    "何日かかりましたか": number(Unit.TIME),
    "收了多少公斤苹果？": number(Unit.WEIGHT),
    "How many tons of apples were picked?": number(Unit.WEIGHT),
    "Сколько тонн яблок собрали?": number(Unit.WEIGHT),
    "种了多少亩茶？": number(Unit.AREA),
    "How many hectares of tea were planted?": number(Unit.AREA),
    "How large is the tea garden?": number(Unit.AREA),
    "¿Cuántas hectáreas de té se plantaron?": number(Unit.AREA),
    "来了几名医生？": number(Unit.PEOPLE),
    "有多少座桥？": number(*COUNT),
    "Combien de routes ont été construites ?": number(*COUNT),
    "다리는 몇 개입니까?": number(*COUNT),
}
PEOPLE = (
    "Как зовут мэра?",
    "鎮長の名前は何ですか?",
    "¿Cómo se llama la directora?",
    "Comment s'appelle le maire ?",
    "Wie heißt die Bürgermeisterin?",
    "Bí thư đảng ủy trấn tên là gì?",
    "병원장 이름이 뭐예요?",
    "书记是哪位？",
    "哪几位医生留下了？",
    "誰負責夜校？",
    "What is the name of the party secretary?",
    "Which doctor stayed?",
    "¿Quién dirige la escuela?",
    "Qui dirige l'école ?",
    "Wer leitet die Schule?",
    "Chi dirige la scuola?",
    "Quem dirige a escola?",
    "Kto kieruje szkołą?",
    "Кто руководит школой?",
    "Bí thư là ai?",
    "Siapa kepala sekolah?",
    "من هو المدير؟",
    "من مدير المدرسة؟",
    "책임자는 누구입니까?",
    "校長は誰ですか",
    "विद्यालय कौन चलाता है?",
    "ใครเป็นหัวหน้า",
)
TIMES = (
    "几月几日开放？",
    "几点开会？",
    "什么时候捐了多少钱？",
    "On what day were how many roads closed?",
    "In which year?",
    "¿Cuándo abrió?",
    "Quand a-t-elle ouvert ?",
    "Wann wurde sie eröffnet?",
    "Quando abriu?",
    "Kiedy otwarto?",
    "Когда открыли школу?",
    "Какого числа открыли?",
    "Khi nào mở cửa?",
    "متى افتتحت؟",
    "언제 열렸습니까?",
    "몇 시에 열립니까?",
    "いつ開きましたか",
    "何月何日ですか",
    "何日に開きましたか",
    "विद्यालय कब खुला?",
    "เปิดเมื่อไร",
)
WHERES = (
    "茶园在哪个镇？",
    "In which village is the tea garden?",
    "¿Dónde está?",
    "Où est l'école qui a ouvert ?",
    "Wo ist sie?",
    "Dov'è la scuola?",
    "Onde fica?",
    "Где школа?",
    "Ở đâu?",
    "Di mana sekolah?",
    "أين المدرسة؟",
    "من أين جاؤوا؟",
    "어디에 있습니까?",
    "どこですか",
    "विद्यालय कहाँ है?",
    "โรงเรียนอยู่ที่ไหน",
)
OTHERS = (
    "공장 이름이 무엇입니까?",
    "¿Cómo se llama la enfermedad?",
    "Comment s'appelle le chef-lieu ?",
    "Wie heißt die Meisterschaft?",
    "Cây cầu do ông Wang xây tên là gì?",
    "団地の名前は何ですか",
    "这几天做了什么？",
    "好几个村为什么停水？",
    "近几年有什么变化？",
    "许多大学生返乡做什么？",
    "很多高楼怎么了？",
    "更多重要的工作是什么？",
    "差不多快完工了吗？",
    "多重措施有哪些？",
    "What did the doctors who came do?",
    "What happened when it rained?",
    "Why did the village where tea grows flood?",
    "What did Mayor Wen say?",
    "Did the multi-storey mobile clinic open?",
    "Is tai chi taught?",
    "AI in the village",
    "the dove and the wolf",
    "Qu'est-ce qui est arrivé ?",
    "¿Qué pasó cuando llovió?",
    "Что сказал врач, кто бы ни пришёл?",
    "Ahmet ile Ayşe geldi mi?",
    "Chi bộ nào được khen?",
    "صدر حكم بالإغلاق",
    "なぜですか",
    "왜요?",
)


@pytest.mark.parametrize(("question", "expected"), NUMBERS.items())
def test_numbers(question: str, expected: Asked) -> None:
    assert kinds(question) == expected


@pytest.mark.parametrize(
    ("want", "question"),
    [
        (want, question)
        for want, questions in (
            (Want.PERSON, PEOPLE),
            (Want.TIME, TIMES),
            (Want.PLACE, WHERES),
            (Want.OTHER, OTHERS),
        )
        for question in questions
    ],
)
def test_what_is_no_number(want: Want, question: str) -> None:
    assert kinds(question) == Asked(want)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2019年6月修了多少条路？", Asked(Want.NUMBER, frozenset(COUNT), (Moment(2019, 6),))),
        ("谁在5月1日值班？", Asked(Want.PERSON, moments=(Moment(None, 5, 1),))),
        ("When in 2019 did the library open?", Asked(Want.TIME, moments=(Moment(2019, None),))),
        ("Why was the road closed in June?", Asked(Want.OTHER, moments=(Moment(None, 6),))),
        ("On what day of June 2019 were how many roads closed?", Asked(Want.TIME, moments=(Moment(2019, 6),))),
        (
            "How far was the village in April and in June 2019?",
            Asked(Want.NUMBER, frozenset({Unit.DISTANCE}), (Moment(None, 4), Moment(2019, 6))),
        ),
    ],
)
def test_a_question_keeps_its_dates(question: str, expected: Asked) -> None:
    assert kinds(question) == expected


@given(st.text(max_size=200))
def test_anything_can_be_read(question: str) -> None:
    assert (asked(question).want is Want.NUMBER) or not asked(question).units


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


def test_the_holder_of_an_office_is_a_person() -> None:
    assert asked("中心小学校长叫什么?").want is Want.PERSON
    assert asked("这座桥叫什么?").want is Want.OTHER


def test_a_unit_that_measures_is_no_classifier_as_well() -> None:
    assert asked("封闭了多少个小时?").classifiers == frozenset()
    assert asked("出动了多少辆车?").classifiers == {"辆", "台", "部"}


def test_no_unit_where_none_is_named() -> None:
    assert asked("How many volunteers came in 2021?").measures == frozenset()


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("How many trees do they plan to plant?", True),
        ("计划种多少棵树?", True),
        ("¿Cuál es el objetivo de cuántos árboles?", True),
        ("How many trees did they plant?", False),
        ("种了多少棵树?", False),
    ],
)
def test_plans_are_asked_for(question: str, planned: bool) -> None:
    assert asked(question).planned is planned


def test_how_far_along_something_is_is_a_share() -> None:
    assert asked("How far along is the bridge?").units == {Unit.PERCENT}
    assert asked("How far is the bridge?").units == {Unit.DISTANCE}


@pytest.mark.parametrize(
    "question",
    ["新校区多大", "教室面积多大?", "How big is the school?", "石桥县今年多大面积种了水稻", "How old is the bridge?"],
)
def test_a_size_is_no_age(question: str) -> None:
    assert asked(question).measures != AGES
