"""What `reportbot figures` prints, and what it says when it cannot."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import REPORTS, Done, objects, reportbot
from fakes import FakeApp
from rich.console import Console

from bot.figures import COLUMNS, figures_table
from bot.settings import names
from rag.listing import Listed
from vectorstore.types import Figure, Unit

ROADS = Listed(
    "a.txt", 0, "河口镇修路忙", "河口镇", "2021-05",
    Figure(9, 13, "近21条", 21.0, None, "under", "条", Unit.THINGS, "村道", "修通", "", "今年"),
    "河口镇今年共修通村道近21条，\n长36公里。", 16, 20,
)  # fmt: skip
LENGTH = Listed(
    "a.txt", 0, "河口镇修路忙", "河口镇", "2021-05",
    Figure(15, 19, "36.5公里", 36.49999999999999, 40.0, "", "公里", Unit.DISTANCE, "", "长", "", ""),
    "河口镇今年共修通村道近21条，\n长36公里。", 22, 26,
)  # fmt: skip
OTHER = Listed(
    "b.txt", 0, "白石村修路", "白石村", "",
    Figure(0, 2, "8条", 8.0, None, "", "条", Unit.THINGS, "村道", "", "", ""), "8条村道。", 6, 8,
)  # fmt: skip


class ListingApp(FakeApp):
    """Lists what it was given; `wanted` keeps what it was asked for."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        super().__init__(REPORTS)
        self.listed = list(listed)
        self.wanted: list[tuple[str, str]] = []

    def figures(self, about: str = "", report: str = "") -> list[Listed]:
        self.wanted.append((about, report))
        return self.listed


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_table() -> None:
    app = ListingApp([OTHER, ROADS, LENGTH])
    done = reportbot(app, "figures")
    assert (done.code, done.err, app.wanted, app.closed) == (0, "", [("", "")], 1)
    assert done.out == (
        "白石村修路 · b.txt\n"
        "Figure  Counted  Place   When    Sentence\n"
        "8条     村道     白石村          8条村道。\n"
        "河口镇修路忙 · 2021-05 · a.txt\n"
        "Figure    Counted  Place   When    Sentence\n"
        "近21条    村道     河口镇  今年    河口镇今年共修通村道近21条，长36公里。\n"
        "36.5公里  长       河口镇          河口镇今年共修通村道近21条，长36公里。\n"
        "3 figures\n"
    )


def test_a_terminal_of_60_columns_is_kept_to() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=60, no_color=True, color_system=None)
    assert all(len(line) <= 60 for line in figures_table([ROADS, LENGTH, OTHER], console).splitlines())


def test_no_figures() -> None:
    assert reportbot(ListingApp([]), "figures", "--report", "a.txt") == Done(0, "No figures found.\n", "")
    assert reportbot(ListingApp([]), "figures", "--csv") == Done(0, ",".join(COLUMNS) + "\n", "")
    assert objects(reportbot(ListingApp([]), "figures", "--json").out) == [{"about": "", "report": "", "figures": []}]


def test_csv() -> None:
    done = reportbot(ListingApp([ROADS, LENGTH]), "figures", "--about", "村道", "--csv")
    first, second = csv.DictReader(io.StringIO(done.out))
    assert first == {
        "place": "河口镇",
        "counted": "村道",
        "value": "21",
        "upper": "",
        "bound": "under",
        "unit": "条",
        "kind": "things",
        "written": "近21条",
        "action": "修通",
        "owner": "",
        "when": "今年",
        "date": "2021-05",
        "report": "a.txt",
        "title": "河口镇修路忙",
        "sentence": "河口镇今年共修通村道近21条，长36公里。",
        "start": "16",
        "end": "20",
    }
    assert (second["value"], second["upper"]) == ("36.5", "40")


def test_json() -> None:
    app = ListingApp([LENGTH])
    done = reportbot(app, "figures", "--about", "长度", "--report", "a.txt", "--json")
    (found,) = objects(done.out)
    assert app.wanted == [("长度", "a.txt")]
    assert (found["about"], found["report"]) == ("长度", "a.txt")
    assert [(one["value"], one["upper"], one["kind"]) for one in found["figures"]] == [(36.5, 40, "distance")]


def test_plot(place: Path) -> None:
    done = reportbot(ListingApp([OTHER, ROADS, LENGTH]), "figures", "--about", "roads", "--plot", "roads.png", "--json")
    assert done.code == 0
    assert done.err == (
        "Drawn in roads.png: 村道, 2 bars; left out: 1 figure of other things or units, or less near.\n"
    )
    assert [one["written"] for one in objects(done.out)[0]["figures"]] == ["近21条", "8条"]
    assert (place / "roads.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_to_plot(place: Path) -> None:
    done = reportbot(ListingApp([]), "figures", "--about", "roads", "--plot", "roads.png")
    assert done == Done(1, "", "reportbot: Nothing to plot: no figure matches 'roads'.\n")
    assert not (place / "roads.png").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--csv", "--json"], "--csv and --json do not go together. Give one of them."),
        (["--plot", "a.png"], "--plot compares one thing. Say which with --about TEXT."),
        (
            ["--about", "x", "--plot", "a.svg"],
            "--plot writes a PNG picture, so its file must end in .png, not 'a.svg'.",
        ),
        (["--about", " "], 'The question is empty. Ask for example "How many volunteers took part?"'),
    ],
)
def test_wrong_usage(options: list[str], message: str) -> None:
    app = ListingApp([ROADS])
    assert reportbot(app, "figures", *options) == Done(2, "", f"reportbot: {message}\n")
    assert app.wanted == []


def test_a_picture_that_cannot_be_written() -> None:
    done = reportbot(ListingApp([ROADS]), "figures", "--about", "x", "--plot", "no/a.png")
    assert done == Done(1, "", "reportbot: no/a.png cannot be written: No such file or directory.\n")
