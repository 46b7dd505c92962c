"""Many chats at the same time, with a chat model that takes a while."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from load import load

from vectorstore.index import Location


@pytest.mark.timeout(600)
def test_every_question_is_answered_once_in_order_within_the_rates(sample_location: Location, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_location.data, data)
    done = load(data, chats=40, questions=3, seconds=8.0, thinking=0.5, TELEGRAM_RUNNING="20")
    assert (done.asked, done.answered, done.wrong, done.violations) == (120, 120, [], 0)
