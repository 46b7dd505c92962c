"""Which language a question is in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import CHINESE, ENGLISH, JAPANESE, KOREAN, SUPPORTED, detect

QUESTIONS = {
    "How many people work in the new hospital?": "en",
    "新医院有多少人工作？": "zh",
    "新醫院有多少人工作？": "zh",
    "新しい病院では何人が働いていますか？": "ja",
    "새 병원에는 몇 명이 일합니까?": "ko",
    "Сколько человек работает в новой больнице?": "ru",
    "¿Cuántas personas trabajan en el nuevo hospital?": "es",
    "Combien de personnes travaillent dans le nouvel hôpital ?": "fr",
    "Wie viele Menschen arbeiten im neuen Krankenhaus?": "de",
    "Quantas pessoas trabalham no novo hospital?": "pt",
    "Có bao nhiêu người làm việc trong bệnh viện mới?": "vi",
    "كم عدد الأشخاص الذين يعملون في المستشفى الجديد؟": "ar",
    "มีคนทำงานในโรงพยาบาลใหม่กี่คน": "th",
    "नए अस्पताल में कितने लोग काम करते हैं?": "hi",
    "Berapa banyak orang yang bekerja di rumah sakit baru?": "id",
}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize(("question", "language"), QUESTIONS.items())
def test_a_sentence_of_each_language(question: str, language: str, form: str) -> None:
    assert detect(unicodedata.normalize(form, question)) == language  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Hekou", "en"),
        ("and there?", "en"),
        ("What does 志愿者服务 mean here?", "en"),
        ("ICU 病房有几间？", "zh"),
        ("那里呢", "zh"),
        ("二〇二〇年呢", "zh"),
        ("二〇二〇年", "zh"),
        ("Сколько человек работает в отделении ICU больницы Hekou?", "ru"),
        ("Сколько домов построили в Хэкоу (河口镇)?", "ru"),
        ("كم عدد البيوت في هيكو (河口镇)؟", "ar"),
        ("¿Cuántas casas hay en Hekou (河口镇)?", "es"),
        ("Хэкоу 河口镇有多少户人家", "zh"),
        ("Ｈｏｗ ｍａｎｙ ｐｅｏｐｌｅ ｗｏｒｋ ｔｈｅｒｅ？", "en"),
        ("ﾋﾞｮｳｲﾝはどこ", "ja"),
        ("", "en"),
        (" \n", "en"),
        ("123?", "en"),
        ("😀", "en"),
        ("\udcff", "en"),
    ],
)
def test_names_mixtures_and_nothing(question: str, language: str) -> None:
    assert detect(question) == language


@given(st.text(max_size=100))
def test_every_text_has_a_language(question: str) -> None:
    assert detect(question) in {ENGLISH, CHINESE, JAPANESE, KOREAN, *SUPPORTED}
