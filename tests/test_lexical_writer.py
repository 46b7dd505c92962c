"""A lexical index written from the one before equals one written from nothing, and keeps nothing of what has gone."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tantivy
from lexical_entries import WORDS, Reports, entry, made, told, write

from vectorstore.lexical import FIELDS, LexicalIndex, id_of
from vectorstore.lexical_parts import write_parts
from vectorstore.lexical_writer import writing


@pytest.mark.parametrize(("seed", "segment"), [(0, 4096), (1, 4096), (2, 4096), (3, 1), (4, 7), (5, 20)])
def test_a_chain_of_changes_ends_in_what_is_written_from_nothing(tmp_path: Path, seed: int, segment: int) -> None:
    chance = random.Random(seed)
    reports: Reports = {}
    before: Path | None = None
    for step in range(14):
        gone = chance.sample(sorted(reports), chance.randint(0, len(reports) // 2))
        new = {name: made(name, step, chance) for name in gone if chance.random() < 0.7}
        new |= {name: made(name, step, chance) for name in (f"r{step}.txt", f"报道 {step}.md")[: chance.randint(0, 2)]}
        dropped = {entry.id: entry for name in gone for entry in reports[name]}
        reports = {name: of for name, of in (reports | new).items() if name in new or name not in gone}
        folder = tmp_path / f"chain{step}"
        index = write(folder, [entry for of in new.values() for entry in of], before, gone, segment)
        fresh = write(tmp_path / f"fresh{step}", [entry for name in sorted(reports) for entry in reports[name]])
        assert told(index, reports) == told(fresh, reports)
        assert index.fields(list(dropped)) == {}
        marks = {word for entry in dropped.values() for word in entry.body["word"]} - set(WORDS)
        assert {index.idf("body_word", mark) for mark in marks} <= {0.0}
        before = folder


SECRET = "qzxkvjwpyfghtrbnmd"


def holding(folder: Path, text: str) -> set[str]:
    """The kinds of files that hold a text as it is: stored fields and lists of reports do, terms are packed closer."""
    return {path.suffix for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()}


@pytest.mark.parametrize("alone", [True, False])
def test_nothing_of_a_removed_report_stays_on_disk(tmp_path: Path, alone: bool) -> None:
    """`alone` is whether the removed report has a segment to itself."""
    others = [entry(f"o{n}", f"o{n}.txt", {"word": ["修路", f"w{n}"]}) for n in range(5)]
    removed = [entry("gone", f"{SECRET}.txt", {"word": [SECRET, "修路"], "latin": [SECRET]}, SECRET)]
    old = tmp_path / "old"
    if alone:
        write(tmp_path / "first", others)
        write(old, removed, tmp_path / "first")
    else:
        write(old, [*others, *removed])
    assert holding(old, SECRET) == {".store", ".json"}
    write(tmp_path / "new", [], old, [f"{SECRET}.txt", "unknown.txt"])
    assert holding(tmp_path / "new", SECRET) == set()
    index = tantivy.Index.open(str(tmp_path / "new"))
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.all_query(), limit=100).hits
    assert {id_of(searcher.doc(address).to_dict()) for _, address in hits} == {one.id for one in others}
    assert [searcher.doc_freq(field, SECRET) for field in FIELDS] == [0] * len(FIELDS)
    assert (searcher.num_docs, searcher.doc_freq("body_word", "修路")) == (5, 5)
    assert not list((tmp_path / "new").glob("*.del"))


def files(folder: Path) -> dict[str, int]:
    """The files of segments, with their inodes."""
    return {path.name: path.stat().st_ino for path in folder.iterdir() if path.suffix not in (".json", ".lock")}


def test_segments_that_stay_are_the_same_files(tmp_path: Path) -> None:
    write(tmp_path / "0", [entry("a", "a.txt", {"word": ["修路"]}), entry("b", "b.txt", {"word": ["书屋"]})])
    first = files(tmp_path / "0")
    write(tmp_path / "1", [entry("c", "c.txt", {"word": ["夜校"]})], tmp_path / "0")
    both = files(tmp_path / "1")
    assert first.items() < both.items()
    write(tmp_path / "2", [], tmp_path / "1", ["a.txt"])
    second = {name: inode for name, inode in both.items() if name not in first}
    now = files(tmp_path / "2")
    assert second.items() < now.items()
    assert not now.keys() & first.keys()
    write(tmp_path / "3", [], tmp_path / "2", ["c.txt"])
    assert files(tmp_path / "3").items() == now.items() - second.items()
    assert files(tmp_path / "0") == first


def test_one_change_writes_one_part_anew(tmp_path: Path) -> None:
    """However large the index is, and however many reports are changed one after the other."""
    reports = {f"{n:02}.txt": made(f"{n:02}.txt", 1, random.Random(n)) for n in range(60)}
    write(tmp_path / "0", [entry for of in reports.values() for entry in of], segment=10)
    folder = tmp_path / "0"
    for step in range(1, 40):
        name = f"{7 * step % 60:02}.txt"
        reports[name] = made(name, step + 1, random.Random(step))
        index = write(tmp_path / str(step), reports[name], folder, [name], 10)
        now, before = files(tmp_path / str(step)), files(folder)
        new = {file.partition(".")[0] for file in now.keys() - before.keys()}
        assert 1 <= len(new) <= 3
        assert len({file.partition(".")[0] for file in now}) <= 8 + 2 * len(index) // 10 + 1
        folder = tmp_path / str(step)
    fresh = write(tmp_path / "fresh", [entry for of in reports.values() for entry in of])
    assert told(index, reports) == told(fresh, reports)


def test_documents_of_a_report_stay_together(tmp_path: Path) -> None:
    entries = [entry(str(n), report, {"word": ["修路"]}) for n, report in enumerate(("a.txt", "b.txt", "a.txt"))]
    with pytest.raises(ValueError, match=r"a\.txt do not come one after the other"):
        write(tmp_path / "0", entries)


def test_many_small_segments_are_merged(tmp_path: Path) -> None:
    index, reports = write(tmp_path / "0", []), Reports()
    for n in range(1, 25):
        reports[f"{n}.txt"] = made(f"{n}.txt", 1, random.Random(n))
        index = write(tmp_path / str(n), reports[f"{n}.txt"], tmp_path / str(n - 1))
    assert len({name.partition(".")[0] for name in files(tmp_path / "24")}) < 12
    fresh = write(tmp_path / "fresh", [entry for of in reports.values() for entry in of])
    assert told(index, reports) == told(fresh, reports)


def test_folders_without_links_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError("no links here")

    entries = [entry("a", "a.txt", {"word": ["修路"]}), entry("b", "b.txt", {"word": ["书屋"]})]
    write(tmp_path / "0", entries[:1])
    monkeypatch.setattr(os, "link", refuse)
    index = write(tmp_path / "1", entries[1:], tmp_path / "0")
    assert not set(files(tmp_path / "0").values()) & set(files(tmp_path / "1").values())
    assert set(files(tmp_path / "0")) < set(files(tmp_path / "1"))
    reports = {one.report: [one] for one in entries}
    assert told(index, reports) == told(write(tmp_path / "fresh", entries), reports)


def test_what_was_opened_before_goes_on(tmp_path: Path) -> None:
    reports = {name: made(name, 1, random.Random(name)) for name in ("a.txt", "b.txt", "c.txt")}
    old = write(tmp_path / "0", [entry for of in reports.values() for entry in of])
    before = told(old, reports)
    write(tmp_path / "1", made("d.txt", 1, random.Random(4)), tmp_path / "0", ["a.txt", "c.txt"])
    assert told(old, reports) == before
    for path in (tmp_path / "0").iterdir():
        path.unlink()
    write(tmp_path / "2", [], tmp_path / "1", ["b.txt"])
    assert told(old, reports) == before


def test_everything_goes_and_comes_again(tmp_path: Path) -> None:
    reports = {name: made(name, 1, random.Random(name)) for name in ("a.txt", "b.txt")}
    entries = [entry for of in reports.values() for entry in of]
    write(tmp_path / "0", entries)
    empty = write(tmp_path / "1", [], tmp_path / "0", list(reports))
    assert (len(empty), empty.idf("body_word", "词1"), files(tmp_path / "1")) == (0, 0.0, {})
    again = write(tmp_path / "2", entries, tmp_path / "1", list(reports))
    assert told(again, reports) == told(LexicalIndex(tmp_path / "0"), reports)
    replaced = write(tmp_path / "3", entries, tmp_path / "2", list(reports))
    assert told(replaced, reports) == told(again, reports)


def test_an_index_of_other_fields_is_refused(tmp_path: Path) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    (tmp_path / "0").mkdir()
    tantivy.Index(builder.build(), path=str(tmp_path / "0"))
    write_parts(tmp_path / "0", [])
    with pytest.raises(ValueError, match="has other fields"):
        write(tmp_path / "1", [], tmp_path / "0")


def writes_on() -> bool:
    """Whether a thread of tantivy's that takes documents is alive."""
    names = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has ended meanwhile
            names.add((task / "comm").read_text().strip())
    return any(name.startswith("thrd-tantivy") for name in names)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are told by Linux")
def test_nothing_is_written_any_more_once_writing_was_stopped(tmp_path: Path) -> None:
    while_writing = []
    with pytest.raises(KeyboardInterrupt) as told, writing(tmp_path / "index") as add:
        for number in range(200):
            add(entry(str(number), f"{number}.txt", {"word": WORDS}))
        deadline = time.monotonic() + 30
        while not writes_on() and time.monotonic() < deadline:  # a thread gives itself its name once it runs
            time.sleep(0.01)
        while_writing.append(writes_on())
        raise KeyboardInterrupt
    assert told.traceback  # which keeps what was being written with
    assert (while_writing, writes_on()) == ([True], False)
