"""What arrives for the folder of reports, and the place where it is kept until it is in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.incoming import Intray

DAY = date(2024, 5, 6)
TEXT = "柳河镇修桥\n\n柳河镇今年共修建桥梁12座，投入资金340万元。\n"
OTHER = "松岭村植树\n\n松岭村春季植树5600棵，参加志愿者230人。\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40


@pytest.fixture
def intray(tmp_path: Path) -> Intray:
    (tmp_path / "reports").mkdir()
    return Intray(tmp_path / "reports", tmp_path / "data")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ignore(stage: str, done: int, total: int) -> None:
    """Listen to nothing."""
