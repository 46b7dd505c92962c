"""Fit the coefficients of rag/confidence.py: a logistic model of its signals.

    python -m benchmarks.confidence GOLD DATA_DIR [GOLD DATA_DIR ...] [--most 150] [--others 60]

Each GOLD is a file of gold questions, the DATA_DIR after it holds an index of their reports. Every fact is asked as it
is (to be answered) and with its own reports left out (to be refused), every unanswerable question once; comparisons are
left out. What is measured is the pipeline as it stands, short of comparing places.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.sample import draw, folds_of, groups, set_name, told
from bot.gold import FACT, UNANSWERABLE
from rag import confidence
from rag.answer import Assistant
from rag.confidence import Signals
from rag.span_reader import SpanReader
from rag.weighing import STRANGER
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index

Array = NDArray[np.float64]

COLUMNS = [field.name for field in fields(confidence.Model) if field.name != "intercept"]
"""The model's inputs, by the names of their coefficients in rag/confidence.py."""

THRESHOLDS = (0.30, 0.36, 0.40, 0.45)


@dataclass(frozen=True, slots=True)
class Example:
    """A question that was asked once. `answerable` says that its reports were there, `stranger` that it names one."""

    set: str
    lang: str
    kind: str
    fold: int
    answerable: bool
    signals: Signals
    stranger: bool

    @property
    def group(self) -> str:
        """What share of it should be refused: of facts none, of the others all."""
        return "facts" if self.answerable else "without" if self.kind == FACT else UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of COLUMNS."""

    intercept: float
    weights: Array

    def __call__(self, rows: Sequence[Example]) -> Array:
        """Give the confidence in each answer, as an answer has it."""
        logit = np.stack([columns(row.signals) for row in rows]) @ self.weights + self.intercept
        factor = np.array([STRANGER if row.stranger else 1.0 for row in rows])
        return np.asarray(factor / (1 + np.exp(-np.clip(logit, -30, 30))))


def columns(s: Signals) -> Array:
    """Signals as the model's inputs, in the order of COLUMNS."""
    inputs = {"readable": s.missing is not None, **asdict(s)}
    return np.array([float(inputs[name] or 0.0) for name in COLUMNS])


def present(reader: bool) -> Model:
    """Give the model as it stands in rag/confidence.py, with or without the span reader."""
    model = confidence.WITH_READER if reader else confidence.BY_RULES
    return Model(model.intercept, np.array([getattr(model, name) for name in COLUMNS]))


def ask(assistant: Assistant, question: str, exclude: Sequence[str]) -> tuple[Signals, bool] | None:
    """Get the signals of a question's best answer, and whether it names a stranger; None if there is no answer."""
    return assistant.weigh(assistant.read(assistant.find(question, exclude)))


def gather(gold: Path, data: Path, encoder: Encoder, options: argparse.Namespace) -> Iterator[Example]:
    """Ask the questions of a gold file."""
    golds = draw(gold, (FACT, UNANSWERABLE), options.most, options.others, options.seed)
    spans = SpanReader(encoder.folder) if options.reader else None
    assistant = Assistant(open_index(Location(data), encoder.identity), encoder, spans=spans)
    for one, fold in zip(told(golds, set_name(gold)), folds_of(golds, options.folds), strict=True):
        for left_out in ((), one.reports) if one.kind == FACT else ((),):
            got = ask(assistant, one.question.question, (*one.question.exclude, *left_out))
            if got:
                answerable = one.kind == FACT and not left_out
                yield Example(set_name(gold), one.lang, one.kind, fold, answerable, *got)


