"""The file under the state: its versions, its permissions, and everything that can go wrong with it."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from stored import HandClock, an_answer, schema

from bot.state import FILE_NAME, open_state
from bot.state.database import Database
from bot.state.schema import MIGRATIONS
from rag.types import Turn
from vectorstore.errors import ReportbotError

NOT_A_FOLDER = "DATA_DIR must be a folder that can be written."


def made_at(path: Path, version: int) -> None:
    """Make a file as the project made it when it knew `version` migrations."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in (one for migration in MIGRATIONS[:version] for one in migration):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


def refusal(folder: Path) -> str:
    with pytest.raises(ReportbotError) as caught:
        open_state(folder)
    return str(caught.value)


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_earlier_version_becomes_the_newest(tmp_path: Path, version: int) -> None:
    made_at(tmp_path / FILE_NAME, version)
    open_state(tmp_path).close()
    open_state(tmp_path / "fresh").close()
    assert schema(tmp_path / FILE_NAME) == schema(tmp_path / "fresh" / FILE_NAME)
    assert schema(tmp_path / FILE_NAME)[0] == len(MIGRATIONS)


def test_migration_keeps_what_is_there(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    state.people.choose_language(7, "zh")
    state.close()
    later = (*MIGRATIONS, ("ALTER TABLE people ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",))
    database = Database(tmp_path / FILE_NAME, HandClock(), later)
    with database.transaction() as run:
        assert run("SELECT user, language, mood FROM people").fetchall() == [(7, "zh", "calm")]
        assert run.count("PRAGMA user_version") == len(later)
    database.close()


def test_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    open_state(tmp_path).close()
    before = schema(tmp_path / FILE_NAME)
    broken = (*MIGRATIONS, ("CREATE TABLE half (n INTEGER)", "CREATE TABLE people (n INTEGER)"))
    with pytest.raises(sqlite3.OperationalError, match="people already exists"):
        Database(tmp_path / FILE_NAME, migrations=broken)
    assert schema(tmp_path / FILE_NAME) == before


def test_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    made_at(path, len(MIGRATIONS))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert refusal(tmp_path) == (
        f"{path} was written by a newer reportbot (schema 99, this one knows {len(MIGRATIONS)}). "
        "Upgrade reportbot, or set DATA_DIR to another folder."
    )
    assert schema(path)[0] == 99


@pytest.mark.parametrize("damage", ["no database", "pages"])
def test_damaged_file_is_refused_with_what_to_do(tmp_path: Path, damage: str) -> None:
    path = tmp_path / FILE_NAME
    if damage == "pages":
        state = open_state(tmp_path)
        for n in range(50):
            state.conversations.add(1, 0, 1, Turn("q" * 100, f"a{n}" * 100))
        state.close()
        content = path.read_bytes()
        path.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    else:
        path.write_bytes(b"this is no database " * 400)
    before = path.read_bytes()
    line = refusal(tmp_path)
    assert line.startswith(f"{path} is damaged (")
    assert line.endswith(
        f"Put a backup in its place, or move it away with {FILE_NAME}-wal and {FILE_NAME}-shm: "
        "the bot then starts with an empty memory."
    )
    assert "\n" not in line
    assert path.read_bytes() == before


def test_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    assert refusal(folder) == f"{folder / FILE_NAME} cannot be made: Not a directory. {NOT_A_FOLDER}"


def test_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert refusal(tmp_path) == (f"{tmp_path / FILE_NAME} is no file. Move it away, or set DATA_DIR to another folder.")


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator can write everywhere")
@pytest.mark.parametrize("there", [False, True])
def test_read_only_folder(tmp_path: Path, there: bool) -> None:
    if there:
        open_state(tmp_path).close()
    tmp_path.chmod(0o500)
    try:
        line = refusal(tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert line.startswith(f"{tmp_path / FILE_NAME} cannot be ")
    assert "a folder that can be written" in line


def test_full_disk_is_explained_and_nothing_half_done(tmp_path: Path) -> None:
    database = Database(tmp_path / FILE_NAME)
    with database.transaction() as run:
        run("CREATE TABLE filler (text TEXT)")
    with database.transaction() as run:
        run("PRAGMA max_page_count = 1")  # SQLite takes the pages it has
    with pytest.raises(ReportbotError) as caught, database.transaction() as run:
        run("INSERT INTO people VALUES (1, 'auto', 0, 0)")
        run("INSERT INTO filler VALUES (?)", "x" * 100_000)
    assert str(caught.value) == (
        f"{tmp_path / FILE_NAME} cannot be used: database or disk is full. It needs a folder that can be "
        "written, on a disk with room."
    )
    with database.transaction() as run:
        assert run.count("SELECT count(*) FROM people") == 0
    database.close()


def test_file_locked_by_another_process(tmp_path: Path) -> None:
    database = Database(tmp_path / FILE_NAME)
    with database.transaction() as run:
        run("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ReportbotError) as caught, database.transaction():
            pass
    assert str(caught.value) == f"{tmp_path / FILE_NAME} is locked by another process. End it, then try again."
    with database.transaction() as run:
        assert run.count("SELECT 5") == 5
    database.close()


def test_a_fault_of_the_code_is_not_called_a_fault_of_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / FILE_NAME)
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as run:
        run("INSERT INTO people VALUES (1, 'auto', 0, 0)")
        run("INSERT INTO messages VALUES (1, 1, 'no such answer')")
    with database.transaction() as run:
        assert run.count("SELECT count(*) FROM people") == 0
    database.close()


def test_files_are_their_owners(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch(0o666)
    state = open_state(tmp_path)
    state.people.seen(1)
    state.backup(tmp_path / "copy.sqlite3")
    names = [FILE_NAME, f"{FILE_NAME}-shm", f"{FILE_NAME}-wal", "copy.sqlite3"]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    state.close()
    assert modes == dict.fromkeys(names, 0o600)


def test_pragmas(tmp_path: Path) -> None:
    database = Database(tmp_path / FILE_NAME)
    with database.transaction() as run:
        found = {
            name: run(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        }
    database.close()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}


def test_lone_surrogates_are_stored_as_question_marks(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    state.conversations.add(1, 0, 1, Turn("a\ud83db", "\x00🙂\udfff"))
    assert state.conversations.turns(1, 0) == (Turn("a?b", "\x00🙂?"),)
    answer = an_answer("a\ud83db", "🙂\udfff")
    found = state.answers.find(state.answers.save(answer, 1, 1))
    state.close()
    assert found is not None
    assert found.answer == an_answer("a?b", "🙂?")
