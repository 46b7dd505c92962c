"""Two names that a question sets side by side: counties of one bulletin, people of one report.

Places that articles are about are compared as such (rag.compare.sides); these names only stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.asked import Asked, Want
from rag.compare import MORE, SUPERLATIVE, Side
from rag.place_names import name_of
from rag.retrieve import Retrieved
from vectorstore.index import Index
from vectorstore.names import mentions_in
from vectorstore.terms import MAX_SYLLABLES
from vectorstore.transcription import latin_syllables, syllables

PASSAGES = 20
"""Passages in which the names are looked for."""

LONGEST = 8
"""Characters of a name in Chinese."""

_JOINED_ZH = re.compile(r"([\u4e00-\u9fff]{2,})(?:和|跟|与|同|及|、|还是|比|vs\.?)([\u4e00-\u9fff]{2,})")
_NAME = r"[A-ZÀ-ÝА-Я][\w'’]*(?: [A-ZÀ-ÝА-Я][\w'’]*){0,2}"
_KIND = r"(?: (?:county|district|town|township|street|subdistrict|village|city))?"
_BETWEEN = r"(?:and|or|vs\.?|versus|than|y|o|et|ou|und|oder|e|и|или|và|hay|hoặc|dan|atau|da|na)"
_SMALL = r"(?:(?:in|to|of|for|en|em|à|a|im|в|на|di|ở|dans|de|than) )?"
_JOINED = re.compile(rf"({_NAME}){_KIND},? {_BETWEEN} {_SMALL}({_NAME})")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt")


def pair(found: Retrieved, asked: Asked, index: Index) -> list[Side]:
    """List the two names that a question compares, as sides of a comparison; empty if it compares none.

    Each has the passages found that have its name, and its figures must be in sentences with it, where there are any.
    """
    question = found.question
    if not (asked.want is Want.NUMBER or MORE.search(question) or SUPERLATIVE.search(question)):
        return []
    chunks = index.store.get([evidence.id for evidence in found.ranked[:PASSAGES]])
    texts = [chunk.text for chunk in chunks.values()]
    for one, other in _joined(question, texts):
        sides = [
            Side(name, frozenset(id for id, chunk in chunks.items() if name in chunk.text), name)
            for name in (one, other)
        ]
        if one != other and all(side.passages for side in sides):
            return sides
    return []


def _joined(question: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names in a question, as the texts write them."""
    for match in _JOINED_ZH.finditer(question):
        before, after = match[1][-LONGEST:], match[2][:LONGEST]
        one = _first_in((before[i:] for i in range(len(before) - 1)), texts)
        other = _first_in((after[:i] for i in range(len(after), 1, -1)), texts)
        if one and other and _is_name(one) and _is_name(other):
            yield one, other
    for match in _JOINED.finditer(question):
        one, other = (_written(name, texts) for name in match.groups())
        if one and other:
            yield one, other


def _first_in(names: Iterator[str], texts: Sequence[str]) -> str:
    return next((name for name in names if any(name in text for text in texts)), "")


def _is_name(word: str) -> bool:
    """Whether Chinese characters are a name: no word of the dictionary, or one of a person, place or body."""
    import rjieba

    if mentions_in(word) and name_of(word).stem:
        return True
    (tag, *more) = (tag for _, tag in rjieba.tag(word))
    return not rjieba.has_word(word) or (not more and tag in _NAME_TAGS)


def _written(name: str, texts: Sequence[str]) -> str:
    """Find the Chinese characters of a name in Latin or Cyrillic letters, "" if the texts have none that sound so.

    The words before a name may have a capital too (Did Shiqiao).
    """
    words = name.lower().split()
    for first in range(len(words)):
        sound = latin_syllables("".join(words[first:]))
        for run in (run for text in texts for run in _HAN.findall(text)):
            parts = syllables(run)
            for size in range(2, MAX_SYLLABLES + 1):
                for i in range(len(parts) - size + 1):
                    if "".join(parts[i : i + size]) == sound:
                        return str(run[i : i + size])
    return ""
