"""The ledger: what readers of a generation see stays, whatever is announced, written, interrupted or cleared away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.client import call
from vectorstore.errors import IndexMissing
from vectorstore.index import Location
from vectorstore.ledger import ABSENT, Ledger, Row, State, digest_of, held, states
from vectorstore.record import is_storable

text = st.text(st.characters(codec="utf-8"), max_size=20)
a_state = st.builds(State, text, text, st.lists(text, min_size=1, max_size=4).map(tuple))
some_state = a_state | st.just(ABSENT)
generations = st.integers(1, 9)
settled_row = st.builds(Row, text, some_state)
coming_row = st.builds(Row, text, some_state, some_state, generations, st.just(True))
half_row = st.builds(Row, text, some_state, st.just(ABSENT), generations, st.just(False))
a_row = settled_row | coming_row | half_row


@given(a_row, generations, st.integers(1, 3), some_state)
def test_announcing_and_writing_leave_what_readers_see(row: Row, published: int, ahead: int, state: State) -> None:
    coming = max(published, row.since) + ahead
    announced = row.announced(coming, published)
    written = announced.to(state)
    for generation in range(published, coming):
        assert announced.at(generation) == written.at(generation) == row.at(published)
    assert (announced.at(coming), written.at(coming), written.at(coming + 5)) == (ABSENT, state, state)
    assert (announced.written, written.written) == (ABSENT, state)
    again = written.announced(coming + 1, published)
    assert again.at(published) == row.at(published)
    assert again.written == ABSENT


@given(a_row, generations)
def test_clearing_away_leaves_what_later_generations_have(row: Row, generation: int) -> None:
    after = row.after(generation)
    assert [after.at(later) for later in range(generation, 20)] == [row.at(later) for later in range(generation, 20)]
    assert after == (row if row.since > generation else Row(row.report, row.at(generation)))
    assert after.after(generation) == after


def test_what_was_written_last_of_what_readers_see() -> None:
    old, new = State("1", "a", ("p",)), State("2", "b", ("q",))
    rows = [
        Row("seen", old),
        Row("changed", old, new, 4),
        Row("changed by half", old, ABSENT, 4, settled=False),
        Row("added by half", ABSENT, ABSENT, 4, settled=False),
        Row("added", ABSENT, new, 4),
        Row("deleted", old, ABSENT, 4),
        Row("deleted before", old, ABSENT, 3),
        Row("published by half a change of models", old, ABSENT, 3, settled=False),
    ]
    assert held(rows, 3) == {
        "seen": old,
        "changed": new,
        "changed by half": ABSENT,
        "added": new,
        "deleted": ABSENT,
    }
    assert {name: state.sha256 for name, state in states(rows, 3).items()} == {
        "changed": "1",
        "changed by half": "1",
        "deleted": "1",
        "seen": "1",
    }
    assert {name: state.sha256 for name, state in states(rows, 4).items()} == {
        "added": "2",
        "changed": "2",
        "seen": "1",
    }
    assert list(states(reversed(rows), 4)) == ["added", "changed", "seen"]


NAMES = ("a.txt", "b.txt", "c.txt")
ENDS = ("whole", "before it is published", "while it is cleared away")
a_sync = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), some_state), st.sampled_from(ENDS), st.integers(0, 2 * len(NAMES))
)


@given(st.lists(a_sync, max_size=8))
def test_syncs_that_are_interrupted_show_nothing_by_half(syncs: list[tuple[dict[str, State], str, int]]) -> None:
    """Goes through syncs as update.py does: announce, settle, publish, clear away, each perhaps cut short."""
    rows: dict[str, Row] = {}
    published, seen = 0, {}
    for wanted, end, most in syncs:
        coming = max([published, *(row.since for row in rows.values())]) + 1
        left = {name: ABSENT for name, row in rows.items() if not row.settled}  # a plan names what is not whole
        steps = [(name, state) for name, state in (left | wanted).items() for _ in range(2)]
        for n, (name, state) in enumerate(steps if end == "whole" else steps[:most]):
            row = rows.get(name, Row(name))
            rows[name] = row.to(state) if n % 2 else row.announced(coming, published)
            assert states(rows.values(), published) == seen
        if end == "before it is published" or any(not row.settled for row in rows.values()):
            continue
        reports = {name: row.written for name, row in rows.items() if row.written.passages}
        published, seen = coming, {name: reports[name] for name in sorted(reports)}
        assert states(rows.values(), published) == seen
        for name in sorted(rows)[: None if end == "whole" else most]:
            rows[name] = rows[name].after(published)
            if rows[name] == Row(name):
                del rows[name]
            assert states(rows.values(), published) == seen
        assert held(rows.values(), published) == seen


@given(st.dictionaries(text, a_state, max_size=5), a_state)
def test_the_digest_changes_with_the_passages_alone(reports: dict[str, State], other: State) -> None:
    digest = digest_of(reports)
    assert digest == digest_of({name: reports[name] for name in reversed(reports)})
    assert digest == digest_of({name: replace(state, sha256="another") for name, state in reports.items()})
    for name in reports:
        assert (digest_of(reports | {name: other}) == digest) == (other.digest == reports[name].digest)
        assert digest_of({one: state for one, state in reports.items() if one != name}) != digest


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    client = Location(tmp_path_factory.mktemp("ledger")).connect()
    return Ledger(call(client.create_collection, name="reports-test-reports", embedding_function=None))


@settings(max_examples=25)
@given(st.lists(a_row, max_size=4))
def test_rows_come_back_as_they_were_put(ledger: Ledger, rows: list[Row]) -> None:
    rows = [row for row in {row.report: row for row in rows}.values() if is_storable(row.report)]
    ledger.put(rows)
    assert ledger.rows() == {row.report: row for row in rows}
    ledger.drop([row.report for row in rows])
    assert ledger.rows() == {}


def test_more_rows_than_a_page_and_a_folder(ledger: Ledger) -> None:
    ids = tuple(f"{n:032x}" for n in range(300))
    rows = {f"报道 {n}.txt": Row(f"报道 {n}.txt", State(f"{n}", "d", ids[: n % 7])) for n in range(1003)}
    rows["long.txt"] = Row("long.txt", State("1", "d", ids), State("2", "e", ids[::-1]), 12)
    ledger.folder = "/a folder/报道"
    ledger.put([])
    ledger.put(list(rows.values()))
    assert ledger.rows() == rows
    changed = {name: row.announced(3, 2).to(row.now) for name, row in rows.items() if name.endswith("5.txt")}
    ledger.put(list(changed.values()))
    gone = [name for name in rows if name.endswith("1.txt")]
    ledger.drop([*gone, "unknown"])
    assert ledger.rows() == {name: row for name, row in (rows | changed).items() if name not in gone}
    assert ledger.folder == "/a folder/报道"


def test_a_ledger_that_is_gone(tmp_path: Path) -> None:
    client = Location(tmp_path).connect()
    ledger = Ledger(call(client.create_collection, name="reports-test-reports", embedding_function=None))
    assert (ledger.rows(), ledger.folder) == ({}, "")
    client.delete_collection("reports-test-reports")
    for use in (ledger.rows, lambda: ledger.put([Row("a")]), lambda: ledger.drop(["a"])):
        with pytest.raises(IndexMissing, match="Run `reportbot index` to build it again"):
            use()
