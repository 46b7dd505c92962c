"""The passages that the reader learns from, cut as the index cuts a report."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vectorstore.split import CountTokens, split
from vectorstore.types import Article, Block, Kind, Span

XQUAD_HELD_OUT, CMRC_HELD_OUT = 5, 20
"""One text in so many is held out of training."""

XQUAD = "xquad-"
"""What the ids of XQuAD's questions and articles begin with."""

_NUMBER = re.compile(r"(\d+)\.txt$")


@dataclass(frozen=True)
class Passage:
    """A passage: `id` names it, `text_id` the text that it is cut from, `article` the article of that."""

    id: str
    text_id: str
    article: str
    text: str
    sentences: tuple[Span, ...]
    held_out: bool


def cmrc(folder: Path, count_tokens: CountTokens) -> list[Passage]:
    """Cut CMRC's texts, each an article of its own."""
    lines = (folder / "cmrc2018-passages.jsonl").read_text("utf-8").splitlines()
    found = [(one["id"], one["text"]) for one in map(json.loads, lines)]
    return [
        passage
        for id, text in found
        for passage in _cut(id, id, text, number_of(id) % CMRC_HELD_OUT == 0, count_tokens)
    ]


def xquad(folder: Path, count_tokens: CountTokens) -> list[Passage]:
    """Cut XQuAD's texts with an even number, five texts in a row being an article; the others are for tests only."""
    passages: list[Passage] = []
    for path in sorted(folder.glob("*.txt")):
        found = _NUMBER.search(path.name)
        if found and (number := int(found[1])) % 2 == 0:
            held_out = number // 2 % XQUAD_HELD_OUT == XQUAD_HELD_OUT - 1
            text = path.read_text("utf-8").strip()
            passages += _cut(path.name, f"{XQUAD}{number // 5}", text, held_out, count_tokens)
    return passages


def beside(passage: Passage, folder: Path, count_tokens: CountTokens) -> list[Passage]:
    """Cut the text next to a passage's in its article of XQuAD, even or odd: to measure with."""
    number = int(_NUMBER.search(passage.text_id)[1])  # type: ignore[index]
    number += 1 if number % 5 < 4 else -1
    path = folder / _NUMBER.sub(f"{number:03}.txt", passage.text_id)
    return list(_cut(path.name, passage.article, path.read_text("utf-8").strip(), True, count_tokens))


def number_of(text: str) -> int:
    """Give a number that is the same for a text on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def _cut(text_id: str, article: str, text: str, held_out: bool, count_tokens: CountTokens) -> Iterator[Passage]:
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(Kind.TEXT, line, ((at, at + len(line)),), at + len(line)))
        at += len(line) + 1
    whole = Article(text_id, 0, "", "", (), "", tuple(blocks))
    for number, chunk in enumerate(split(whole, count_tokens)):
        yield Passage(f"{text_id}#{number}", text_id, article, chunk.text, chunk.sentences, held_out)
