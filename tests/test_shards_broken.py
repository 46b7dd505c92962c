"""Shards that are damaged or forged: a line each, and nothing of them to be seen."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from holdings import held_at
from sharded import TEXTS, column, encode, forge, index, load, write

from vectorstore.errors import ReportbotError
from vectorstore.index import Location
from vectorstore.manifest import Manifest
from vectorstore.shards import KEY, MOST_PARTS


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Location, Path]]:
    """An older index, and a shard of newer reports."""
    place = tmp_path_factory.mktemp("broken")
    location = index(write(place / "reports", {"旧.txt": "旧村旧事\n\n旧村有井3口。\n"}), place / "data")
    (made,) = encode(write(place / "reports", TEXTS), place / "shards", 1)
    before = held_at(location)
    yield location, made.file
    assert held_at(location) == before


@pytest.fixture
def folder(there: tuple[Location, Path]) -> Path:
    return there[0].data.parent / "reports"


@pytest.fixture
def location(there: tuple[Location, Path]) -> Iterator[Location]:
    """The older index, which stays as it is."""
    before = Manifest.read(there[0].data)
    yield there[0]
    assert Manifest.read(there[0].data) == before


@pytest.fixture
def shard(there: tuple[Location, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(there[1], tmp_path))


def why(shard: Path, folder: Path, location: Location) -> str:
    """The reason for which a shard is refused."""
    with pytest.raises(ReportbotError) as refused:
        load(shard, folder, location)
    found = re.fullmatch(rf"{re.escape(str(shard))} is no shard that can be loaded: (.+)\.", str(refused.value))
    assert found, refused.value
    return found[1]


def test_damaged_anywhere(shard: Path, folder: Path, tmp_path: Path) -> None:
    """Bytes exchanged and files cut off, half of them in what tells of the rest."""
    whole, chance, location, damaged = shard.read_bytes(), random.Random(6), Location(tmp_path / "data"), 0
    for _ in range(25):
        made = bytearray(whole)
        for _ in range(chance.choice((1, 10))):
            low = len(made) - 3000 if chance.random() < 0.5 else 0
            made[chance.randrange(low, len(made))] ^= 1 << chance.randrange(8)
        shard.write_bytes(made[: chance.randrange(len(made)) if chance.random() < 0.1 else len(made)])
        try:
            load(shard, folder, location)
        except ReportbotError as error:
            assert str(error).startswith(f"{shard} is no shard that can be loaded: ")
            damaged += 1
    assert damaged > 12


def test_no_shard_at_all(shard: Path, folder: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"report": ["a.txt"]}), shard)
    assert why(shard, folder, Location(tmp_path / "data")) == "`reportbot encode` did not write it"
    assert not (tmp_path / "data").exists()


NESTED = "[" * 100_000
LISTED = {"sha256": "0" * 64, "digest": "0" * 64, "passages": 13}
HEADERS = [
    ({"format": 2}, "another version of reportbot wrote it"),
    ({"part": {"number": 1, "of": MOST_PARTS + 1}}, "what it says of itself is damaged"),
    ({"part": {"number": 2, "of": 1}}, "what it says of itself is damaged"),
    ({"reports": NESTED}, "what it says of itself is damaged"),
    ({"reports": [{"report": "a.txt"}]}, "what it says of itself is damaged"),
    ({"reports": [LISTED | {"report": "a.txt"}] * 2}, "it has reports twice, or of another part"),
    ({"part": {"number": 2, "of": 50}}, "it has reports twice, or of another part"),
    ({"reports": [LISTED | {"report": "a.txt", "passages": 0}]}, "its rows are not those that it lists"),
    ({"reports": [LISTED | {"report": "a.txt", "passages": 14}]}, "its rows are not those that it lists"),
    ({"reports": [LISTED | {"report": "a.txt"}]}, "the passages of a.txt are not its own"),
]


@pytest.mark.parametrize(("header", "reason"), HEADERS)
def test_forged_header(header: dict[str, Any], reason: str, shard: Path, folder: Path, location: Location) -> None:
    forge(shard, header)
    assert why(shard, folder, location) == reason


def test_forged_digest(shard: Path, folder: Path, location: Location) -> None:
    with pq.ParquetFile(shard) as file:
        one, *others = json.loads(file.metadata.metadata[KEY.encode()])["reports"]
    forge(shard, {"reports": [one | {"digest": "0" * 64}, *others]})
    assert why(shard, folder, location) == f"the passages of {one['report']} are not those that it lists"


def first(change: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda values: [change(values[0]), *values[1:]]


FIRST, DATED = "sub folder/竹溪.md", '"date": ""'
COLUMNS = [
    ("report", first(lambda _: "a.txt"), f"the passages of {FIRST} are not its own"),
    ("id", first(lambda _: "0" * 32), f"the passages of {FIRST} are not its own"),
    ("chunk", first(lambda text: text.replace("45", "46")), f"the passages of {FIRST} are not its own"),
    ("chunk", first(lambda text: text.replace(DATED, DATED[:-1] + '1"')), f"the passages of {FIRST} are not its own"),
    ("chunk", first(lambda text: text.replace('"text": "', '"text": "x')), f"offsets of {FIRST} lie outside its text"),
    ("chunk", first(lambda _: NESTED), ".*recursion limit.*"),
    ("chunk", first(lambda _: "{}"), ".*validation errors for Chunk.*"),
    ("chunk", first(lambda _: None), ".*validation error.*"),
    ("vector", first(lambda vector: [float("nan")] * len(vector)), "vectors are not of length one"),
    ("vector", first(lambda vector: [2 * number for number in vector]), "vectors are not of length one"),
    ("vector", first(lambda _: None), f"vectors of {FIRST} are missing"),
    ("lines", first(lambda lines: lines[1:]), f"vectors of {FIRST} are missing"),
    ("lines", first(lambda lines: [lines[0] | {"end": 999}, *lines[1:]]), f"offsets of {FIRST} lie outside its text"),
    ("lines", first(lambda lines: [lines[0] | {"figure": "cos\nsystem"}, *lines[1:]]), ".*validation error.*"),
    ("lines", first(lambda _: None), ".+"),
    ("line_vectors", first(lambda vectors: vectors[1:]), f"vectors of {FIRST} are missing"),
]


@pytest.mark.parametrize(("name", "change", "reason"), COLUMNS, ids=range(len(COLUMNS)))
def test_forged_rows(
    name: str, change: Callable[[list[Any]], list[Any]], reason: str, shard: Path, folder: Path, location: Location
) -> None:
    forge(shard, {}, column(name, change))
    assert re.fullmatch(reason, why(shard, folder, location))


def test_vectors_of_another_length(shard: Path, folder: Path, location: Location) -> None:
    def shortened(table: pa.Table) -> pa.Table:
        number = table.schema.get_field_index("vector")
        short = pa.list_(pa.float32(), 3)
        return table.set_column(number, "vector", pa.array([[1.0, 0.0, 0.0]] * len(table), short))

    forge(shard, {}, shortened)
    reason = "its columns are not those of a shard with vectors of 64 numbers"
    assert why(shard, folder, location) == reason


def test_row_groups_too_large_to_be_read(
    shard: Path, folder: Path, location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.shard_rows.GROUP", 11)
    assert why(shard, folder, location) == "its row groups are too large"
