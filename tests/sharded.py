"""Reports as shards, made with the encoder of character bigrams, and what is made of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bigrams import BigramEncoder
from holdings import MANUSCRIPT

from vectorstore.index import Location
from vectorstore.shard_encode import ShardSummary, encode_shard
from vectorstore.shard_load import load_shards
from vectorstore.shards import KEY, Part
from vectorstore.sync import SyncSummary, sync

TEXTS = MANUSCRIPT | {
    "长文.txt": "东湾镇办好三件事\n\n"
    + "\n".join(
        f"{part}、东湾镇为{part}村修渠{n}00米。\n" + "渠水清清，村民都说好。" * 30
        for n, part in enumerate("一二三四", 2)
    )
    + "\n",
    "空.txt": "\n",
}
"""The last cannot be read; the one before has more passages than one."""
NEW = "东湾镇开新店\n\n东湾镇今年新开商店33家。\n"


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def encode(folder: Path, out: Path, of: int = 3, encoder: BigramEncoder | None = None) -> list[ShardSummary]:
    """Write all shards of a folder."""
    made: Any = encoder or BigramEncoder()
    return [replace(encode_shard(folder, Part(n, of), out, made), seconds=0.0) for n in range(1, of + 1)]


def load(out: Path, folder: Path, location: Location, encoder: BigramEncoder | None = None, **how: Any) -> SyncSummary:
    """Load a folder of shards."""
    made: Any = encoder or BigramEncoder(stop_after=0)
    return replace(load_shards([out], folder, location, made, **how), seconds=0.0)


def index(folder: Path, data: Path, encoder: BigramEncoder | None = None) -> Location:
    """Index a folder."""
    made: Any = encoder or BigramEncoder()
    sync(folder, Location(data), made)
    return Location(data)


def forge(path: Path, header: dict[str, Any], columns: Callable[[pa.Table], pa.Table] = lambda table: table) -> None:
    """Write a shard anew with other columns, and with `header` over what it says of itself."""
    with pq.ParquetFile(path) as file:
        groups = [file.read_row_group(number) for number in range(file.num_row_groups)] or [file.read()]
        says = json.loads(file.metadata.metadata[KEY.encode()]) | header
    changed = [columns(group) for group in groups]
    with pq.ParquetWriter(path, changed[0].schema) as writer:
        for group in changed:
            writer.write_table(group)
        writer.add_key_value_metadata({KEY: json.dumps(says, ensure_ascii=False)})


def column(name: str, values: Callable[[list[Any]], list[Any]]) -> Callable[[pa.Table], pa.Table]:
    """Make a change of one column's values."""

    def changed(table: pa.Table) -> pa.Table:
        number = table.schema.get_field_index(name)
        field = table.schema.field(number)
        return table.set_column(number, field, pa.array(values(table[name].to_pylist()), field.type))

    return changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "reports", TEXTS)


@pytest.fixture
def out(folder: Path, tmp_path: Path) -> Path:
    encode(folder, tmp_path / "shards")
    return tmp_path / "shards"


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "data")