def fit(rows: Sequence[Example], strength: float) -> Model:
    """Fit the model; the inputs are standardised for it, and L2 shrinks their weights (scikit-learn's C)."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    x, y = np.stack([columns(row.signals) for row in rows]), [row.answerable for row in rows]
    mean, scale = x.mean(0), x.std(0)
    scale[scale == 0] = 1.0
    fitted = LogisticRegression(C=strength, max_iter=1000).fit((x - mean) / scale, y)
    weights = fitted.coef_[0] / scale
    return Model(float(fitted.intercept_[0] - weights @ mean), weights)


def shifted(model: Model, rows: Sequence[Example]) -> Model:
    """Move a model for questions whose words it cannot read, so that their confidences add up to those answerable."""
    unread = [row for row in rows if row.signals.missing is None]
    x = np.stack([columns(row.signals) for row in unread])
    low, high = -10.0, 10.0
    while high - low > 1e-6:
        by = (low + high) / 2
        sure = 1 / (1 + np.exp(-(x @ model.weights + model.intercept + by)))
        low, high = (low, by) if sure.sum() > sum(row.answerable for row in unread) else (by, high)
    readable = np.array([float(name == "readable") for name in COLUMNS])
    return Model(model.intercept + low, model.weights - low * readable)


def cross_validated(rows: Sequence[Example], folds: int, strength: float) -> Array:
    """Give the confidence in each answer by a model that saw no question of its fold, of any set."""
    sure = np.zeros(len(rows))
    for fold in range(folds):
        model = fit([row for row in rows if row.fold != fold], strength)
        for n, row in enumerate(rows):
            if row.fold == fold:
                sure[n] = model([row])[0]
    return sure


def auroc(rows: Sequence[Example], sure: Array) -> float:
    """How often an answerable question gets more confidence than one that is not; nan if one kind is missing."""
    yes = sure[[row.answerable for row in rows]]
    no = sure[[not row.answerable for row in rows]]
    if not len(yes) or not len(no):
        return float("nan")
    return float(np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no)))


def ranking(rows: Sequence[Example], models: dict[str, Array]) -> Iterator[str]:
    """Yield a table: each model's AUROC by set and language."""
    yield f"| AUROC | language | asked | {' | '.join(models)} |\n|---|---|---|{'---|' * len(models)}"
    for name in dict.fromkeys(row.set for row in rows):
        for language, is_in in groups([row.lang for row in rows if row.set == name]).items():
            chosen = [n for n, row in enumerate(rows) if row.set == name and is_in(row.lang)]
            some = [rows[n] for n in chosen]
            values = " | ".join(f"{auroc(some, sure[chosen]):.3f}" for sure in models.values())
            yield f"| {name} | {language} | {len(some)} | {values} |"


def refusals(rows: Sequence[Example], models: dict[str, Array]) -> Iterator[str]:
    """Yield a table: the share of each kind of question that is refused below each threshold."""
    yield f"| refused below | set | language | asked | n | {' | '.join(f'{t:.2f}' for t in THRESHOLDS)} |"
    yield f"|---|---|---|---|---|{'---|' * len(THRESHOLDS)}"
    for model, sure in models.items():
        for name, group in dict.fromkeys((row.set, row.group) for row in rows):
            mine = [n for n, row in enumerate(rows) if (row.set, row.group) == (name, group)]
            for language, is_in in groups([rows[n].lang for n in mine], single=False).items():
                some = sure[[n for n in mine if is_in(rows[n].lang)]]
                values = " | ".join(f"{np.mean(some < t):.3f}" for t in THRESHOLDS)
                yield f"| {model} | {name} | {language} | {group} | {len(some)} | {values} |"


def constants(model: Model) -> str:
    """Write a model as rag/confidence.py has it."""
    return f"Model({', '.join(str(round(float(number), 3)) for number in (model.intercept, *model.weights))})"


def main() -> None:
    """Ask, fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="GOLD DATA_DIR")
    parser.add_argument("--most", type=int, default=150, help="English and Chinese questions of a set, each at most")
    parser.add_argument("--others", type=int, default=60, help="questions of any other language at most")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--strength", type=float, default=0.3, help="C of the logistic regression")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--reader", action="store_true", help="with the span reader, for passages it was not trained on"
    )
    options = parser.parse_args()
    if len(options.pairs) % 2:
        parser.error("each GOLD needs a DATA_DIR after it")
    encoder, pairs = Encoder(), zip(options.pairs[::2], options.pairs[1::2], strict=True)
    rows = [row for gold, data in pairs for row in gather(gold, data, encoder, options)]
    now = present(options.reader)
    model, moved = fit(rows, options.strength), shifted(now, rows)
    held_out = cross_validated(rows, options.folds, options.strength)
    found = {"present": now(rows), "shifted": moved(rows), "cross-validated": held_out, "refitted": model(rows)}
    print(*ranking(rows, found), "", *refusals(rows, found), sep="\n")
    print(f"\nshifted\n{constants(moved)}\n\nrefitted\n{constants(model)}")


if __name__ == "__main__":
    main()
