"""The edges of the command line: errors, exit codes, streams, help."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import REPORTS, Done, reportbot
from fakes import FakeApp

from bot.cli import main
from bot.settings import Settings, names

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


EMPTY = 'The question is empty. Ask for example "How many volunteers took part?"'


@pytest.mark.parametrize(
    ("argv", "code", "line"),
    [
        (["ask"], 2, EMPTY),
        (["ask", ""], 2, EMPTY),
        (["search", " \t\u3000\u200b\n"], 2, EMPTY),
        (["ask", "问" * 2001], 2, "The question has 2,001 characters, at most 2,000 are allowed. Shorten it."),
        (["ask", "--batch", "-", "why"], 2, "A question and --batch do not go together. Give one of them."),
        (
            ["ask", "--batch", "none.jsonl"],
            2,
            "--batch none.jsonl: this file cannot be read: No such file or directory",
        ),
        (["ask", "--batch", "."], 2, "--batch .: this file cannot be read: Is a directory"),
        (["ask", "--nothing"], 2, "No such option: --nothing. Try 'reportbot ask --help'."),
        (["aks"], 2, "No such command 'aks'. Did you mean 'ask'? Try 'reportbot --help'."),
        ([], 2, "Missing command. Try 'reportbot --help'."),
        (["index", "nowhere"], 1, "nowhere: no such folder"),
        (["index", "."], 1, "The index mirrors reports, not .: add --replace"),
    ],
)
def test_one_line_and_an_exit_code(argv: Sequence[str], code: int, line: str) -> None:
    assert reportbot(FakeApp(REPORTS), *argv) == Done(code, "", f"reportbot: {line}\n")


@pytest.mark.parametrize("argv", [["ask", "why"], ["search", "why"], ["chat"]])
def test_no_index_yet(argv: Sequence[str]) -> None:
    done = reportbot(FakeApp(), *argv, "--json") if argv[0] != "chat" else reportbot(FakeApp(), "chat", stdin=b"why\n")
    assert done == Done(1, "", "reportbot: There is no index yet. Run `reportbot index` first.\n")


def test_2000_characters_are_answered() -> None:
    app = FakeApp(REPORTS)
    assert reportbot(app, "ask", "问" * 2000, "--json").code == 0
    assert app.asked == [("问" * 2000, (), ())]


def test_bad_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert reportbot(FakeApp(REPORTS), "ask", "why") == Done(
        1,
        "",
        "reportbot: LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'loud'. "
        "Change it in the environment or in .env.\n",
    )


def test_an_unexpected_error_is_kept_under_a_reference(place: Path) -> None:
    done = reportbot(FakeApp(REPORTS, trouble=ZeroDivisionError("by\nzero")), "ask", "why")
    reference = done.err.partition("reference ")[2][:6]
    log = Path("data/logs/errors.log")
    assert done == Done(
        1, "", f"reportbot: unexpected ZeroDivisionError: by zero (reference {reference}, traceback in {log})\n"
    )
    kept = (place / log).read_text(encoding="utf-8")
    assert f"reference {reference}\nTraceback" in kept
    assert "raise self.trouble" in kept
    assert (place / log).stat().st_mode & 0o777 == 0o600


def test_where_no_log_can_be_kept_the_traceback_is_shown(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "file").touch()
    monkeypatch.setenv("DATA_DIR", "file/below")
    done = reportbot(FakeApp(REPORTS, trouble=ZeroDivisionError("by zero")), "ask", "why")
    assert done.code == 1
    assert done.err.splitlines()[0] == "Traceback (most recent call last):"
    assert done.err.splitlines()[-1].startswith("reportbot: unexpected ZeroDivisionError: by zero (reference ")


def test_interrupted() -> None:
    done = reportbot(FakeApp(REPORTS, trouble=KeyboardInterrupt()), "ask", "why", "--json")
    assert done == Done(130, "", "reportbot: interrupted\n")


@pytest.mark.parametrize("module", ["bot.run", "typer", "vectorstore.errors", "bot.settings"])
def test_interrupted_while_it_starts(module: str) -> None:
    program = f"""
import sys

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from bot.cli import main
sys.exit(main(["ask", "why"]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert Done(done.returncode, done.stdout, done.stderr) == Done(130, "", "reportbot: interrupted\n")


def test_settings_reach_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", "some/model")
    seen: list[Settings] = []

    def build(settings: Settings) -> FakeApp:
        seen.append(settings)
        return FakeApp(REPORTS)

    assert main(["search", "why"], build=build) == 0  # type: ignore[arg-type]
    assert [one.embedding_model for one in seen] == ["some/model"]


PROGRAM = """
import sys
sys.path[:0] = ["tests"]
from fakes import FakeApp
from bot.cli import main
reports = {f"{n}.txt": f"标题\\n第{n}村修路{n}条。\\n" for n in range(3000)}
sys.exit(main(build=lambda settings: FakeApp(reports)))
"""


def test_output_is_utf8_in_any_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "search", "第7村修路", "-k", "1"],
        cwd=ROOT,
        env={"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "村修路" in done.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with head")
@pytest.mark.parametrize("form", ["--json", ""])
def test_a_closed_pipe_ends_quietly(form: str) -> None:
    command = f'"{sys.executable}" -c "$PROGRAM" search 村 -k 3000 {form} | head -c 10; echo ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env={"PROGRAM": PROGRAM, "PATH": "/usr/bin:/bin"}, capture_output=True
    )
    assert done.stdout.endswith(b"0\n")
    assert done.stderr == b""


def test_help_and_version_import_nothing_heavy() -> None:
    heavy = [
        "torch",
        "chromadb",
        "tantivy",
        "transformers",
        "numpy",
        "pydantic",
        "rich",
        "prompt_toolkit",
        "langchain_core",
    ]
    program = (
        "import sys; from bot.cli import main; code = main(['--help']); "
        f"print(code, [name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_help_lists_the_commands() -> None:
    done = reportbot(FakeApp(), "--help")
    listed = done.out.partition("Commands:\n")[2]
    commands = ["index", "search", "ask", "figures", "chat", "serve", "watch", "remove", "doctor", "eval"]
    commands += ["encode", "load", "export", "import"]
    assert [line.split()[0] for line in listed.splitlines()] == commands
    assert "completion" not in done.out


def test_version() -> None:
    done = reportbot(FakeApp(), "--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("reportbot ")
