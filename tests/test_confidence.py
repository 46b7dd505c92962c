"""The probability that the evidence answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.candidates import Candidate
from rag.confidence import THRESHOLD, Signals, confidence, signals
from rag.coverage import Coverage
from rag.extract import Extract
from rag.fusion import Evidence
from rag.retrieve import Retrieved
from vectorstore.record import Line
from vectorstore.types import Chunk, Kind

SHARE = st.floats(0, 1)
WORDS = st.integers(0, 12)
SIGNALS = st.builds(
    Signals, SHARE, SHARE, SHARE, SHARE, SHARE, st.booleans(), st.none() | WORDS, st.booleans(), st.booleans()
)
PLAIN = Signals(
    gap=0.1,
    line_gap=0.1,
    cosine=0.5,
    closeness=0.5,
    lexical=0.1,
    named=False,
    missing=1,
    counted=False,
    unknown=False,
)


@given(SIGNALS)
def test_it_is_a_probability(some: Signals) -> None:
    assert 0 < confidence(some) < 1


@pytest.mark.parametrize("huge", [1e9, -1e9])
def test_signals_out_of_range_do_not_overflow(huge: float) -> None:
    assert confidence(replace(PLAIN, gap=huge)) == pytest.approx(float(huge > 0), abs=1e-12)


@pytest.mark.parametrize("name", ["gap", "line_gap", "cosine", "lexical"])
@given(some=SIGNALS, values=st.tuples(SHARE, SHARE))
def test_the_more_the_legs_say_the_surer(name: str, some: Signals, values: tuple[float, float]) -> None:
    less, more = sorted(values)
    assert confidence(replace(some, **{name: less})) <= confidence(replace(some, **{name: more}))


@given(some=SIGNALS, values=st.tuples(WORDS, WORDS))
def test_the_more_words_are_missing_the_less_sure(some: Signals, values: tuple[int, int]) -> None:
    less, more = sorted(values)
    for read in (None, 1.0):
        assert confidence(replace(some, read=read, missing=less)) >= confidence(replace(some, read=read, missing=more))


def test_what_each_signal_does() -> None:
    plain = confidence(PLAIN)
    assert confidence(replace(PLAIN, gap=0.2)) > confidence(replace(PLAIN, line_gap=0.2)) > plain
    assert confidence(replace(PLAIN, named=True)) > plain
    assert confidence(replace(PLAIN, closeness=0.6)) < plain
    assert confidence(replace(PLAIN, counted=True, unknown=True)) < confidence(replace(PLAIN, unknown=True)) < plain
    assert confidence(replace(PLAIN, counted=True)) < plain
    assert confidence(replace(PLAIN, missing=None)) > confidence(replace(PLAIN, missing=3))


def test_a_passage_that_stands_out_and_covers_all_is_sure_and_one_that_does_neither_is_not() -> None:
    assert confidence(replace(PLAIN, gap=0.4, line_gap=0.3, cosine=0.6, missing=0)) > THRESHOLD
    assert confidence(replace(PLAIN, gap=0.0, line_gap=0.0, cosine=0.4, missing=4)) < THRESHOLD


def best(evidence: Evidence) -> Extract:
    text = "桥修好了。"
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, 5),), ((0, 5),))
    one = Candidate("1:0", Line(0, 5, text), chunk, evidence, cosine=0.5, lexical=0.25)
    return Extract(one, 1.0, (0, 5), (0, 5))


def found(*ranked: Evidence, named: bool = False) -> Retrieved:
    import numpy as np

    where = {("a.txt", 0): 1.0} if named else {}
    return Retrieved("桥", "", "zh", "zh", np.zeros(1, np.float32), {}, where, (), ranked)


def test_the_signals_of_an_answer() -> None:
    mine, other = Evidence("1", 0.5, 0.5, 0.25, named=1.0), Evidence("2", 0.25, 0.0, 0.25, named=1.0)
    lines = [("1", 0.75), ("1", 0.9), ("2", 0.5), ("2", 0.25)]
    covered = Coverage(("桥", "修好"), 4)
    assert signals(best(mine), lines, found(mine, other, named=True), covered, ["修好"], True) == Signals(
        gap=pytest.approx(0.5 + 1.2 * 0.5 + 0.25 - (0.25 + 0.25)),  # type: ignore[arg-type]
        line_gap=0.75 - 0.375,
        cosine=0.5,
        closeness=0.5,
        lexical=0.25,
        named=True,
        missing=2,
        counted=True,
        unknown=True,
    )


def test_an_only_passage_has_no_gap_and_a_question_that_cannot_be_read_lacks_nothing() -> None:
    mine = Evidence("1", 0.5, 0.5, 0.25)
    one = signals(best(mine), [("1", 0.75)], found(mine), Coverage((), 0), [], False)
    assert one == Signals(0.0, 0.75, 0.5, 0.5, 0.25, False, None, False, False)


def test_only_the_head_of_what_is_counted_tells() -> None:
    mine = Evidence("1", 0.5, 0.5, 0.25)
    covered = Coverage(("苹果",), 2)
    assert not signals(best(mine), [], found(mine), covered, ["苹果", "树"], False).counted
    assert signals(best(mine), [], found(mine), covered, ["红", "苹果"], False).counted
