"""What the application answers from: the newest generation, by the encoder that made it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bigrams import BigramEncoder

from bot.app import App
from bot.reader import Reader
from bot.settings import Settings
from rag.answer import Assistant
from rag.events import Found, Request, Searching, Text
from rag.types import Answer
from vectorstore.encoder import Encoder
from vectorstore.errors import IndexChanged, IndexMissing
from vectorstore.index import Location


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    reports = tmp_path / "reports"
    reports.mkdir()
    write(reports, "河口镇.txt", "河口镇修路忙", "河口镇今年共修通村道21条。")
    return Settings(_env_file=None, reports_dir=reports, data_dir=tmp_path / "data")  # type: ignore[call-arg]


def write(folder: Path, name: str, title: str, text: str) -> None:
    (folder / name).write_text(f"{title}\n\n{text}\n", encoding="utf-8")


def application(settings: Settings, encoder: BigramEncoder) -> App:
    app = App(settings)
    app._made = encoder
    return app


def reader_of(app: App) -> Reader:
    return app._reader


def test_asks_again_where_the_index_was_replaced_meanwhile(settings: Settings) -> None:
    app = application(settings, BigramEncoder())
    app.index(None)
    asked: list[int] = []

    def search(assistant: Assistant) -> list[str]:
        asked.append(assistant.manifest.generation)
        hits = assistant.search("东湾镇新开商店多少家？", 5)
        if len(asked) == 1:
            write(settings.reports_dir, "东湾镇.txt", "东湾镇开新店", "东湾镇今年新开商店33家。")
            (settings.reports_dir / "河口镇.txt").unlink()
            app.index(None)
        return [hit.chunk.report for hit in hits]

    assert reader_of(app).answer(search) == ["东湾镇.txt"]
    assert asked == [1, 2]


def test_gives_what_it_can_where_the_index_never_stands_still(settings: Settings) -> None:
    app = application(settings, BigramEncoder())
    app.index(None)
    asked: list[int] = []

    def search(assistant: Assistant) -> int:
        asked.append(assistant.manifest.generation)
        write(settings.reports_dir, "河口镇.txt", "河口镇修路忙", f"河口镇今年共修通村道{len(asked)}条。")
        app.index(None)
        return len(assistant.search("修路", 5))

    assert reader_of(app).answer(search) == 0  # the last time, what is gone is passed over
    assert asked == [1, 2, 3, 4]


def test_a_question_under_way_begins_again_before_any_text(settings: Settings) -> None:
    app = application(settings, BigramEncoder())
    app.index(None)
    events = []
    for event in reader_of(app).stream(Request("河口镇今年修通村道多少条？")):
        if isinstance(event, Searching) and not events:
            write(settings.reports_dir, "河口镇.txt", "河口镇修路忙", "河口镇今年共修通村道58条。")
            app.index(None)
        events.append(event)
    assert sum(isinstance(event, Searching) for event in events) == 2
    assert not any(isinstance(event, Text) for event in events[:-2])
    answer = events[-1]
    assert isinstance(answer, Answer) and isinstance(events[-2], Found | Text)
    assert {one.quote for one in (*answer.citations, *answer.nearest)} == {"河口镇今年共修通村道58条。"}


def test_another_encoder_counts_once_the_index_is_built_anew(
    settings: Settings, sample_location: Location, encoder: Encoder
) -> None:
    shutil.copytree(sample_location.data, settings.data_dir)
    app = application(settings, BigramEncoder("other"))
    assert reader_of(app).assistant().encoder.identity == encoder.identity
    assert app.search("曲江区", 1)[0].chunk.places[0] == "曲江区"
    app.index(None, replace=True)
    assert reader_of(app).assistant().encoder.identity == "other"
    assert app.search("河口镇", 1)[0].chunk.report == "河口镇.txt"
    with pytest.raises(IndexMissing, match="was made with the encoder other, but EMBEDDING_MODEL now names"):
        application(settings, BigramEncoder("third")).search("河口镇", 1)


def test_an_old_state_of_the_index_says_that_it_is_one(settings: Settings) -> None:
    app = application(settings, BigramEncoder())
    app.index(None)
    index = reader_of(app).assistant().index
    index.check()
    write(settings.reports_dir, "新.txt", "东湾镇开新店", "东湾镇今年新开商店33家。")
    app.index(None)
    with pytest.raises(IndexChanged):
        index.check()
    assert reader_of(app).assistant().index.manifest.generation == 2
