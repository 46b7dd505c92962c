"""The lexical leg: BM25 over terms of several kinds (terms.py), kept on disk by tantivy.

A document has two areas, its own text (`body`) and, if it is a passage, what its article says of it (`head`: title,
places, section); a field is an area and a kind, such as `body_pinyin`. A folder is written once (lexical_writer.py) and
never changed: a new state of the passages is a new folder, so readers never see half of one.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from vectorstore.errors import Damaged
from vectorstore.lexical_parts import read_parts
from vectorstore.panics import Panic, is_panic, panics_told
from vectorstore.record import Int8Vectors, is_storable, line_id, passage_of
from vectorstore.terms import KINDS, Terms, searched

if TYPE_CHECKING:
    import tantivy

BODY, HEAD = AREAS = ("body", "head")
FIELDS = tuple(f"{area}_{kind}" for area in AREAS for kind in KINDS)
Weights = Mapping[str, float]

PASSAGE, REPORT, NUMBER = "passage", "report", "number"
"""The fields that say what a document is: a report's passage or, if it has a number, a line of it."""
KEY = "key"
"""The field that has a document's key (key_of), in a column of its own."""

_KEPT = 1 << 16
"""Terms whose frequencies are kept."""
_LINES = 4
"""So many times as many documents as are asked for are looked at first; where passages have more, all are."""

