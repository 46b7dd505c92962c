"""A folder of reports beside another one, links between them, and why a file is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.errors import ReportUnreadable
from vectorstore.load import load_report
from vectorstore.report_file import file_hash

TEXT = "青石镇修建水渠3条。\n"
SECRET = "不该让人看到的内容9527。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one report, beside one that is not its business."""
    for name, text in {"reports/a.txt": TEXT, "outside/a.txt": SECRET, "outside/b.txt": SECRET}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "reports"


def why(folder: Path, name: str) -> str:
    assert file_hash(folder, name) == ""
    with pytest.raises(ReportUnreadable) as error:
        load_report(folder, name)
    assert error.value.name == name
    return error.value.reason


def below(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def link(folder: Path, name: str, target: str | Path) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(target)
