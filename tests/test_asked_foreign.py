"""Tests of what questions in other languages ask for, by the words for what they count."""

from __future__ import annotations

import pytest

from rag.asked import Want, asked
from rag.asked_units import COUNTED, units_of
from rag.counted import counted_foreign, in_english
from vectorstore.types import Unit


def units(question: str, language: str) -> frozenset[Unit]:
    """Give the units that are asked for, those of what is counted included."""
    counted = counted_foreign(question, language)
    return asked(question, in_english(counted) if counted else "").units


@pytest.mark.parametrize(
    ("language", "question", "unit"),
    [
        ("it", "Quante persone lavorano in ospedale?", Unit.PEOPLE),
        ("id", "Berapa orang bekerja di rumah sakit?", Unit.PEOPLE),
        ("es", "¿Cuántos voluntarios llegaron?", Unit.PEOPLE),
        ("ru", "Сколько волонтёров в больнице?", Unit.PEOPLE),
        ("ko", "병원까지 몇 분 걸려요?", Unit.TIME),
        ("ko", "자원봉사자는 몇 분이에요?", Unit.PEOPLE),
        ("ru", "Во сколько обошёлся мост?", Unit.MONEY),
        ("th", "ซ่อมสะพานใช้เงินเท่าไหร่", Unit.MONEY),
        ("ar", "كم يوانا دفعوا؟ بكم يوان؟", Unit.MONEY),
        ("hi", "कितने टन चावल?", Unit.WEIGHT),
        ("es", "¿Cuántos kilómetros cuadrados?", Unit.AREA),
    ],
)
def test_the_unit_that_is_asked_for(language: str, question: str, unit: Unit) -> None:
    assert units(question, language) == {unit}


@pytest.mark.parametrize(
    "question",
    [
        "كم عدد الحيوانات التي نفقت؟",
        "كم عدد الحالات المبلغ عنها؟",
        "कितनी दुर्घटनाएँ हुईं?",
        "ชุมชนสงบมีกี่ครอบครัว",
        "トンネルは何本ありますか",
        "How many chili greenhouses are there?",
        "¿Cuántas investigaciones hubo en Yuanzhou?",
        "Сколько школ в Юаньчжоу?",
        "Có bao nhiêu cuộc tấn công?",
    ],
)
def test_words_that_only_look_like_units(question: str) -> None:
    assert units_of(question).isdisjoint({Unit.MONEY, Unit.WEIGHT})


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("it", "Quanto è lungo il ponte?"),
        ("es", "¿Cuánto pesa la sandía?"),
        ("id", "Berapa harga tiket?"),
        ("ko", "다리 길이가 얼마나 되나요?"),
        ("th", "ถนนยาวเท่าไร"),
    ],
)
def test_what_is_measured_is_not_counted(language: str, question: str) -> None:
    assert units(question, language) != COUNTED


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("Depoyu kim açtı?", Want.PERSON),
        ("Ai phát hiện ra chỗ vỡ đê?", Want.PERSON),
        ("مين فتح المخزن؟", Want.PERSON),
        ("ผู้อำนวยการชื่ออะไร", Want.PERSON),
        ("โรงเรียนเปิดวันไหน", Want.TIME),
        ("saat kaçta açıldı", Want.TIME),
        ("jam berapa dibuka", Want.TIME),
        ("Во сколько открыли школу?", Want.TIME),
        ("Во сколько раз вырос доход?", Want.NUMBER),
        ("bao nhieu nguoi", Want.NUMBER),
        ("kac kisi geldi", Want.NUMBER),
        ("toplantı nerede yapıldı", Want.PLACE),
    ],
)
def test_the_kind_of_answer(question: str, want: Want) -> None:
    assert asked(question).want is want


def test_a_long_thai_question_is_read_in_no_time() -> None:
    assert asked("ครูชื่อ" * 280).want is Want.OTHER
