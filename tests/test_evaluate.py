"""What eval prints: whole results of small cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import REPORTS, objects, reportbot
from fakes import FakeApp

from bot.app import build
from bot.scoring import auroc, time_scores
from bot.settings import load_settings, names

ROADS = {
    "id": "q1",
    "kind": "fact",
    "report": "a.txt",
    "lang": "zh",
    "question": "河口镇修通多少条村道？",
    "answers": ["21"],
    "evidence": "修通村道21条",
}
BOOKS = {
    "id": "q2",
    "kind": "fact",
    "report": "b.txt",
    "lang": "de",
    "question": "Wie viele Bücher hat 白石村?",
    "answers": ["300", "三百"],
    "evidence": None,
}
BOTH = {
    "id": "q3",
    "kind": "compare",
    "report": ["a.txt", "b.txt"],
    "lang": "zh",
    "question": "河口镇和白石村的书屋各有多少？",
    "answers": ["21", "3000"],
    "evidence": ["21条", "藏书3000册"],
}
MOON = {
    "id": "q4",
    "kind": "unanswerable",
    "report": None,
    "lang": "en",
    "question": "How far is the moon?",
    "answers": [],
    "evidence": None,
}
DOCTORS = {**MOON, "id": "q5", "lang": "zh", "question": "河口镇今年有多少名医生？"}
ALL_FIVE = (ROADS, BOOKS, BOTH, MOON, DOCTORS)

NONE_RIGHT = {"n": 1, "right": 0.0, "exact": 0.0, "f1": 0.0, "supported": 1.0, "refused": 0.0}
ROADS_RIGHT = {"n": 1, "right": 1.0, "exact": 1.0, "f1": 0.8, "supported": 1.0, "refused": 0.0}
FOUND = {"n": 1, "recall@1": 1.0, "recall@3": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0, "report@1": 1.0}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current directory with the reports in a folder, and no setting set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_bytes(REPORTS["a.txt"].encode("gb18030"))
    (tmp_path / "reports" / "b.txt").write_text(REPORTS["b.txt"], encoding="utf-8")
    return tmp_path


def lines(*golds: object) -> bytes:
    return "\n".join(json.dumps(gold, ensure_ascii=False) for gold in golds).encode()


def evaluated(*golds: object, options: tuple[str, ...] = ()) -> dict[str, Any]:
    done = reportbot(FakeApp(REPORTS), "eval", "-", "--json", *options, stdin=lines(*golds))
    assert (done.code, done.err) == (0, "")
    (result,) = objects(done.out)
    return result


def test_json_of_five_questions() -> None:
    result = evaluated(*ALL_FIVE)
    times = result.pop("time_ms")
    assert (times["n"], 0 <= times["median"] <= times["p95"]) == (5, True)
    assert result == {
        "search": {"all": {**FOUND, "n": 2}, "de": FOUND, "other": FOUND, "zh": FOUND},
        "answers": {
            "compare": {**NONE_RIGHT, "f1": 0.8889, "supported": 0.0},
            "compare/zh": {**NONE_RIGHT, "f1": 0.8889, "supported": 0.0},
            "fact": {"n": 2, "right": 0.5, "exact": 0.5, "f1": 0.775, "supported": 1.0, "refused": 0.0},
            "fact/de": {**NONE_RIGHT, "f1": 0.75},
            "fact/number": {"n": 2, "right": 0.5, "exact": 0.5, "f1": 0.775, "supported": 1.0, "refused": 0.0},
            "fact/other": {**NONE_RIGHT, "f1": 0.75},
            "fact/zh": ROADS_RIGHT,
            "unanswerable": {"n": 2, "refused": 0.5},
            "unanswerable/en": {"n": 1, "refused": 1.0},
            "unanswerable/zh": {"n": 1, "refused": 0.0},
        },
        "refusal": {
            "all": {"n": 5, "precision": 1.0, "recall": 0.5},
            "de": {"n": 1, "precision": None, "recall": None},
            "en": {"n": 1, "precision": 1.0, "recall": 1.0},
            "other": {"n": 1, "precision": None, "recall": None},
            "zh": {"n": 3, "precision": None, "recall": 0.0},
        },
        "citations": {"n": 4, "verbatim": 1.0, "unread": 0},
        "wrong": [
            {
                "id": "q2",
                "question": "Wie viele Bücher hat 白石村?",
                "expected": ["300", "三百"],
                "got": "白石村书屋上月开放，藏书3000册。",
                "status": "answered",
            },
            {
                "id": "q3",
                "question": "河口镇和白石村的书屋各有多少？",
                "expected": ["21", "3000"],
                "got": "白石村书屋上月开放，藏书3000册。",
                "status": "answered",
            },
            {
                "id": "q5",
                "question": "河口镇今年有多少名医生？",
                "expected": "a refusal",
                "got": "河口镇今年共修通村道21条，长36公里。",
                "status": "answered",
            },
        ],
    }


def test_json_without_the_own_report() -> None:
    gold = {**MOON, "kind": "fact", "report": "a.txt", "answers": ["384400"]}
    assert evaluated(ROADS, BOOKS, gold, MOON, options=("--without",))["without"] == {
        "all": {"n": 3, "auroc": 0.8333, "refused_with": 0.3333, "refused_without": 1.0},
        "de": {"n": 1, "auroc": 1.0, "refused_with": 0.0, "refused_without": 1.0},
        "en": {"n": 1, "auroc": 0.5, "refused_with": 1.0, "refused_without": 1.0},
        "other": {"n": 1, "auroc": 1.0, "refused_with": 0.0, "refused_without": 1.0},
        "zh": {"n": 1, "auroc": 1.0, "refused_with": 0.0, "refused_without": 1.0},
    }


def test_a_search_that_finds_the_report_but_not_the_evidence() -> None:
    gold = {**ROADS, "evidence": "修通村道99条"}
    assert evaluated(gold)["search"]["all"] == {
        **dict.fromkeys(FOUND, 0.0),
        "n": 1,
        "report@1": 1.0,
    }


def test_history_and_exclude_of_a_line_are_used() -> None:
    app = FakeApp(REPORTS)
    gold = {**ROADS, "history": [{"question": "修路？", "answer": "21条"}], "exclude": ["b.txt"]}
    assert reportbot(app, "eval", "-", "--without", stdin=lines(gold)).code == 0
    turns = tuple(history for _, history, _ in app.asked)
    assert [excluded for _, _, excluded in app.asked] == [("b.txt",), ("b.txt",), ("b.txt", "a.txt")]
    assert [[(turn.question, turn.answer) for turn in history] for history in turns] == [[("修路？", "21条")]] * 3


def test_a_report_that_is_gone_is_not_verbatim(place: Path) -> None:
    (place / "reports" / "a.txt").unlink()
    (place / "reports" / "b.txt").write_text("白石村书屋开放\n白石村书屋重写了。\n", encoding="utf-8")
    assert evaluated(ROADS, BOOKS)["citations"] == {"n": 2, "verbatim": 0.0, "unread": 1}


def test_auroc_counts_equal_values_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 0.875
    assert auroc([0.1], [0.9]) == 0.0


def test_times() -> None:
    assert time_scores([float(ms) for ms in range(40, 0, -1)]) == {"n": 40, "median": 20.5, "p95": 38.0}
    assert time_scores([7.0]) == {"n": 1, "median": 7.0, "p95": 7.0}


TABLES = """\
Passages found
       n  recall@1  recall@3  recall@5  recall@10  mrr@10  report@1
  all  1     1.000     1.000     1.000      1.000   1.000     1.000
  zh   1     1.000     1.000     1.000      1.000   1.000     1.000

