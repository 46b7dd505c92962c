"""A sync of the files that people have: every format, wrong names, strange ones, and files that change meanwhile."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from holdings import held_at
from paper import scanned
from villages import archive, page, paper, picture, sentence, text, word

from vectorstore.index import Location
from vectorstore.load import load_report
from vectorstore.plan import Failure
from vectorstore.report_file import LEADS_OUT, MAX_BYTES
from vectorstore.sync import SyncSummary, sync

NOTHING = SyncSummary(0, 0, 0, 0, 0, (), 0, 0.0)
NOT_TEXT = "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"
SECRET = "外面的村\n\n外面的村藏有秘密文件9527份。\n"
NO_LONGER = "the file is no longer there"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "外面").mkdir()
    (tmp_path / "外面" / "秘密.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "报道").mkdir()
    return tmp_path / "报道"


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "data")


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def run(folder: Path, location: Location, meanwhile: Callable[[], object] | None = None) -> SyncSummary:
    """Sync; `meanwhile` happens after the files were found and hashed, before the first is read."""
    waiting = [meanwhile] if meanwhile else []

    def told(stage: str, done: int, total: int) -> None:
        while waiting:
            waiting.pop()()

    return replace(sync(folder, location, BigramEncoder(), progress=told), seconds=0.0)  # type: ignore[arg-type]


def said(location: Location) -> dict[str, str]:
    """The text that the index has of each report."""
    texts: dict[str, str] = {}
    chunks = held_at(location)["chunks"].values()
    for chunk in sorted(chunks, key=lambda one: (one.report, one.start)):
        texts[chunk.report] = texts.get(chunk.report, "") + chunk.text
    return texts


def test_every_format_whatever_its_name_says(folder: Path, location: Location) -> None:
    villages = {
        "春耕/石坝乡.txt": ("石坝乡", text),
        "春耕/石坝乡（续）.md": ("石坝新乡", text),
        "网页.html": ("松岗镇", page),
        "老网页.HTM": ("松岗老镇", page),
        "纸 面.pdf": ("双桥镇", paper),
        "文档.docx": ("竹溪乡", word),
        "其实是纸面.txt": ("东湾镇", paper),
        "其实是文字.pdf": ("西湾镇", text),
        "其实是文档.md": ("南湾镇", word),
        "其实是网页.txt": ("北湾镇", page),
        "其实是网页.docx": ("中湾镇", page),
    }
    put(folder, {name: make(village) for name, (village, make) in villages.items()})
    put(
        folder,
        {
            "坏/其实是图片.txt": picture(),
            "坏/其实是图片.pdf": picture(),
            "坏/其实是压缩包.docx": archive(),
            "坏/扫描.pdf": scanned(),
            "坏/半个.docx": word("半个村")[:900],
            "坏/半个.pdf": paper("半个村")[:300],
            "坏/空.txt": b"",
            "坏/大.txt": b"",
        },
    )
    os.truncate(folder / "坏/大.txt", MAX_BYTES + 1)
    failed = tuple(
        Failure(f"坏/{name}", reason)
        for name, reason in {
            "其实是压缩包.docx": "a ZIP archive without a Word document; unpack it",
            "其实是图片.pdf": "named .pdf, but it cannot be read as PDF",
            "其实是图片.txt": NOT_TEXT,
            "半个.docx": "damaged: it cannot be read as a Word file",
            "半个.pdf": "damaged: it cannot be read as PDF",
            "大.txt": "67,108,865 bytes; at most 67,108,864 are read",
            "扫描.pdf": "scanned: no text layer; run OCR first",
            "空.txt": "the file is empty",
        }.items()
    )
    done = replace(NOTHING, added=11, failed=failed, passages=11)
    assert run(folder, location) == done
    assert said(location) == {name: sentence(village) for name, (village, _) in villages.items()}
    for chunk in held_at(location)["chunks"].values():
        assert load_report(folder, chunk.report).text[chunk.start : chunk.end] == chunk.text
    assert run(folder, location) == replace(done, added=0, unchanged=11)


def test_names_of_all_kinds(folder: Path, location: Location) -> None:
    names = ["一行\n两行.txt", "\x1b[2J.txt", "长" * 83 + ".txt", "-f.txt", "%00.txt", '"引号".txt', "a\\b.txt"]
    if sys.platform == "linux":  # elsewhere a name composed and one decomposed are one file
        names += ["caf\u00e9.txt", "cafe\u0301.txt"]
    put(folder, {name: text(f"第{n}村") for n, name in enumerate(names)})
    put(folder, {"深/" * 90 + "处.txt": text("深处村")})
    assert run(folder, location) == replace(NOTHING, added=len(names) + 1, passages=len(names) + 1)
    villages = {name: f"第{n}村" for n, name in enumerate(names)} | {"深/" * 90 + "处.txt": "深处村"}
    assert said(location) == {name: sentence(village) for name, village in villages.items()}


def test_links_out_of_the_folder_are_named_and_leave_the_index(folder: Path, location: Location) -> None:
    put(folder, {"a.txt": text("河口镇"), "b.txt": text("白石村"), "往年/c.txt": text("双桥镇")})
    run(folder, location)
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(folder.parent / "外面" / "秘密.txt")
    (folder / "往年").rename(folder.parent / "往年")
    (folder / "往年").symlink_to(folder.parent / "往年")
    (folder / "又见.txt").symlink_to("a.txt")
    os.mkfifo(folder / "管道.txt")
    failed = (Failure("往年/", LEADS_OUT), Failure("b.txt", LEADS_OUT))
    assert run(folder, location) == replace(NOTHING, deleted=1, unchanged=1, failed=failed, passages=1)
    assert said(location) == {"a.txt": sentence("河口镇")}


def vanish(folder: Path) -> str:
    (folder / "b.txt").unlink()
    return NO_LONGER


def become_folder(folder: Path) -> str:
    (folder / "b.txt").unlink()
    put(folder, {"b.txt/里面.txt": text("里面村")})
    return "not a regular file"


def become_pipe(folder: Path) -> str:
    (folder / "b.txt").unlink()
    os.mkfifo(folder / "b.txt")
    return "not a regular file"


def become_link(folder: Path) -> str:
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to("../外面/秘密.txt")
    return LEADS_OUT


def become_endless(folder: Path) -> str:
    os.truncate(folder / "b.txt", 1 << 40)
    return f"{1 << 40:,} bytes; at most 67,108,864 are read"


@pytest.mark.parametrize("change", [vanish, become_folder, become_pipe, become_link, become_endless])
def test_a_file_that_is_no_longer_one_when_it_is_read(
    folder: Path, location: Location, change: Callable[[Path], str]
) -> None:
    put(folder, {"a.txt": text("河口镇"), "b.txt": text("白石村"), "c.txt": text("双桥镇")})
    reasons: list[str] = []
    summary = run(folder, location, lambda: reasons.append(change(folder)))
    assert summary == replace(NOTHING, added=2, failed=(Failure("b.txt", reasons[0]),), passages=2)
    assert said(location) == {"a.txt": sentence("河口镇"), "c.txt": sentence("双桥镇")}


def test_a_file_that_is_written_to_while_it_is_read_is_whole_after_the_next_sync(
    folder: Path, location: Location
) -> None:
    put(folder, {"a.txt": text("河口镇"), "b.txt": text("白石村")})
    more = f"{sentence('竹溪乡')}\n".encode()
    assert run(folder, location, lambda: (folder / "b.txt").write_bytes(text("白石村") + more)).added == 2
    assert run(folder, location) == replace(NOTHING, unchanged=2, passages=2)
    put(folder, {"b.txt": text("白石村")})
    changed = run(folder, location, lambda: (folder / "b.txt").write_bytes(text("石坝乡")))
    assert changed == replace(NOTHING, changed=1, unchanged=1, passages=2)
    assert said(location) == {"a.txt": sentence("河口镇"), "b.txt": sentence("石坝乡")}
    (folder / "b.txt").rename(folder / "c.txt")
    moved = run(folder, location, lambda: (folder / "c.txt").write_bytes(text("白石村")))
    assert moved == replace(NOTHING, moved=1, unchanged=1, passages=2)
    assert said(location) == {"a.txt": sentence("河口镇"), "c.txt": sentence("白石村")}


def test_files_that_come_and_go_between_two_syncs_leave_what_a_fresh_one_has(folder: Path, tmp_path: Path) -> None:
    used, fresh = Location(tmp_path / "used"), Location(tmp_path / "fresh")
    put(folder, {"a.txt": text("河口镇"), "b.txt": text("白石村")})
    for change in (vanish, become_pipe, become_link, become_folder):
        run(folder, used, lambda change=change: change(folder))  # type: ignore[misc]
        run(folder, used)
        for left in folder.rglob("b.txt/*"):
            left.unlink()
        if (folder / "b.txt").is_dir():
            (folder / "b.txt").rmdir()
        (folder / "b.txt").unlink(missing_ok=True)
        put(folder, {"b.txt": text("白石村")})
    assert run(folder, used).failed == run(folder, fresh).failed == ()
    assert held_at(used) == held_at(fresh)
