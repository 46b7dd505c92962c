"""Reprints: articles of several reports that are the same story under another headline, shortened or rearranged.

An article is signed once, when it is read (`signature`); its signature is kept, and all signatures together give the
stories (`stories`). Two articles tell the same story if the wording of the shorter one is mostly in the longer one,
numbers left out, and its numbers are in there as well: this week's bulletin has last week's words and other numbers,
a neighbouring town's report is written from the same form, and neither is a reprint.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vectorstore import numerals
from vectorstore.folding import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Key = tuple[str, int]
"""A report's name and the number of an article in it."""

SHINGLE = 5
"""Characters of a shingle: two unrelated reports share 2 in 100 at most, a reprint under another headline 85."""
SHORTEST = 60
"""Letters and digits an article must have to be signed: so much can be a form of words that many articles have."""
WORDING, NUMBERS, SEED = 126, 64, 7
"""Values of the two MinHashes: a share of one half is estimated with a standard error of .045 and .0625 at most."""
ALIKE = 0.3
"""Share of both articles' wording that they must have in common (Jaccard): one may be a third as long as the other."""
CONTAINED = 0.6
"""Share of the shorter article's wording that must be in the longer one; measured over reprints with paragraphs
dropped, moved and edited: .66 to .99."""
AGREEING = 0.75
"""Share of its numbers that must be in there, as a part of the former share. Measured: .9 to 1.1 in reprints, .05 to
.6 in bulletins of two weeks or towns."""
CONTAINED_WITHOUT_NUMBERS = 0.9
"""Share of its wording that must be in there if there are no numbers to compare."""
BAND = 3
"""Rows of a band; articles that agree in one of the bands are compared: 94 of 100 pairs whose share is .4."""
NEIGHBOURS = 4
"""Articles with which one is compared in each band, those with the nearest numbers: all of most bands."""

_SIZES = 2
_COLUMNS = _SIZES + WORDING + NUMBERS
_LENGTH = 4 * (2 * _COLUMNS // 3)
_MOST = 0xFFFF
_COMPARED = 1 << 10  # pairs compared at once: what stays in the cache

_NUMERAL = re.compile(rf"(?:{numerals.NUMERAL})(?=([^\W_]{{0,2}}))")
_SPACE = re.compile(r"\s+")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])\s+(?=[a-z0-9])")
_NO_LETTER = re.compile(r"[\W_]+")


def signature(text: str) -> str:
    """Sign an article's whole text, in 512 characters that stand in JSON as they are.

    Equal texts have equal signatures on every machine, and so have texts that differ only in white space, punctuation,
    width of characters and traditional or simplified ones. "" for a text of fewer than 60 letters and digits: a
    picture's caption or a line of thanks is found alike in reports that have nothing else in common.
    """
    import numpy as np

    plain = _BETWEEN_WORDS.sub("|", numerals.fold(fold(text)))
    plain = _SPACE.sub("", plain)
    words = _NO_LETTER.sub("", _NUMERAL.sub(lambda m: "0" if _tells(m[0]) else m[0], plain))
    if len(words) < SHORTEST:
        return ""
    wording = {words[i : i + SHINGLE] for i in range(len(words) - SHINGLE + 1)}
    numbers = set(_numbers(plain))
    parts = (
        np.array([min(len(wording), _MOST), min(len(numbers), _MOST)]),
        _hashes(wording, WORDING),
        _hashes(numbers, NUMBERS),
    )
    return base64.b64encode(np.concatenate(parts).astype("<u2").tobytes()).decode()


def stories(articles: Sequence[tuple[Key, str]]) -> dict[Key, Key]:
    """Give each article, by its key and signature, the key of its story.

    Articles belong to one story if a chain of articles, each alike to the next, leads from one to the other. The story
    has the least of its articles' keys (the report's name, then the number), so it depends on which articles there are
    and not on the order in which they are given or came. An article with the signature "" is a story of its own.
    """
    found = {key: key for key, _ in articles}
    first: dict[str, Key] = {}
    for key, signed in sorted(articles):
        if len(signed) == _LENGTH:
            found[key] = first.setdefault(signed, key)
    keys = list(first.values())
    parents = list(range(len(keys)))
    for a, b in _alike(list(first)):
        low, high = sorted((_root(parents, a), _root(parents, b)))
        parents[high] = low
    places = {key: place for place, key in enumerate(keys)}
    return {key: keys[_root(parents, places[of])] if of in places else of for key, of in found.items()}