Answers
                   n  right  exact     f1  supported  refused
  fact             1  1.000  1.000  0.800      1.000    0.000
  fact/number      1  1.000  1.000  0.800      1.000    0.000
  fact/zh          1  1.000  1.000  0.800      1.000    0.000
  unanswerable     1                                    0.000
  unanswerable/zh  1                                    0.000

Refusals
       n  precision  recall
  all  2          –   0.000
  zh   2          –   0.000

Confidence, with and without the own report
       n  auroc  refused_with  refused_without
  all  1  1.000         0.000            1.000
  zh   1  1.000         0.000            1.000

Citations
       n  verbatim  unread
  all  2     1.000       0

Time a question, ms
"""
WRONG = """
Wrong answers: 1
  q5 河口镇今年有多少名医生？
      expected a refusal
      got [answered] 河口镇今年共修通村道21条，长36公里。
"""


def test_tables_and_wrong_answers() -> None:
    for options, tail in ((("--without", "--wrong"), WRONG), (("--without",), "")):
        done = reportbot(FakeApp(REPORTS), "eval", "-", *options, stdin=lines(ROADS, DOCTORS))
        assert (done.code, done.err) == (0, "")
        head, title, rest = done.out.partition("Time a question, ms\n")
        assert head + title == TABLES
        columns, times, *after = rest.splitlines()
        assert (columns.split(), times.split()[:2], after) == (["n", "median", "p95"], ["all", "2"], tail.splitlines())


def test_the_real_application(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(place / "data"))
    app = build(load_settings())
    assert app.index(place / "reports").failed == ()
    done = reportbot(app, "eval", "-", "--json", stdin=lines(ROADS, BOOKS))  # type: ignore[arg-type]
    assert (done.code, done.err) == (0, "")
    (result,) = objects(done.out)
    assert result["search"]["all"] == {**FOUND, "n": 2}
    assert result["answers"]["fact/zh"] == ROADS_RIGHT
    assert (result["citations"]["verbatim"], result["citations"]["unread"]) == (1.0, 0)
    assert 0 < result["time_ms"]["median"] <= result["time_ms"]["p95"]
