"""Bad input, for real: processes of their own, the embedded encoder, Chroma, tantivy. One line, the right code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.settings import names
from vectorstore.index import Location
from vectorstore.maker import Maker
from vectorstore.store import parts

ROOT = Path(__file__).parent.parent
REPORT = "河口镇修路忙\n\n河口镇今年共修通村道21条，长36公里。路边还种下1200棵樟树，村民出门方便多了。\n"


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def reportbot(place: Path, *argv: str, **settings: str) -> Done:
    """Run the program in the folder `place`, its index there too unless `settings` say otherwise."""
    inherited = {name: value for name, value in os.environ.items() if name not in names()}
    environment = {**inherited, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **settings}
    command = [sys.executable, "-m", "bot.cli", *argv]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, encoding="utf-8", timeout=200)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of one report."""
    place = tmp_path_factory.mktemp("indexed")
    (place / "reports").mkdir()
    (place / "reports" / "good.txt").write_text(REPORT, encoding="utf-8")
    done = reportbot(place, "index", "--json")
    assert (done.code, done.err) == (0, "")
    return place


def one_line(done: Done, code: int, *words: str) -> None:
    """Check that nothing but one line that holds `words` was printed."""
    assert (done.code, done.out) == (code, ""), done.err
    assert done.err.startswith("reportbot: "), done.err
    assert done.err.count("\n") == 1, done.err
    assert "unexpected" not in done.err
    for word in words:
        assert word in done.err


def test_missing_folder(tmp_path: Path) -> None:
    one_line(reportbot(tmp_path, "index", "nowhere"), 1, "nowhere", "no such folder", "REPORTS_DIR")


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    one_line(reportbot(tmp_path, "index", "a.txt"), 1, "a.txt")


def test_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    one_line(reportbot(tmp_path, "index"), 1, "reports", "no report that can be read")


def test_bad_files_are_named_and_the_others_are_indexed(tmp_path: Path) -> None:
    files = {
        "binary.txt": (bytes(range(256)) * 40, "not text"),
        "blank.txt": (" \n\u3000\n".encode(), "empty"),
        "endless.txt": ("河口镇修路忙，".encode() * 2_400_000, "line"),
        "marks.md": ("——\n……\n，，\n".encode(), "no sentence"),
        "nothing.txt": (b"", "empty"),
    }
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "good.txt").write_text(REPORT, encoding="utf-8")
    for name, (content, _) in files.items():
        (reports / name).write_bytes(content)
    done = reportbot(tmp_path, "index", "--json")
    summary = json.loads(done.out)
    assert (done.code, done.err) == (3, "")
    assert {one["report"]: True for one in summary["failed"]} == dict.fromkeys(files, True)
    assert [one for one in summary["failed"] if files[one["report"]][1] not in one["error"]] == []
    assert (summary["added"], summary["passages"] > 0) == (1, True)
    again = reportbot(tmp_path, "index")
    assert (again.code, again.out.startswith("Nothing changed: 1 report, ")) == (3, True)
    assert [line.partition(": ")[0] for line in again.err.splitlines()] == list(files)


@pytest.mark.parametrize("argv", [("index",), ("ask", "多少条？"), ("search", "多少条？"), ("chat",)])
def test_data_folder_that_cannot_be(indexed: Path, argv: tuple[str, ...]) -> None:
    (indexed / "file").touch()
    words = ("DATA_DIR", "file/below") if argv == ("index",) else ("index",)
    one_line(reportbot(indexed, *argv, DATA_DIR="file/below"), 1, *words)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator can write everywhere")
def test_data_folder_without_permission(indexed: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    one_line(reportbot(indexed, "index", DATA_DIR=str(tmp_path / "data")), 1, "DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize("argv", [("ask", "多少条？"), ("search", "多少条？", "--json"), ("chat",)])
def test_no_index_yet(tmp_path: Path, argv: tuple[str, ...]) -> None:
    one_line(reportbot(tmp_path, *argv), 1, "no index", "reportbot index")


def test_index_that_mirrors_another_folder(indexed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    words = (str(indexed / "reports"), str(tmp_path), "--replace", "DATA_DIR")
    one_line(reportbot(indexed, "index", str(tmp_path)), 1, *words)
    assert reportbot(indexed, "index", "--json").code == 0


def test_index_made_with_another_encoder(indexed: Path) -> None:
    manifest = json.loads((indexed / "data" / "index.json").read_text(encoding="utf-8"))
    other = Location(shutil.copytree(indexed / "data", indexed / "other"))
    name = Maker("somebody/another", manifest["model"]).collection
    for old, new in zip(parts(manifest["collection"]), parts(name), strict=True):
        other.connect().get_collection(old).modify(name=new)
    made = {"encoder": "somebody/another", "collection": name}
    (other.data / "index.json").write_text(json.dumps(manifest | made), encoding="utf-8")
    for command in ("ask", "search"):
        done = reportbot(indexed, command, "多少条？", DATA_DIR="other")
        one_line(done, 1, "somebody/another", "EMBEDDING_MODEL", "reportbot index")


def test_encoder_that_cannot_be_had(indexed: Path) -> None:
    done = reportbot(indexed, "index", EMBEDDING_MODEL="somebody/no-such-model", DATA_DIR="data2")
    one_line(done, 1, "EMBEDDING_MODEL", "somebody/no-such-model", "embedded")


def test_without_an_index_no_encoder_is_looked_for(tmp_path: Path) -> None:
    one_line(reportbot(tmp_path, "ask", "多少条？", EMBEDDING_MODEL="somebody/no-such-model"), 1, "no index")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_are_none(indexed: Path, command: str) -> None:
    one_line(reportbot(indexed, command, " \u3000"), 2, "The question is empty")
    one_line(reportbot(indexed, command, "问" * 10_000), 2, "10,000 characters", "2,000")


def test_a_question_as_long_as_allowed(indexed: Path) -> None:
    done = reportbot(indexed, "ask", "河口镇修通村道多少条？" * 181, "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["status"] in ("answered", "refused")
