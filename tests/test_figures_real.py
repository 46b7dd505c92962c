"""Laws that hold on any text: the real reports where they are there, and text made up of figures."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.figures import figures
from vectorstore.types import Figure, Span

REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports"


def _sentences(text: str) -> list[Span]:
    return [m.span() for m in re.finditer(r"[^。！？\n]+[。！？]?", text)]


def _check(text: str, found: list[Figure]) -> None:
    for figure in found:
        assert figure.text == text[figure.start : figure.end]
        assert figure.text.strip() == figure.text != ""
        assert math.isfinite(figure.value)
        assert figure.upper is None or figure.upper > figure.value
        assert figure.bound in ("", "about", "over", "under")
        assert all(part in text for part in (figure.counted, figure.action, figure.when))
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_figures_of_the_real_reports_trace_back() -> None:
    files = sorted(REPORTS.glob("*.txt"))
    if not files:
        pytest.skip(f"no reports in {REPORTS}")
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = figures(text, _sentences(text))
        assert len(found) > 5, file.name
        _check(text, found)


SIGNS = "零一二三十百千万亿半几余多近约共第0123456789.,%-—至年月日个名支元《》“”（），。、 ０９\n$"
WORDS = (
    "全县",
    "南河镇",
    "成立",
    "党支部",
    "口罩",
    "志愿者",
    "分别",
    "为",
    "的",
    "其中",
    "增长",
    "百分之",
    "公里",
    "2020年3月",
)
PIECES = st.sampled_from((*SIGNS, *WORDS))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_figures_of_any_jumble_trace_back(text: str) -> None:
    _check(text, figures(text, _sentences(text)))


@given(st.text(max_size=120))
def test_figures_of_any_text_trace_back(text: str) -> None:
    _check(text, figures(text, _sentences(text)))


@given(st.integers(2, 10**8), st.sampled_from(["{}", "{:,}", "近{}", "{:,}余"]))
def test_a_number_before_or_after_its_thing_is_that_number(number: int, form: str) -> None:
    written = form.format(number)
    for text in (f"全县发放{written}只口罩。", f"全县发放口罩{written}只。"):
        (found,) = figures(text, [(0, len(text))])
        assert (found.text, found.value, found.unit) == (f"{written}只", float(number), "只")
        assert (found.counted, found.action, found.owner) == ("口罩", "发放", "全县")
