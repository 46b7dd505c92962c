"""A disk that is full or cannot be written: one line says so, what was there answers, and the next run completes it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from holdings import held_at
from mounted import Ended, TinyApp, apart, fill, inside, make_read_only, mount, reportbot

from bot.app import App, build
from vectorstore.embedded_model import FOLDER_NAME, SOURCE_PACKAGE
from vectorstore.index import Location

KB = 1 << 10
FULL = "reportbot: DATA_DIR {}: the disk is full"
QUESTION = ("search", "第3村修通村道多少条", "-k", "3", "--json")


def write(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for n in numbers:
        text = f"第{n}村修路忙\n\n第{n}村今年共修通村道{n + 3}条，长{n * 7 + 1}公里。\n路边种下{n}00棵樟树。\n"
        (folder / f"报道{n}.txt").write_text(text, encoding="utf-8")


def use(reports: Path, data: Path) -> None:
    os.environ.update(REPORTS_DIR=str(reports), DATA_DIR=str(data))


class FilledAt(TinyApp):
    """Fills the disk of DATA_DIR when a stage is reached, `free` bytes aside."""

    stage, free = "", 0

    def index(self, folder: Path | None, *, progress: Any = None, **options: Any) -> Any:
        def told(stage: str, done: int, total: int) -> None:
            if stage == self.stage and (done == total or stage == "passages"):
                fill(self._settings.data_dir.parent, self.free)

        return super().index(folder, progress=told, **options)


def filled_at(stage: str, free: int) -> Callable[..., App]:
    return type("Filled", (FilledAt,), {"stage": stage, "free": free})


def filled_before(free: int) -> Callable[..., App]:
    def made(settings: Any) -> App:
        fill(settings.data_dir.parent, free)
        return TinyApp(settings)

    return made


POINTS = {
    "before": filled_before(64 * KB),
    "for the passages": filled_before(1200 * KB),
    "for the terms": filled_at("reports", 64 * KB),
    "for the articles": filled_at("terms", 16 * KB),
    "by others": filled_at("passages", 64 * KB),
}


def filling_up(folder: str) -> dict[str, Any]:
    """Index onto a disk that is full at one point after the other; for each what happened then and afterwards."""
    reports, disk, before, fresh = (Path(folder, name) for name in ("reports", "disk", "before", "fresh"))
    write(reports, range(5))
    use(reports, before)
    assert reportbot("index").code == 0
    answered = reportbot(*QUESTION)
    assert answered.code == 0
    write(reports, range(4, 24))
    (reports / "报道0.txt").unlink()
    use(reports, fresh)
    assert reportbot("index").code == 0
    expected = apart(partial(held_at, Location(fresh)))
    disk.mkdir()
    mount(disk, "16m")
    use(reports, disk / "data")
    told = {}
    for point, made in POINTS.items():
        shutil.copytree(before, disk / "data")
        ended, asked = reportbot("index", build=made), reportbot(*QUESTION)
        (disk / "ballast").unlink()
        again = reportbot("index")
        whole = apart(partial(held_at, Location(disk / "data"))) == expected
        told[point] = (ended, asked == answered or asked.err, again.code, again.err, whole)
        shutil.rmtree(disk / "data")
    return told


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    told = inside(filling_up, tmp_path)
    assert list(told) == list(POINTS)
    for point, (ended, asked, *after) in told.items():
        code, out, err = ended
        assert (code, out, err.count("\n")) == (1, "", 1), point
        assert err.startswith(FULL.format(tmp_path / "disk" / "data")), point
        assert after == [0, "", True], point
        # Chroma has taken down more than it can enter, and tries to before each question
        assert asked is True or (point == "by others" and asked.count("\n") == 1), point


def asking(folder: str) -> list[Any]:
    """Ask an index that is open while the disk becomes full to the last byte, and open it then."""
    reports, disk = Path(folder, "reports"), Path(folder, "disk")
    write(reports, range(5))
    disk.mkdir()
    mount(disk, "16m")
    use(reports, disk / "data")
    assert reportbot("index").code == 0

    def ask_on() -> list[Any]:
        from bot.settings import load_settings

        app = TinyApp(load_settings())
        asked = [app.search(QUESTION[1], 3), app.ask(QUESTION[1]).answer]
        fill(disk, 0)
        return [asked == [app.search(QUESTION[1], 3), app.ask(QUESTION[1]).answer], shutil.disk_usage(disk).free]

    same = apart(ask_on)
    opened, indexed, mended = reportbot(*QUESTION), reportbot("index"), reportbot("doctor", "--repair")
    (disk / "ballast").unlink()
    return [*same, opened, indexed, mended, reportbot(*QUESTION).code]


def test_questions_on_a_disk_that_is_full_to_the_last_byte(tmp_path: Path) -> None:
    same, free, opened, indexed, mended, afterwards = inside(asking, tmp_path)
    data = tmp_path / "disk" / "data"
    assert (same, free, afterwards) == (True, 0, 0)
    asked = "Chroma needs some space to be asked, too"
    line = f"{FULL.format(data)}, and {asked}. Make space and try again.\n"
    assert [Ended(*opened), Ended(*mended)] == [Ended(1, "", line)] * 2
    line = (
        f"{FULL.format(data)}: 0.00 MB are free, 1.05 MB are needed to go on. "
        f"Make space and run `reportbot index` again; until then nothing is answered: {asked}.\n"
    )
    assert Ended(*indexed) == Ended(1, "", line)


def read_only(folder: str) -> list[Any]:
    """Index a read-only folder; then ask, index and begin an index in a data folder that is read-only."""
    reports, disk, data = Path(folder, "disk/reports"), Path(folder, "disk"), Path(folder, "data")
    disk.mkdir()
    mount(disk, "16m")
    write(reports, range(5))
    make_read_only(disk)
    use(reports, data)
    first = reportbot("index", "--json")
    closed_disk = Path(folder, "closed")
    closed_disk.mkdir()
    mount(closed_disk, "16m")
    shutil.copytree(data, closed_disk / "data")
    make_read_only(closed_disk)
    use(reports, closed_disk / "data")
    closed = [reportbot(*QUESTION), reportbot("ask", "第3村修通村道多少条"), reportbot("index")]
    use(reports, closed_disk / "new")
    return [first, *closed, reportbot("index")]


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    first, *closed, new = [Ended(*ended) for ended in inside(read_only, tmp_path)]
    assert first.code == 0 and '"added": 5' in first.out and '"failed": []' in first.out
    opens = f"reportbot: DATA_DIR {tmp_path}/closed/data: Chroma cannot open its folder: error returned from database: "
    opens += "(code: 8) attempt to write a readonly database\n"
    cannot = "reportbot: DATA_DIR {} cannot be written: Read-only file system.\n"
    assert closed == [
        Ended(1, "", opens),
        Ended(1, "", opens),
        Ended(1, "", cannot.format(tmp_path / "closed/data")),
    ]
    assert new == Ended(1, "", cannot.format(tmp_path / "closed/new"))


def small_cache(folder: str) -> list[Any]:
    """Index with the embedded encoder, whose folder does not fit on the disk of CACHE_DIR."""
    reports, disk = Path(folder, "reports"), Path(folder, "disk")
    write(reports, range(2))
    disk.mkdir()
    mount(disk, "60m")
    use(reports, Path(folder, "data"))
    os.environ["CACHE_DIR"] = str(disk)
    return [reportbot("index", build=build), sorted(os.listdir(disk)), shutil.disk_usage(disk).used]


@pytest.mark.skipif(not find_spec(SOURCE_PACKAGE), reason="the embedded encoder is for x86-64 Linux")
def test_a_cache_that_is_too_small_for_the_encoder(tmp_path: Path) -> None:
    ended, left, used = inside(small_cache, tmp_path)
    line = (
        f"reportbot: {tmp_path}/disk: the embedded encoder cannot be written there (No space left on device); "
        "free 500 MB, or name a writable folder in CACHE_DIR\n"
    )
    assert (Ended(*ended), left, used) == (Ended(1, "", line), [f"{FOLDER_NAME}.lock"], 0)
    assert not (tmp_path / "data" / "index.json").exists()
