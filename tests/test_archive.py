"""An index on its way to another machine."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from bot.state import open_state
from rag.answer import Assistant
from rag.types import Turn
from vectorstore.archive import export, unpack
from vectorstore.encoder import Encoder
from vectorstore.errors import IndexMissing, ReportbotError, UsageError
from vectorstore.index import Location, open_index

QUESTION = "北河镇组建了多少个临时党支部?"


@pytest.fixture
def here(sample_location: Location, tmp_path: Path) -> Location:
    shutil.copytree(sample_location.data, tmp_path / "here")
    return Location(tmp_path / "here")


def test_an_index_answers_elsewhere_as_it_did(here: Location, tmp_path: Path, encoder: Encoder) -> None:
    state = open_state(here.data)
    state.conversations.add(1, 0, 2, Turn("问", "答"))
    index = open_index(here, encoder.identity)
    before = Assistant(index, encoder).ask(QUESTION)
    size = export(here, tmp_path / "index.tar.gz", ("bot.sqlite3",))
    state.close()
    there = Location(tmp_path / "there")
    manifest = unpack(tmp_path / "index.tar.gz", there)
    assert size == (tmp_path / "index.tar.gz").stat().st_size and manifest == index.manifest
    assert Assistant(open_index(there, encoder.identity), encoder).ask(QUESTION) == before
    moved = open_state(there.data)
    assert moved.conversations.turns(1, 0) == (Turn("问", "答"),)
    moved.close()
    assert {path.name for path in there.data.iterdir()} >= {"chroma", "lexical", "index.json", "bot.sqlite3"}
    assert not list(there.data.glob("import-*"))


def test_an_index_is_replaced_only_when_asked(here: Location, tmp_path: Path, encoder: Encoder) -> None:
    export(here, tmp_path / "a.tar.gz")
    with pytest.raises(ReportbotError, match="has an index already: add --replace"):
        unpack(tmp_path / "a.tar.gz", here)
    unpack(tmp_path / "a.tar.gz", here, replace=True)
    assert Assistant(open_index(here, encoder.identity), encoder).ask(QUESTION).highlight[0] == "26个"


def test_what_is_no_export_changes_nothing(here: Location, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("text", encoding="utf-8")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("index.json"), io.BytesIO(b""))
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../../evil"), io.BytesIO(b""))
    for name in ("text", "other.tar.gz", "evil.tar.gz", "none"):
        with pytest.raises(ReportbotError):
            unpack(tmp_path / name, Location(tmp_path / "new"))
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"index.lock"}
    assert not (tmp_path.parent / "evil").exists()


def test_what_cannot_be_exported_says_why(tmp_path: Path, here: Location) -> None:
    with pytest.raises(IndexMissing):
        export(Location(tmp_path / "empty"), tmp_path / "a")
    with pytest.raises(UsageError, match="Chroma server"):
        export(Location(tmp_path, "http://127.0.0.1:1"), tmp_path / "a")
    with pytest.raises(ReportbotError, match="cannot be written"):
        export(here, tmp_path / "no" / "folder" / "a")
