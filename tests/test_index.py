"""An index on disk: its manifest, what is broken and mended, other processes, and a Chroma server."""

from __future__ import annotations

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from chroma_server import ChromaServer
from chromadb.api.shared_system_client import SharedSystemClient
from conftest import ROOT, NetworkClosed
from holdings import MANUSCRIPT, held, held_at

from vectorstore.errors import Damaged, IndexChanged, IndexMissing, ReportbotError
from vectorstore.index import Index, Location, open_index
from vectorstore.repair import Findings, repair
from vectorstore.sync import SyncSummary, sync

pytestmark = pytest.mark.usefixtures("quick_opening")

SYNC = """
import sys
sys.path.insert(0, "tests")
from pathlib import Path
from bigrams import BigramEncoder
from vectorstore.index import Location
from vectorstore.sync import sync
sync(Path(sys.argv[1]), Location(Path(sys.argv[2]), *sys.argv[3:]), BigramEncoder())
"""


def run(folder: Path, location: Location) -> tuple[SyncSummary, list[str]]:
    encoder = BigramEncoder()
    return sync(folder, location, encoder), encoder.encoded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports" / "sub folder").mkdir(parents=True)
    for name, text in MANUSCRIPT.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    return tmp_path / "reports"


@pytest.fixture
def location(folder: Path, tmp_path: Path) -> Location:
    made = Location(tmp_path / "data")
    run(folder, made)
    return made


def nearest(index: Index, text: str) -> set[str]:
    """The text of the passage nearest to `text`, by vector."""
    ((id, _),) = index.store.nearest(BigramEncoder().encode_query(text), 1)
    return {chunk.text for chunk in index.store.get([id]).values()}


def test_what_another_process_writes_is_seen_after_reopening(folder: Path, location: Location) -> None:
    old = open_index(location, "bigrams")
    before = held(old)
    text = "东湾镇今年新开商店33家，吸引顾客8000人。"
    (folder / "新.txt").write_text(f"东湾镇开新店\n\n{text}\n", encoding="utf-8")
    (folder / "双桥.txt").unlink()
    command = [sys.executable, "-c", SYNC, str(folder), str(location.data)]
    subprocess.run(command, cwd=ROOT, timeout=200, check=True)
    new = open_index(location, "bigrams")
    assert new.manifest.generation == old.manifest.generation + 1
    assert nearest(new, f"东湾镇开新店 东湾镇\n{text}") == {text}
    known = {id for id, _ in new.store.nearest(BigramEncoder().encode_query("双桥镇办起夜校12所"), 10)}
    assert known == held(new)["chunks"].keys()
    gone = before["chunks"].keys() - known
    assert len(gone) == 1
    for use in (lambda: old.store.get(sorted(gone)), lambda: old.store.read(sorted(gone)), old.check):
        with pytest.raises(IndexChanged, match=r"The index was changed while it was read\. Ask again\."):
            use()
    new.check()
    lenient = open_index(location, "bigrams", lenient=True)
    assert (lenient.store.get(sorted(gone)), lenient.store.read(sorted(gone))) == ({}, {})
    assert old.passages.search({"bigram": ["夜校"]}, {"body_bigram": 1.0}, 5)[0].id in gone


def test_many_openings_keep_few_files_open(location: Location) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files are counted on Linux only")
    nearest(open_index(location, "bigrams"), "夜校")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(10):
        nearest(open_index(location, "bigrams"), "夜校")
    assert len(os.listdir("/proc/self/fd")) < before + 40


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "null", '"x"', b"\xed\xa0\xbd", '{"folder": 1}', "GENERATION", "MORE"],
)
def test_a_broken_manifest_is_told_and_mended(folder: Path, location: Location, content: str | bytes) -> None:
    path = location.data / "index.json"
    whole, expected = json.loads(path.read_text(encoding="utf-8")), held_at(location)
    if content in ("GENERATION", "MORE"):
        content = json.dumps(whole | ({"generation": "1"} if content == "GENERATION" else {"more": 1}))
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    for use in (lambda: open_index(location, "bigrams"), lambda: run(folder, location)):
        with pytest.raises(Damaged) as told:
            use()
        assert str(told.value).startswith(f"{path} is damaged (")
        assert str(told.value).endswith("). Run `reportbot doctor --repair`.")
        assert "\n" not in str(told.value)
    encoder = BigramEncoder()
    assert repair(folder, location, encoder)[0] == Findings(manifest=True)
    assert (encoder.encoded, held_at(location)) == ([], expected)


def test_a_manifest_that_cannot_be_read_stays(folder: Path, location: Location) -> None:
    path = location.data / "index.json"
    path.unlink()
    path.mkdir()
    for use in (
        lambda: open_index(location, "bigrams"),
        lambda: run(folder, location),
        lambda: repair(folder, location, BigramEncoder()),
    ):
        with pytest.raises(ReportbotError) as told:
            use()
        assert str(told.value) == (
            f"{path} cannot be read: Is a directory. Give it back as it was, readable for this user, or move it away "
            "and run `reportbot index`."
        )
    assert path.is_dir()


