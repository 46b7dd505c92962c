"""Invented news that the span reader learns from."""

from __future__ import annotations

import random
import re

from training.news_questions import PASSAGES, News, filled, frames


def test_every_question_is_answered_by_its_passage_where_it_says() -> None:
    news = News(3)
    assert len(news.questions) > 10_000
    for question in news.questions[::7]:
        (span,) = question.spans
        assert (news.passages[question.passage].text[slice(*span)],) == question.answers
        assert not re.search(r"[<>|]", question.text)


def test_the_same_seed_gives_the_same_news() -> None:
    assert News(3).questions == News(3).questions
    assert News(3).questions != News(4).questions


def test_passages_beside_do_not_answer_and_those_of_elsewhere_do() -> None:
    news = News(3)
    told = {}
    for question in news.questions:
        told.setdefault(question.passage, set()).add(question.text)
    for question in news.questions[::500]:
        own = news.passages[question.passage]
        beside = news.beside(own)
        assert [one.article for one in beside] == [own.article] * (PASSAGES - 1)
        assert not any(question.text in told[one.id] for one in beside)
        elsewhere = news.elsewhere(question)
        assert elsewhere and all(question.text in told[one.id] and one.article != own.article for one in elsewhere)


def test_numbers_rise_or_fall_where_the_sentence_says_so() -> None:
    for frame in (one for one in frames() if one.order):
        for seed in range(20):
            sentence, slots = filled(frame, random.Random(seed))
            named = [name for name in slots if re.fullmatch(r"m\d", name)]
            values = [int(re.findall(r"\d+", sentence[slice(*slots[name])])[0]) for name in named]
            assert values == sorted(values, reverse=frame.order < 0)


def test_all_languages_are_asked_in() -> None:
    asked = [language for frame in frames() for _, language, _ in frame.asked]
    assert set(asked) == {"ar", "de", "en", "es", "fr", "ja", "ko", "ru", "vi", "zh"}
