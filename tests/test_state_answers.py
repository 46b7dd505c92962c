"""Answers for the buttons: as JSON and back, and found again after a restart."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import NOON, HandClock, an_answer

from bot.state import FILE_NAME, open_state
from bot.state.answer_json import from_json, to_json
from bot.state.answers import SentAnswer
from bot.state.database import Database
from rag.types import Answer


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, every field of a dataclass filled."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: anything(hints[field.name]) for field in fields(kind)})
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) is dict:
        return st.dictionaries(st.text(max_size=5), anything(get_args(kind)[1]), max_size=3)
    if get_origin(kind) is UnionType:
        return st.one_of(*(st.none() if one is type(None) else anything(one) for one in get_args(kind)))
    return st.floats(allow_nan=False) if kind is float else st.from_type(kind)


@given(anything(Answer))
def test_answer_to_json_and_back(answer: Answer) -> None:
    assert from_json(to_json(answer)) == answer


def test_an_answer_has_no_field_at_its_default() -> None:
    for field in fields(Answer):
        value = getattr(an_answer(), field.name)
        assert value != (field.default if field.default is not MISSING else field.type), field.name
        assert value not in ("", (), {}), field.name


def test_json_of_an_older_version_gets_the_defaults() -> None:
    required = [field.name for field in fields(Answer) if field.default is MISSING and field.default_factory is MISSING]
    older = {name: getattr(an_answer(), name) for name in required}
    assert from_json(json.dumps(older)) == Answer(**older)


def test_json_of_a_newer_version_is_read_as_far_as_known() -> None:
    newer = json.loads(to_json(an_answer()))
    newer["mood"] = {"calm": True}
    newer["citations"][0]["colour"] = "red"
    assert from_json(json.dumps(newer)) == an_answer()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value"),
        ("[]", r"answer is \[\], not dict"),
        ("{}", "answer has no question"),
        ("[" * 100_000, "nested too deeply"),
        ('{"question": 5}', "answer.question is 5, not str"),
        (to_json(an_answer()).replace('"n":1', '"n":"1"'), "answer.citations.n is '1', not int"),
        (
            to_json(an_answer()).replace('"confidence":0.93', '"confidence":true'),
            "answer.confidence is True, not float",
        ),
    ],
)
def test_json_that_is_no_answer(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        from_json(text)


def test_found_by_id_and_by_message_after_a_restart(tmp_path: Path) -> None:
    state = open_state(tmp_path, HandClock())
    id_ = state.answers.save(an_answer(), chat=-100, user=7, thread=3)
    state.answers.sent(id_, -100, [12, 11])
    other = state.answers.save(an_answer("other"), chat=5, user=5)
    state.answers.sent(other, 5, [11])
    state.close()
    state = open_state(tmp_path)
    sent = SentAnswer(id_, -100, 3, 7, an_answer(), (11, 12), NOON)
    assert state.answers.find(id_) == sent
    assert state.answers.of_message(-100, 12) == sent
    assert state.answers.of_message(5, 11) == SentAnswer(other, 5, 0, 5, an_answer("other"), (11,), NOON)
    assert state.answers.of_message(5, 12) is None
    state.close()


def test_the_message_that_shows_a_passage_goes_with_its_answer(tmp_path: Path) -> None:
    clock = HandClock()
    state = open_state(tmp_path, clock)
    first, second = (state.answers.save(an_answer(), chat=5, user=5) for _ in range(2))
    assert state.answers.opened(first) == 0
    state.answers.open(first, 20)
    state.answers.open(first, 21)
    state.answers.open("gone", 22)
    state.close()
    state = open_state(tmp_path, clock)
    assert [state.answers.opened(id_) for id_ in (first, second, "gone")] == [21, 0, 0]
    state.answers.close(first)
    assert state.answers.opened(first) == 0
    state.answers.open(first, 23)
    state.privacy.forget_person(5)
    assert state.answers.opened(first) == 0
    state.close()


def test_ids_fit_a_button(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    ids = [state.answers.save(an_answer(), 1, 1) for _ in range(50)]
    state.close()
    assert len(set(ids)) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{8}", id_) for id_ in ids)


def test_answer_that_is_gone(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    assert state.answers.find("gone") is None
    state.answers.sent("gone", 1, [1])
    assert state.answers.of_message(1, 1) is None
    state.close()


def test_answer_that_cannot_be_read_counts_as_gone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    state = open_state(tmp_path)
    id_ = state.answers.save(an_answer(), 1, 1)
    state.answers.sent(id_, 1, [4])
    other = Database(tmp_path / FILE_NAME)
    with other.transaction() as run:
        run("""UPDATE answers SET body = '{"question": "a secret"}'""")
    other.close()
    assert state.answers.find(id_) is None
    assert state.answers.of_message(1, 4) is None
    assert state.feedback.give(id_, 1, "up") is False
    state.close()
    assert {one.getMessage() for one in caplog.records} == {
        f"answer {id_} was stored by another version and cannot be read: ValueError"
    }
