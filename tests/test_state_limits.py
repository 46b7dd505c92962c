"""Limits on questions, and pairing codes that cannot be guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stored import HandClock, rows

from bot.state import FILE_NAME, State, open_state
from bot.state.access import Access
from bot.state.pairing import Attempt, as_code
from bot.state.window import DAY, HOUR


def wrong(code: str, n: int = 1) -> str:
    """The `n`-th code after another."""
    return f"{(int(code) + n) % 1_000_000:06}"


def test_questions_a_minute_slide(state: State, clock: HandClock) -> None:
    start, waits = clock.now, []
    for second in (0, 20, 40, 41, 59, 60, 61, 80):
        clock.now = start + second
        waits.append(state.usage.allow(7, per_minute=3, per_day=0))
    assert waits == [0, 0, 0, 19, 1, 0, 19, 0]


def test_questions_a_day_slide(state: State, clock: HandClock) -> None:
    start, waits = clock.now, []
    for second in (0, 100, 200, DAY - 1, DAY, DAY + 1):
        clock.now = start + second
        waits.append(state.usage.allow(7, per_minute=10, per_day=2))
    assert waits == [0, 0, DAY - 200, 1, 0, 99]


def test_longer_wait_counts(state: State, clock: HandClock) -> None:
    assert [state.usage.allow(7, 1, 1), state.usage.allow(7, 1, 1)] == [0, DAY]


def test_users_have_limits_of_their_own_and_zero_is_none(state: State) -> None:
    assert [state.usage.allow(user, 1, 1) for user in (1, 2, 3)] == [0, 0, 0]
    assert [state.usage.allow(4, 0, 0) for _ in range(20)] == [0] * 20


def test_limits_outlive_a_restart(state: State, tmp_path: Path, clock: HandClock) -> None:
    state.usage.allow(7, 1, 0)
    state.close()
    restarted = open_state(tmp_path, clock)
    assert restarted.usage.allow(7, 1, 0) == 60
    restarted.close()


def test_clock_that_goes_back_makes_no_one_wait_longer(state: State, clock: HandClock) -> None:
    state.usage.allow(7, 1, 0)
    clock.now -= 5000
    assert state.usage.allow(7, 1, 0) == 60


def test_no_more_than_the_limit_at_once(state: State) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: state.usage.allow(7, 5, 100), range(40)))
    assert sorted(waits) == [0] * 5 + [60] * 35


def test_forget_does_not_lift_a_limit(state: State, clock: HandClock, tmp_path: Path) -> None:
    assert [state.usage.allow(7, 0, 2) for _ in range(2)] == [0, 0]
    assert state.privacy.forget_person(7).questions == 2
    assert rows(tmp_path / FILE_NAME)["asked"] == []
    clock.now += 100
    assert state.usage.allow(7, 0, 2) == DAY - 100
    state.privacy.forget_person(7)
    assert state.usage.allow(7, 0, 2) == DAY - 100
    clock.now += DAY - 100
    assert state.usage.allow(7, 0, 2) == 0


def test_code_lets_in_once(state: State, clock: HandClock) -> None:
    code = state.pairing.make()
    assert as_code(code) == code
    assert state.pairing.redeem(7, code) == Attempt(True)
    assert state.access.decided() == [Access(7, "allowed", "pairing", int(clock.now))]
    assert state.pairing.redeem(8, code) == Attempt(False, left=4)
    assert state.access.status(8) == ""


def test_code_outlives_a_restart_and_is_not_stored(state: State, tmp_path: Path, clock: HandClock) -> None:
    code = state.pairing.make()
    state.close()
    assert code.encode() not in (tmp_path / FILE_NAME).read_bytes()
    restarted = open_state(tmp_path, clock)
    assert restarted.pairing.redeem(7, code) == Attempt(True)
    restarted.close()


@pytest.mark.parametrize(("age", "accepted"), [(599, True), (600, False)])
def test_code_is_valid_for_ten_minutes(state: State, clock: HandClock, age: int, accepted: bool) -> None:
    code = state.pairing.make()
    clock.now += age
    assert state.pairing.redeem(7, code).accepted is accepted


def test_newer_codes_take_the_place_of_the_oldest(state: State) -> None:
    codes = [state.pairing.make() for _ in range(6)]
    assert [state.pairing.redeem(n, code).accepted for n, code in enumerate(codes)] == [codes[0] in codes[1:]] + [
        True
    ] * 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        (" 123-456\n", "123456"),
        ("１２３ 456", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("12345六", ""),
        ("१२३४५६", ""),
        ("", ""),
        ("my code is 123456", ""),
    ],
)
def test_as_code(text: str, code: str) -> None:
    assert as_code(text) == code


def test_code_however_it_is_written(state: State) -> None:
    code = state.pairing.make()
    assert state.pairing.redeem(7, f"{code[:3]} {code[3:]}").accepted


def test_stranger_must_wait_after_five_wrong_tries(state: State, clock: HandClock) -> None:
    code = state.pairing.make()
    assert state.pairing.redeem(7, "hello") == Attempt(False, left=5)
    tries = [state.pairing.redeem(7, wrong(code, n)) for n in range(1, 6)]
    assert tries == [Attempt(False, left=left) for left in (4, 3, 2, 1)] + [Attempt(False, wait=HOUR)]
    clock.now += 60
    assert state.pairing.redeem(7, code) == Attempt(False, wait=HOUR - 60)
    assert state.pairing.redeem(8, code) == Attempt(True)
    clock.now += HOUR - 60
    assert state.pairing.redeem(7, state.pairing.make()) == Attempt(True)


def test_forget_gives_no_new_tries(state: State) -> None:
    code = state.pairing.make()
    for n in range(1, 6):
        state.pairing.redeem(7, wrong(code, n))
    state.privacy.forget_person(7)
    assert state.pairing.redeem(7, code) == Attempt(False, wait=HOUR)


def test_strangers_together_have_fifty_tries_an_hour(state: State, clock: HandClock) -> None:
    code = state.pairing.make()
    results = [state.pairing.redeem(100 + n // 4, wrong(code, n + 1)) for n in range(52)]
    assert [one.wait for one in results] == [0] * 49 + [HOUR] * 3
    assert state.pairing.redeem(999, code) == Attempt(False, wait=HOUR)
    clock.now += HOUR
    assert state.pairing.redeem(999, state.pairing.make()) == Attempt(True)


def test_no_more_than_five_tries_at_once(state: State, tmp_path: Path) -> None:
    code = state.pairing.make()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: state.pairing.redeem(7, wrong(code, n + 1)), range(16)))
    assert not any(one.accepted for one in results)
    assert len(rows(tmp_path / FILE_NAME)["tries"]) == 5
    assert state.pairing.redeem(7, code) == Attempt(False, wait=HOUR)


def test_one_code_for_two_at_once_lets_in_one(state: State) -> None:
    code = state.pairing.make()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda user: state.pairing.redeem(user, code).accepted, range(4)))
    assert sorted(results) == [False, False, False, True]


def test_denied_user_stays_out_and_uses_up_no_code(state: State) -> None:
    state.access.deny(7)
    code = state.pairing.make()
    assert state.pairing.redeem(7, code) == Attempt(False, left=4)
    assert state.access.status(7) == "denied"
    assert state.pairing.redeem(8, code) == Attempt(True)
