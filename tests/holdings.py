"""Everything an index holds, to be compared as a whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vectorstore.index import Index, Location, open_index
from vectorstore.record import dequantize, line_id

MANUSCRIPT = {
    "河口镇.txt": "河口镇修路忙\n\n河口镇今年共修通村道21条，长36公里。\n路边还种下1200棵樟树，村民出门方便多了。\n",
    "白石村.txt": "白石村书屋开放\n\n白石村书屋上月开放，藏书3000册。\n村民每天晚上都来读书。\n",
    "sub folder/竹溪.md": "竹溪乡茶园丰收\n\n竹溪乡茶园今年采茶45吨。\n茶农人均增收800元。\n",
    "双桥.txt": "双桥镇办夜校\n\n双桥镇办起夜校12所。\n学员共有640人。\n",
}


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
