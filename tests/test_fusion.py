"""One score from what the legs say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.fusion import LEXICAL, LINE, NAMED, PASSAGE, Evidence, fuse
from vectorstore.lexical import FIELDS

IDS = st.sampled_from("abcdef")
COSINES = st.dictionaries(IDS, st.floats(-1, 1))
SCORES = st.dictionaries(IDS, st.floats(0, 1))
NAMES = st.dictionaries(IDS, st.sampled_from([0.5, 1.0]))


def ranks(ranking: list[Evidence]) -> list[str]:
    return [evidence.id for evidence in ranking]


def test_a_score_is_the_weighted_sum() -> None:
    assert Evidence("a", 0.5, 0.25, 0.125, 1.0).score == PASSAGE * 0.5 + LINE * 0.25 + 0.125 + NAMED


def test_what_a_dense_leg_left_out_has_its_lowest_cosine() -> None:
    assert fuse({"a": 0.9, "b": 0.8}, {"b": 0.7}, {"c": 0.05}, {"d": 1.0}) == [
        Evidence("d", 0.8, 0.7, 0.0, 1.0),
        Evidence("a", 0.9, 0.7, 0.0, 0.0),
        Evidence("c", 0.8, 0.7, 0.05, 0.0),
        Evidence("b", 0.8, 0.7, 0.0, 0.0),
    ]


def test_a_place_that_is_named_is_worth_more_than_the_lexical_leg_and_a_cosine_gap() -> None:
    assert ranks(fuse({"a": 0.9, "b": 0.8}, {"a": 0.9, "b": 0.8}, {"a": 0.1}, {"b": 1.0})) == ["b", "a"]


def test_nothing_found_is_nothing_ranked() -> None:
    assert fuse({}, {}, {}, {}) == []


def test_ties_are_in_the_order_of_ids() -> None:
    assert ranks(fuse(dict.fromkeys("dacb", 0.5), {}, {}, {})) == ["a", "b", "c", "d"]


def test_weights_are_of_fields_that_there_are() -> None:
    assert set(LEXICAL) <= set(FIELDS)
    assert min(LEXICAL.values()) > 0


@given(COSINES, COSINES, SCORES, NAMES)
def test_everything_found_is_ranked_once_from_the_best_down(
    passages: dict[str, float], lines: dict[str, float], lexical: dict[str, float], named: dict[str, float]
) -> None:
    ranking = fuse(passages, lines, lexical, named)
    assert sorted(ranks(ranking)) == sorted({*passages, *lines, *lexical, *named})
    assert [e.score for e in ranking] == sorted((e.score for e in ranking), reverse=True)


@given(COSINES, COSINES, SCORES, NAMES)
def test_the_order_in_which_legs_report_does_not_matter(
    passages: dict[str, float], lines: dict[str, float], lexical: dict[str, float], named: dict[str, float]
) -> None:
    turned = [dict(reversed(leg.items())) for leg in (passages, lines, lexical, named)]
    assert fuse(passages, lines, lexical, named) == fuse(*turned)


@given(COSINES.filter(bool), COSINES)
def test_a_leg_that_cannot_read_the_question_changes_nothing(
    passages: dict[str, float], lines: dict[str, float]
) -> None:
    alone = fuse(passages, lines, {}, {})
    assert fuse(passages, lines, dict.fromkeys(passages, 0.0), dict.fromkeys(passages, 0.0)) == alone
    assert ranks(fuse(passages, {}, {}, {})) == sorted(passages, key=lambda id: (-PASSAGE * passages[id], id))


@given(
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(["passage", "line", "lexical", "named"]),
    st.floats(0, 1),
)
def test_more_from_any_leg_is_never_a_lower_score(
    passage: float, line: float, lexical: float, named: float, leg: str, more: float
) -> None:
    evidence = Evidence("a", passage, line, lexical, named)
    assert replace(evidence, **{leg: getattr(evidence, leg) + more}).score >= evidence.score


@given(COSINES.filter(bool), COSINES, SCORES, NAMES, st.data(), st.floats(0, 0.5))
def test_more_from_a_dense_leg_never_lowers_a_rank(
    passages: dict[str, float],
    lines: dict[str, float],
    lexical: dict[str, float],
    named: dict[str, float],
    data: st.DataObject,
    more: float,
) -> None:
    lifted = data.draw(st.sampled_from(sorted(passages)))
    before = fuse(passages, lines, lexical, named)
    after = fuse(passages | {lifted: passages[lifted] + more}, lines, lexical, named)
    score = {e.id: e.score for e in after}
    beaten = ranks(before)[ranks(before).index(lifted) + 1 :]
    assert all(score[lifted] >= score[id] - 1e-9 for id in beaten)
