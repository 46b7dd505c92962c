"""Texts against what was expected of them, by hand and against the scorer that the project is judged with."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.matching import char_f1, covers, holds, is_exact, lines_of, squeezed, stands_in

SCORER = Path(__file__).resolve().parents[2] / "shared" / "eval" / "score.py"

REPORT = "河口镇修通村道21条，\n▲图为村道。\n\n▲图为开工。\n长36公里，种树1200\n棵。\n全镇受益。\n"


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("修通村道21条", "21", True),
        ("修通村道121条", "21", False),
        ("修通村道21.5公里", "21", False),
        ("长3.21公里", "21", False),
        ("修通21.", "21", True),
        ("种树1,200棵", "1200", True),
        ("种树１２００棵", "1,200", True),
        ("种树1200棵", "200", False),
        ("张 三 任镇长", "张三", True),
        ("The Red Bridge", "red bridge", True),
        ("The Redbridge", "red bridge", False),
        ("村道两条", "2条", False),
    ],
)
def test_holds(text: str, answer: str, held: bool) -> None:
    assert holds(text, answer) is held


@pytest.mark.parametrize(
    ("highlight", "answers", "exact"),
    [
        ("21条", ["21"], True),
        ("21条，长36公里", ["21"], False),
        ("近20万份", ["200000"], True),
        ("近20万份", ["20"], True),
        ("1.2亿元", ["120,000,000"], True),
        ("22条", ["20", "22"], True),
        ("镇长张三同志", ["张三"], True),
        ("河口镇镇长张三同志说", ["张三"], False),
        ("三条", ["3"], False),
        ("1.2.3", ["1.2.3"], False),
        ("", ["21"], False),
    ],
)
def test_is_exact(highlight: str, answers: list[str], exact: bool) -> None:
    assert is_exact(highlight, answers) is exact


def test_char_f1_counts_each_character_as_often_as_it_occurs() -> None:
    assert (char_f1("21条", "21"), char_f1("村村", "村"), char_f1("A B", "ａb"), char_f1("树", "村")) == (
        0.8,
        2 / 3,
        1.0,
        0.0,
    )


@pytest.mark.parametrize(
    ("quote", "evidence", "covered"),
    [
        ("今年修通村道 21条，长36公里。", "修通村道21条", True),
        ("修通村道21条", "今年修通村道21条", True),
        ("村道21条", "今年修通村道21条", False),
        ("", "村道", False),
        ("修通村道22条", "修通村道21条", False),
    ],
)
def test_covers(quote: str, evidence: str, covered: bool) -> None:
    assert covers(quote, evidence) is covered


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("修通村道21条", True),
        ("修通村道21条，长36公里", True),
        ("21条，▲图为开工。长36公里，种树1200棵。全镇", True),
        ("21条，种树1200", False),
        ("通村道长36公里", False),
        ("河口镇种树1200棵", False),
        ("长36公里，种树 1200 棵。", True),
        ("", False),
    ],
)
def test_stands_in(quote: str, verbatim: bool) -> None:
    assert stands_in(quote, lines_of(REPORT)) is verbatim


def test_a_quote_runs_on_over_at_most_four_lines() -> None:
    four, five = (lines_of("前半句，\n" + "▲图。\n" * captions + "后半句。") for captions in (4, 5))
    assert (stands_in("前半句，后半句", four), stands_in("前半句，后半句", five)) == (True, False)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    if not SCORER.is_file():
        pytest.skip("the scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("scorer", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PIECES = st.text("12,. \n\u3000\xa0aB万亿千树村，１ａ", max_size=10)
NUMBERS = st.from_regex(r"\A[1-9]\d{0,4}(,\d{3})?(\.\d)?\Z")


@given(text=PIECES, other=PIECES, number=NUMBERS)
@example(text="12", other="12", number="1")
def test_texts_compare_as_in_the_scorer(scorer: ModuleType, text: str, other: str, number: str) -> None:
    for one, two in ((text, other), (text, number), (f"{text}{number}{other}", number), (f"{number}{text}", number)):
        assert squeezed(one) == scorer.squeeze(one)
        assert holds(one, two) == scorer.holds(one, two)
        assert char_f1(one, two) == scorer.char_f1(one, two)
        assert covers(one, two) == scorer.covers(one, two)
    for answers in ([number], [f"树{other}", number]):
        assert is_exact(f"{text}{number}", answers) == scorer.is_exact([f"{text}{number}"], answers)


@given(lines=st.lists(st.text("树村", max_size=3), max_size=12), quote=st.text("树村", max_size=9))
@example(lines=["树村", "村", "村", "村", "村", "树"], quote="村树")
@example(lines=["树村", "村", "村", "村", "村", "村", "树"], quote="村树村")
def test_quotes_stand_in_reports_as_in_the_scorer(scorer: ModuleType, lines: list[str], quote: str) -> None:
    kept = lines_of("\n".join(lines))
    assert stands_in(quote, kept) == scorer.stands_in(scorer.squeeze(quote), kept)
