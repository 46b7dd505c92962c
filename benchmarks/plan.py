"""How much a run of the benchmark measures, and where it works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a run.

    `slices` of `characters` are indexed by both pipelines; `passages` are the sizes of the indexes that are asked;
    `questions` are asked of each in each of two languages; `crowd` questions are asked by as many threads at once as
    `threads` says, in `rounds`; processes are started `starts` times. `base` texts are really encoded for an index with
    synthetic vectors. `work` is a folder that nobody else uses.
    """

    work: Path
    slices: int = 5
    characters: int = 100_000
    passages: tuple[int, ...] = (1_000, 10_000, 100_000)
    questions: int = 24
    crowd: int = 20
    threads: tuple[int, ...] = (1, 4, 16, 64)
    rounds: int = 3
    starts: int = 3
    base: int = 300
    served: int = 12


def quick(work: Path) -> Plan:
    """Plan a run of minutes: smaller in all."""
    return Plan(
        work,
        slices=3,
        characters=6_000,
        passages=(300, 1_000),
        questions=8,
        crowd=16,
        threads=(1, 4, 16),
        rounds=2,
        starts=2,
        base=100,
        served=4,
    )
