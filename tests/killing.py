"""What the kill test needs: runs that are killed, readers that ask meanwhile, and how two indexes are compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import IO, Any

from changing import State
from conftest import ROOT

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Kill:
    """When a run is killed: `how` its `at`-th write, or `seconds` after it began where `at` is 0; never if both are."""

    at: int = 0
    how: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended; `code` is negative if it was killed, `writes` are what it began, the times monotonic seconds."""

    code: int
    began: float
    ended: float
    writes: list[str]
    said: str

    @property
    def killed(self) -> bool:
        return self.code < 0

    @property
    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.said.splitlines()[-1])
        return found


class Process:
    """A helper of the tests as a process of its own, which ends with its standard input."""

    def __init__(self, name: str, cwd: Path, *argv: str, out: Path | None = None, **environment: str) -> None:
        self._file: IO[str] | None = out.open("w", encoding="utf-8") if out else None
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / name), *argv],
            cwd=cwd,
            env=os.environ | ENVIRONMENT | environment,
            stdin=subprocess.PIPE,
            stdout=self._file or subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Any:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind:
            self._process.kill()
        self._process.communicate(timeout=60)
        if self._file:
            self._file.close()

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.returncode


class Runner(Process):
    """Runs `reportbot index`, each time in a new process, over one folder of reports."""

    def __init__(self, reports: Path) -> None:
        super().__init__("killed.py", reports.parent)
        self._reports = str(reports)
        assert self._process.stdout and self._process.stdout.readline() == "ready\n"

    def run(self, data: Path, kill: Kill | None = None) -> Ended:
        """Run it once, to the end unless it is killed."""
        kill = kill or Kill()
        order = {"data": str(data), "reports": self._reports, "at": kill.at, "how": kill.how, "seconds": kill.seconds}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


def draw(random: Random, usual: Ended) -> Kill:
    """Draw when to kill a run, by what one usually takes: a third at random moments, the others at a write."""
    if random.random() < 1 / 3:
        return Kill(seconds=random.uniform(0.001, usual.ended - usual.began))
    kinds: dict[str, list[int]] = defaultdict(list)
    for at, write in enumerate(usual.writes, 1):
        kinds[kind_of(write)].append(at)
    at = random.choice(kinds[random.choice(sorted(kinds))])
    return Kill(at, random.choice(("before", "during", "after")), 10 ** random.uniform(-4, -1.5))


def kind_of(write: str) -> str:
    """Name what a write does, without the file that it does it to."""
    return write.partition(" ")[0] if write.startswith(("os.", "open ")) else write


def turns(writes: Sequence[str]) -> list[int]:
    """Number the writes, from 1, that do something else than the one before."""
    kinds = ["", *map(kind_of, writes)]
    return [at for at in range(1, len(kinds)) if kinds[at] != kinds[at - 1]]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of `index`, the state of the folder that it found, and whether it changed the manifest."""

    state: State
    ended: Ended
    published: bool


class Asked:
    """What readers saw, judged by the runs that went on meanwhile."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self.count: Counter[str] = Counter()
        self.faults: list[str] = []

    def judge(self, out: Path) -> None:
        """Add what a reader wrote."""
        for line in out.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            states, before = self._states(one["began"], one["ended"])
            if not before and one["error"].startswith("IndexMissing"):
                self.count["too early"] += 1
                continue
            self.count[one["kind"]] += bool(one["seen"])
            if one["error"]:
                self.faults.append(f"{out.stem}, {one['kind']} {one['question']}: {one['error']}")
            elif not any(fits(one["kind"], one["seen"], state) for state in states):
                fault = min((unlike(one["kind"], one["seen"], state) for state in states), key=len, default="no index")
                self.faults.append(f"{out.stem}, {one['kind']} {one['question']} at {one['began']:.3f}: {fault}")

    def _states(self, began: float, ended: float) -> tuple[list[State], bool]:
        """List the states that may have been seen between two moments, and whether there was one by the first."""
        found: list[State] = []
        before = False
        for run in self._runs:
            if run.published and run.ended.began <= ended:
                if run.ended.ended <= began:
                    found, before = [], True
                found.append(run.state)
        return found, before


def fits(kind: str, seen: Mapping[str, list[str]], state: State) -> bool:
    """Whether that is what an index of the state shows."""
    return not unlike(kind, seen, state)


def unlike(kind: str, seen: Mapping[str, list[str]], state: State) -> str:
    """Name the reports that are not shown as they are in the state."""
    if kind == "answer":
        wrong = [name for name in seen if not all(part in state.texts.get(name, "") for part in seen[name])]
    elif kind == "best":
        wrong = [name for name in seen if not set(seen[name]) <= set(state.passages.get(name, ()))]
    else:
        expected = {"figures": state.figures, "library": state.pages}.get(kind, state.passages)
        wrong = [name for name in expected.keys() | seen.keys() if seen.get(name) != expected.get(name)]
        return "; ".join(_difference(name, seen.get(name, []), expected.get(name, [])) for name in sorted(wrong))
    return "; ".join(f"{name} was {seen[name]}" for name in wrong)


def _difference(name: str, seen: list[str], expected: list[str]) -> str:
    extra, missing = Counter(seen) - Counter(expected), Counter(expected) - Counter(seen)
    return f"{name}: {sum(missing.values())} of {len(expected)} missing, {sum(extra.values())} of another version"
