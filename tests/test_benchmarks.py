"""The benchmarks measure what the assistant does: the same signals, the same confidence, questions drawn the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.confidence import Example, Model, ask, constants, fit, present, shifted
from benchmarks.fusion import COLUMNS, Examples
from benchmarks.fusion import cross_validated as fused
from benchmarks.reference import pieces
from benchmarks.sample import draw, folds_of, groups
from bot.gold import FACT, Gold
from rag import confidence
from rag.answer import Assistant
from rag.confidence import Signals
from rag.events import Request
from vectorstore.encoder import Encoder
from vectorstore.index import Index

READ = Signals(0.05, 0.02, 0.9, 0.85, 0.03, True, 0.25, True, False)
UNREAD = Signals(0.01, -0.01, 0.85, 0.84, 0.0, False, None, False, True)
WITH_SPAN = Signals(0.05, 0.02, 0.9, 0.85, 0.03, True, 0.25, True, False, 2.5, 1.5)


def example(signals: Signals, answerable: bool = True, stranger: bool = False) -> Example:
    return Example("a/set", "en", FACT, 0, answerable, signals, stranger)


def gold(name: str, lang: str = "en", reports: tuple[str, ...] = ()) -> Gold:
    return Gold(name, FACT, lang, Request(f"{name}?"), reports)


@pytest.mark.parametrize("signals", [READ, UNREAD])
def test_the_model_is_that_of_the_assistant(signals: Signals) -> None:
    assert present(False)([example(signals)])[0] == pytest.approx(confidence.confidence(signals), abs=1e-12)


def test_the_model_with_the_reader_is_that_of_the_assistant() -> None:
    assert present(True)([example(WITH_SPAN)])[0] == pytest.approx(confidence.confidence(WITH_SPAN), abs=1e-12)


def test_a_question_that_names_a_stranger_gets_a_fifth_of_the_confidence() -> None:
    assert present(False)([example(READ, stranger=True)])[0] == pytest.approx(confidence.confidence(READ) / 5)


@pytest.mark.parametrize(
    ("question", "exclude"),
    [
        ("How many beds does Pinglan Third Hospital have?", ()),
        ("How many beds does Pinglan Third Hospital have?", ("pinglan-third-hospital.txt",)),
        ("Who repaired the bridge?", ()),
        ("医院有多少张床位?", ()),
        ("¿Quién es el director del hospital?", ()),
    ],
)
def test_a_question_gets_the_confidence_that_its_answer_has(
    sample_index: Index, encoder: Encoder, question: str, exclude: tuple[str, ...]
) -> None:
    got = ask(Assistant(sample_index, encoder), question, exclude)
    assert got is not None
    answered = Assistant(sample_index, encoder).ask(question, exclude=exclude)
    assert round(float(present(False)([example(got[0], stranger=got[1])])[0]), 4) == answered.confidence


def test_a_fit_finds_what_tells_the_answerable() -> None:
    rows = [example(READ, answerable=True), example(UNREAD, answerable=False)] * 20
    sure = fit(rows, 1.0)(rows)
    assert sure[0] > 0.9
    assert sure[1] < 0.1


def test_a_shift_moves_only_questions_that_cannot_be_read() -> None:
    rows = [example(READ), example(UNREAD, answerable=True), *[example(UNREAD, answerable=False)] * 3]
    moved = shifted(present(False), rows)(rows)
    assert moved[0] == pytest.approx(confidence.confidence(READ), abs=1e-12)
    assert moved[1:] == pytest.approx([0.25] * 4, abs=1e-5)


def test_constants_are_written_as_the_module_has_them() -> None:
    assert constants(Model(-1.23456, np.arange(12) / 4)) == (
        "Model(-1.235, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75)"
    )


def test_weights_go_to_the_column_that_finds_the_answer() -> None:
    generator = np.random.default_rng(7)
    right = np.eye(6, dtype=bool)[generator.integers(0, 6, 40)]
    features = generator.normal(0, 0.01, (40, 6, len(COLUMNS))).astype(np.float32)
    features[..., COLUMNS.index("body_gloss")] += 5 * right
    folds, none = np.arange(40) % 4, np.zeros((40, 6), np.float32)
    given = Examples(features, none, right, np.array(["en"] * 40), folds)
    assert fused(given, COLUMNS).tolist() == [0] * 40


def test_pieces_overlap_and_cover_the_text() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(2600))
    assert [(text.index(piece), len(piece)) for piece in pieces(text)] == [(0, 1000), (800, 1000), (1600, 1000)]
    assert pieces("短") == ["短"]


def test_draws_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    lines = [
        {"id": f"{lang}{n}", "kind": "fact", "lang": lang, "question": f"{n}?", "report": "a.txt", "answers": ["1"]}
        for n in range(9)
        for lang in ("en", "ru")
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    drawn = [[one.id for one in draw(path, (FACT,), 5, 2, seed)] for seed in (1, 1, 2)]
    assert [sum(id.startswith(lang) for id in drawn[0]) for lang in ("en", "ru")] == [5, 2]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_report_and_its_neighbours_fall_into_one_fold() -> None:
    golds = [gold("q", reports=(f"{n:03}.txt",)) for n in (0, 1, 2, 3, 1)] + [gold("none"), gold("none")]
    assert folds_of(golds, 2) == [0, 0, 1, 1, 0, 0, 1]


def test_languages_are_grouped_once() -> None:
    assert list(groups(["ru", "zh", "en", "en", "es"])) == ["all", "en + zh", "others", "en", "zh", "es", "ru"]
    assert list(groups(["zh", "en"])) == ["all", "en", "zh"]
    assert list(groups(["ru"])) == ["all"]
