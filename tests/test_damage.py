"""Damaged files of an index: one line says what to do, and that mends it."""

from __future__ import annotations

import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import tantivy
from bigrams import BigramEncoder
from holdings import MANUSCRIPT, held_at
from mounted import TinyApp

from bot.doctor import OK, WARNING, Check, mended
from vectorstore.errors import Damaged, IndexMissing
from vectorstore.index import Location, open_index
from vectorstore.lexical import FIELDS
from vectorstore.maker import Maker
from vectorstore.panics import Panic, panics_told
from vectorstore.repair import Findings, examine, repair
from vectorstore.store import parts
from vectorstore.sync import sync
from vectorstore.terms import question_terms

pytestmark = pytest.mark.usefixtures("quick_opening")

OURS = ("vectors", "passages")
KINDS = ("store", "term", "idx", "pos", "fast", "fieldnorm", *OURS)
FOOTER = 200
"""Bytes at the end of tantivy's files, and more, by which it checks that they are its own."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports and their index."""
    place = tmp_path_factory.mktemp("whole")
    for name, text in MANUSCRIPT.items():
        (place / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "reports" / name).write_text(text, encoding="utf-8")
    sync(place / "reports", Location(place / "data"), BigramEncoder())
    return place


@pytest.fixture(scope="module")
def expected(whole: Path) -> dict[str, Any]:
    return held_at(Location(whole / "data"))


@pytest.fixture
def location(whole: Path, tmp_path: Path) -> Location:
    """A copy of the index, to be damaged."""
    return Location(shutil.copytree(whole / "data", tmp_path / "data"))


def put(path: Path, content: bytes) -> None:
    path.unlink()  # not written in place: what was opened before may have it mapped into memory
    path.write_bytes(content)


def other(path: Path) -> None:
    """Turn bytes around in the middle of a file; its size stays."""
    content = path.read_bytes()
    start, end = len(content) // 4, max(len(content) - FOOTER, len(content) // 4 + 1)
    put(path, content[:start] + bytes(byte ^ 255 for byte in content[start:end]) + content[end:])


def asked(location: Location) -> None:
    """Read all of both lexical indexes."""
    index = open_index(location)
    weights = dict.fromkeys(FIELDS, 1.0)
    for leg in (index.passages, index.lines):
        for text in MANUSCRIPT.values():
            found = leg.search(question_terms(text, "zh"), weights, 100)
            leg.fields([one.id for one in found])
            leg.search(question_terms(text, "zh"), weights, 100, only=[one.id for one in found])


@pytest.mark.parametrize("size", [0, 5, 100])
@pytest.mark.parametrize("kind", [*KINDS, "json"])
def test_a_lexical_file_that_is_cut_off(
    whole: Path, location: Location, expected: dict[str, Any], capfd: pytest.CaptureFixture[str], kind: str, size: int
) -> None:
    for path in location.lexical(1).glob(f"{'lines' if kind in OURS else 'passages'}/*.{kind}"):
        put(path, path.read_bytes()[:size])
    line = f"The lexical index in {location.lexical(1)} is broken. Run `reportbot index` to mend it."
    with pytest.raises(IndexMissing) as told:
        open_index(location)
    assert str(told.value) == line
    encoder = BigramEncoder()
    assert sync(whole / "reports", location, encoder).unchanged == 4
    assert (encoder.encoded, held_at(location)) == ([], expected)
    assert capfd.readouterr().err == ""  # nor did tantivy panic


@pytest.mark.parametrize("kind", KINDS)
def test_a_lexical_file_with_other_bytes(whole: Path, location: Location, expected: dict[str, Any], kind: str) -> None:
    for path in location.lexical(1).glob(f"lines/*.{kind}"):
        other(path)
    try:
        asked(location)
    except (Damaged, IndexMissing) as told:
        opening, reading = f"{location.lexical(1)} is broken", f"{location.lexical(1) / 'lines'} is damaged"
        advice = {
            f"The lexical index in {opening}. Run `reportbot index` to mend it.",
            f"The lexical index in {reading}. Run `reportbot doctor --repair`.",
        }
        assert str(told) in advice
    encoder = BigramEncoder()
    assert repair(whole / "reports", location, encoder)[0] == Findings(lexical=True)
    assert (encoder.encoded, held_at(location)) == ([], expected)


def test_a_lexical_file_that_turns_out_to_be_damaged_when_it_is_read(location: Location) -> None:
    for path in location.lexical(1).glob("lines/*.store"):
        other(path)
    index = open_index(location)
    with pytest.raises(Damaged) as told:
        index.lines.fields([id for id, _ in index.store.lines()])
    folder = location.lexical(1) / "lines"
    assert str(told.value) == f"The lexical index in {folder} is damaged. Run `reportbot doctor --repair`."


