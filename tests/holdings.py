"""Everything an index holds, to be compared as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bigrams import BigramEncoder

from vectorstore.generation import is_whole
from vectorstore.index import Index, Location, open_index, published
from vectorstore.ledger import states
from vectorstore.load import find_reports
from vectorstore.maker import Maker
from vectorstore.passages import read_passages
from vectorstore.record import dequantize, line_id
from vectorstore.store import Store

MANUSCRIPT = {
    "河口镇.txt": "河口镇修路忙\n\n河口镇今年共修通村道21条，长36公里。\n路边还种下1200棵樟树，村民出门方便多了。\n",
    "白石村.txt": "白石村书屋开放\n\n白石村书屋上月开放，藏书3000册。\n村民每天晚上都来读书。\n",
    "sub folder/竹溪.md": "竹溪乡茶园丰收\n\n竹溪乡茶园今年采茶45吨。\n茶农人均增收800元。\n",
    "双桥.txt": "双桥镇办夜校\n\n双桥镇办起夜校12所。\n学员共有640人。\n",
}

BIGRAMS, OTHERS = Maker("bigrams", "bigrams"), Maker("others", "others")


def held(index: Index) -> dict[str, Any]:
    """What readers see: passages, lines, the ids of both legs and the articles."""
    chunks, lines = dict(index.store.chunks()), dict(index.store.lines())
    legs = [index.passages.fields(list(chunks)), index.lines.fields(list(lines))]
    assert [len(index.passages), len(index.lines)] == [len(leg) for leg in legs]
    vectors = {id: vector.tolist() for id, vector in index.store.vectors(list(chunks)).items()}
    for id, stored in index.store.read(list(chunks)).items():
        vectors |= {line_id(id, n): row for n, row in enumerate(dequantize(stored.vectors))}
    asked = np.linspace(-1, 1, len(next(iter(vectors.values()), [])), dtype=np.float32)
    near = dict(index.line_vectors.nearest(asked, len(lines)))
    assert near == {id: pytest.approx(float(vectors[id] @ asked), abs=1e-5) for id in lines}
    vectors |= {id: vectors[id].tolist() for id in lines}
    return {"chunks": chunks, "lines": lines, "vectors": vectors, "legs": legs, "articles": index.articles}


def held_at(location: Location, encoder: str = "bigrams") -> dict[str, Any]:
    """What readers see who open the index now."""
    return held(open_index(location, encoder))


def generation(location: Location) -> int:
    manifest = published(location)
    assert manifest
    return manifest.generation


def wanted(folder: Path) -> dict[str, set[str]]:
    """The ids of passages and lines that an index of a folder has."""
    made = [passage for name in find_reports(folder) for passage in read_passages(folder, name, BigramEncoder())[1]]
    lines = {line_id(passage.id, n) for passage in made for n in range(len(passage.lines))}
    return {"chunks": {passage.id for passage in made}, "lines": lines}


def there(location: Location) -> dict[str, set[str]]:
    """The ids that readers see."""
    found = held_at(location)
    return {part: set(found[part]) for part in ("chunks", "lines")}


def assert_clean(location: Location, maker: Maker = BIGRAMS) -> None:
    """Nothing is left over, nothing is pending, and all parts have the same."""
    client, name = location.connect(), maker.collection
    assert sorted(one.name for one in client.list_collections()) == [name, f"{name}-reports"]
    store, seen = Store(client, name), held_at(location, maker.identity)
    assert ({id for id, _ in store.chunks()}, {id for id, _ in store.lines()}) == (
        set(seen["chunks"]),
        set(seen["lines"]),
    )
    rows, now = store.ledger.rows(), generation(location)
    assert {row.since for row in rows.values()} <= {0}
    assert is_whole(location.lexical(now), states(rows.values(), now))
    assert [path.name for path in location.lexical(now).parent.iterdir()] == [str(now)]
