"""The embedded model's tokenizer in plain Python, for one short text.

`tokenizers` builds a tree of all 250,000 pieces when it loads, which takes a second; this reads a list in 0.1 s.
A test holds it equal to `tokenizers`, but for a few dozen characters that only one of the two knows of yet.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vectorstore.types import Span

VOCABULARY = "vocabulary.txt"
SCORES = "scores.f32"
SPACE = "\u2581"

_SPACES = [0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]
_REMOVED = [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
_NMT = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_REMOVED, None)
_UNKNOWN_PENALTY = 10.0
_SPECIAL = re.compile("(<s>|<pad>|</s>|<unk>)")


class QueryTokenizer:
    """Unigram pieces by the Viterbi algorithm.

    Reads from the embedded model's folder `vocabulary.txt`, a piece a line, and `scores.f32`, their log
    probabilities as little-endian float32.
    """

    def __init__(self, folder: Path) -> None:
        """Read the two files."""
        pieces = (folder / VOCABULARY).read_bytes().decode().split("\n")
        scores = array("f", (folder / SCORES).read_bytes())
        if sys.byteorder == "big":
            scores.byteswap()
        self._ids = dict(zip(pieces, range(len(scores)), strict=True))
        self._scores = scores
        self._longest = max(map(len, pieces))
        self._bos, self._eos, self._unknown = (self._ids[name] for name in ("<s>", "</s>", "<unk>"))
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY

    def encode(self, text: str, limit: int) -> list[int]:
        """Give the token ids of `text` between `<s>` and `</s>`, at most `limit` of them.

        Reads no further than `limit` of the longest pieces would reach, eight times over for what normalising drops.
        """
        ids: list[int] = []
        for part in _SPECIAL.split(text[: 8 * limit * self._longest]):
            ids += [self._ids[part]] if _SPECIAL.fullmatch(part) else self._words(part, limit)
            if len(ids) >= limit:
                break
        return [self._bos, *ids[: limit - 2], self._eos]

    def located(self, text: str, limit: int) -> tuple[list[int], list[Span]]:
        """Give the token ids of `text`, as `encode` does, and the offsets in it of each, (0, 0) for the ends.

        Characters are normalised one by one, so that decomposed letters may be other tokens than `encode` has.
        """
        plain, origin = _normalised(text)
        ids, offsets = [self._bos], [(0, 0)]
        for word in re.finditer(f"{SPACE}[^{SPACE}]*", plain):
            at = word.start()
            for id, size in self._pieces(word[0]):
                ids.append(id)
                offsets.append((origin[at], origin[at + size - 1] + 1))
                at += size
            if len(ids) >= limit:
                break
        return [*ids[: limit - 1], self._eos], [*offsets[: limit - 1], (0, 0)]

    def _words(self, text: str, limit: int) -> list[int]:
        """Segment word by word, with no more work than `limit` tokens need."""
        ids: list[int] = []
        for word in re.findall(f"{SPACE}[^{SPACE}]*", normalise(text)[: limit * self._longest]):
            ids += self._segment(word)
            if len(ids) >= limit:
                break
        return ids

    def _segment(self, word: str) -> list[int]:
        return [id for id, _ in self._pieces(word)]

    def _pieces(self, word: str) -> list[tuple[int, int]]:
        """Find the pieces with the highest sum of scores, each with its length; unknown characters in a row are one."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(word) + 1):
            options = [(best[end - 1][0] + self._unknown_score, end - 1, self._unknown)]
            for start in range(max(0, end - self._longest), end):
                if (piece := self._ids.get(word[start:end])) is not None:
                    options.append((best[start][0] + self._scores[piece], start, piece))
            best.append(max(options, key=lambda option: option[0]))
        found: list[tuple[int, int]] = []
        at = len(word)
        while at:
            end, (_, at, piece_id) = at, best[at]
            if piece_id == self._unknown and found and found[-1][0] == self._unknown:
                found[-1] = (piece_id, found[-1][1] + end - at)
            else:
                found.append((piece_id, end - at))
        return found[::-1]


def normalise(text: str) -> str:
    """Apply nmt_nfkc, with spaces as U+2581 and one at the start, as `model_folder.build_tokenizer` has it."""
    parts = (unicodedata.normalize("NFKC", part) for part in text.translate(_NMT).split("\uff5e"))
    text = re.sub(" +", SPACE, "\uff5e".join(parts))
    return text if not text or text.startswith(SPACE) else SPACE + text


def _normalised(text: str) -> tuple[str, list[int]]:
    """Normalise a text character by character; tell of each of the result which one of the text it comes from."""
    parts, origin = [SPACE], [0]
    for index, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char.translate(_NMT)) if char != "\uff5e" else char:
            if plain == " " or plain == SPACE:
                if parts[-1] == SPACE:
                    origin[-1] = index
                    continue
                plain = SPACE
            parts.append(plain)
            origin.append(index)
    return "".join(parts), origin
