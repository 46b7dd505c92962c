"""Tests of what words of questions in other languages mean in Chinese."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from rag.counted import counted_foreign, in_english
from vectorstore.folding import fold
from vectorstore.foreign_lists import FOLDER, languages
from vectorstore.foreign_words import foreign_words, read
from vectorstore.glosses import everyday


def meant(question: str, language: str) -> dict[str, tuple[str, ...]]:
    """Give the words found, each with its meanings."""
    return {word.written: word.chinese for word in foreign_words(question, language)}


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        (
            "es",
            "¿Cuántos voluntarios del hospital donaron?",
            {"voluntarios": "志愿者", "hospital": "医院", "donaron": "捐赠"},
        ),
        ("fr", "Combien d'élèves ont reçu un masque ?", {"élèves": "学生", "masque": "口罩"}),
        ("de", "Wer leitet das Freiwilligenteam?", {"Freiwilligenteam": "志愿服务队"}),
        ("de", "wie viele strassen, wie viele geimpft", {"strassen": "街道", "geimpft": "接种"}),
        ("ru", "Сколько волонтёров дежурило на пунктах?", {"волонтёров": "志愿者", "дежурило": "值守"}),
        ("ru", "сколько волонтеров", {"волонтеров": "志愿者"}),
        ("tr", "Kaç gönüllü köye geldi?", {"gönüllü": "志愿者"}),
        ("tr", "kac gonullu var", {"gonullu": "志愿者"}),
        ("ar", "كم عدد المتطوعين في مراكز الحجر؟", {"المتطوعين": "志愿者", "مراكز الحجر": "隔离点"}),
        ("ar", "كم مدرسة وكم مستشفى؟", {"مدرسة": "学校", "مستشفى": "医院"}),
        ("vi", "Có bao nhiêu tình nguyện viên?", {"tình nguyện viên": "志愿者"}),
        ("vi", "co bao nhieu tinh nguyen vien", {"tinh nguyen vien": "志愿者"}),
        ("ko", "자원봉사자는 몇 명인가요?", {"자원봉사자": "志愿者"}),
        ("ko", "병원에 마스크를 몇 장 줬어?", {"병원": "医院", "마스크": "口罩"}),
        ("ja", "ボランティアは何人ですか", {"ボランティア": "志愿者"}),
        ("th", "มีอาสาสมัครกี่คน", {"อาสาสมัคร": "志愿者"}),
        ("id", "berapa relawan di rumah sakit", {"relawan": "志愿者", "rumah sakit": "医院"}),
        ("hi", "अस्पताल में कितने स्वयंसेवक थे?", {"अस्पताल": "医院", "स्वयंसेवक": "志愿者"}),
        ("it", "Quanti volontari c'erano in ospedale?", {"volontari": "志愿者", "ospedale": "医院"}),
        ("pt", "quantos voluntários no hospital", {"voluntários": "志愿者", "hospital": "医院"}),
    ],
)
def test_words_are_found_whatever_their_endings(language: str, question: str, expected: dict[str, str]) -> None:
    found = meant(question, language)
    assert all(chinese in found.get(word, ()) for word, chinese in expected.items()), found


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("tr", "kaç kişi ne zaman da gitti"),
        ("vi", "Ở Giáp Hà là ai?"),
        ("ko", "몇 장인가요?"),
        ("ja", "パンダは何頭"),
        ("de", "wer hat wann was gesagt"),
        ("en", "How many volunteers?"),
        ("zh", "志愿者有多少?"),
        ("fi", "Montako vapaaehtoista?"),
        ("ar", ""),
        ("th", "😀 12"),
    ],
)
def test_words_that_say_nothing_names_and_other_languages(language: str, question: str) -> None:
    assert foreign_words(question, language) == ()


def test_accents_that_make_other_words_count_where_they_are_typed() -> None:
    assert "羊" not in meant("köyünde", "tr").get("köyünde", ())
    assert "羊" in meant("koyunun", "tr")["koyunun"]


def test_a_plural_by_its_consonants() -> None:
    assert "卡口" in meant("نقاط التفتيش", "ar")["نقاط التفتيش"]


@pytest.mark.parametrize("language", sorted(languages()))
def test_lists_are_of_the_vocabulary_and_whole(language: str) -> None:
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert unicodedata.is_normalized("NFC", "\n".join(lines))
    groups = [line.split(" = ") for line in lines[1:]]
    assert all(len(group) == 2 and all(group[1].split(", ")) for group in groups)
    assert all(everyday(chinese) for chinese, _ in groups if chinese != "-")
    assert len(groups) > 3500


@pytest.mark.parametrize("language", sorted(languages()))
def test_offsets_are_of_the_question_as_it_is_read(language: str) -> None:
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()[1:]
    question = " ".join(line.partition(" = ")[2].split(", ")[0] for line in lines[:300:7])
    found = foreign_words(question, language)
    text = read(question, language)
    assert len(found) > 10
    assert all(fold(text[word.start : word.end]) == fold(word.written) for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("language", "question", "counted"),
    [
        ("es", "¿Cuántos voluntarios hubo en el hospital?", "voluntarios"),
        ("fr", "le nombre de bénévoles à l'hôpital", "bénévoles"),
        ("ru", "Сколько всего волонтёров в больнице?", "волонтёров"),
        ("ar", "كم عدد المتطوعين في المستشفى؟", "المتطوعين"),
        ("ko", "병원에서 자원봉사자는 모두 몇 명인가요?", "자원봉사자"),
        ("th", "โรงพยาบาลมีอาสาสมัครกี่คน", "อาสาสมัคร"),
        ("tr", "Hastanede kaç gönüllü vardı?", "gönüllü"),
        ("vi", "bệnh viện có bao nhiêu tình nguyện viên", "tình nguyện viên"),
        ("es", "¿Quién dirige el hospital?", None),
        ("en", "How many volunteers were at the hospital?", None),
    ],
)
def test_what_is_counted(language: str, question: str, counted: str | None) -> None:
    found = counted_foreign(question, language)
    assert (found.written if found else None) == counted


def test_what_is_counted_is_asked_for_in_english() -> None:
    found = counted_foreign("몇 가구가 살아요? 가구는 몇 곳?", "ko")
    assert found and "how many households" in in_english(found)
