"""The sample reports: their form, their independence of the real ones, and the questions asked of them."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "reports"
REAL = ROOT.parent / "shared" / "reports"
QUESTIONS = ROOT / "tests" / "data" / "sample_questions.jsonl"
ENCODINGS = {
    "beihe-village-doctor.md": "utf-8",
    "luotang-market-2022.txt": "utf-8",
    "pinglan-third-hospital.txt": "utf-8",
    "qingling-school.txt": "utf-8",
    "qujiang-2020.txt": "utf-8",
    "tongwan-zone-2020-02.txt": "gb18030",
    "tongwan-zone-2020-03.txt": "utf-8",
    "yuanchuan-two-towns.txt": "utf-8",
}
SHARED_RUN = 12


def encoding_of(raw: bytes) -> str:
    """Tell the two encodings in use apart: strict UTF-8 fails on GB18030 prose."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def read(path: Path) -> str:
    raw = path.read_bytes()
    return raw.decode(encoding_of(raw))


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def without_captions(text: str) -> str:
    return squeeze("\n".join(line for line in text.splitlines() if not line.startswith("▲")))


def runs(text: str) -> set[str]:
    return {text[i : i + SHARED_RUN] for i in range(len(text) - SHARED_RUN + 1)}


def as_list(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]


def holds(text: str, answer: str) -> bool:
    """Whether `text` has `answer`, a number only as a whole number."""
    text, answer = squeeze(text), squeeze(answer)
    if re.fullmatch(r"\d+(\.\d+)?", answer):
        return re.search(rf"(?<![\d.]){re.escape(answer)}(?!\d|\.\d)", text) is not None
    return answer in text


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_eight_reports_one_of_them_in_gb18030() -> None:
    found = {path.name: encoding_of(path.read_bytes()) for path in SAMPLES.iterdir() if path.suffix in {".txt", ".md"}}
    assert found == ENCODINGS


@pytest.mark.parametrize("name", sorted(ENCODINGS))
def test_has_the_length_of_a_news_report(name: str) -> None:
    assert 800 <= len(squeeze(read(SAMPLES / name))) <= 2500


@pytest.mark.parametrize("name", sorted(ENCODINGS))
def test_shares_no_run_of_characters_with_the_real_reports(name: str) -> None:
    if not REAL.is_dir():
        pytest.skip("the real reports are not part of the project and are not here")
    real = set().union(*(runs(squeeze(path.read_text(encoding="utf-8"))) for path in REAL.glob("*.txt")))
    assert real, "the folder of real reports is there but has no text"
    assert runs(squeeze(read(SAMPLES / name))) & real == set()


def test_questions_are_distinct_and_well_formed(questions: list[dict[str, Any]]) -> None:
    assert len({q["id"] for q in questions}) == len({q["question"] for q in questions}) == len(questions)
    assert {key for q in questions for key in q} == {"id", "kind", "report", "lang", "question", "answers", "evidence"}
    assert {q["kind"] for q in questions} == {"fact", "compare", "unanswerable"}
    assert {name for q in questions for name in as_list(q["report"])} == set(ENCODINGS)


def test_every_evidence_stands_in_its_report(questions: list[dict[str, Any]]) -> None:
    texts = {name: without_captions(read(SAMPLES / name)) for name in ENCODINGS}
    missing = [
        (q["id"], evidence)
        for q in questions
        for evidence in as_list(q["evidence"])
        if not any(squeeze(evidence) in texts[name] for name in as_list(q["report"]))
    ]
    assert missing == []


def test_every_answer_stands_in_its_evidence(questions: list[dict[str, Any]]) -> None:
    wrong = []
    for q in questions:
        evidence = as_list(q["evidence"])
        found = [any(holds(e, answer) for e in evidence) for answer in q["answers"]]
        if q["kind"] == "fact" and not any(found):
            wrong.append(q["id"])
        if q["kind"] == "compare" and not (len(found) > 1 and all(found)):
            wrong.append(q["id"])
    assert wrong == []


def test_unanswerable_questions_name_no_answer(questions: list[dict[str, Any]]) -> None:
    unanswerable = [q for q in questions if q["kind"] == "unanswerable"]
    assert len(unanswerable) >= 25
    assert all(q["report"] is None and q["evidence"] is None and q["answers"] == [] for q in unanswerable)
