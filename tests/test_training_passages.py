"""The passages that the reader learns from."""

from __future__ import annotations

import json
from pathlib import Path

from training.passages import beside, cmrc, xquad


def write_xquad(folder: Path) -> None:
    for number in range(20):
        (folder / f"xquad-zh-{number:03}.txt").write_text(f"第{number}篇。这里有一座桥。", encoding="utf-8")


def test_texts_with_an_odd_number_are_left_alone(tmp_path: Path) -> None:
    write_xquad(tmp_path)
    found = xquad(tmp_path, len)
    assert [p.text_id for p in found] == [f"xquad-zh-{n:03}.txt" for n in range(0, 20, 2)]
    assert [p.text_id for p in found if p.held_out] == ["xquad-zh-008.txt", "xquad-zh-018.txt"]
    assert {p.article for p in found if p.text_id in ("xquad-zh-004.txt", "xquad-zh-000.txt")} == {"xquad-0"}
    assert [p.text_id for p in beside(found[4], tmp_path, len)] == ["xquad-zh-009.txt"]


def test_cmrc_is_cut_into_passages(tmp_path: Path) -> None:
    rows = [{"id": f"p{n}", "text": "桥很长。" * 200} for n in range(60)]
    (tmp_path / "cmrc2018-passages.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = cmrc(tmp_path, len)
    assert {p.text_id for p in found} == {row["id"] for row in rows}
    assert max(len(p.text) for p in found) <= 390
    assert 0 < len({p.text_id for p in found if p.held_out}) < 12