def _tells(numeral: str) -> bool:
    """Whether it is a number: a lone Chinese digit is mostly a part of a word (一线, 三农)."""
    return len(numeral) > 1 or numeral.isdecimal()


def _numbers(plain: str) -> Iterator[str]:
    """Write each number as its value and the two letters right after it, its unit: 3000人 is not 3000元."""
    for match in _NUMERAL.finditer(plain):
        if _tells(match[0]):
            reading = numerals.read(match[0])
            value = f"{reading.value:.12g}" if reading else match[0]
            yield value + match[1]


def _hashes(shingles: set[str], permutations: int) -> NDArray[np.uint32]:
    """Give the low 16 bits of the MinHash of shingles; two of them are equal by chance in one of 65,536."""
    import numpy as np
    from rensa import RMinHash

    minhash = RMinHash(permutations, SEED)
    minhash.update(list(shingles))
    return np.array(minhash.digest(), np.uint32) & np.uint32(_MOST)


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = place = parents[parents[place]]
    return place


def _alike(signatures: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that tell the same story, by their places in `signatures`, which are all different."""
    import numpy as np

    rows = np.frombuffer(base64.b64decode("".join(signatures)), "<u2").reshape(-1, _COLUMNS)
    bands = [codes for band in range(WORDING // BAND) for codes in _neighbours(rows, band)]
    pairs = np.sort(np.concatenate([np.empty(0, np.int64), *bands]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    words, numbers = (np.ascontiguousarray(part) for part in np.split(rows[:, _SIZES:], [WORDING], axis=1))
    for at in range(0, len(pairs), _COMPARED):
        a, b = np.divmod(pairs[at : at + _COMPARED], len(rows))
        agreeing = _contained(_share(numbers[a], numbers[b]), rows[a, 1], rows[b, 1])
        agreeing[np.minimum(rows[a, 1], rows[b, 1]) == 0] = np.inf  # no numbers to compare
        likely = agreeing >= AGREEING * CONTAINED  # hardly any, among articles written from one form
        a, b, agreeing = a[likely], b[likely], agreeing[likely]
        share = _share(words[a], words[b])
        contained = _contained(share, rows[a, 0], rows[b, 0])
        least = np.where(np.isinf(agreeing), CONTAINED_WITHOUT_NUMBERS, CONTAINED)
        same = (share >= ALIKE) & (contained >= least) & (agreeing >= AGREEING * contained)
        yield from zip(a[same].tolist(), b[same].tolist(), strict=True)


def _neighbours(rows: NDArray[np.uint16], band: int) -> Iterator[NDArray[np.int64]]:
    """Yield pairs of rows that agree in a band of their wording, as one place times the number of rows plus the other.

    Rows are ordered by the band, then by one of the hashes of their numbers, so that of many articles written from one
    form those with the same numbers are neighbours.
    """
    import numpy as np

    columns = [_SIZES + band * BAND + i for i in range(BAND)] + [_SIZES + WORDING + band]
    codes = np.zeros(len(rows), np.uint64)
    for column in columns:
        codes = (codes << np.uint64(16)) | rows[:, column].astype(np.uint64)
    order = np.argsort(codes, kind="stable")
    wording = codes[order] >> np.uint64(16)
    for step in range(1, min(NEIGHBOURS, len(rows) - 1) + 1):
        (at,) = np.nonzero(wording[step:] == wording[:-step])
        if not len(at):
            return
        a, b = order[at], order[at + step]
        yield np.minimum(a, b) * len(rows) + np.maximum(a, b)


def _share(a: NDArray[np.uint16], b: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Estimate the Jaccard similarity of sets, row by row, from their MinHashes."""
    import numpy as np

    share: NDArray[np.float64] = np.count_nonzero(a == b, axis=1) / a.shape[1]
    return share


def _contained(share: NDArray[np.float64], a: NDArray[np.uint16], b: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Estimate which part of the smaller of two sets is in the other, from their Jaccard similarity and sizes."""
    import numpy as np

    both = share * (a.astype(np.float64) + b) / (1 + share)
    least: NDArray[np.float64] = np.minimum(1.0, both / np.maximum(np.minimum(a, b), 1))
    return least
