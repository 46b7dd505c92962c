"""An article as passages: whole sentences of one section, or one picture's caption."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from vectorstore.bylines import BULLETS
from vectorstore.sentences import sentences, shorten
from vectorstore.types import Article, Chunk, Kind, Span

__all__ = ["sentences", "split"]

CountTokens = Callable[[str], int]
"""Counts the tokens of a text."""

OVER = 1.3
"""How much longer than `max_chars` a passage may be so that no short rest is left over."""
SMALL = 0.5
"""A passage below this share of `max_chars` looks for a neighbour to join."""
REST = 0.2
"""A passage below this share of `max_chars` is a mere rest."""
LONGEST_SENTENCE = 2
"""A sentence longer than so many times `max_chars` is cut."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long: where it stands in which block, and what it costs at most."""

    block: int
    start: int
    end: int
    most: int


@dataclass(slots=True)
class _Group:
    """Pieces that will be one passage: how many characters, and tokens at most."""

    pieces: list[_Piece]
    chars: int
    most: int

    def add(self, other: _Group) -> None:
        self.pieces += other.pieces
        self.chars += other.chars
        self.most += other.most


def split(
    article: Article,
    count_tokens: CountTokens,
    *,
    most_tokens: CountTokens | None = None,
    max_chars: int = 300,
    max_tokens: int = 400,
) -> list[Chunk]:
    """Return the passages of an article in the order of the file.

    A passage has at most 1.3 `max_chars` characters and about `max_tokens` tokens, unless one sentence alone is longer;
    a sentence of more than 2 `max_chars` or `max_tokens` is cut. `count_tokens` is called on sentences only, and not
    where `most_tokens`, which never gives less, says that there are few. An article that has nothing but a title gives
    that as its one passage.
    """
    splitter = _Splitter(article, count_tokens, most_tokens or count_tokens, max_chars, max_tokens)
    chunks = [chunk for section, indexes in _sections(article) for chunk in splitter.passages(indexes, section)]
    if not chunks:
        rest = [i for i, block in enumerate(article.blocks) if block.kind in (Kind.TITLE, Kind.HEADING)]
        chunks = splitter.passages(rest, "")
    return sorted(chunks, key=lambda chunk: chunk.spans[0])


def _sections(article: Article) -> Iterator[tuple[str, list[int]]]:
    """Return the indexes of the blocks that passages are made of, by section: runs of text, and each caption alone."""
    section, text, captions, headings = "", list[int](), list[tuple[str, list[int]]](), list[str]()
    for index, block in enumerate(article.blocks):
        if block.kind is Kind.TEXT:
            text.append(index)
            headings = []
        elif block.kind is Kind.CAPTION:
            captions.append((section, [index]))
        elif block.kind in (Kind.HEADING, Kind.TITLE):
            if text:
                yield section, text
                text = []
            headings = [] if block.kind is Kind.TITLE else [*headings, block.text.lstrip(BULLETS)]
            section = " ".join(headings)
    if text:
        yield section, text
    yield from captions


class _Splitter:
    def __init__(
        self, article: Article, count: CountTokens, most: CountTokens, max_chars: int, max_tokens: int
    ) -> None:
        self.article = article
        self.count = count
        self.most = most
        self.max_chars = max_chars
        self.max_tokens = max_tokens

    def passages(self, indexes: list[int], section: str) -> list[Chunk]:
        """Pack the sentences of some blocks into passages."""
        merged: list[_Group] = []
        for group in (group for index in indexes for group in self._paragraph(index)):
            if merged and self._joins(merged[-1], group):
                merged[-1].add(group)
            else:
                merged.append(group)
        return [self._chunk(group.pieces, section) for group in merged]

    def _paragraph(self, index: int) -> list[_Group]:
        """Return a paragraph's sentences in groups of about the same length, none above the limits."""
        singles = [_Group([piece], piece.end - piece.start, piece.most) for piece in self._pieces(index)]
        total = sum(single.chars for single in singles)
        target = total / max(1, -(-total // self.max_chars))
        groups: list[_Group] = []
        for single in singles:
            if groups and groups[-1].chars + single.chars / 2 <= target and self._fit(groups[-1], single, 1):
                groups[-1].add(single)
            else:
                groups.append(single)
        return groups

    def _pieces(self, index: int) -> list[_Piece]:
        text = self.article.blocks[index].text
        return [
            _Piece(index, low, high, self.most(text[low:high]))
            for span in sentences(text)
            for low, high in self._shortened(text, span, LONGEST_SENTENCE * self.max_chars)
        ]

    def _shortened(self, text: str, span: Span, longest: int) -> list[Span]:
        if span[1] - span[0] <= longest and self.most(text[slice(*span)]) <= self.max_tokens:
            return [span]
        return shorten(text, span, longest, self.max_tokens, self.count)

    def _joins(self, before: _Group, group: _Group) -> bool:
        """Whether two neighbours make one passage: one is small and both fit, or one is a mere rest."""
        last = before.pieces[-1].block
        if last != group.pieces[0].block and self.article.blocks[last].line_end < 0:
            return False
        shorter = min(before.chars, group.chars)
        if shorter < SMALL * self.max_chars and self._fit(before, group, 1):
            return True
        return shorter < REST * self.max_chars and self._fit(before, group, OVER)

    def _fit(self, before: _Group, group: _Group, over: float) -> bool:
        lines = len({piece.block for piece in (*before.pieces, *group.pieces)})
        chars = before.chars + group.chars + lines
        if chars > over * self.max_chars:
            return False
        return before.most + group.most <= self.max_tokens or self._tokens(before, group) <= self.max_tokens

    def _tokens(self, *groups: _Group) -> int:
        pieces = [piece for group in groups for piece in group.pieces]
        return sum(self.count(self.article.blocks[one.block].text[one.start : one.end]) for one in pieces)

    def _chunk(self, pieces: list[_Piece], section: str) -> Chunk:
        texts: list[str] = []
        spans: list[Span] = []
        marks: list[Span] = []
        length, before = 0, -1
        for index, run in groupby(pieces, key=lambda piece: piece.block):
            block, parts = self.article.blocks[index], list(run)
            if texts:
                texts.append("\n")
                spans = _with(spans, (before, before + 1))
                length += 1
            low, high = parts[0].start, parts[-1].end
            texts.append(block.text[low:high])
            for span in block.located(low, high):
                spans = _with(spans, span)
            marks += [(length + part.start - low, length + part.end - low) for part in parts]
            length, before = length + high - low, block.line_end
        about = self.article
        kind = Kind.CAPTION if about.blocks[pieces[0].block].kind is Kind.CAPTION else Kind.TEXT
        return Chunk(
            report=about.report,
            article=about.number,
            title=about.title,
            places=about.places,
            date=about.date,
            section=section,
            kind=kind,
            text="".join(texts),
            spans=tuple(spans),
            sentences=tuple(marks),
        )


def _with(spans: list[Span], span: Span) -> list[Span]:
    """Return the spans and one more, joined to the last if nothing lies between."""
    if spans and spans[-1][1] == span[0]:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)
    return spans
