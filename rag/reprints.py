"""Reprints in an answer: one story counts once, and its source names the other reports that say the same.

Which articles tell one story the index knows (`vectorstore.reprints`); whether two of them say the same is told
sentence by sentence, for a reprint may have been cut, added to or corrected.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from rag.candidates import Candidate
from rag.names import Article, key
from rag.retrieve import Retrieved
from vectorstore import numerals
from vectorstore.catalog import Entry
from vectorstore.folding import fold
from vectorstore.index import Index
from vectorstore.types import Chunk

SAME = 0.9
"""Share of character pairs (Dice) from which two sentences with the same numbers say the same."""

NAMED = 20
"""Other articles of its story in which a quote is looked for, the first by their reports' names."""

_NUMERAL = re.compile(numerals.NUMERAL)
_NO_LETTER = re.compile(r"[\W_]+")

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says: its numbers in their order and its pairs of neighbouring letters."""

    numbers: tuple[str, ...]
    pairs: frozenset[str]

    def same(self, other: _Said) -> bool:
        """Whether another sentence says the same."""
        both = len(self.pairs & other.pairs)
        return self.numbers == other.numbers and 2 * both >= SAME * (len(self.pairs) + len(other.pairs))


@lru_cache(maxsize=4096)
def _said(sentence: str) -> _Said:
    plain = numerals.fold(fold("".join(sentence.split())))
    readings = ((numeral, numerals.read(numeral)) for numeral in _NUMERAL.findall(plain))
    numbers = tuple(f"{reading.value:.12g}" if reading else numeral for numeral, reading in readings)
    letters = _NO_LETTER.sub("", plain)
    return _Said(numbers, frozenset(letters[i : i + 2] for i in range(len(letters) - 1)) or frozenset((letters,)))


class Told(Generic[Mark]):
    """The sentences of stories that were told so far, each with the mark of who told it first."""

    def __init__(self) -> None:
        self._told: dict[tuple[Article, tuple[str, ...]], list[tuple[_Said, Mark]]] = defaultdict(list)

    def first(self, story: Article, sentence: str, mark: Mark) -> Mark:
        """Give the mark under which a sentence of a story was told first: `mark`, if it is new."""
        said = _said(sentence)
        told = self._told[story, said.numbers]
        for other, first in told:
            if said.same(other):
                return first
        told.append((said, mark))
        return mark


class Reprints:
    """The stories of an index that several articles tell."""

    def __init__(self, index: Index) -> None:
        self._index = index
        stories: dict[Article, list[Entry]] = defaultdict(list)
        for entry in index.articles:
            stories[entry.story].append(entry)
        self._stories = {story: entries for story, entries in stories.items() if len(entries) > 1 and story[0]}
        self._of = {key(entry): story for story, entries in self._stories.items() for entry in entries}
        self._passages = {
            id: story for story, entries in self._stories.items() for entry in entries for id in entry.passages
        }

    def story(self, chunk: Chunk) -> Article | None:
        """Give the key of a passage's story, None if no other article tells it."""
        return self._of.get((chunk.report, chunk.article))

    def without_copies(self, found: Retrieved) -> Retrieved:
        """Leave out passages that say nothing but what better ones of their story have said."""
        new = self.new_shares([evidence.id for evidence in found.ranked])
        copied = {id for id, share in new.items() if not share}
        return replace(found, ranked=tuple(e for e in found.ranked if e.id not in copied)) if copied else found

    def new_shares(self, ids: Iterable[str]) -> dict[str, float]:
        """Give which part of each passage, 0 to 1, no passage of another article of its story before it has said.

        Passages of articles that were not reprinted are left out.
        """
        chunks = self._chunks(ids)
        told, shares = Told[Article](), dict[str, float]()
        for id, chunk in chunks.items():
            own = (chunk.report, chunk.article)
            marks = [(told.first(self._passages[id], s, own), len(s)) for s in _sentences(chunk)]
            shares[id] = sum(size for mark, size in marks if mark == own) / max(sum(size for _, size in marks), 1)
        return shares

    def distinct(self, lines: Sequence[Candidate]) -> list[Candidate]:
        """Leave out the lines of sentences that lines before them, of another article of their story, stand in."""
        told, kept = Told[Article](), []
        for line in lines:
            story, own = self.story(line.chunk), (line.chunk.report, line.chunk.article)
            if story is None or told.first(story, line.chunk.text[slice(*line.sentence)], own) == own:
                kept.append(line)
        return kept

    def copies(self, line: Candidate, ids: Iterable[str]) -> frozenset[str]:
        """Tell which passages of other articles have the sentence that a line stands in."""
        said = _said(line.chunk.text[slice(*line.sentence)])
        own, story = (line.chunk.report, line.chunk.article), self.story(line.chunk)
        others = self._chunks(id for id in ids if story and self._passages.get(id) == story)
        return frozenset(
            id
            for id, chunk in others.items()
            if (chunk.report, chunk.article) != own and any(_said(s).same(said) for s in _sentences(chunk))
        )

    def also_in(self, id: str, report: str, sentences: Iterable[str], exclude: Sequence[str]) -> list[tuple[str, ...]]:
        """Name for each sentence of a passage of a report the other reports, none of those in `exclude`, that have it.

        They are in the order of their names.
        """
        entries = self._stories.get(self._passages.get(id, ("", 0)), [])
        others = [entry for entry in entries if entry.report != report and entry.report not in exclude][:NAMED]
        there: dict[str, list[_Said]] = defaultdict(list)
        for chunk in self._chunks(id for entry in others for id in entry.passages).values():
            there[chunk.report] += map(_said, _sentences(chunk))
        return [
            tuple(name for name in sorted(there) if any(other.same(said) for other in there[name]))
            for said in map(_said, sentences)
        ]

    def _chunks(self, ids: Iterable[str]) -> Mapping[str, Chunk]:
        """Get those passages, in their order, whose articles were reprinted."""
        wanted = [id for id in ids if id in self._passages]
        chunks = self._index.store.get(wanted) if wanted else {}
        return {id: chunks[id] for id in wanted if id in chunks}


def _sentences(chunk: Chunk) -> list[str]:
    return [chunk.text[start:end] for start, end in chunk.sentences]
