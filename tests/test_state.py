"""People, access, feedback and uploads, kept over a restart."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import NOON, HandClock, a_refusal, again, an_answer, citation

from bot.state import FILE_NAME, State
from bot.state.access import Access
from bot.state.feedback import FORMULA_STARTS, Feedback, harmless
from bot.state.statistics import Totals
from bot.state.uploads import Upload
from rag.types import Answer

CITED = ("a.txt: 河口镇今年共修通村道21条。", "a.txt: 藏书3000册。")


def test_file_is_where_it_is_looked_for(state: State, tmp_path: Path) -> None:
    assert (tmp_path / "bot.sqlite3").is_file()
    assert FILE_NAME == "bot.sqlite3"


def test_language(state: State, tmp_path: Path, clock: HandClock) -> None:
    assert state.people.language(7) == "auto"
    state.people.choose_language(7, "zh")
    state.people.choose_language(8, "en")
    state.people.choose_language(8, "auto")
    restarted = again(state, tmp_path, clock)
    assert [restarted.people.language(user) for user in (7, 8)] == ["zh", "auto"]
    with pytest.raises(ValueError, match="language must be one of auto, en, zh, not 'fr'"):
        restarted.people.choose_language(7, "fr")
    restarted.close()


def test_first_and_last_seen(state: State, clock: HandClock) -> None:
    assert state.people.seen(7) is True
    clock.now += 3599
    assert state.people.seen(7) is False
    summary = state.privacy.summary(7)
    assert (summary.first_seen, summary.last_seen) == (NOON, NOON)
    clock.now += 1
    assert state.people.seen(7) is False
    summary = state.privacy.summary(7)
    assert (summary.first_seen, summary.last_seen) == (NOON, NOON + 3600)


def test_access(state: State, tmp_path: Path, clock: HandClock) -> None:
    assert state.access.status(7) == ""
    state.access.allow(7)
    clock.now += 1
    state.access.deny(8)
    clock.now += 1
    state.access.deny(7)
    restarted = again(state, tmp_path, clock)
    assert [restarted.access.status(user) for user in (7, 8, 9)] == ["denied", "denied", ""]
    assert restarted.access.decided() == [
        Access(7, "denied", "admin", NOON + 2),
        Access(8, "denied", "admin", NOON + 1),
    ]
    restarted.close()


def test_feedback_is_one_for_each_user_and_answer(state: State, clock: HandClock) -> None:
    id_ = state.answers.save(an_answer(), 1, 1)
    assert state.feedback.verdict(id_, 1) == ("", "")
    assert state.feedback.give(id_, 1, "up")
    assert state.feedback.give(id_, 2, "up")
    clock.now += 10
    assert state.feedback.give(id_, 1, "down")
    assert state.feedback.verdict(id_, 1) == ("down", "")
    assert state.feedback.give(id_, 1, "down", "place")
    assert state.feedback.verdict(id_, 1) == ("down", "place")
    assert state.feedback.all() == [
        Feedback("修了多少条路？", "21条", CITED, "up", "", NOON),
        Feedback("修了多少条路？", "21条", CITED, "down", "place", NOON + 10),
    ]
    assert state.feedback.give(id_, 1, "up")
    assert state.feedback.verdict(id_, 1) == ("up", "")


def test_feedback_on_an_answer_that_is_gone(state: State) -> None:
    assert state.feedback.give("gone", 1, "up") is False
    assert state.feedback.all() == []


@pytest.mark.parametrize(("verdict", "reason"), [("sideways", ""), ("up", "figure"), ("down", "rude")])
def test_feedback_that_is_none(state: State, verdict: str, reason: str) -> None:
    with pytest.raises(ValueError, match="no such feedback"):
        state.feedback.give(state.answers.save(an_answer(), 1, 1), 1, verdict, reason)


def test_feedback_as_csv(state: State, clock: HandClock) -> None:
    nasty = Answer('=HYPERLINK("x")', '+1,"2"\n3', "en", "answered", "extracted", 1.0, citations=(citation(1, "\0引"),))
    state.feedback.give(state.answers.save(nasty, 1, 1), 1, "down", "sources")
    clock.now += 61
    state.feedback.give(state.answers.save(an_answer(), 1, 1), 1, "up")
    assert list(csv.reader(io.StringIO(state.feedback.csv(), newline=""))) == [
        ["question", "answer", "citations", "verdict", "reason", "time"],
        ['\'=HYPERLINK("x")', '\'+1,"2"\n3', "a.txt: 引", "down", "sources", "2023-11-15T12:00:00Z"],
        ["修了多少条路？", "21条", "\n".join(CITED), "up", "", "2023-11-15T12:01:01Z"],
    ]


@given(st.text(), st.sampled_from(["", *FORMULA_STARTS, " =", "\0=", "\n@", "\u3000-", "\u200b"]))
def test_no_cell_starts_like_a_formula(text: str, start: str) -> None:
    cell = harmless(start + text)
    assert not cell.startswith(FORMULA_STARTS)
    assert not cell.lstrip().startswith(FORMULA_STARTS)
    assert cell.removeprefix("'") == (start + text).replace("\0", "").removeprefix("'")


def test_upload_is_taken_once_by_its_user(state: State, tmp_path: Path, clock: HandClock) -> None:
    id_ = state.uploads.keep(5, 7, "report.txt", "/data/incoming/x")
    restarted = again(state, tmp_path, clock)
    assert restarted.uploads.take(id_, 8) is None
    assert restarted.uploads.take(id_, 7) == Upload(id_, 5, 7, "report.txt", "/data/incoming/x", NOON)
    assert restarted.uploads.take(id_, 7) is None
    restarted.close()


def test_statistics(state: State, clock: HandClock) -> None:
    nothing = dict.fromkeys(("figure", "place", "question", "sources"), 0)
    assert state.statistics.totals() == Totals(0, 0, 0, 0, 0, 0, 0, None, 0, 0, nothing)
    clock.now = NOON - 8 * 86_400
    state.people.seen(1)
    state.usage.allow(1, 0, 0)
    state.answers.save(a_refusal(), 1, 1)
    clock.now = NOON - 13 * 3600  # the day before, in UTC
    state.people.seen(2)
    state.usage.allow(2, 0, 0)
    clock.now = NOON - 12 * 3600  # midnight
    state.usage.allow(2, 0, 0)
    clock.now = NOON
    state.access.allow(2)
    state.access.deny(3)
    ids = [state.answers.save(answer, 2, 2) for answer in (an_answer(), an_answer(), an_answer(), a_refusal())]
    state.feedback.give(ids[0], 2, "up")
    state.feedback.give(ids[1], 2, "down", "figure")
    state.feedback.give(ids[2], 2, "down")
    assert state.statistics.totals() == Totals(
        users=2,
        users_week=1,
        allowed=1,
        denied=1,
        questions_today=1,
        questions_week=2,
        answers_week=4,
        refused_share=0.25,
        up=1,
        down=2,
        reasons={**nothing, "figure": 1},
    )
