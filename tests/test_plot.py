"""The chart: what is drawn where, and that every character has a glyph."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.image import imread
from rich.cells import cell_len

from bot.plot import DPI, LABEL_COLUMNS, MISSING, WIDTH, Bar, _drawn, bar_chart
from vectorstore.errors import ReportbotError

BARS = [Bar("河口镇", 36, "36公里"), Bar("白石村", 9, "近9公里")]


def texts(bars: list[Bar], title: str = "村道", footer: str = "") -> list[str]:
    return [text.get_text() for text in _drawn(bars, title, footer).axes[0].texts]


def test_what_is_written() -> None:
    assert texts(BARS, "村道", "Sources: a.txt") == ["村道", "河口镇", "36公里", "白石村", "近9公里", "Sources: a.txt"]


def test_bars_are_as_long_as_their_values_and_stand_from_the_top_down() -> None:
    first, second = _drawn(BARS, "村道", "").axes[0].patches
    assert first.get_width() / second.get_width() == pytest.approx(4)
    assert first.get_x() == second.get_x()
    assert first.get_y() > second.get_y()


def test_nothing_leaves_the_picture_or_overlaps() -> None:
    long = "某某经济技术开发区第三社区居民委员会第二网格防疫服务站点"
    bars = [Bar(f"{long}{n}", 30.0 - n, f"约{30 - n}万余人次") for n in range(30)]
    figure = _drawn(bars, "很长的标题" * 20, "Sources: " + ", ".join(f"report-{n}.txt" for n in range(30)))
    figure.set_dpi(DPI)
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    width, height = figure.get_size_inches() * DPI
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height for box in boxes)
    assert [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b)] == []


def test_a_long_label_is_wrapped_and_then_cut() -> None:
    label = texts([Bar("甲乙丙丁戊己庚辛壬癸" * 5, 1, "1个")])[1].split("\n")
    assert [cell_len(line) for line in label] == [LABEL_COLUMNS] * 2 + [LABEL_COLUMNS - 1]
    assert label[-1].endswith("…")


def test_a_character_without_a_glyph_becomes_a_box_and_a_dollar_is_no_formula() -> None:
    assert texts([Bar("镇😀", 1, "$1$")]) == ["村道", f"镇{MISSING}", "$1$", ""]


def test_zero_values_are_drawn() -> None:
    (bar,) = _drawn([Bar("河口镇", 0, "0个")], "卡点", "").axes[0].patches
    assert bar.get_width() == 0


def test_the_file_is_a_picture(tmp_path: Path) -> None:
    bar_chart(BARS, "村道", "", tmp_path / "a.png")
    height, width, _ = imread(tmp_path / "a.png").shape
    assert width == WIDTH * DPI
    assert 150 < height < 500


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ReportbotError, match=r"no/a\.png cannot be written: No such file or directory\.$"):
        bar_chart(BARS, "村道", "", tmp_path / "no" / "a.png")


def test_without_a_home_to_write_in(tmp_path: Path) -> None:
    program = (
        "import warnings; warnings.simplefilter('error'); from pathlib import Path; "
        "from bot.plot import Bar, bar_chart; "
        f"bar_chart([Bar('河口镇', 1, '1个')], '卡点', '', Path({str(tmp_path / 'a.png')!r}))"
    )
    environment = os.environ | {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null/a", "XDG_CONFIG_HOME": "/dev/null/b"}
    environment.pop("MPLCONFIGDIR", None)
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.png").stat().st_size > 1000
