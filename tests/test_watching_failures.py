"""Watching a folder when files cannot be read or runs fail: they are tried again, and it is said once."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import watched
from watched import PATIENCE, QUICK, Texts, wait_until, watching

from bot.watching import Pauses
from vectorstore.errors import Busy, ReportbotError

folder = watched.folder


def test_what_cannot_be_read_is_tried_again_and_said_once(folder: Path) -> None:
    texts = Texts(folder)
    texts.bad["a.txt"] = "the disk says no"
    with watching(folder, texts.index) as told:
        wait_until(lambda: texts.tries >= 4)
        texts.bad["a.txt"] = "the disk says never"
        before = texts.tries
        wait_until(lambda: texts.tries >= before + 3)
        del texts.bad["a.txt"]
        wait_until(lambda: told.lines)
        tries = texts.tries
        time.sleep(3 * QUICK.unreadable.longest)
        assert texts.tries == tries
    assert told.failures == [("a.txt", "the disk says no"), ("a.txt", "the disk says never")]
    assert told.done == ["1 added (a.txt)"]


def test_what_cannot_be_read_is_forgotten_when_it_is_gone(folder: Path) -> None:
    texts = Texts(folder)
    texts.bad = {"a.txt": "no"}
    (folder / "c.txt").write_text("丙", encoding="utf-8")
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.failures)
        (folder / "a.txt").unlink()
        wait_until(lambda: texts.failed == [])
        tries = texts.tries
        time.sleep(3 * QUICK.settle)
        assert texts.tries <= tries + 1  # for the deletion, if a retry came before it
        (folder / "a.txt").write_text("甲", encoding="utf-8")
        wait_until(lambda: len(told.failures) == 2)
    assert told.failures == [("a.txt", "no")] * 2


def test_a_run_that_fails_is_tried_again_and_said_once_a_kind(folder: Path) -> None:
    texts = Texts(folder)
    texts.troubles = [ConnectionError(f"port {n} refused") for n in range(3)] + [
        ReportbotError("The disk is full."),
        ConnectionError("port 9 refused"),
        ZeroDivisionError("no"),
    ]
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
        texts.troubles = [ConnectionError("port 1 refused")]
        (folder / "a.txt").touch()
        wait_until(lambda: len(told.lines) == 2)
    assert told.errors == ["port 0 refused", "The disk is full.", "no", "port 1 refused"]
    assert told.done == ["1 added", "Reading the reports works again"]


def test_a_change_is_tried_at_once_after_a_failure(folder: Path) -> None:
    texts = Texts(folder)
    texts.troubles = [ConnectionError("no")]
    with watching(folder, texts.index, replace(QUICK, trouble=Pauses(PATIENCE, PATIENCE))) as told:
        wait_until(lambda: told.errors)
        (folder / "b.txt").write_text("乙", encoding="utf-8")
        wait_until(lambda: told.lines)
    assert told.done == ["2 added"]


def test_pauses_grow_up_to_the_longest() -> None:
    pauses = Pauses(5.0, 60.0)
    assert [pauses.after(n) for n in (1, 2, 3, 4, 5, 10_000)] == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_another_process_that_indexes_is_waited_for_quietly(folder: Path) -> None:
    texts = Texts(folder)
    texts.troubles = [Busy("busy")] * 5
    with watching(folder, texts.index) as told:
        wait_until(lambda: told.lines)
    assert (told.done, told.errors, texts.tries) == (["1 added"], [], 6)
