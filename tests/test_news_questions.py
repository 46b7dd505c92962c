"""Invented news that the span reader learns from."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from training import news_questions
from training.news_questions import PASSAGES, UNTOLD, News, filled, frames

LANGUAGES = {"ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "vi", "zh"}


def test_every_question_is_answered_by_its_passage_where_it_says_or_by_nothing() -> None:
    news = News(3)
    assert len(news.questions) > 10_000
    assert 0.2 < sum(not question.spans for question in news.questions) / len(news.questions) < 0.6
    for question in news.questions[::7]:
        text = news.passages[question.passage].text
        assert tuple(text[slice(*span)] for span in question.spans) == question.answers
        assert len(question.spans) < 2
        assert not re.search(r"[<>|]", question.text)


def test_a_question_of_what_the_sentence_lacks_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_questions, "FRAMES", tmp_path)
    (tmp_path / "a.txt").write_text("= 来了<n:人>\nn zh 来了几个|几个人\n- zh 走了几个\n")
    assert frames()[0].asked == (("n", "zh", "来了几个"), ("n", "zh", "几个人"), (UNTOLD, "zh", "走了几个"))
    (tmp_path / "b.txt").write_text("= 走了<m:人>\nn en How many left\n")
    with pytest.raises(ValueError, match="has no n"):
        frames()


def test_every_sentence_is_asked_of_what_it_tells_and_of_what_it_does_not() -> None:
    known = frames()
    assert len({frame.told for frame in known}) == len(known)
    for frame in known:
        assert {slot == UNTOLD for slot, _, _ in frame.asked} == {True, False}
        wordings = [one for _, _, one in frame.asked]
        assert len(set(wordings)) == len(wordings)


def test_the_same_seed_gives_the_same_news() -> None:
    assert News(3).questions == News(3).questions
    assert News(3).questions != News(4).questions


def test_passages_beside_do_not_answer_and_those_of_elsewhere_do() -> None:
    news = News(3)
    told: dict[str, set[str]] = {}
    for question in news.questions:
        if question.spans:
            told.setdefault(question.passage, set()).add(question.text)
    most, again, answered = 0, 0, 0
    for question in news.questions[::50]:
        own = news.passages[question.passage]
        assert question.spans or question.text not in told[own.id]
        beside = news.beside(question)
        most += len(beside) == PASSAGES - 1
        assert all(one.article == own.article and one.id != own.id for one in beside)
        assert not any(question.text in told[one.id] for one in beside)
        if question.spans:
            elsewhere = news.elsewhere(question)
            assert all(question.text in told[one.id] and one.article != own.article for one in elsewhere)
            again, answered = again + bool(elsewhere), answered + 1
    assert most > 0.95 * len(news.questions[::50])
    assert again > 0.95 * answered


def test_numbers_rise_or_fall_where_the_sentence_says_so() -> None:
    for frame in (one for one in frames() if one.order):
        for seed in range(20):
            sentence, slots = filled(frame, random.Random(seed))
            named = [name for name in slots if re.fullmatch(r"m\d", name)]
            values = [int(re.findall(r"\d+", sentence[slice(*slots[name])])[0]) for name in named]
            assert values == sorted(values, reverse=frame.order < 0)


def test_all_languages_are_asked_in() -> None:
    asked = [language for frame in frames() for _, language, _ in frame.asked]
    assert set(asked) == LANGUAGES
