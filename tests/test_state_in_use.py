"""The state under threads, a kill and backups while it is in use."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from conftest import ROOT
from stored import an_answer, rows

from bot.state import FILE_NAME, open_state
from bot.state.database import Database
from rag.types import Turn
from vectorstore.errors import ReportbotError


def test_threads_write_and_read_at_once(tmp_path: Path) -> None:
    states = [open_state(tmp_path), open_state(tmp_path)]
    start = Barrier(4)

    def write(worker: int) -> None:
        start.wait()
        for n in range(40):
            states[worker % 2].conversations.add(worker, 0, worker, Turn(str(n), str(n)))
            assert len(states[1].conversations.turns(worker, 0)) == min(n + 1, 6)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    kept = [states[0].conversations.turns(worker, 0, 100) for worker in range(4)]
    for state in states:
        state.close()
    assert kept == [tuple(Turn(str(n), str(n)) for n in range(40))] * 4


def test_many_open_a_new_file_at_once(tmp_path: Path) -> None:
    start = Barrier(6)

    def begin(folder: Path, worker: int) -> bool:
        start.wait()
        state = open_state(folder)
        first = state.updates.begin(1, worker, worker)
        state.close()
        return first

    with ThreadPoolExecutor(6) as pool:
        for n in range(20):  # they meet at the switch to a write-ahead log once in some fifteen times
            assert sorted(pool.map(begin, [tmp_path / str(n)] * 6, range(6))) == [False] * 5 + [True]


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.state import open_state
from bot.state.database import Database
from rag.types import Turn
state = open_state(Path(sys.argv[1]))
for n in range(20):
    state.conversations.add(1, 0, 1, Turn(str(n), "kept"))
with Database(Path(sys.argv[1]) / "bot.sqlite3").transaction() as run:
    run("DELETE FROM turns")
    run("INSERT INTO people VALUES (1, 'zh', 0, 0)")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_process_loses_nothing_that_was_done(tmp_path: Path) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False, timeout=60)
    assert child.returncode == -9
    assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size > 0
    state = open_state(tmp_path)
    assert state.conversations.turns(1, 0, 100) == tuple(Turn(str(n), "kept") for n in range(20))
    assert state.people.language(1) == "auto"
    state.close()


def test_backup_is_consistent_while_in_use(tmp_path: Path) -> None:
    state, other, enough = open_state(tmp_path), Database(tmp_path / FILE_NAME), Event()

    def write() -> int:
        n = 0
        while not enough.is_set():
            n += 1
            with other.transaction() as run:  # always as many turns as uploads
                run(
                    "INSERT INTO turns (chat, thread, user, question, answer, at) VALUES (1, 0, 1, ?, '', 0)", "q" * 900
                )
                run("INSERT INTO uploads VALUES (?, 1, 1, '', ?, 0)", str(n), "p" * 900)
        return n

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        copies = []
        for n in range(5):
            state.backup(tmp_path / f"{n}.sqlite3")
            copies.append(rows(tmp_path / f"{n}.sqlite3"))
        enough.set()
    other.close()
    state.close()
    assert [len(copy["turns"]) for copy in copies] == [len(copy["uploads"]) for copy in copies]
    assert 0 < len(copies[-1]["turns"]) <= written.result()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{n}.sqlite3" for n in range(5)] + [FILE_NAME]


def test_backup_opens_as_a_state(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    id_ = state.answers.save(an_answer(), 1, 1)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / FILE_NAME).write_bytes(b"an older backup")
    state.backup(tmp_path / "there" / FILE_NAME)
    state.close()
    restored = open_state(tmp_path / "there")
    found = restored.answers.find(id_)
    restored.close()
    assert found is not None
    assert found.answer == an_answer()


def test_backup_that_cannot_be_written(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "copy.sqlite3"
    with pytest.raises(ReportbotError) as caught:
        state.backup(path)
    state.close()
    assert str(caught.value) == f"{path}: the backup cannot be written: Not a directory"
