"""A manifest comes back as written; without one of this version there is no index, here or on a Chroma server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chroma_server import ChromaServer

from vectorstore.errors import IndexMissing
from vectorstore.index import Location, current, open_index, published
from vectorstore.manifest import Manifest

pytestmark = pytest.mark.usefixtures("quick_opening")


def test_manifest_comes_back_as_written(tmp_path: Path) -> None:
    assert Manifest.read(tmp_path) is Manifest.read(tmp_path / "nowhere") is None
    manifest = Manifest("/报道", "encoder-1", "some/encoder", "collection", 3, "digest")
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["index.json"]


@pytest.mark.parametrize("name", ["", "nowhere/data"])
def test_no_index_yet(tmp_path: Path, name: str) -> None:
    location = Location(tmp_path / name)
    for use in (lambda: open_index(location), lambda: open_index(location, "bigrams"), lambda: current(location)):
        with pytest.raises(IndexMissing) as told:
            use()
        assert str(told.value) == f"There is no index in DATA_DIR {location.data} yet. Run `reportbot index` first."
    assert (published(location), list(tmp_path.iterdir())) == (None, [])


def test_a_manifest_of_an_earlier_version_is_no_index(tmp_path: Path) -> None:
    old = {"folder": "/报道", "encoder": "encoder", "collection": "reports-0123456789abcdef", "generation": 7}
    (tmp_path / "index.json").write_text(json.dumps(old | {"digest": "d"}), encoding="utf-8")
    with pytest.raises(IndexMissing, match="There is no index in DATA_DIR"):
        open_index(Location(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["index.json"]


def test_no_index_on_a_chroma_server_yet(chroma_server: ChromaServer, tmp_path: Path) -> None:
    location = Location(tmp_path / "data", chroma_server.url, database=chroma_server.database())
    for use in (lambda: open_index(location), lambda: open_index(location, "bigrams"), lambda: current(location)):
        with pytest.raises(IndexMissing) as told:
            use()
        expected = f"There is no index on the Chroma server {chroma_server.url} yet. Run `reportbot index` first."
        assert str(told.value) == expected
    assert (published(location), list(location.connect().list_collections())) == (None, [])
    assert not location.data.exists()
