"""A sync makes the index equal to the folder: what it counts, what it encodes, what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from conftest import ROOT
from holdings import MANUSCRIPT, held_at

from vectorstore.encoder import Encoder
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.index import Location, open_index
from vectorstore.maker import Maker
from vectorstore.manifest import Manifest
from vectorstore.plan import Failure
from vectorstore.sync import SyncSummary, sync

NOTHING = SyncSummary(0, 0, 0, 0, 0, (), 0, 0.0)


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, location: Location, encoder: BigramEncoder | None = None, again: bool = False) -> SyncSummary:
    made = encoder or BigramEncoder()
    return replace(sync(folder, location, made, replace=again), seconds=0.0)  # type: ignore[arg-type]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write(tmp_path / "reports", MANUSCRIPT)


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "data")


@pytest.fixture
def synced(reports: Path, location: Location) -> Location:
    assert run(reports, location) == replace(NOTHING, added=4, passages=4)
    return location


def test_a_second_sync_does_nothing(reports: Path, synced: Location) -> None:
    manifest, before = Manifest.read(synced.data), held_at(synced)
    encoder = BigramEncoder(stop_after=0)
    assert run(reports, synced, encoder) == replace(NOTHING, unchanged=4, passages=4)
    assert (Manifest.read(synced.data), held_at(synced)) == (manifest, before)


def test_a_second_sync_does_not_load_the_model(sample_location: Location, encoder: Encoder) -> None:
    code = (
        "import sys; from pathlib import Path; from vectorstore.encoder import Encoder\n"
        "from vectorstore.index import Location\n"
        "from vectorstore.sync import sync; s = sync(Path('reports'), Location(Path(sys.argv[1])), Encoder())\n"
        "loaded = sorted({'torch', 'tokenizers'} & set(sys.modules))\n"
        "print(s.unchanged, s.added + s.changed + s.moved + s.deleted, loaded)"
    )
    command = [sys.executable, "-c", code, str(sample_location.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=200, check=True)
    assert (done.stdout, done.stderr) == ("8 0 []\n", "")


def test_everything_that_can_happen_to_a_file(reports: Path, synced: Location, tmp_path: Path) -> None:
    (reports / "河口镇.txt").rename(reports / "新 名字.txt")
    (reports / "白石村.txt").write_text("白石村书屋开放\n\n白石村书屋上月开放，藏书3500册。\n", encoding="utf-8")
    (reports / "双桥.txt").unlink()
    write(reports, {"新.txt": "东湾镇开新店\n\n东湾镇今年新开商店33家。\n", "empty.txt": ""})
    assert run(reports, synced) == SyncSummary(1, 1, 1, 1, 1, (Failure("empty.txt", "the file is empty"),), 4, 0.0)
    fresh = Location(tmp_path / "fresh")
    run(reports, fresh)
    assert held_at(synced) == held_at(fresh)
    assert {chunk.report for chunk in held_at(synced)["chunks"].values()} == {
        "新 名字.txt",
        "白石村.txt",
        "sub folder/竹溪.md",
        "新.txt",
    }


def test_a_renamed_file_encodes_nothing(reports: Path, synced: Location) -> None:
    (reports / "河口镇.txt").rename(reports / "sub folder" / "a b (1).TXT")
    assert run(reports, synced, BigramEncoder(stop_after=0)) == replace(NOTHING, moved=1, unchanged=3, passages=4)


def test_copies_that_move_encode_nothing(reports: Path, location: Location) -> None:
    write(reports, {"copy.txt": MANUSCRIPT["双桥.txt"]})
    run(reports, location)
    (reports / "copy.txt").rename(reports / "1.txt")
    (reports / "双桥.txt").rename(reports / "2.txt")
    assert run(reports, location, BigramEncoder(stop_after=0)) == replace(NOTHING, moved=2, unchanged=3, passages=5)


def test_a_changed_sentence_encodes_its_passage_and_no_other(reports: Path, location: Location) -> None:
    paragraphs = [
        f"第{n}个村今年的收成比去年更好，" + "村里的路也修得更宽，" * 30 + f"种树{n}00棵。" for n in range(1, 7)
    ]
    write(reports, {"long.txt": "各村春耕忙\n\n" + "\n\n".join(paragraphs) + "\n"})
    run(reports, location)
    old = {chunk.text for chunk in held_at(location)["chunks"].values()}
    paragraphs[3] = paragraphs[3].replace("种树400棵", "种树4321棵")
    write(reports, {"long.txt": "各村春耕忙\n\n" + "\n\n".join(paragraphs) + "\n"})
    encoder = BigramEncoder()
    summary = run(reports, location, encoder)
    now = held_at(location)
    new = {id: chunk.text for id, chunk in now["chunks"].items() if chunk.text not in old}
    assert (summary.changed, summary.unchanged, len(new), len(old) > 8) == (1, 4, 1, True)
    ((id, passage),) = new.items()
    lines = {int(key.partition(":")[2]): line.embedded for key, line in now["lines"].items() if key.startswith(id)}
    assert encoder.encoded == [f"各村春耕忙\n{passage}", *(lines[n] for n in range(len(lines)))]


def test_offsets_that_shift_are_stored_and_seen_but_not_encoded(reports: Path, synced: Location) -> None:
    name = "河口镇.txt"
    before = {c.start for c in held_at(synced)["chunks"].values() if c.report == name}
    (reports / name).write_text("\n\n" + MANUSCRIPT[name], encoding="utf-8")
    generation = Manifest.read(synced.data).generation  # type: ignore[union-attr]
    assert run(reports, synced, BigramEncoder(stop_after=0)) == replace(NOTHING, changed=1, unchanged=3, passages=4)
    assert {c.start for c in held_at(synced)["chunks"].values() if c.report == name} == {start + 2 for start in before}
    assert Manifest.read(synced.data).generation == generation + 1  # type: ignore[union-attr]


def test_a_report_that_can_no_longer_be_read_leaves_the_index(reports: Path, synced: Location) -> None:
    (reports / "双桥.txt").write_bytes(bytes(range(256)) * 30)
    bad = Failure("双桥.txt", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8")
    expected = replace(NOTHING, unchanged=3, failed=(bad,), passages=3)
    assert [run(reports, synced), run(reports, synced)] == [expected, expected]
    assert "双桥.txt" not in {chunk.report for chunk in held_at(synced)["chunks"].values()}


@pytest.mark.skipif(sys.platform != "linux", reason="names of other bytes than UTF-8 exist on Linux only")
def test_a_name_that_is_not_utf8_is_reported(reports: Path, location: Location) -> None:
    with open(os.path.join(os.fsencode(reports), b"\xff.txt"), "wb") as file:
        file.write(MANUSCRIPT["双桥.txt"].encode())
    bad = Failure("?.txt", "its name is not valid UTF-8; rename it")
    assert run(reports, location) == replace(NOTHING, added=4, failed=(bad,), passages=4)


def test_another_folder_is_refused_without_replace(reports: Path, synced: Location, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"双桥.txt": MANUSCRIPT["双桥.txt"]})
    with pytest.raises(ReportbotError) as refused:
        run(other, synced)
    assert str(refused.value) == (
        f"The index in DATA_DIR {synced.data} mirrors {reports}, not {other}. "
        "Add --replace to make it mirror this folder instead, or set another DATA_DIR."
    )
    (synced.data / "index.json").unlink()
    with pytest.raises(ReportbotError, match=f"mirrors {reports}, not {other}"):
        run(other, synced)
    summary = run(other, synced, BigramEncoder(stop_after=0), again=True)
    assert summary == replace(NOTHING, deleted=3, unchanged=1, passages=1)
    assert Manifest.read(synced.data).folder == str(other)  # type: ignore[union-attr]


def test_another_encoder_builds_beside_and_then_replaces(reports: Path, synced: Location) -> None:
    with pytest.raises(IndexMissing, match="was made with the encoder bigrams, but EMBEDDING_MODEL now names other"):
        open_index(synced, "other")
    with pytest.raises(KeyboardInterrupt):
        run(reports, synced, BigramEncoder("other", stop_after=0))
    assert len(held_at(synced)["chunks"]) == 4
    assert run(reports, synced, BigramEncoder("other")) == replace(NOTHING, added=4, passages=4)
    assert len(held_at(synced, "other")["chunks"]) == 4
    name = Maker("other", "other").collection
    assert sorted(c.name for c in synced.connect().list_collections()) == [name, f"{name}-reports"]


def test_folders_that_hold_no_report(tmp_path: Path, reports: Path, synced: Location) -> None:
    with pytest.raises(ReportbotError, match="nowhere: no such folder of reports"):
        run(tmp_path / "nowhere", synced)
    for name in MANUSCRIPT:
        (reports / name).unlink()
    with pytest.raises(ReportbotError, match=r"holds no report that can be read. The index is left as it is"):
        run(reports, synced)
    assert len(held_at(synced)["chunks"]) == 4


def test_nothing_of_a_long_line_is_lost_or_slow(tmp_path: Path, location: Location) -> None:
    sentence = "河口镇今年共修通村道21条、长36公里，种下樟树1200棵"
    write(tmp_path / "reports", {"long.txt": f"河口镇修路忙\n\n{sentence}"})
    (tmp_path / "reports" / "long.txt").write_text(
        "河口镇修路忙\n\n" + f"{sentence}，" * 2000 + "。\n", encoding="utf-8"
    )
    encoder = BigramEncoder()
    assert run(tmp_path / "reports", location, encoder).added == 1
    chunks = held_at(location)["chunks"].values()
    assert "".join(chunk.text for chunk in sorted(chunks, key=lambda c: c.start)).count("1200棵") == 2000
