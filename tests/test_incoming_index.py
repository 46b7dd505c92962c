"""Reports taken into folder and index: found as soon as they are in, and all as it was when that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import arrivals
import pytest
from arrivals import DAY, OTHER, PNG, TEXT, contents, ignore
from bigrams import BigramEncoder
from telegram_running import settings_for

from bot.app import App
from bot.incoming import Incoming, Intray, Taken
from vectorstore.errors import ReportUnreadable
from vectorstore.index import open_index

intray = arrivals.intray


class Breaks(App):
    """An application whose next index run fails at its end, or is meddled with before it begins."""

    trouble: Exception | None = None
    meddle: Callable[[], object] | None = None

    def index(self, *args: Any, **keywords: Any) -> Any:
        meddle, self.meddle = self.meddle, None
        if meddle:
            meddle()
        summary = super().index(*args, **keywords)
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        return summary


@pytest.fixture
def app(tmp_path: Path) -> Breaks:
    settings = settings_for(tmp_path)
    (tmp_path / "reports" / "trees.txt").write_text(OTHER, encoding="utf-8")
    app = Breaks(settings)
    app._made = BigramEncoder()  # type: ignore[assignment]
    app.index(None)
    return app


def held(app: App) -> list[tuple[str, str]]:
    """What readers find in the index: report and text of each passage, the same by all ways to it."""
    index = open_index(app.location, app.encoder.identity)
    rows = sorted((chunk.report, chunk.text) for _, chunk in index.store.chunks())
    assert len(index.passages) == len(rows)
    assert sorted({entry.report for entry in index.articles}) == sorted({report for report, _ in rows})
    return rows


BRIDGE = ("bridge.txt", "柳河镇今年共修建桥梁12座，投入资金340万元。")
TREES = ("trees.txt", "松岭村春季植树5600棵，参加志愿者230人。")


def test_a_report_is_found_as_soon_as_it_is_in(intray: Intray, app: Breaks) -> None:
    stages: list[str] = []
    taken = intray.take_in(Incoming("bridge.txt", TEXT.encode()), app, lambda stage, *_: stages.append(stage))
    assert taken == Taken(1, 2)
    assert held(app) == [BRIDGE, TREES]
    assert set(stages) >= {"reports", "terms"}


def test_when_indexing_fails_folder_and_index_are_as_they_were(intray: Intray, app: Breaks, tmp_path: Path) -> None:
    app.trouble = OSError("the disk is full")
    with pytest.raises(OSError, match="the disk is full"):
        intray.take_in(Incoming("bridge.txt", TEXT.encode()), app, ignore)
    assert held(app) == [TREES]
    assert contents(tmp_path / "reports") == {"trees.txt": OTHER.encode()}


def test_when_replacing_fails_the_old_report_is_there_and_found(intray: Intray, app: Breaks, tmp_path: Path) -> None:
    app.trouble = RuntimeError("no")
    with pytest.raises(RuntimeError, match="no"):
        intray.take_in(Incoming("trees.txt", TEXT.encode()), app, ignore)
    assert contents(tmp_path / "reports") == {"trees.txt": OTHER.encode()}
    assert held(app) == [TREES]


def test_a_report_that_cannot_be_read_when_it_counts_is_taken_out_again(
    intray: Intray, app: Breaks, tmp_path: Path
) -> None:
    app.meddle = lambda: (tmp_path / "reports" / "bridge.txt").write_bytes(PNG)
    with pytest.raises(ReportUnreadable):
        intray.take_in(Incoming("bridge.txt", TEXT.encode()), app, ignore)
    assert (held(app), contents(tmp_path / "reports")) == ([TREES], {"trees.txt": OTHER.encode()})


def test_a_text_without_a_sentence_is_taken_out_again(intray: Intray, app: Breaks, tmp_path: Path) -> None:
    report = intray.check("dots.txt", b"--- ... ---\n***\n", DAY)
    with pytest.raises(ReportUnreadable):
        intray.take_in(report, app, ignore)
    assert (held(app), contents(tmp_path / "reports")) == ([TREES], {"trees.txt": OTHER.encode()})


def test_the_first_report_of_an_empty_folder_is_taken_in(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    app = App(settings)
    app._made = BigramEncoder()  # type: ignore[assignment]
    intray = Intray(settings.reports_dir, settings.data_dir)
    assert intray.take_in(Incoming("bridge.txt", TEXT.encode()), app, ignore) == Taken(1, 2)
    assert held(app) == [BRIDGE]


def test_a_kill_between_folder_and_index_is_mended_by_the_next_run(intray: Intray, app: Breaks, tmp_path: Path) -> None:
    (tmp_path / "reports" / "bridge.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "reports" / ".upload-0123.old").write_text(OTHER, encoding="utf-8")
    app.index(None)
    assert held(app) == [BRIDGE, TREES]
