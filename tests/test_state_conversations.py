"""Conversations and updates, kept over a restart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stored import NOON, HandClock, again

from bot.state import State
from bot.state.updates import Pending
from rag.types import Turn


def test_conversations_are_kept_apart(state: State, tmp_path: Path, clock: HandClock) -> None:
    for n in range(8):
        state.conversations.add(-1, 0, n % 2, Turn(f"q{n}", f"a{n}"))
    state.conversations.add(-1, 5, 1, Turn("in a topic", "yes"))
    state.conversations.add(1, 0, 1, Turn("in private", "yes"))
    restarted = again(state, tmp_path, clock)
    assert restarted.conversations.turns(-1, 0) == tuple(Turn(f"q{n}", f"a{n}") for n in range(2, 8))
    assert restarted.conversations.turns(-1, 0, most=1) == (Turn("q7", "a7"),)
    assert restarted.conversations.turns(-1, 0, most=0) == ()
    assert restarted.conversations.forget(-1, 0) == 8
    assert restarted.conversations.turns(-1, 0) == ()
    assert restarted.conversations.turns(-1, 5) == (Turn("in a topic", "yes"),)
    assert restarted.conversations.turns(1, 0) == (Turn("in private", "yes"),)
    restarted.close()


def test_conversation_moves_with_its_group(state: State) -> None:
    state.conversations.add(-1, 0, 1, Turn("q", "a"))
    state.conversations.move(-1, -1001)
    assert state.conversations.turns(-1, 0) == ()
    assert state.conversations.turns(-1001, 0) == (Turn("q", "a"),)


def test_what_was_asked_before_a_conversation_began_anew_is_not_of_it(state: State) -> None:
    for update, thread in ((10, 0), (11, 0), (12, 5)):
        state.updates.begin(update, -1, 1, thread)
    state.conversations.add(-1, 0, 1, Turn("q10", "a"), 10)
    assert state.conversations.forget(-1, 0) == 1
    state.updates.begin(13, -1, 1)
    for update, thread in ((11, 0), (12, 5), (13, 0)):
        state.conversations.add(-1, thread, 1, Turn(f"q{update}", "a"), update)
        state.updates.done(update)
    assert state.conversations.turns(-1, 0) == (Turn("q13", "a"),)
    assert state.conversations.turns(-1, 5) == (Turn("q12", "a"),)


def test_update_is_taken_on_once(state: State, tmp_path: Path, clock: HandClock) -> None:
    assert state.updates.begin(10, 1, 1)
    assert not state.updates.begin(10, 1, 1)
    state.updates.done(10)
    assert not state.updates.begin(10, 1, 1)
    restarted = again(state, tmp_path, clock)
    assert not restarted.updates.begin(10, 1, 1)
    assert restarted.updates.begin(11, 1, 1)
    restarted.close()


def test_update_is_taken_on_by_one_of_many_threads(state: State) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: state.updates.begin(n % 10, 1, 1), range(80)))
    assert taken.count(True) == 10


def test_unfinished_updates_come_back_in_order(state: State, tmp_path: Path, clock: HandClock) -> None:
    for update in (12, 10, 11):
        state.updates.begin(update, -5, 7, thread=3, payload=f"text {update}")
    state.updates.done(11)
    state.updates.sending(12)
    restarted = again(state, tmp_path, clock)
    assert restarted.updates.unfinished() == [
        Pending(10, -5, 3, 7, "text 10", False, NOON),
        Pending(12, -5, 3, 7, "text 12", True, NOON),
    ]
    restarted.updates.done(10)
    assert [one.id for one in restarted.updates.unfinished()] == [12]
    restarted.close()


def test_update_that_ends_the_bot_is_given_up(state: State, tmp_path: Path, clock: HandClock) -> None:
    state.updates.begin(10, 1, 1, payload="crash")
    seen = []
    for _ in range(5):
        state = again(state, tmp_path, clock)
        seen.append([one.id for one in state.updates.unfinished()])
    assert seen == [[10], [10], [10], [], []]
    assert not state.updates.begin(10, 1, 1)
    state.close()
