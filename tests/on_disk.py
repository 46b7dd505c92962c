"""What an index holds as it is on disk, whatever readers would make of it, and how two of them are compared."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tantivy import Index, Query

from vectorstore.index import Location
from vectorstore.lexical import id_of

MANIFEST, LOCK = "index.json", "index.lock"


def manifest(data: Path) -> bytes:
    """Read what readers go by; empty before there is an index."""
    path = data / MANIFEST
    return path.read_bytes() if path.exists() else b""


@dataclass(frozen=True)
class OnDisk:
    """Everything an index holds: `rows` and `vectors` by Chroma collection and id, `terms` by lexical index and id.

    `files` are the other ones of its generation.
    """

    rows: dict[str, dict[str, Any]]
    vectors: dict[str, dict[str, np.ndarray[Any, np.dtype[np.float32]]]]
    terms: dict[str, dict[str, Any]]
    files: dict[str, str]


def on_disk(data: Path) -> OnDisk:
    """Read an index as it is on disk, every collection and file of it, whatever readers would make of it."""
    rows, vectors = {}, {}
    for collection in Location(data).connect().list_collections():
        got: Any = collection.get(include=["documents", "metadatas", "embeddings"])
        ids = got["ids"]
        rows[collection.name] = dict(zip(ids, zip(got["documents"], got["metadatas"], strict=True), strict=True))
        rows[collection.name][""] = collection.metadata
        vectors[collection.name] = dict(zip(ids, map(np.asarray, got["embeddings"]), strict=True))
    folder = _generation(data)
    terms = {path.parent.name: _terms(path.parent) for path in sorted(folder.glob("*/meta.json"))}
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}
    return OnDisk(rows, vectors, terms, files)


def _generation(data: Path) -> Path:
    return Location(data).lexical(json.loads(manifest(data))["generation"])


def _terms(folder: Path) -> dict[str, Any]:
    searcher = Index.open(str(folder)).searcher()
    hits = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1)).hits
    stored = [searcher.doc(address).to_dict() for _, address in hits]
    found = {id_of(document): document for document in stored}
    assert len(found) == len(stored), f"documents doubled in {folder}"
    return found


def strays(data: Path) -> list[str]:
    """List the files of a data folder that belong to nothing."""
    generation = _generation(data)
    known = {MANIFEST, LOCK, "chroma", "lexical"}
    found = [path for path in data.iterdir() if path.name not in known]
    found += [path for path in generation.parent.iterdir() if path != generation]
    for meta in generation.glob("*/meta.json"):
        segments = {one["segment_id"].replace("-", "") for one in json.loads(meta.read_text("utf-8"))["segments"]}
        files = (path for path in meta.parent.iterdir() if not path.name.startswith(".") and path.suffix != ".json")
        found += [path for path in files if path.name.partition(".")[0] not in segments]
    return sorted(str(path.relative_to(data)) for path in found)


def contents(data: Path) -> dict[str, str]:
    """Hash every file of a data folder but the lock and Chroma's, which it writes anew whenever it is opened."""
    files = (path for path in data.rglob("*") if path.is_file() and path.name != LOCK)
    ours = {str(path.relative_to(data)): path for path in files if data / "chroma" not in path.parents}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in ours.items()}


def same(one: Path, other: Path, nearly: float = 1e-5) -> None:
    """Assert that two data folders hold the same index, id by id, and nothing else."""
    a, b = on_disk(one), on_disk(other)
    assert (a.rows, a.terms, a.files) == (b.rows, b.terms, b.files)
    for name in a.vectors:
        for id, vector in a.vectors[name].items():
            assert np.allclose(vector, b.vectors[name][id], atol=nearly), (name, id)
    assert strays(one) == strays(other) == []
