"""Tests of Chinese names in Arabic, Devanagari and Thai letters, and by their Sino-Vietnamese readings."""

from __future__ import annotations

import pytest

from rag.mentions import Question
from rag.names import named
from vectorstore.catalog import Entry
from vectorstore.spelled_names import readings, sino_vietnamese, thai_words
from vectorstore.terms import PINYIN, question_terms


@pytest.mark.parametrize(
    ("word", "pinyin"),
    [
        ("تشينغداو", "qingdao"),
        ("بتشينغداو", "qingdao"),
        ("شانغهاي", "shanghai"),
        ("ووهان", "wuhan"),
        ("वुहान", "wuhan"),
        ("शंघाई", "shanghai"),
        ("อู่ฮั่น", "wuhan"),
        ("เซี่ยงไฮ้", "shanghai"),
        ("ชิงเต่า", "qingdao"),
    ],
)
def test_names_are_read(word: str, pinyin: str) -> None:
    assert pinyin in readings(word)


@pytest.mark.parametrize("word", ["", "Wuhan", "武汉", "مستشفى", "ب", "อ", "12"])
def test_what_is_no_name_has_no_reading(word: str) -> None:
    assert readings(word) == ()


def test_readings_are_few() -> None:
    assert all(len(readings(word)) <= 60 for word in ("تشوتشوتشوتشو", "ชาชาชาชาชา", "ا" * 300, "त" * 300))


def test_thai_names_stand_behind_their_kind() -> None:
    question = "ที่เมืองอู่ฮั่นมี"
    assert [question[start:end] for start, end in thai_words(question)] == ["เมือง", "อู่ฮั่นมี"]
    assert thai_words("Wuhan") == [(0, 5)]


def test_sino_vietnamese_names() -> None:
    found = {(first, end, name) for first, end, name in sino_vietnamese(["ở", "vũ", "hán", "có"])}
    assert (1, 3, "wuhan") in found
    assert not [*sino_vietnamese(["vu", "han", "co"])]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ar", "كم متطوعا في مدينة تشينغشي؟"),
        ("th", "เมืองชิงซีมีอาสาสมัครกี่คน"),
        ("hi", "छिंगशी में कितने स्वयंसेवक थे?"),
        ("vi", "trấn Thanh Khê có bao nhiêu tình nguyện viên?"),
        ("ko", "칭시진에 자원봉사자가 몇 명?"),
        ("ru", "Сколько волонтёров в посёлке Цинси?"),
    ],
)
def test_an_article_is_named_in_any_script(language: str, question: str) -> None:
    entries = [
        Entry("a.txt", 0, "", ("青溪镇", "云岫县"), "", ("a#0",), ("", 0)),
        Entry("b.txt", 0, "", ("石桥镇", "云岫县"), "", ("b#0",), ("", 0)),
    ]
    assert set(named(question, question_terms(question, language), entries)) == {("a.txt", 0)}


def test_known_words_are_no_names() -> None:
    assert "shanghai" in question_terms("شانغهاي", "ar")[PINYIN]
    assert question_terms("متطوعين", "ar")[PINYIN] == []


def test_a_name_in_letters_is_heard_once() -> None:
    assert "wuhan" in Question("Hôm nay ở Vũ Hán").sounds
