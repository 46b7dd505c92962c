"""`index` killed again and again while readers ask: nothing is lost, doubled, orphaned or seen by halves.

All of it, which takes a quarter of an hour: `REPORTBOT_KILLS=200 pytest -s tests/test_kill.py`; REPORTBOT_KILL_SEED
chooses what happens.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from itertools import product
from pathlib import Path
from random import Random
from shutil import copytree, rmtree

import pytest
from asking import KINDS, ask
from changing import MARKED, PLACES, Changing
from killed import build
from killing import ENVIRONMENT, Asked, Ended, Kill, Process, Run, Runner, draw, turns, unlike
from on_disk import LOCK, contents, manifest, same

from bot.settings import Settings

KILLS = int(os.environ.get("REPORTBOT_KILLS", "12"))
SEED = int(os.environ.get("REPORTBOT_KILL_SEED", "6"))
DONE, SOME_UNREADABLE = 0, 3
IN_CI = KILLS < 200
HOW = ("before", "after")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="how writes are watched is Linux's")


def finish(runner: Runner, data: Path) -> Ended:
    """Run once to the end."""
    ended = runner.run(data)
    assert ended.code in (DONE, SOME_UNREADABLE), ended.said
    return ended


@pytest.mark.timeout(3600)
def test_killed_again_and_again_while_readers_ask(tmp_path: Path) -> None:
    reports, data, fresh = (tmp_path / name for name in ("reports", "data", "fresh"))
    changing, random, runs, killed = Changing(reports, SEED), Random(SEED), list[Run](), Counter[str]()
    outs = [tmp_path / f"{mode}.jsonl" for mode in ("staying", "new")]
    questions = changing.questions
    with (
        Runner(reports) as runner,
        Process("asking.py", tmp_path, "staying", *questions, out=outs[0], DATA_DIR=str(data)) as staying,
        Process("asking.py", tmp_path, "new", *questions, out=outs[1], DATA_DIR=str(data)) as new,
    ):
        usual = finish(runner, tmp_path / "measured")
        while killed.total() < KILLS:
            before, kill = manifest(data), draw(random, usual)
            ended = runner.run(data, kill)
            runs.append(Run(changing.state(), ended, manifest(data) != before))
            if ended.killed:
                killed[kill.how or "at any time"] += 1
            else:
                assert ended.code in (DONE, SOME_UNREADABLE), ended.said
                usual = ended
            changing.change()
        before = manifest(data)
        ended = finish(runner, data)
        runs.append(Run(changing.state(), ended, manifest(data) != before))
        finish(runner, fresh)
        same(data, fresh)
        shown, summary = contents(data), finish(runner, data).summary
        assert [summary[what] for what in ("added", "changed", "moved", "deleted")] == [0, 0, 0, 0]
        assert contents(data) == shown
        same(data, fresh)
    asked = Asked(runs)
    for out in outs:
        asked.judge(out)
    print(f"\n{killed.total()} of {len(runs)} runs killed: {dict(killed)}; asked: {dict(asked.count)}")
    assert (staying.code, new.code) == (0, 0)
    assert asked.faults == []
    assert all(asked.count[kind] for kind in KINDS)


def small_change(reports: Path) -> None:
    """Change a sentence, put a paragraph before others, and add, copy, move and delete a report."""
    *changed, moved, gone = sorted(reports.rglob("*报道*"))
    for path, new in zip(changed, (f"{MARKED}9", f"石门乡新开商店33家，记在{MARKED}78份里。\n\n"), strict=False):
        title, _, rest = path.read_text("utf-8").partition("\n\n")
        rest = new + rest if "。" in new else rest.replace(MARKED, new, 1)
        path.write_text(f"{title}\n\n{rest}", encoding="utf-8")
    (reports / "新报道.txt").write_text(f"白石镇：新事\n\n白石镇办夜校12所，记在{MARKED}77份里。\n", encoding="utf-8")
    (reports / "副本.md").write_bytes(changed[0].read_bytes())
    moved.rename(reports / "搬走的报道.txt")
    gone.unlink()


@pytest.mark.timeout(1800)
def test_killed_at_each_write_of_a_small_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reports, base, data, fresh = (tmp_path / name for name in ("reports", "base", "data", "fresh"))
    changing = Changing(reports, SEED, reports=3, long=8)
    with Runner(reports) as runner:
        finish(runner, base)
        old = changing.state()
        small_change(reports)
        finish(runner, fresh)
        new, writes = changing.state(), finish(runner, copytree(base, tmp_path / "whole")).writes
        moments = [Kill(at, how) for at in turns(writes) for how in HOW]
        for kill in moments[::5] if IN_CI else [Kill(at, how) for at in range(1, len(writes) + 1) for how in HOW]:
            monkeypatch.setenv("DATA_DIR", str(copytree(base, data)))
            staying = build(Settings())
            ask(staying, "all", "")
            ended = runner.run(data, kill)
            where = f"{kill.how} write {kill.at} of {len(writes)}, {ended.writes[-1]}"
            assert ended.killed, f"{where}: {ended.said}"
            question = f"{PLACES[kill.at % len(PLACES)]}种下多少棵樟树？"
            for app, kind in product((staying, build(Settings())), KINDS):
                seen = ask(app, kind, question)
                wrong = [unlike(kind, seen, state) for state in (old, new)]
                assert "" in wrong, f"{kind} {question} {where}: {wrong}"
            finish(runner, data)
            same(data, fresh)
            rmtree(data)


def test_killed_as_it_is_run(tmp_path: Path) -> None:
    reports, data, fresh = (tmp_path / name for name in ("reports", "data", "fresh"))
    changing, random = Changing(reports, SEED, reports=0, articles=0, long=2), Random(SEED)

    def index(data: Path) -> subprocess.Popen[bytes]:
        environment = os.environ | ENVIRONMENT | {"REPORTS_DIR": str(reports), "DATA_DIR": str(data)}
        return subprocess.Popen([sys.executable, "-m", "bot.cli", "index", "--json"], cwd=tmp_path, env=environment)

    for _ in range(2 if IN_CI else 20):
        (data / LOCK).unlink(missing_ok=True)
        with index(data) as process:
            while process.poll() is None and not (data / LOCK).exists():
                time.sleep(0.01)
            time.sleep(random.uniform(0, 5))
            process.kill()
        changing.change()
    assert [index(one).wait() for one in (data, fresh)] in ([DONE] * 2, [SOME_UNREADABLE] * 2)
    same(data, fresh, nearly=0.02)
