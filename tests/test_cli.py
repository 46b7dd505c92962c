"""The command line against a small application: JSON, exit codes, one line for every error."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fakes import FakeApp

from bot.cli import main
from bot.settings import Settings, names
from rag.types import Turn

ROOT = Path(__file__).parent.parent
REPORTS = {
    "a.txt": "河口镇修路忙\n河口镇今年共修通村道21条，长36公里。\n",
    "b.txt": "白石村书屋开放\n白石村书屋上月开放，藏书3000册。\n",
}


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `reportbot` with an application in an empty folder."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(app: FakeApp, *argv: str, stdin: bytes | None = None) -> Done:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(argv, build=lambda settings: app)  # type: ignore[arg-type, return-value]
        return Done(code, *capsys.readouterr())

    return call


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def batch(*lines: object) -> bytes:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


HIT_A = {
    "rank": 1,
    "report": "a.txt",
    "title": "河口镇修路忙",
    "text": "河口镇今年共修通村道21条，长36公里。",
    "score": 6.0,
    "start": 7,
    "end": 27,
    "place": "河口镇",
    "date": "2021-05",
    "section": "",
}
ANSWER_A = {
    "question": "河口镇修通多少条村道",
    "answer": "河口镇今年共修通村道21条，长36公里。",
    "language": "zh",
    "status": "answered",
    "mode": "extracted",
    "confidence": 0.75,
    "highlight": ["21条", "36公"],
    "citations": [
        {
            "n": 1,
            "report": "a.txt",
            "title": "河口镇修路忙",
            "quote": "河口镇今年共修通村道21条，长36公里。",
            "start": 7,
            "end": 27,
            "place": "河口镇",
            "date": "2021-05",
        }
    ],
    "nearest": [],
    "timings_ms": {"retrieve": 1.2},
}


def test_ask_json(run: Run) -> None:
    app = FakeApp(REPORTS)
    done = run(app, "ask", "河口镇修通多少条村道", "--json")
    assert (done.code, objects(done.out), done.err) == (0, [ANSWER_A], "")
    assert app.closed == 1


def test_ask_for_a_person(run: Run) -> None:
    done = run(FakeApp(REPORTS), "ask", "河口镇修通多少条村道")
    assert done.code == 0
    assert done.out == (
        "河口镇今年共修通村道21条，长36公里。\n\nSources:\n  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt\n"
        "      河口镇今年共修通村道21条，长36公里。\n      characters 7–27\n"
    )


def test_words_are_one_question_and_exclude_may_be_repeated(run: Run) -> None:
    app = FakeApp(REPORTS)
    done = run(app, "ask", "how", "many", "--exclude", "a.txt", "roads?", "--exclude", "c.txt", "--json")
    assert done.code == 0
    assert app.asked == [("how many roads?", (), ("a.txt", "c.txt"))]
    assert [one["report"] for one in objects(done.out)[0]["nearest"]] == ["b.txt"]


def test_a_refusal_is_no_error(run: Run) -> None:
    done = run(FakeApp(REPORTS), "ask", "Who won?", "--json")
    (answer,) = objects(done.out)
    assert (done.code, answer["status"], answer["citations"]) == (0, "refused", [])
    assert [one["n"] for one in answer["nearest"]] == [1, 2]


def test_search_json(run: Run) -> None:
    done = run(FakeApp(REPORTS), "search", "河口镇修村道", "-k", "1", "--json")
    assert (done.code, objects(done.out)) == (0, [{"question": "河口镇修村道", "hits": [HIT_A]}])


def test_k_may_exceed_the_passages(run: Run) -> None:
    (found,) = objects(run(FakeApp(REPORTS), "search", "河口镇", "-k", "5000", "--json").out)
    assert [(hit["rank"], hit["report"]) for hit in found["hits"]] == [(1, "a.txt"), (2, "b.txt")]


def test_batch_from_standard_input(run: Run) -> None:
    app = FakeApp(REPORTS)
    lines = batch(
        {"question": "河口镇修通多少条村道", "id": 7, "answers": ["21"]},
        {"question": "那长多少？", "history": [{"question": "修路？", "answer": "21条"}], "exclude": ["b.txt"]},
    )
    done = run(app, "ask", "--batch", "-", stdin=b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n\r\n") + b"\n")
    assert done.code == 0
    assert objects(done.out)[0] == ANSWER_A
    assert app.asked == [
        ("河口镇修通多少条村道", (), ()),
        ("那长多少？", (Turn("修路？", "21条"),), ("b.txt",)),
    ]


def test_search_batch_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_bytes(
        batch({"question": "河口镇修村道"}, {"question": "村", "exclude": ["a.txt"]})
    )
    done = run(FakeApp(REPORTS), "search", "--batch", "questions.jsonl", "-k", "1")
    assert [(one["question"], [hit["report"] for hit in one["hits"]]) for one in objects(done.out)] == [
        ("河口镇修村道", ["a.txt"]),
        ("村", ["b.txt"]),
    ]


@pytest.mark.parametrize(
    ("stdin", "line"),
    [
        (
            b'{"question": "a"}\n\n{"question"',
            "standard input, line 3: not JSON: Expecting ':' delimiter: line 1 column 12 (char 11)",
        ),
        (
            b'{"question": "a"}\n["a"]',
            'standard input, line 2: expected an object with a "question", such as {"question": "…"}',
        ),
        (b'{"query": "a"}', 'standard input, line 1: expected an object with a "question", such as {"question": "…"}'),
        (b'{"question": 1}', 'standard input, line 1: expected an object with a "question", such as {"question": "…"}'),
        (
            b'{"question": " "}',
            'standard input, line 1: The question is empty. Ask for example "How many volunteers took part?"',
        ),
        (
            b'{"question": "' + b"a" * 10000 + b'"}',
            "standard input, line 1: The question has 10,000 characters, at most 2,000 are allowed. Shorten it.",
        ),
        (b'{"question": "\xff"}', "standard input, line 1: not UTF-8 text"),
        (
            b'{"question": "a", "history": ["b"]}',
            'standard input, line 1: "history" must be a list of {"question": "…", "answer": "…"}',
        ),
        (b'{"question": "a", "exclude": "a.txt"}', 'standard input, line 1: "exclude" must be a list of report names'),
    ],
)
def test_a_bad_batch_line_is_named_and_nothing_is_answered(run: Run, stdin: bytes, line: str) -> None:
    app = FakeApp(REPORTS)
    assert run(app, "ask", "--batch", "-", stdin=stdin) == Done(2, "", f"reportbot: {line}\n")
    assert (app.asked, app.closed) == ([], 0)


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
def test_one_line_and_an_exit_code(run: Run, argv: Sequence[str], code: int, line: str) -> None:
    assert run(FakeApp(REPORTS), *argv) == Done(code, "", f"reportbot: {line}\n")


@pytest.mark.parametrize("argv", [["ask", "why"], ["search", "why"], ["chat"]])
def test_no_index_yet(run: Run, argv: Sequence[str]) -> None:
    done = run(FakeApp(), *argv, "--json") if argv[0] != "chat" else run(FakeApp(), "chat", stdin=b"why\n")
    assert done == Done(1, "", "reportbot: There is no index yet. Run `reportbot index` first.\n")


def test_2000_characters_are_answered(run: Run) -> None:
    app = FakeApp(REPORTS)
    assert run(app, "ask", "问" * 2000, "--json").code == 0
    assert app.asked == [("问" * 2000, (), ())]


def test_index_twice(run: Run, tmp_path: Path) -> None:
    for name, text in REPORTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    app = FakeApp()
    first = run(app, "index", ".", "--json")
    assert (first.code, objects(first.out)) == (
        0,
        [
            {
                "added": 2,
                "changed": 0,
                "moved": 0,
                "deleted": 0,
                "unchanged": 0,
                "failed": [],
                "passages": 2,
                "seconds": 0.2,
            }
        ],
    )
    second = run(app, "index", ".")
    assert second == Done(0, "Nothing changed: 2 reports, 2 passages (2 unchanged, 0.2 s)\n", "")


def test_index_with_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xff")
    done = run(FakeApp(), "index", ".", "--json")
    assert (done.code, objects(done.out)[0]["failed"]) == (3, [{"report": "bad.txt", "error": "no text"}])
    done = run(FakeApp(), "index", ".")
    assert done == Done(3, "Indexed 1 report, 1 passage in 0.2 s: 1 added, 1 failed\n", "bad.txt: no text\n")


def test_progress_is_shown_on_a_terminal_only(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    assert run(FakeApp(), "index", ".", "--json").err == ""
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    done = run(FakeApp(), "index", ".", "--json")
    assert "reports" in terminal.getvalue()
    assert "1/1" in terminal.getvalue()
    assert objects(done.out)[0]["added"] == 1


def test_index_with_replace(run: Run, tmp_path: Path) -> None:
    app = FakeApp(REPORTS)
    assert run(app, "index", ".", "--replace", "--json").code == 0
    assert app.folder == "."


def test_bad_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert run(FakeApp(REPORTS), "ask", "why") == Done(
        1,
        "",
        "reportbot: LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'loud'. "
        "Change it in the environment or in .env.\n",
    )


def test_an_unexpected_error_is_kept_under_a_reference(run: Run, tmp_path: Path) -> None:
    done = run(FakeApp(REPORTS, trouble=ZeroDivisionError("by\nzero")), "ask", "why")
    reference = done.err.partition("reference ")[2][:6]
    place = Path("data/logs/errors.log")
    assert done == Done(
        1, "", f"reportbot: unexpected ZeroDivisionError: by zero (reference {reference}, traceback in {place})\n"
    )
    kept = (tmp_path / place).read_text(encoding="utf-8")
    assert f"reference {reference}\nTraceback" in kept
    assert "raise self.trouble" in kept
    assert (tmp_path / place).stat().st_mode & 0o777 == 0o600


def test_where_no_log_can_be_kept_the_traceback_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", "file/below")
    done = run(FakeApp(REPORTS, trouble=ZeroDivisionError("by zero")), "ask", "why")
    assert done.code == 1
    assert done.err.splitlines()[0] == "Traceback (most recent call last):"
    assert done.err.splitlines()[-1].startswith("reportbot: unexpected ZeroDivisionError: by zero (reference ")


def test_interrupted(run: Run) -> None:
    done = run(FakeApp(REPORTS, trouble=KeyboardInterrupt()), "ask", "why", "--json")
    assert done == Done(130, "", "reportbot: interrupted\n")


def test_settings_reach_the_application(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_help_lists_the_commands(run: Run) -> None:
    done = run(FakeApp(), "--help")
    listed = done.out.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines()] == ["index", "search", "ask", "chat", "doctor"]
    assert "completion" not in done.out


def test_version(run: Run) -> None:
    done = run(FakeApp(), "--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("reportbot ")
