"""Gold questions that cannot be used: one line that names the file and the line, and nothing is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import REPORTS, Done, reportbot
from fakes import FakeApp

from bot.settings import names

FACT = {
    "id": "q1",
    "kind": "fact",
    "report": "a.txt",
    "lang": "zh",
    "question": "河口镇修通多少条村道？",
    "answers": ["21"],
    "evidence": "修通村道21条",
}
MOON = {"kind": "unanswerable", "report": None, "lang": "en", "question": "How far is the moon?", "answers": []}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(*golds: object) -> bytes:
    return "\n".join(json.dumps(gold, ensure_ascii=False) for gold in golds).encode()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (lines({**FACT, "question": " "}), 'The question is empty. Ask for example "How many volunteers took part?"'),
        (lines({**FACT, "kind": "riddle"}), '"kind" must be one of fact, compare, unanswerable'),
        (lines({"question": "几条？"}), '"kind" must be one of fact, compare, unanswerable'),
        (lines({**FACT, "lang": None}), '"lang" must be the language of the question, such as "en"'),
        (lines({**FACT, "answers": []}), '"answers" must list what a right answer holds'),
        (lines({**FACT, "answers": [21]}), '"answers" must be a string or a list of strings, none of them empty'),
        (lines({**FACT, "report": {}}), '"report" must be a string or a list of strings, none of them empty'),
        (lines({**FACT, "evidence": " "}), '"evidence" must be a string or a list of strings, none of them empty'),
        (lines({**FACT, "exclude": "a"}), '"exclude" must be a list of report names'),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_asked(place: Path, line: bytes, message: str) -> None:
    (place / "gold.jsonl").write_bytes(lines(MOON) + b"\n\n" + line)
    app = FakeApp(REPORTS)
    assert reportbot(app, "eval", "gold.jsonl") == Done(2, "", f"reportbot: gold.jsonl, line 3: {message}\n")
    assert app.asked == []


def test_no_question_no_file_no_index(place: Path) -> None:
    (place / "empty.jsonl").write_bytes(b"\n")
    assert reportbot(FakeApp(REPORTS), "eval", "empty.jsonl") == Done(
        2, "", "reportbot: empty.jsonl: no question in it. Give one JSON object a line.\n"
    )
    assert reportbot(FakeApp(REPORTS), "eval", "gone.jsonl") == Done(
        2, "", "reportbot: gone.jsonl: this file cannot be read: No such file or directory\n"
    )
    assert reportbot(FakeApp(), "eval", "-", stdin=lines(MOON)) == Done(
        1, "", "reportbot: There is no index yet. Run `reportbot index` first.\n"
    )
