"""Numbers, people, times and places that are asked for, in many languages."""

from __future__ import annotations

import pytest
from asked_kinds import COUNT, kinds, number

from rag.asked import Asked, Want
from vectorstore.types import Unit

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
    "What was the name of the boss of the paper mill?",
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


CLOCKS = ("几点开会？", "몇 시에 열립니까?")


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
    assert kinds(question) == Asked(want, clock=question in CLOCKS)