def test_only_panics_are_told(location: Location) -> None:
    for path in location.lexical(1).glob("passages/*.store"):
        put(path, path.read_bytes()[:5])
    with pytest.raises(Panic), panics_told():
        tantivy.Index.open(str(location.lexical(1) / "passages"))
    for error in (KeyboardInterrupt, SystemExit, GeneratorExit, ValueError):
        with pytest.raises(error), panics_told():
            raise error


def change(statement: str) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(statement)

    return do


OPENS = "Chroma cannot open its folder: "
DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut off": (lambda path: put(path, path.read_bytes()[:40_000]), OPENS),
    "no database": (lambda path: put(path, b"\xff" * 9000), OPENS),
    "a panic in opening": (change("UPDATE migrations SET sql = CAST(X'ff' AS TEXT)"), OPENS),
    "a panic in reading": (
        change("UPDATE embeddings_queue SET encoding = CAST(X'ff' AS TEXT)"),
        "Chroma fails: Error executing plan: Error sending backfill request to compactor: Failed to ",
    ),
    "no schema": (change("UPDATE collections SET schema_str = '{'"), "Chroma fails: "),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("manifest", [False, True])
def test_a_damaged_record(
    whole: Path, location: Location, expected: dict[str, Any], damage: str, manifest: bool
) -> None:
    """`manifest` is whether the manifest is damaged, too."""
    do, says = DAMAGE[damage]
    do(location.data / "chroma" / "chroma.sqlite3")
    for use in (
        lambda: list(open_index(location).store.lines()),
        lambda: sync(whole / "reports", location, BigramEncoder(), force=True),
    ):
        with pytest.raises(Damaged) as told:
            use()
        assert says in str(told.value) and "Run `reportbot doctor --repair`" in str(told.value)
        assert "\n" not in str(told.value)
    if manifest:
        (location.data / "index.json").write_bytes(b"{")
    found, summary = repair(whole / "reports", location, BigramEncoder())
    assert says in found.unreadable and "Run" not in found.unreadable
    assert (found, summary.added) == (Findings(unreadable=found.unreadable, manifest=manifest), 4)
    assert held_at(location) == expected


def test_what_a_repair_tells(whole: Path, location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(location.data))
    monkeypatch.setenv("REPORTS_DIR", str(whole / "reports"))
    (location.data / "index.json").write_bytes(b"{")
    *told, done = mended(TinyApp)
    assert told == [Check("repair", WARNING, "Mended: index.json was damaged.")]
    assert done.mark == OK and done.detail.startswith("Nothing changed: 4 reports, ")
    for path in location.data.glob("lexical/*/lines/*.idx"):
        other(path)
    *told, done = mended(TinyApp)
    line = "Mended: tantivy did not have what Chroma has, or its files were damaged."
    assert told == [Check("repair", WARNING, line)]
    (sound,) = mended(TinyApp)
    assert sound.mark == OK and sound.detail.startswith("Nothing was wrong. Nothing changed: 4 reports, ")


@pytest.mark.parametrize("change", [{"vectors0": "AAAA"}, {"lines": "[]"}, {"vectors0": "of zeros"}])
def test_lines_of_a_passage_that_are_damaged_in_the_record(
    whole: Path, location: Location, expected: dict[str, Any], change: dict[str, str]
) -> None:
    index = open_index(location)
    id, chunk = next(iter(index.store.chunks()))
    stored = index.store.read([id])[id]
    if change == {"vectors0": "of zeros"}:
        change = {"vectors0": b64encode(bytes(stored.vectors.size)).decode()}
    location.connect().get_collection(index.manifest.collection).update(ids=[id], metadatas=[change])
    assert examine(location) == Findings(damaged=(chunk.report,))
    found, summary = repair(whole / "reports", location, BigramEncoder())
    assert (found, summary.changed, summary.unchanged) == (Findings(damaged=(chunk.report,)), 1, 3)
    assert (held_at(location), examine(location)) == (expected, Findings())


def test_an_index_that_another_version_made(
    whole: Path, location: Location, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.maker._LAYOUT", "4")
    older = Location(location.data.parent / "older")
    sync(whole / "reports", older, BigramEncoder())
    monkeypatch.undo()
    with pytest.raises(IndexMissing, match=r"was made by another version\. Run `reportbot index`\."):
        open_index(older)
    for mend in (sync, repair):
        at = Location(shutil.copytree(older.data, older.data.parent / uuid4().hex))
        mend(whole / "reports", at, BigramEncoder())
        assert held_at(at) == expected
        names = sorted(one.name for one in at.connect().list_collections())
        assert names == sorted(parts(Maker("bigrams", "bigrams").collection))
