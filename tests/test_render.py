"""How answers look, with and without a terminal."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from fakes import FakeApp
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.render import answer_lines, console_for, hit_lines, laid_out, marked, passage_lines, summary_line
from bot.wrap import CLOSING, break_points
from vectorstore.plan import Failure
from vectorstore.sync import SyncSummary

REPORTS = {
    "a.txt": "河口镇修路忙\n河口镇今年共修通村道21条，长36公里。路边还种下1200棵樟树，村民出门方便多了。\n",
    "b.txt": "白石村书屋开放\n白石村书屋上月开放，藏书3000册，周末最多时来了40人。\n",
}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal(width: int) -> Console:
    return Console(file=Terminal(), width=width, force_terminal=True, color_system="standard", highlight=False)


def plain() -> Console:
    return console_for(io.StringIO())


def test_answer_off_the_terminal_is_plain_and_unwrapped() -> None:
    answer = FakeApp(REPORTS).ask("河口镇修通村道多少条")
    assert laid_out(answer_lines(answer), plain()) == (
        "河口镇今年共修通村道21条，长36公里。\n"
        "\n"
        "Sources:\n"
        "  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt\n"
        "      河口镇今年共修通村道21条，长36公里。\n"
        "      characters 7–27\n"
    )
    assert REPORTS["a.txt"][7:27] == answer.citations[0].quote


def test_refusal_calls_the_nearest_passages_no_answer() -> None:
    answer = FakeApp(REPORTS).ask("Who won?")
    assert laid_out(answer_lines(answer), plain()) == (
        "Nothing found.\n"
        "\n"
        "Nearest passages (none of them is an answer):\n"
        "  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt\n"
        "      河口镇今年共修通村道21条，长36公里。\n"
        "      characters 7–27\n"
        "  [2] 白石村书屋开放 · 白石村 · 2021-05 · b.txt\n"
        "      白石村书屋上月开放，藏书3000册，周末最多时来了40人。\n"
        "      characters 8–37\n"
    )


def test_answer_on_a_terminal_is_wrapped_by_columns_and_marked() -> None:
    answer = FakeApp(REPORTS).ask("河口镇修通村道多少条")
    shown = laid_out(answer_lines(answer), terminal(30))
    assert "\x1b[1;32m21条\x1b[0m" in shown
    lines = Text.from_ansi(shown).plain.split("\n")
    assert lines == [
        "河口镇今年共修通村道21条，长36",
        "公里。",
        "",
        "Sources:",
        "  [1] 河口镇修路忙 · 河口镇 ·",
        "  2021-05 · a.txt",
        "      河口镇今年共修通村道21",
        "      条，长36公里。",
        "      characters 7–27",
        "",
    ]


def test_no_color_is_plain_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "xterm")
    shown = laid_out(answer_lines(FakeApp(REPORTS).ask("河口镇修通村道多少条")), console_for(Terminal()))
    assert "\x1b" not in shown
    assert shown.startswith("河口镇今年共修通村道21条，长36\n公里。\n")


def test_highlight_is_no_part_of_a_longer_number() -> None:
    assert [span[:2] for span in marked("有13个组，3个点，2.3个百分点", ("3个",)).spans] == [(6, 8)]


def test_passage_with_its_quote_marked() -> None:
    source = FakeApp(REPORTS).ask("河口镇修通村道多少条").citations[0]
    assert laid_out(passage_lines(source, ("**", "**")), plain()) == (
        "[1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt\n"
        "characters 7–49\n"
        "\n"
        "**河口镇今年共修通村道21条，长36公里。**路边还种下1200棵樟树，村民出门方便多了。\n"
    )


def test_hits() -> None:
    hits = FakeApp(REPORTS).search("书屋藏书", 1)
    assert laid_out(hit_lines(hits), plain()) == (
        "1. 白石村书屋开放 · 白石村 · 2021-05 · b.txt\n"
        "    白石村书屋上月开放，藏书3000册，周末最多时来了40人。\n"
        "    score 3.000, characters 8–37\n"
    )
    assert laid_out(hit_lines([]), plain()) == "No passage found.\n"


def test_a_report_cannot_command_the_terminal() -> None:
    reports = {"a.txt": "标题\n修路\x1b[2J修桥\x9b31m花费3元。\n"}
    shown = laid_out(hit_lines(FakeApp(reports).search("修路", 1)), terminal(80))
    assert "修路�[2J修桥�31m花费3元。" in shown


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (SyncSummary(2, 0, 0, 0, 0, (), 9, 21.44), "Indexed 2 reports, 9 passages in 21.4 s: 2 added"),
        (SyncSummary(0, 0, 0, 0, 1, (), 1, 0.31), "Nothing changed: 1 report, 1 passage (1 unchanged, 0.3 s)"),
        (
            SyncSummary(0, 1, 2, 3, 4, (Failure("x.txt", "no text"),), 1234, 2.0),
            "Indexed 7 reports, 1,234 passages in 2.0 s: 1 changed, 2 moved, 3 deleted, 4 unchanged, 1 failed",
        ),
    ],
)
def test_summary(summary: SyncSummary, line: str) -> None:
    assert summary_line(summary) == line


@given(st.text(alphabet="河口镇 21条，。、（）“”《》ab\u3000…-", max_size=80), st.integers(min_value=2, max_value=40))
def test_rows_join_to_the_text_and_keep_to_the_width(text: str, width: int) -> None:
    points = break_points(text, width)
    assert points == sorted(set(points))
    edges = [0, *points, len(text)]
    rows = [text[a:b] for a, b in pairwise(edges)]
    assert "".join(rows) == text
    assert all(cell_len(row.rstrip()) <= width for row in rows if row.strip() == row.rstrip())


def test_no_line_starts_with_a_closing_mark() -> None:
    text = "镇里修路，村里修桥。（今年）修了21条,共36.5公里;" * 20
    points = break_points(text, 30)
    assert len(points) > 20
    assert not [point for point in points if text[point] in CLOSING + ",;"]
    assert not [point for point in points if text[point - 1 : point + 1] in ("6.", ".5", "21", "36")]
