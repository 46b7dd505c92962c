"""Bring the lexical index of this machine up to what a Chroma server has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import IndexChanged
from vectorstore.generation import is_whole, make, prune
from vectorstore.ledger import digest_of, states
from vectorstore.lock import write_lock
from vectorstore.manifest import Manifest
from vectorstore.store import Store

if TYPE_CHECKING:
    from vectorstore.index import Location

_PATIENCE = 600.0
"""Seconds to wait for another process of this machine that is at it."""


def follow(location: Location, manifest: Manifest, store: Store) -> None:
    """Have the lexical index of the server's `manifest` here, made of the one that is here already where it can be.

    Raises IndexChanged if the server has gone on meanwhile, ReportbotError if DATA_DIR cannot be written.
    """
    if Manifest.read(location.data) == manifest and location.lexical(manifest.generation).is_dir():
        return
    with write_lock(location.data, patience=_PATIENCE):
        here = Manifest.read(location.data)
        if here == manifest and location.lexical(manifest.generation).is_dir():
            return
        reports = states(store.ledger.rows().values(), manifest.generation)
        if digest_of(reports) != manifest.digest:
            raise IndexChanged("The index on the Chroma server is being changed. Ask again.")
        folder = location.lexical(manifest.generation)
        if not is_whole(folder, reports):
            make(folder, copy_to_use(location, here, manifest), store, reports)
        manifest.write(location.data)
        prune(folder)


def copy_to_use(location: Location, here: Manifest | None, manifest: Manifest) -> Path | None:
    """Name the folder that the one of `manifest` can be made from, where `here` is what this machine has."""
    if here and here.collection == manifest.collection and here.generation != manifest.generation:
        return location.lexical(here.generation)
    return None
