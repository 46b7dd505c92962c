"""Reading the reports of an index: what there is, page by page, and through the application over the samples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import Shelf
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.settings import Settings
from bot.telegram.callback import OPEN, callback
from rag.examples import candidates, is_answer
from rag.listing import list_figures
from vectorstore.catalog import Entry
from vectorstore.encoder import Encoder
from vectorstore.errors import IndexChanged, IndexMissing
from vectorstore.index import Index, Location
from vectorstore.reading import Contents, Library, Page, Readable, report_key
from vectorstore.types import Chunk, Kind


def chunk(report: str, text: str, article: int = 0) -> Chunk:
    return Chunk(report, article, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))


ENTRIES = (
    Entry("b.txt", 0, "", ("白石村", "河口镇"), "2021", ("b1", "b2", "b3"), figures=4),
    Entry("a.txt", 1, "桥", ("河口镇",), "", ("a3",), figures=2),
    Entry("a.txt", 0, "", (), "2021-05", ("a1", "a2"), figures=5),
    Entry("a.txt", 2, "路", ("河口镇",), "2020-12-31", ("a4",), figures=1),
)
SHELF = Shelf({id: chunk(entry.report, f"共有3座桥、5条路。{id}") for entry in ENTRIES for id in entry.passages})
SHELF.chunks["b2"] = chunk("b.txt", "没有数字。")
SHELF.chunks["left"] = chunk("gone.txt", "剩下的9行。")  # what an interrupted sync left


class Replaced(Shelf):
    """The passages of a state that is no longer the newest."""

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        if any(id not in self.chunks for id in ids):
            raise IndexChanged("The index was changed while it was read. Ask again.")
        return super().get(ids)


def test_what_there_is() -> None:
    assert Library(ENTRIES, SHELF).contents() == Contents(
        (
            Readable(report_key("a.txt"), "a.txt", "桥", ("河口镇",), "2021-05", 8, ("a1", "a2", "a3", "a4")),
            Readable(report_key("b.txt"), "b.txt", "", ("白石村",), "2021", 4, ("b1", "b2", "b3")),
        ),
        ("白石村", "河口镇"),
    )
    contents = Library(ENTRIES, SHELF).contents()
    assert (contents.passages, contents.figures, contents.dates) == (7, 12, ("2021", "2021-05"))


def test_nothing_is_there() -> None:
    contents = Library((), Shelf({})).contents()
    assert contents == Contents((), ())
    assert (contents.passages, contents.figures, contents.dates) == (0, 0, ("", ""))


def test_pages_end_with_their_article() -> None:
    library = Library(ENTRIES, SHELF)
    assert library.page("b2") == Page("没有数字。", True, True)
    assert library.page("b2", -1) == Page("共有3座桥、5条路。b1", False, True)
    assert library.page("b1", 2) == Page("共有3座桥、5条路。b3", True, False)
    assert library.page("a3") == Page("共有3座桥、5条路。a3", False, False)
    assert [library.page("b1", offset) for offset in (-1, 3, 9999, -9999)] == [None] * 4
    assert [library.page(id) for id in ("", "gone")] == [None, None]


@pytest.mark.parametrize("shelf", [Shelf, Replaced])
def test_a_page_that_the_record_has_lost(shelf: type[Shelf]) -> None:
    library = Library(ENTRIES, shelf({"b1": SHELF.chunks["b1"]}))
    assert library.page("b1", 1) is None
    assert library.page("b1") == Page("共有3座桥、5条路。b1", False, True)
    assert library.text("b2") is None


@given(st.text(st.characters(), max_size=300))
def test_a_key_fits_a_button_whatever_the_name(name: str) -> None:
    assert callback(OPEN, report_key(name), 9999).startswith("o:")


def test_a_report_is_found_by_its_key() -> None:
    library = Library(ENTRIES, SHELF)
    found = library.report(report_key("b.txt"))
    assert found and found.name == "b.txt"
    assert library.report(report_key("c.txt")) is None


@pytest.fixture
def app(sample_location: Location, encoder: Encoder) -> App:
    return App(Settings(_env_file=None, data_dir=sample_location.data))


def test_the_samples_can_be_read_from_end_to_end(app: App, sample_index: Index) -> None:
    library = app.library()
    contents = library.contents()
    status = app.status()
    assert status
    assert {one.name: len(one.passages) for one in contents.reports} == {
        one.report: one.passages for one in status.reports
    }
    assert contents.passages == status.passages
    assert contents.figures == len(app.figures())
    for report in contents.reports:
        texts = [library.text(id) for id in report.passages]
        assert None not in texts
        assert report.figures == len(app.figures(report=report.name))
    for entry in sample_index.articles:
        pages = [library.page(entry.passages[0], n) for n in range(len(entry.passages))]
        assert [page and (page.before, page.after) for page in pages] == [
            (n > 0, n + 1 < len(pages)) for n in range(len(pages))
        ]


def test_a_citation_leads_to_its_page(app: App) -> None:
    figure = candidates(app.figures())[0]
    one = app.ask(figure.chinese).citations[0]
    page = app.library().page(one.passage_id)
    assert page and page.text == one.passage


def test_the_library_is_that_of_the_newest_state(app: App) -> None:
    library = app.library()
    assert app.library() is library
    app.close()
    assert app.library() is not library
    assert app.library().contents() == library.contents()


def test_examples_of_the_samples_are_answered_rightly(app: App, sample_index: Index, encoder: Encoder) -> None:
    figures = list_figures(sample_index, encoder)
    for language in ("en", "zh"):
        made = {one.asked(language): one.figure for one in candidates(figures, language)}
        questions = app.examples(language)
        assert len(questions) == 3
        assert len({made[question].report for question in questions}) == 3
        assert all(is_answer(app.ask(question), made[question]) for question in questions)
        assert app.examples(language) is questions
    assert all(question.endswith("？") for question in app.examples("zh"))
    assert app.examples("en")[0].startswith("How many ")


def test_no_index(tmp_path: Path) -> None:
    app = App(Settings(_env_file=None, data_dir=tmp_path))
    with pytest.raises(IndexMissing):
        app.library()
    with pytest.raises(IndexMissing):
        app.examples("en")
