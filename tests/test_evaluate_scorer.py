"""The figures of eval are those of the scorer that the project is judged with, on the development questions."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from commandline import objects, reportbot
from fakes import FakeApp

from bot.settings import names
from rag.types import ANSWERED, REFUSED, Answer, Turn

SHARED = Path(__file__).resolve().parents[2] / "shared"
SCORER, DEV, REAL = SHARED / "eval" / "score.py", SHARED / "eval" / "dev.jsonl", SHARED / "reports"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(*golds: object) -> bytes:
    return "\n".join(json.dumps(gold, ensure_ascii=False) for gold in golds).encode()


def scored(*argv: str | Path) -> dict[str, Any]:
    command = [sys.executable, str(SCORER), *map(str, argv), "--json"]
    result: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    )
    return result


def printed(app: FakeApp, file: Path, *argv: str) -> Path:
    done = reportbot(app, *argv)
    assert (done.code, done.err) == (0, "")
    file.write_text(done.out, encoding="utf-8")
    return file


def without_own(golds: list[dict[str, Any]], file: Path) -> Path:
    """Write the batch that leaves out each question's own reports."""
    file.write_bytes(lines(*({**gold, "exclude": as_list(gold["report"])} for gold in golds)))
    return file


def check_equal(app: FakeApp, gold: Path, reports: Path, place: Path) -> None:
    """Compare every figure that the scorer prints, on what the command line writes."""
    hits = printed(app, place / "hits.jsonl", "search", "--batch", str(gold), "-k", "10")
    answers = printed(app, place / "answers.jsonl", "ask", "--batch", str(gold))
    golds = objects(gold.read_text(encoding="utf-8"))
    facts = place / "facts.jsonl"
    facts.write_bytes(lines(*(one for one in golds if one["kind"] == "fact")))
    own = printed(app, place / "own.jsonl", "ask", "--batch", str(facts))
    batch = without_own(objects(facts.read_text(encoding="utf-8")), place / "batch.jsonl")
    others = printed(app, place / "others.jsonl", "ask", "--batch", str(batch))

    file = printed(app, place / "eval.json", "eval", str(gold), "--without", "--json")
    ours = json.loads(file.read_text(encoding="utf-8"))
    theirs = scored("answers", gold, answers, "--reports", reports)
    wrong, citations = theirs.pop("wrong"), theirs.pop("citations")
    search, without = scored("search", gold, hits), scored("auroc", own, others)
    assert {group: ours["search"][group] for group in search} == search
    assert {group: ours["answers"][group] for group in theirs} == theirs
    assert ours["citations"] == {**citations, "unread": 0}
    assert ours["wrong"] == wrong
    assert ours["without"]["all"] == without["all"]


@pytest.fixture
def development() -> None:
    for path in (SCORER, DEV, REAL):
        if not path.exists():
            pytest.skip(f"{path.name} is not beside this checkout")


class Varied(FakeApp):
    """Answers of every sort to gold questions in turn: what FakeApp says, none, a good one, one that is too long."""

    def __init__(self, reports: dict[str, str], golds: list[dict[str, Any]]) -> None:
        super().__init__(reports)
        self.golds = {gold["question"]: (n, gold) for n, gold in enumerate(golds)}

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer by the question's number; without its report it is less often sure."""
        n, gold = self.golds[question]
        given = super().ask(question, history, exclude)
        confidence = (n % 7) / 7 if not exclude else (n % 5) / 9
        if n % 4 == 1:
            return replace(given, status=REFUSED, citations=(), confidence=confidence)
        if n % 4 == 0 or not gold["answers"]:
            return replace(given, confidence=confidence)
        cited = tuple(
            replace((given.citations + given.nearest)[0], report=report, quote=evidence)
            for report, evidence in zip(as_list(gold["report"]), as_list(gold["evidence"]), strict=True)
        )
        text = "、".join(gold["answers"]) + "。" * (400 if n % 4 == 3 else 0)
        return replace(
            given,
            status=ANSWERED,
            answer=text,
            highlight=(gold["answers"][0] + "个",),
            citations=cited,
            confidence=confidence,
        )


def as_list(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize("varied", [False, True])
def test_equal_to_the_scorer_on_the_development_questions(place: Path, varied: bool) -> None:
    reports = {path.name: path.read_text(encoding="utf-8") for path in REAL.glob("*.txt")}
    app = Varied(reports, objects(DEV.read_text(encoding="utf-8"))) if varied else FakeApp(reports)
    app.folder = str(REAL)
    check_equal(app, DEV, REAL, place)
