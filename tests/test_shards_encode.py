"""Reports encoded in shards: which report is in which, whole files or none, in several processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dask
import dask_encode
import numpy as np
import pytest
import sharded
from bigrams import BigramEncoder
from conftest import ROOT
from holdings import held_at
from hypothesis import given
from hypothesis import strategies as st
from sharded import NEW, TEXTS, encode, load

from vectorstore.encoder import Encoder
from vectorstore.errors import ReportbotError, UsageError
from vectorstore.index import Location
from vectorstore.shards import Part
from vectorstore.sync import sync

folder, out, location = sharded.folder, sharded.out, sharded.location


@given(st.text(), st.integers(1, 50))
def test_a_report_is_in_one_part(name: str, of: int) -> None:
    assert sum(Part(number, of).has(name) for number in range(1, of + 1)) == 1


def test_a_part_of_a_report_never_changes() -> None:
    """Shards of two versions would have reports twice, or not at all."""
    assert [next(n for n in range(1, 9) if Part(n, 8).has(name)) for name in TEXTS] == [4, 6, 1, 7, 5, 6]


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "１/２", "1/100001", "1/9999999"])
def test_no_part_of_anything(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        Part.parse(text)
    assert str(refused.value) == (
        f"--shard {text}: write I/N, such as 1/8 for the first of eight; N is 100000 at most."
    )


def test_a_whole_shard_is_not_made_again(folder: Path, out: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(before) == ["shard-1-of-3.parquet", "shard-2-of-3.parquet", "shard-3-of-3.parquet"]
    assert not any(one.written for one in encode(folder, out, encoder=BigramEncoder(stop_after=0)))
    encode(folder, tmp_path / "again")
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == before
    (folder / "双桥.txt").write_text(NEW, encoding="utf-8")
    (folder / "竹溪.txt").write_text(NEW, encoding="utf-8")
    (folder / "河口镇.txt").unlink()
    assert [one.written for one in encode(folder, out)] == [True, True, False]
    assert all(one.written for one in encode(folder, out, encoder=BigramEncoder("other")))
    (out / "shard-2-of-3.parquet").write_bytes(b"PAR1")
    assert [one.written for one in encode(folder, out, encoder=BigramEncoder("other"))] == [False, True, False]


def test_an_interrupted_encode_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        encode(folder, tmp_path / "shards", 1, BigramEncoder(stop_after=0))
    assert list((tmp_path / "shards").iterdir()) == []


KILLED = """
import os, signal, sys
sys.path.insert(0, "tests")
from pathlib import Path
from sharded import BigramEncoder, encode
import vectorstore.shard_encode

class Killed(BigramEncoder):
    def encode_passages(self, texts):
        if len(self.encoded) > 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_passages(texts)

vectorstore.shard_encode.GROUP = 1
encode(Path(sys.argv[1]), Path(sys.argv[2]), 1, Killed())
"""


def test_a_killed_encode_leaves_no_shard(folder: Path, tmp_path: Path, location: Location) -> None:
    out = tmp_path / "shards"
    command = [sys.executable, "-c", KILLED, str(folder), str(out)]
    assert subprocess.run(command, cwd=ROOT, timeout=200, check=False).returncode == -9
    (left,) = out.iterdir()
    assert left.name.startswith(".shard-1-of-1.parquet.") and left.stat().st_size > 1000
    with pytest.raises(ReportbotError) as refused:
        load(out, folder, location)
    assert str(refused.value) == f"{out} has no shard (shard-I-of-N.parquet). Write them with `reportbot encode`."
    encode(folder, out, 1)
    assert [path.name for path in out.iterdir()] == ["shard-1-of-1.parquet"]


def test_where_nothing_can_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ReportbotError) as refused:
        encode(folder, tmp_path / "file")
    assert str(refused.value) == f"{tmp_path / 'file' / 'shard-1-of-3.parquet'} cannot be written: File exists."


def processes(folder: Path, out: Path, of: int) -> list[tuple[int, str, str]]:
    """Encode the shards of a folder in two processes of Dask's."""
    tasks = [dask.delayed(dask_encode.encode)(number, of, str(folder), str(out)) for number in range(1, of + 1)]
    return list(dask.compute(*tasks, scheduler="processes", num_workers=2))


def test_dask_and_the_command_line(folder: Path, tmp_path: Path, location: Location, encoder: Encoder) -> None:
    """The real encoder in several processes; a second run has nothing to do, and needs no data folder."""
    out, environment = tmp_path / "shards", os.environ | {"DATA_DIR": str(location.data), "REPORTS_DIR": str(folder)}
    (folder / "长文.txt").unlink()
    done = processes(folder, out, 2)
    assert [(code, error) for code, _, error in done] == [(0, ""), (3, "")]
    said = [json.loads(text) | {"seconds": 0} for _, text, _ in done]
    assert said[1] == {
        "shard": "2/2",
        "file": str(out / "shard-2-of-2.parquet"),
        "reports": 2,
        "failed": [{"report": "空.txt", "error": "the file is empty"}],
        "passages": 2,
        "written": True,
        "seconds": 0,
    }
    assert (sum(one["reports"] for one in said), sum(one["passages"] for one in said)) == (4, 4)
    command = [sys.executable, "-m", "bot.cli", "load", str(out)]
    said_so = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (said_so.returncode, said_so.stderr) == (3, "空.txt: the file is empty\n")
    assert said_so.stdout.partition(": ")[2] == "4 added, 0 changed, 0 unchanged, 1 failed. The index has 4 passages\n"
    fresh = Location(tmp_path / "fresh")
    sync(folder, fresh, encoder)
    loaded, indexed = held_at(location, encoder.identity), held_at(fresh, encoder.identity)
    cosines = [np.dot(vector, indexed["vectors"][id]) for id, vector in loaded.pop("vectors").items()]
    assert len(cosines) == len(indexed.pop("vectors")) and min(cosines) > 0.999
    assert loaded == indexed
