"""Garbage is looked for rarely while something is written, and as before afterwards."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from vectorstore.garbage import RARELY, rarely_collected
from vectorstore.index import Location
from vectorstore.maker import Maker
from vectorstore.update import updating


def test_blocks_at_once_leave_the_thresholds_as_they_were() -> None:
    usual = gc.get_threshold()
    first, second = rarely_collected(), rarely_collected()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == RARELY != usual
    first.__exit__(None, None, None)
    assert gc.get_threshold() == RARELY
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_an_update_that_fails_leaves_them_as_they_were(tmp_path: Path) -> None:
    usual = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), updating(Location(tmp_path), "reports", Maker("id", "name")):
        assert gc.get_threshold() == RARELY
        _ = 1 / 0
    assert gc.get_threshold() == usual