BROKEN = (ValueError, TypeError, LookupError, OSError, Panic)
"""What reading a folder raises that is missing, incomplete, damaged or of another kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document to index: its id, the report it comes from, and the terms of its two areas.

    `vector`, of a line, is kept beside its terms (line_vectors.py).
    """

    id: str
    report: str
    body: Terms
    head: Terms
    vector: Int8Vectors | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document found: its id and its BM25 score."""

    id: str
    score: float


class LexicalIndex:
    """Read access to an index folder. Safe to use from several threads.

    Every method raises Damaged where what it reads turns out to be damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Open a folder; raises one of BROKEN if it is broken or has other fields."""
        import tantivy

        self._damage_told = _DamageTold(folder)
        read_parts(folder)  # raises before tantivy panics
        with panics_told():
            self._index = tantivy.Index.open(str(folder))
            if not self._index.schema == schema():
                raise ValueError(f"{folder} has other fields")
            self._searcher = self._index.searcher()
        self._schema = self._index.schema
        self._frequencies: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return self._searcher.num_docs

    def idf(self, field: str, term: str) -> float:
        """Give BM25's inverse document frequency (Robertson and Spärck Jones, +1 in the logarithm); 0 if unknown."""
        frequency = self._frequency(field, term)
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5)) if frequency else 0.0

    @property
    def highest_idf(self) -> float:
        """The inverse document frequency of a term that no document has."""
        return math.log(2 * len(self) + 2)

    def fields(self, ids: Sequence[str], names: Collection[str] = FIELDS) -> dict[str, Mapping[str, frozenset[str]]]:
        """Get the terms of some documents by field, of the fields named, by the documents' ids.

        Unknown ids are left out, and fields without terms.
        """
        with self._damage_told:
            found = [(id, self._searcher.doc(address)) for id, _, address in self._of(self._among(ids), ids)]
        return {
            id: {name: frozenset(terms.split()) for name in names if (terms := document.get_first(name))}
            for id, document in found
        }

    def search(
        self,
        terms: Terms,
        weights: Weights,
        k: int,
        exclude: Sequence[str] = (),
        only: Sequence[str] = (),
        *,
        ids: Mapping[int, str] | None = None,
    ) -> list[Found]:
        """Find the `k` best documents by the weighted sum of their fields' BM25 scores, best first, none with score 0.

        `weights` names fields; those it leaves out count nothing. Documents of reports in `exclude` are left out;
        with `only`, documents with other ids are. With `ids`, those of all documents by their keys (key_of), none has
        to be read for its id.
        """
        parts = self._parts(searched(terms), weights)
        if not parts or k < 1:
            return []
        query = self._limited(parts, exclude, only)
        with self._damage_told:
            if only:
                return [Found(id, score) for id, score, _ in self._of(query, only)[:k]]
            hits = self._searcher.search(query, limit=k, count=False).hits
            found = self._ids([address for _, address in hits], ids)
        return [Found(id, cast(float, score)) for id, (score, _) in zip(found, hits, strict=True)]

    def _parts(self, terms: Terms, weights: Weights) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """List the weighted queries of the terms that some document has in a field."""
        from tantivy import Occur, Query

        return [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight))
            for field, weight in weights.items()
            if weight > 0
            for term in terms.get(field.partition("_")[2], ())
            if self._frequency(field, term)
        ]

    def _limited(
        self, parts: list[tuple[tantivy.Occur, tantivy.Query]], exclude: Sequence[str], only: Sequence[str]
    ) -> tantivy.Query:
        """Join queries, without the reports in `exclude`, to the ids `only` if there are some."""
        from tantivy import Occur, Query

        query = Query.boolean_query(parts)
        if not exclude and not only:
            return query
        clauses = [(Occur.Must, query)]
        if only:
            clauses.append((Occur.Must, Query.const_score_query(self._among(only), 0.0)))
        clauses += [
            (Occur.MustNot, Query.term_query(self._schema, REPORT, name, "basic"))
            for name in exclude
            if is_storable(name)
        ]
        return Query.boolean_query(clauses)

    def _frequency(self, field: str, term: str) -> int:
        """Count the documents that have a term; what was counted is kept: it takes 30 µs in 143 segments."""
        if (known := self._frequencies.get((field, term))) is not None:
            return known
        with self._damage_told:
            found = int(self._searcher.doc_freq(field, term))
        if len(self._frequencies) >= _KEPT:
            self._frequencies.clear()
        self._frequencies[field, term] = found
        return found

    def _among(self, ids: Sequence[str]) -> tantivy.Query:
        """Match the documents of the passages that some ids are of: fewer terms to look up in each segment than ids."""
        from tantivy import Occur, Query

        passages = dict.fromkeys(map(passage_of, ids))
        return Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, PASSAGE, one, "basic")) for one in passages]
        )

    def _of(self, query: tantivy.Query, ids: Sequence[str]) -> list[tuple[str, float, tantivy.DocAddress]]:
        """Give the documents with some ids that a query finds, best first, each with its score and address."""
        limit = _LINES * len(ids) or 1
        while len(hits := self._searcher.search(query, limit=limit, count=False).hits) == limit:
            limit *= _LINES
        known = {key_of(id): id for id in ids}
        keys = self._searcher.fast_field_values(KEY, [address for _, address in hits])
        return [
            (known[key], cast(float, score), address)
            for key, (score, address) in zip(cast("list[int]", keys), hits, strict=True)
            if key in known
        ]

    def _ids(self, addresses: list[tantivy.DocAddress], known: Mapping[int, str] | None) -> list[str]:
        """Give the ids of documents, from among those `known` by their keys if any are.

        To read a document takes 15 to 80 µs, as its terms stand beside its id; to read its key next to nothing.
        """
        if known is None:
            return [id_of(self._searcher.doc(address).to_dict()) for address in addresses]
        return [known[cast(int, key)] for key in self._searcher.fast_field_values(KEY, addresses)]


class _DamageTold(AbstractContextManager[None]):
    """Raises what reading an open folder raises, a panic included, as Damaged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, BROKEN) or is_panic(error):
            raise Damaged(f"The lexical index in {self._folder} is damaged") from error


def schema() -> tantivy.Schema:
    """Give the fields of an index: those of a document's terms are stored too, to be written anew."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in (PASSAGE, REPORT):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(NUMBER, stored=True)
    builder.add_unsigned_field(KEY, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def id_of(stored: Mapping[str, Sequence[Any]]) -> str:
    """Put together the id of a document from its stored fields."""
    number = stored.get(NUMBER)
    return line_id(stored[PASSAGE][0], number[0]) if number else stored[PASSAGE][0]


def key_of(id: str) -> int:
    """Hash a document's id to the 64 bits by which it is told among known ones."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big")
