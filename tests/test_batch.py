"""Batches: JSON lines in, JSON lines out, and nothing at all if one line is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import REPORTS, Done, objects, reportbot
from fakes import FakeApp

from bot.settings import names
from rag.types import Turn


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*lines: object) -> bytes:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


def test_batch_from_standard_input() -> None:
    app = FakeApp(REPORTS)
    lines = batch(
        {"question": "河口镇修通多少条村道", "id": 7, "answers": ["21"]},
        {"question": "那长多少？", "history": [{"question": "修路？", "answer": "21条"}], "exclude": ["b.txt"]},
    )
    done = reportbot(app, "ask", "--batch", "-", stdin=b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n\r\n") + b"\n")
    assert done.code == 0
    assert [(one["question"], one["answer"]) for one in objects(done.out)] == [
        ("河口镇修通多少条村道", "河口镇今年共修通村道21条，长36公里。"),
        ("那长多少？", "Nothing found."),
    ]
    assert app.asked == [
        ("河口镇修通多少条村道", (), ()),
        ("那长多少？", (Turn("修路？", "21条"),), ("b.txt",)),
    ]


def test_search_batch_from_a_file(place: Path) -> None:
    (place / "questions.jsonl").write_bytes(
        batch({"question": "河口镇修村道"}, {"question": "村", "exclude": ["a.txt"]})
    )
    done = reportbot(FakeApp(REPORTS), "search", "--batch", "questions.jsonl", "-k", "1")
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
def test_a_bad_batch_line_is_named_and_nothing_is_answered(stdin: bytes, line: str) -> None:
    app = FakeApp(REPORTS)
    assert reportbot(app, "ask", "--batch", "-", stdin=stdin) == Done(2, "", f"reportbot: {line}\n")
    assert (app.asked, app.closed) == ([], 0)
