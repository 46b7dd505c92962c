"""What is stored about a user can be counted, deleted without a trace, and does not stay for ever."""

from __future__ import annotations

import random
from pathlib import Path

from stored import NOON, HandClock, an_answer, rows

from bot.state import FILE_NAME, State
from bot.state.privacy import Deleted, Summary
from bot.state.window import DAY
from rag.types import Turn

USER = 733_100_871
OTHER = 55_000_002
GROUP = -1_001_234_567
MARK = "紫色的长颈鹿"


def use(state: State, user: int, mark: str) -> None:
    """Do everything that leaves a trace, `mark` in every text: in private, in a group, with another's feedback."""
    state.people.choose_language(user, "zh")
    for update, chat in enumerate((user, GROUP)):
        state.updates.begin(user + update, chat, user, payload=f"{mark}？")
        state.usage.allow(user, 10, 100)
        state.conversations.add(chat, 0, user, Turn(f"{mark}？", f"没有{mark}"))
        id_ = state.answers.save(an_answer(f"{mark}？", f"没有{mark}"), chat, user)
        state.answers.sent(id_, chat, [update + user % 1000])
        state.feedback.give(id_, user, "up")
        state.feedback.give(id_, OTHER, "down", "figure")
    state.uploads.keep(user, user, f"{mark}.txt", f"/incoming/{mark}")
    state.pairing.redeem(user, "000000")


def traces(tmp_path: Path, user: int, mark: str) -> list[tuple[str, object]]:
    """Every row of the file in which the user's number or text stands."""
    found = []
    for table, kept in rows(tmp_path / FILE_NAME).items():
        for row in kept:
            if any(value == user or mark in str(value) or str(user) in str(value) for value in row):
                found.append((table, row))
    return found


def raw(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(tmp_path.glob(f"{FILE_NAME}*")))


def test_summary(state: State) -> None:
    assert state.privacy.summary(USER) == Summary("auto", 0, 0, "", 0, 0, 0, 0, 0)
    use(state, USER, MARK)
    state.access.allow(USER)
    assert state.privacy.summary(USER) == Summary(
        language="zh",
        first_seen=NOON,
        last_seen=NOON,
        access="allowed",
        turns=2,
        answers=2,
        feedback=4,
        questions=2,
        uploads=1,
    )


def test_forget_leaves_nothing_of_the_user(state: State, tmp_path: Path) -> None:
    use(state, OTHER, "绿色的企鹅")
    others = {table: len(kept) for table, kept in rows(tmp_path / FILE_NAME).items()}
    use(state, USER, MARK)
    assert MARK.encode() in raw(tmp_path)
    deleted = state.privacy.forget_person(USER)
    assert deleted == Deleted(turns=2, answers=2, feedback=4, questions=2, files=(f"/incoming/{MARK}",))
    assert [row for row in traces(tmp_path, USER, MARK) if row[0] != "updates"] == []
    assert MARK.encode() not in raw(tmp_path)
    left = {table: len(kept) for table, kept in rows(tmp_path / FILE_NAME).items()}
    assert left == {**others, "updates": others["updates"] + 2}
    assert state.privacy.summary(USER) == Summary("auto", 0, 0, "", 0, 0, 0, 0, 0)


def test_of_updates_only_their_numbers_stay(state: State, tmp_path: Path) -> None:
    state.updates.begin(41, USER, USER, 9, MARK)
    state.updates.begin(42, USER, USER, 9, MARK)
    state.updates.done(41)
    state.privacy.forget_person(USER)
    blank = (0, 0, 0, "", NOON, 0, 0, 1, 0)
    assert rows(tmp_path / FILE_NAME)["updates"] == [(41, *blank), (42, *blank)]
    assert state.updates.unfinished() == []
    assert not state.updates.begin(42, USER, USER)


def test_what_is_being_answered_is_not_stored_of_a_forgotten_user(state: State, tmp_path: Path) -> None:
    state.updates.begin(41, USER, USER)
    state.privacy.forget_person(USER)
    id_ = state.answers.save(an_answer(MARK), USER, USER, update=41)
    state.answers.sent(id_, USER, [5])
    state.conversations.add(USER, 0, USER, Turn(MARK, MARK), 41)
    assert [row for row in traces(tmp_path, USER, MARK) if row[0] != "updates"] == []
    assert state.answers.find(id_) is None


