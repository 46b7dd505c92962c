"""What README.md shows is what there is: its commands, its sessions, its table of settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from commandline import Done
from commandline import reportbot as run

from bot.app import App
from bot.cli import main
from bot.settings import Settings, names, table
from vectorstore.index import Location

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"\breportbot ([a-z]+)", README)))
SESSIONS = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)+)", README, re.M)


def help_of(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main([*argv, "--help"]) == 0
    return capsys.readouterr().out


def test_both_commands_stand_on_the_first_screen() -> None:
    first = README.splitlines()[:12]
    assert '    make ask Q="How many temporary party branches did Qujiang set up?"' in first
    assert "    make test" in first


def test_makefile_has_every_target() -> None:
    heads = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    named = r"\bmake (?:PYTHON=\S+ )?([a-z]+(?:-[a-z]+)*)(?=$| Q=| TRAIN=|`| {2,}| setup)"
    assert set(re.findall(named, README, re.M)) == {target for head in heads for target in head.split()}


def test_commands_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.findall(r"^  ([a-z]+) ", help_of(capsys).split("Commands:")[1], re.M)
    assert sorted(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_the_options_shown(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = help_of(capsys, command)
    assert shown.startswith(f"Usage: reportbot {command} ")
    lines = [line for line in README.splitlines() if re.search(rf"\breportbot {command}\b", line)]
    options = {option for line in lines for option in re.findall(r"(?<=[ `])--?[a-z][a-z-]*", line)}
    assert [option for option in sorted(options) if not re.search(rf"^  {option}\b", shown, re.M)] == []


def test_settings_are_those_of_the_program() -> None:
    assert table() in README


def test_files_that_are_linked_or_named_exist() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)]+)\)", README)
    here = ["CHANGELOG.md", "Dockerfile", "LICENSE"]
    expected = [*here, "benchmarks/SCALING.md", "deploy/reportbot.service", "rag/SPAN_READER.md"]
    assert sorted(set(linked)) == expected
    named = [*linked, ".env.example", ".ci/run", "requirements.lock", "pyproject.toml", "reports"]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(("command", "output"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_session_is_what_the_program_prints(
    command: str, output: str, sample_location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    program, *argv = shlex.split(command)
    assert program == "reportbot"
    done = run(App(Settings(data_dir=sample_location.data)), *argv)  # type: ignore[arg-type]
    assert done == Done(0, output, "")


def test_there_is_a_session() -> None:
    assert SESSIONS
