"""What index, search and ask print, for a program and for a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import REPORTS, Done, Terminal, objects, reportbot
from fakes import FakeApp

from bot.settings import names


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
            "also_in": [],
        }
    ],
    "nearest": [],
    "table": [],
    "note": "",
    "standalone": "",
    "timings_ms": {"retrieve": 1.2},
}


def test_ask_json() -> None:
    app = FakeApp(REPORTS)
    done = reportbot(app, "ask", "河口镇修通多少条村道", "--json")
    assert (done.code, objects(done.out), done.err) == (0, [ANSWER_A], "")
    assert app.closed == 1


def test_ask_for_a_person() -> None:
    done = reportbot(FakeApp(REPORTS), "ask", "河口镇修通多少条村道")
    assert done.code == 0
    assert done.out == (
        "河口镇今年共修通村道21条，长36公里。\n\nSources:\n  [1] 河口镇修路忙 · 河口镇 · 2021-05 · a.txt\n"
        "      河口镇今年共修通村道21条，长36公里。\n      characters 7–27\n"
    )


def test_words_are_one_question_and_exclude_may_be_repeated() -> None:
    app = FakeApp(REPORTS)
    done = reportbot(app, "ask", "how", "many", "--exclude", "a.txt", "roads?", "--exclude", "c.txt", "--json")
    assert done.code == 0
    assert app.asked == [("how many roads?", (), ("a.txt", "c.txt"))]
    assert [one["report"] for one in objects(done.out)[0]["nearest"]] == ["b.txt"]


def test_a_refusal_is_no_error() -> None:
    done = reportbot(FakeApp(REPORTS), "ask", "Who won?", "--json")
    (answer,) = objects(done.out)
    assert (done.code, answer["status"], answer["citations"]) == (0, "refused", [])
    assert [one["n"] for one in answer["nearest"]] == [1, 2]


def test_search_json() -> None:
    done = reportbot(FakeApp(REPORTS), "search", "河口镇修村道", "-k", "1", "--json")
    assert (done.code, objects(done.out)) == (0, [{"question": "河口镇修村道", "hits": [HIT_A]}])


def test_k_may_exceed_the_passages() -> None:
    (found,) = objects(reportbot(FakeApp(REPORTS), "search", "河口镇", "-k", "5000", "--json").out)
    assert [(hit["rank"], hit["report"]) for hit in found["hits"]] == [(1, "a.txt"), (2, "b.txt")]


def test_index_twice(place: Path) -> None:
    for name, text in REPORTS.items():
        (place / name).write_text(text, encoding="utf-8")
    app = FakeApp()
    first = reportbot(app, "index", ".", "--json")
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
    second = reportbot(app, "index", ".")
    assert second == Done(0, "Nothing changed: 2 reports, 2 passages (2 unchanged, 0.2 s)\n", "")


def test_index_with_a_file_that_cannot_be_read(place: Path) -> None:
    (place / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    (place / "bad.txt").write_bytes(b"\xff\xfe\xff")
    done = reportbot(FakeApp(), "index", ".", "--json")
    assert (done.code, objects(done.out)[0]["failed"]) == (3, [{"report": "bad.txt", "error": "no text"}])
    done = reportbot(FakeApp(), "index", ".")
    assert done == Done(3, "Indexed 1 report, 1 passage in 0.2 s: 1 added, 1 failed\n", "bad.txt: no text\n")


def test_a_dry_run_says_what_would_be_done(place: Path) -> None:
    for name, text in {"a.txt": REPORTS["a.txt"], "new\n1.txt": "新店开张\n新店今天开张。\n"}.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / "bad.txt").write_bytes(b"\xff\xfe\xff")
    app = FakeApp(dict(REPORTS))
    app.folder = "."
    done = reportbot(app, "index", ".", "--dry-run", "--json")
    (plan,) = objects(done.out)
    kept: dict[str, object] = {"moved": [], "deleted": ["b.txt"], "failed": [{"report": "bad.txt", "error": "no text"}]}
    assert (done.code, plan) == (3, {"added": ["new\n1.txt"], "changed": [], "unchanged": ["a.txt"]} | kept)
    done = reportbot(app, "index", ".", "--dry-run", "--force")
    assert (done.code, done.err) == (3, "bad.txt: no text\n")
    assert done.out.splitlines() == [
        "added    new�1.txt",
        "changed  a.txt",
        "deleted  b.txt",
        "failed   bad.txt",
        "0 reports unchanged. Nothing was written.",
    ]
    assert app.reports == REPORTS


def test_everything_is_encoded_anew_where_that_is_asked_for(place: Path) -> None:
    (place / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    app = FakeApp({"a.txt": REPORTS["a.txt"]})
    app.folder = "."
    assert reportbot(app, "index", ".").out == "Nothing changed: 1 report, 1 passage (1 unchanged, 0.2 s)\n"
    assert reportbot(app, "index", ".", "--force").out == "Indexed 1 report, 1 passage in 0.2 s: 1 changed\n"


def test_a_report_is_taken_out(place: Path) -> None:
    for name, text in REPORTS.items():
        (place / name).write_text(text, encoding="utf-8")
    app = FakeApp(dict(REPORTS))
    app.folder = "."
    assert reportbot(app, "remove", "c.txt") == Done(1, "", "reportbot: There is no report c.txt\n")
    done = reportbot(app, "remove", "a.txt", "--json")
    assert (done.code, objects(done.out)[0]["deleted"], objects(done.out)[0]["unchanged"]) == (0, 1, 1)
    assert ([path.name for path in place.glob("*.txt")], app.reports) == (["b.txt"], {"b.txt": REPORTS["b.txt"]})


def test_progress_is_shown_on_a_terminal_only(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "a.txt").write_text(REPORTS["a.txt"], encoding="utf-8")
    assert reportbot(FakeApp(), "index", ".", "--json").err == ""
    monkeypatch.setenv("TERM", "xterm")
    done = reportbot(FakeApp(), "index", ".", "--json", stderr=Terminal)
    assert "reports" in done.err
    assert "1/1" in done.err
    assert objects(done.out)[0]["added"] == 1


def test_index_with_replace(place: Path) -> None:
    app = FakeApp(REPORTS)
    assert reportbot(app, "index", ".", "--replace", "--json").code == 0
    assert app.folder == "."
