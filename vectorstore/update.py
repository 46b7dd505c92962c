"""One change of the index, from the lock to the last replaced passage.

What is written stands in Chroma first, beside what readers see. `Update.publish` then makes the lexical index of the
coming generation, swaps the manifest in, which is the moment at which readers see all of it, and removes what that
replaced. Stopped at any point, the next update takes up what is written and removes what is left over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from vectorstore.client import call
from vectorstore.disk import look_for_space, told_when_full
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.follow import copy_to_use
from vectorstore.garbage import rarely_collected
from vectorstore.generation import Tell, is_whole, make, prune
from vectorstore.index import Location, published
from vectorstore.lease import lease
from vectorstore.ledger import ABSENT, Row, State, digest_of, held, states
from vectorstore.lock import write_lock
from vectorstore.maker import Maker
from vectorstore.manifest import Manifest
from vectorstore.registry import COLLECTION, Registry
from vectorstore.store import LEDGER, Store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_OURS = re.compile(r"(reports-[0-9a-f]{16})(-lines|-reports)?")
_SWEPT = 500
"""Reports whose replaced passages are looked for at once."""


@dataclass(frozen=True, slots=True)
class Update:
    """An index held for writing.

    `rows` is the ledger, `generation` the one that comes, `check` raises if another machine writes.
    """

    location: Location
    folder: str
    maker: Maker
    client: ClientAPI
    store: Store
    old: Manifest | None
    rows: dict[str, Row]
    generation: int
    check: Callable[[], None]
    _before: frozenset[str]

    @property
    def published(self) -> int:
        """The generation that readers see, 0 if there is none."""
        return self.old.generation if self.old else 0

    @property
    def passages(self) -> int:
        """How many passages the coming generation has."""
        return sum(len(row.at(self.generation).passages) for row in self.rows.values())

    @property
    def written(self) -> dict[str, State]:
        """What was written last of each report (ledger.held)."""
        return held(self.rows.values(), self.published)

    def announce(self, names: Iterable[str], *, gone: bool = False) -> None:
        """Say, before anything of them is written, that some reports will be others, or that they will be gone."""
        rows = [self.rows.get(name, Row(name)).announced(self.generation, self.published) for name in names]
        self._put([row.to(ABSENT) if gone else row for row in rows])

    def settle(self, states: Mapping[str, State]) -> None:
        """Say that all of some announced reports is written."""
        self._put([self.rows[name].to(state) for name, state in states.items()])

    def leave(self, others: Collection[str]) -> None:
        """Leave the reports besides `others` as readers see them where an interrupted update was not done with them.

        What is left does not count as what its file has: the next sync reads it.
        """
        half = [row.report for row in self.rows.values() if not row.settled and row.report not in others]
        self.announce(half)
        self.settle({report: replace(self.rows[report].now, sha256="") for report in half})

    def publish(self, tell: Tell) -> Manifest:
        """Let readers see what is written, and remove what it replaces; nothing where they see it already."""
        reports = states(self.rows.values(), self.generation)
        manifest = self._publish(reports, tell)
        self.check()
        self._collapse()
        found = (_OURS.fullmatch(collection.name) for collection in call(self.client.list_collections))
        stale = [ours for ours in found if ours and ours[1] != manifest.collection]
        for ours in sorted(stale, key=lambda ours: ours[2] != LEDGER):  # a ledger never tells of what has gone
            with suppress(IndexMissing):  # somebody removed it already
                call(self.client.delete_collection, name=ours[0])
        return manifest

    def _put(self, rows: Sequence[Row]) -> None:
        self.check()
        self.store.ledger.put(rows)
        self.rows.update({row.report: row for row in rows})

    def _publish(self, reports: dict[str, State], tell: Tell) -> Manifest:
        old, data = self.old, self.location.data
        here = Manifest.read(data)  # on a machine that has not followed the server, an older one
        digest = digest_of(reports)
        new = Manifest(self.folder, self.maker.identity, self.maker.model, self.store.name, self.published, digest)
        if old is None or new != old or not is_whole(self.location.lexical(old.generation), reports):
            if new != old or not self.location.url:  # what only this machine lacks is no news to the others
                new = replace(new, generation=self.generation)
            before = copy_to_use(self.location, here, new)
            make(self.location.lexical(new.generation), before, self.store, reports, tell)
            self.check()
            if self.location.url and new != old:
                Registry(self.client).write(new)
        if new != here:
            new.write(data)
        prune(self.location.lexical(new.generation))
        return new

    def _collapse(self) -> None:
        """Remove the passages that nobody sees any more, and what tells of them."""
        pending = [row for row in self.rows.values() if row.since]
        for i in range(0, len(pending), _SWEPT):
            after = [row.after(self.generation) for row in pending[i : i + _SWEPT]]
            self.store.keep({row.report: row.now.passages for row in after if row.report in self._before})
            self.store.ledger.put([row for row in after if row.now.passages])
            self.store.ledger.drop([row.report for row in after if not row.now.passages])


@contextmanager
def updating(location: Location, folder: str, maker: Maker, *, to_another: bool = False) -> Iterator[Update]:
    """Hold the index of a location for writing, which mirrors `folder`.

    Raises `Busy` if another process writes, ReportbotError if the data folder cannot be written or another folder is
    mirrored there, unless it goes over `to_another`.
    """
    with ExitStack() as stack:
        stack.enter_context(write_lock(location.data))
        stack.enter_context(rarely_collected())
        space = None if location.url else partial(look_for_space, location.data)  # a server sees to its own
        if space:
            stack.enter_context(told_when_full(location.data))
            space()
        client = location.connect()
        check = stack.enter_context(lease(client, COLLECTION)).check if location.url else _nobody_else
        old = published(location, client)
        if not to_another:
            refuse_another(location, folder, old.folder if old else "")
        store = Store(client, maker.collection, create=True, look_for_space=space)
        if not to_another:
            refuse_another(location, folder, store.ledger.folder)
        store.ledger.folder = folder
        rows = store.ledger.rows()
        if not rows:  # what a ledger told of that has gone
            store.remove(list(store.ids()))
        coming = max([old.generation if old else 0, *(row.since for row in rows.values())]) + 1
        try:
            yield Update(location, folder, maker, client, store, old, rows, coming, check, frozenset(rows))
        except OSError as error:
            raise ReportbotError(f"DATA_DIR {location.data} cannot be written: {error.strerror or error}.") from error


def _nobody_else() -> None:
    """Check nothing: the lock on the data folder keeps other writers out."""


def refuse_another(location: Location, folder: str, mirrored: str) -> None:
    """Raise ReportbotError if the index of a location mirrors another folder; "" is none."""
    if mirrored not in ("", folder):
        where = f"CHROMA_URL {location.url}" if location.url else f"DATA_DIR {location.data}"
        raise ReportbotError(
            f"The index in {where} mirrors {mirrored}, not {folder}. "
            f"Add --replace to make it mirror this folder instead, or set another {where.split()[0]}."
        )
