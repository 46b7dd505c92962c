"""What makes an index: an encoder, the recipe of passages and the layout of the record, all of which its name tells."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from vectorstore.manifest import Manifest
from vectorstore.passages import RECIPE

_LAYOUT = "6"
"""Changes whenever what Chroma or a generation's files hold of the same passages changes."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes the vectors: an encoder's identity, and the EMBEDDING_MODEL that names it."""

    identity: str
    model: str

    @property
    def collection(self) -> str:
        """Name the collections for these vectors and the current recipe: those of two models never mix."""
        return f"reports-{hashlib.sha256(f'{self.identity} {RECIPE} {_LAYOUT}'.encode()).hexdigest()[:16]}"


def is_current(manifest: Manifest) -> bool:
    """Whether an index was made as this version makes it, whatever its encoder."""
    return manifest.collection == Maker(manifest.encoder, manifest.model).collection