@pytest.mark.parametrize(
    "broken", [".", "passages", "lines", "articles.json", "lines/meta.json", "passages/*.store", "lines/*.term"]
)
def test_a_broken_lexical_index_is_told_and_mended(folder: Path, location: Location, broken: str) -> None:
    expected = held_at(location)
    root = location.lexical(1)
    for path in root.glob(broken) if "*" in broken else [root / broken]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(IndexMissing, match=r"The lexical index in .* is broken\. Run `reportbot index` to mend it\."):
        open_index(location, "bigrams")
    summary, encoded = run(folder, location)
    assert (summary.unchanged, encoded, held_at(location)) == (4, [], expected)


@pytest.mark.parametrize("content", ["", "[", "{}", "[1]", '[{"report": "a"}]'])
def test_a_broken_list_of_articles_is_mended(folder: Path, location: Location, content: str) -> None:
    expected = held_at(location)
    (location.lexical(1) / "articles.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexMissing, match="is broken"):
        assert open_index(location, "bigrams").articles
    run(folder, location)
    assert held_at(location) == expected


def test_a_lost_record_is_told_and_made_again(folder: Path, location: Location) -> None:
    expected = held_at(location)
    shutil.rmtree(location.data / "chroma")
    with pytest.raises(IndexMissing, match="Run `reportbot index` to build it again"):
        open_index(location, "bigrams")
    assert (run(folder, location)[0].added, held_at(location)) == (4, expected)


def test_a_data_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for data, reason in ((tmp_path / "file", "File exists"), (tmp_path / "file" / "data", "Not a directory")):
        with pytest.raises(ReportbotError) as told:
            run(folder, Location(data))
        assert str(told.value) == f"DATA_DIR {data} cannot be written: {reason}."
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chroma").write_text("")
    with pytest.raises(ReportbotError, match=r"DATA_DIR .*data: Chroma cannot open its folder: ") as told:
        run(folder, Location(tmp_path / "data"))
    assert "\n" not in str(told.value)


def test_the_network_is_closed() -> None:
    with pytest.raises(NetworkClosed), socket.socket() as made:
        made.connect(("192.0.2.1", 80))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    made = ChromaServer(tmp_path / "server")
    try:
        yield made
    finally:
        made.stop()
        SharedSystemClient.clear_system_cache()
        gc.collect()  # the clients' sockets


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_chroma_server_keeps_the_record(
    folder: Path, location: Location, server: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Location(tmp_path / "remote", server.url)
    assert run(folder, remote)[0].added == 4
    expected = held_at(location)
    found = held_at(remote)
    vectors = [dict(sorted(state.pop("vectors").items())) for state in (expected, found)]
    assert found == expected
    assert vectors[0] == vectors[1]
    assert not (remote.data / "chroma").exists()
    assert (run(folder, remote)[0].unchanged, run(folder, remote)[1]) == (4, [])
    index = open_index(remote, "bigrams")
    (folder / "双桥.txt").unlink()
    command = [sys.executable, "-c", SYNC, str(folder), str(remote.data), server.url]
    subprocess.run(command, cwd=ROOT, timeout=200, check=True)
    now = held_at(remote)["chunks"]
    assert {id for id, _ in index.store.nearest(BigramEncoder().encode_query("夜校"), 9)} == now.keys()
    assert (len(now), len(index.store)) == (3, 4)
    with pytest.raises(IndexChanged):
        index.check()
    (tmp_path / "other").mkdir()
    shutil.copy(folder / "白石村.txt", tmp_path / "other")
    with pytest.raises(ReportbotError, match=f"The index in CHROMA_URL {server.url} mirrors {folder}, not "):
        run(tmp_path / "other", Location(tmp_path / "third", server.url))
    server.stop()
    monkeypatch.setattr("vectorstore.client.PATIENCE", 0.0)
    assert (index.store.get(["unknown"]), index.store.vectors(["unknown"])) == ({}, {})  # nobody has to be asked
    for use in (lambda: index.store.get(list(now)), lambda: run(folder, remote), lambda: open_index(remote, "bigrams")):
        with pytest.raises(ReportbotError, match="CHROMA_URL") as told:
            use()
        assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "127.0.0.1:1", "http://127.0.0.1:port", "nonsense", "https://127.0.0.1:1/x"]
)
def test_no_chroma_server_there(folder: Path, tmp_path: Path, url: str) -> None:
    with pytest.raises(ReportbotError) as told:
        run(folder, Location(tmp_path / "data", url))
    assert str(told.value).startswith(f"CHROMA_URL {url}: no Chroma server answers there: ")
    assert "\n" not in str(told.value)