def test_forget_keeps_access(state: State, tmp_path: Path) -> None:
    use(state, USER, MARK)
    state.access.deny(USER)
    state.privacy.forget_person(USER)
    assert [table for table, _ in traces(tmp_path, USER, MARK) if table != "updates"] == ["access"]
    assert state.access.status(USER) == "denied"


def test_forget_deletes_what_others_said_in_a_private_chat(state: State, tmp_path: Path) -> None:
    state.conversations.add(USER, 0, OTHER, Turn(MARK, MARK))
    state.answers.save(an_answer(MARK), USER, OTHER)
    state.privacy.forget_person(USER)
    assert traces(tmp_path, USER, MARK) == []


def test_deleted_text_is_gone_from_the_file_after_long_use(state: State, tmp_path: Path) -> None:
    dice = random.Random(4)
    for n in range(300):
        user = dice.randrange(1, 8)
        text = f"MARK{user}. " * dice.choice((1, 5, 60, 900))
        state.conversations.add(user, 0, user, Turn(text, text))
        state.feedback.give(state.answers.save(an_answer(text), user, user), user, "up")
        if n % 40 == 39:
            state.conversations.forget(dice.randrange(1, 8), 0)
    for user in range(1, 7):
        assert f"MARK{user}.".encode() in raw(tmp_path)
        state.privacy.forget_person(user)
        assert f"MARK{user}.".encode() not in raw(tmp_path)
    assert b"MARK7." in raw(tmp_path)


def test_prune(state: State, clock: HandClock, tmp_path: Path) -> None:
    use(state, USER, MARK)
    clock.now += 30 * DAY - 1
    assert state.privacy.prune(30) == Deleted(0, 0, 0, 0, (f"/incoming/{MARK}",))
    use(state, OTHER, "绿色的企鹅")
    young = rows(tmp_path / FILE_NAME)
    clock.now += 1
    assert state.privacy.prune(30) == Deleted(turns=2, answers=2, feedback=4, questions=2, files=())
    assert state.privacy.prune(30) == Deleted(0, 0, 0, 0, ())
    left = rows(tmp_path / FILE_NAME)
    assert {table: len(kept) for table, kept in left.items()} == {
        "people": 1,
        "access": 0,
        "turns": 2,
        "answers": 2,
        "messages": 2,
        "opened": 0,
        "feedback": 6,
        "asked": 2,
        "codes": 0,
        "tries": 1,
        "updates": 2,
        "uploads": 1,
    }
    assert {table for table, _ in traces(tmp_path, USER, MARK)} == {"feedback"}
    assert [row[2:4] for row in left["feedback"]] == [(None, None)] * 4 + [row[2:4] for row in young["feedback"][4:]]
    assert [one.question for one in state.feedback.all()] == [f"{MARK}？"] * 4 + ["绿色的企鹅？"] * 2


def test_prune_takes_tries_updates_and_uploads_sooner(state: State, clock: HandClock, tmp_path: Path) -> None:
    state.pairing.make()
    state.pairing.redeem(1, "wrong")
    use(state, USER, MARK)

    def left() -> list[str]:
        return [table for table, kept in rows(tmp_path / FILE_NAME).items() if kept]

    kept = ["people", "turns", "answers", "messages", "feedback", "asked"]
    clock.now += 3600
    state.privacy.prune(30)
    assert left() == [*kept, "updates", "uploads"]
    clock.now += DAY
    assert state.privacy.prune(30).files == (f"/incoming/{MARK}",)
    assert left() == [*kept, "updates"]
    clock.now += DAY
    state.privacy.prune(30)
    assert left() == kept


def test_prune_keeps_a_day_for_the_limits(state: State, clock: HandClock) -> None:
    state.usage.allow(7, 0, 1)
    clock.now += 100
    state.privacy.prune(0)
    assert state.usage.allow(7, 0, 1) == DAY - 100
