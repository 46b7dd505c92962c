"""Train the span reader: python -m training --train DIR --xquad DIR --work DIR --out FILE."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from torch.multiprocessing.spawn import spawn

from rag.span_reader import WEIGHTS as SPAN_READER
from training.course import Course, train
from training.fit import CHECKPOINT
from training.mean import mean

ORDERS = 2
"""Trainings from the same start, side by side on one core each, whose mean ships.

On two cores they take two thirds of the time that they would take one after the other, and their mean reads texts that
it has not seen better than each of them (rag/SPAN_READER.md).
"""


def main() -> None:
    """Read the arguments, train, and write the mean."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="the folder with CMRC 2018")
    parser.add_argument("--xquad", type=Path, required=True, help="the folder with XQuAD's dev.jsonl and reports")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints and the logs are kept")
    parser.add_argument("--out", type=Path, default=SPAN_READER, help="the file that ships")
    parser.add_argument("--steps", type=int, default=2300)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    folders = [given.work / f"order-{order}" for order in range(ORDERS)]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    course = Course(given.train, given.xquad, given.work, given.seed)
    print(course, flush=True)
    given_to_all = given.train, given.xquad, given.work, folders, given.steps, given.seed
    spawn(train, given_to_all, nprocs=ORDERS)  # type: ignore[no-untyped-call]
    network = course.network()
    network.load_state_dict(mean([folder / CHECKPOINT for folder in folders]))
    print("mean", json.dumps({name: round(value, 4) for name, value in course.measure(network).items()}), flush=True)
    facts = {"seed": str(given.seed), "steps": str(given.steps), "orders": str(ORDERS)}
    course.export(network, facts, given.out)


if __name__ == "__main__":
    main()
