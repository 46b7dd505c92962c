"""Names that a question sets side by side: counties of one bulletin, people of one report.

Places that articles are about are compared as such (rag.compare.sides); these names only stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rag.asked import Asked
from rag.comparatives import weighs
from rag.compare import Side
from rag.people import is_like_a_person
from rag.retrieve import Retrieved
from vectorstore.index import Index
from vectorstore.names import mentions_in
from vectorstore.terms import MAX_SYLLABLES
from vectorstore.transcription import latin_syllables, sounding

PASSAGES = 20
"""Passages in which the names are looked for."""

LONGEST = 8
"""Characters of a name in Chinese."""

MOST = 8
"""Places in a question where two names may be joined."""

_JOINER_ZH = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:还是|以及|[和跟与同及、 ]|(?<!相)比(?![较例赛如方])|vs\.?)(?=[\u4e00-\u9fff])"
)
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_NAME = r"[A-ZÀ-ÝА-Я][\w'’]*(?: [A-ZÀ-ÝА-Я][\w'’]*){0,2}"
_KIND = r"(?: (?:county|district|town|township|street|subdistrict|village|city))?"
_BETWEEN = r"(?:and|or|vs\.?|versus|than|y|o|et|ou|und|oder|e|и|или|và|hay|hoặc|dan|atau|da|na)"
_SMALL = r"(?:[a-zà-ÿа-я'’-]+ ){0,3}"
"""What may stand before the second name: in, than, the nurse."""
_ALSO = r"(?: ?[(（][\u4e00-\u9fff]+[)）])?"
"""The Chinese name behind one in letters."""
_JOINED = re.compile(rf"({_NAME}){_KIND}{_ALSO}(?:,? {_BETWEEN} |, ){_SMALL}(?=({_NAME}))")
_ENDS = "省市州盟县旗区镇乡村"
_KIND_BEHIND = re.compile(rf"[{_ENDS}]|街道|社区")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt")


def pair(found: Retrieved, asked: Asked, index: Index) -> list[Side]:
    """List the names that a question compares, two or more, as sides of a comparison; empty if it compares none.

    Each has the passages found that have its name.
    """
    question = found.question
    joined = _JOINER_ZH.search(question) or _JOINED.search(question)
    if not joined or not weighs(question, asked):
        return []
    chunks = index.store.get([evidence.id for evidence in found.ranked[:PASSAGES]])
    texts = [chunk.text for chunk in chunks.values()]
    for names in _chains(_joined(question, texts)):
        sides = [
            Side(
                label=name,
                passages=frozenset(id for id, chunk in chunks.items() if name in chunk.text),
                name=name,
                others=tuple(other for other in names if other != name),
                is_place=_is_place(name, texts),
            )
            for name in names
        ]
        if all(side.passages for side in sides):
            return sides
    return []


def _chains(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Join pairs that share a name (A、B, B、C) into lists, the longest first."""
    chains: list[list[str]] = []
    for one, other in pairs:
        if chains and chains[-1][-1] == one and other not in chains[-1]:
            chains[-1].append(other)
        else:
            chains.append([one, other])
    return sorted(chains, key=len, reverse=True)


def _joined(question: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of different names in a question, as the texts write them."""
    for joiner in islice(_JOINER_ZH.finditer(question), MOST):
        before = re.search(r"[\u4e00-\u9fff]*$", question[: joiner.start()][-LONGEST:])
        after = re.match(r"[\u4e00-\u9fff]*", question[joiner.end() :][:LONGEST])
        left, right = before[0] if before else "", after[0] if after else ""
        one = _first_in((left[i:] for i in range(len(left) - 1)), texts)
        other = _first_in((right[:i] for i in range(len(right), 1, -1)), texts)
        if one and other and one != other:
            yield one, other
    for match in islice(_JOINED.finditer(question), MOST):
        one, other = (written(name, texts) for name in match.groups())
        if one and other and one != other:
            yield one, other


def _first_in(names: Iterator[str], texts: Sequence[str]) -> str:
    """Give the first of some strings that a text has and that is a name, "" if a word that is none comes first."""
    import rjieba

    for name in names:
        if any(name in text for text in texts):
            if _is_name(name):
                return name
            if rjieba.has_word(name):
                return ""
    return ""


def _is_name(word: str) -> bool:
    """Whether Chinese characters are a name of a place or body, by its ending or the segmenter, or of a person.

    A name that no dictionary has may have what it is behind it (鹰岩隧道, 冬小麦).
    """
    import rjieba

    if any(mention.name == word for mention in mentions_in(word)) or is_like_a_person(word):
        return True
    *before, (last, tag) = rjieba.tag(word)
    if not before:
        return tag in _NAME_TAGS or not rjieba.has_word(word)
    named = all(kind.startswith("n") or kind.endswith("g") or kind == "m" for _, kind in before)  # 鹰岩 隧道
    return named and tag == "n" and len(last) > 1 and not rjieba.has_word(word[: -len(last)])


def _is_place(name: str, texts: Sequence[str]) -> bool:
    """Whether a name is that of a place: it ends as one does, or so goes on in some text."""
    return any(re.search(rf"{name}(?<=[{_ENDS}])|{name}(?:{_KIND_BEHIND.pattern})", text) for text in texts)


def written(name: str, texts: Sequence[str]) -> str:
    """Find the Chinese characters of a name in Latin or Cyrillic letters, "" if the texts have none that sound so.

    The words before a name may have a capital too (Did Shiqiao).
    """
    words = name.lower().split()
    runs = list(dict.fromkeys(run for text in texts for run in _RUN.findall(text)))
    for first in range(len(words)):
        sound = latin_syllables("".join(words[first:]))
        for run in runs:
            for start, end, said in sounding(run, MAX_SYLLABLES):
                if said == sound and (_is_name(run[start:end]) or _KIND_BEHIND.match(run, end)):
                    return str(run[start:end])
    return ""
