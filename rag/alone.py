"""A question that compares several places or names, as it would be asked of one of them alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.mentions import Question
from rag.place_names import name_of
from vectorstore.types import Span

MOST = 4
"""Sides of a comparison that are asked about alone; more would take too long."""

_JOINING = (
    "and|or|than|versus|vs|with|in|at|of|by|to|from|for|the|y|e|o|u|que|en|de|et|ou|à|und|oder|als|von|и|или"
    "|чем|в|và|hay|hoặc|với|so|dan|atau|dengan|di|ve|veya|ile|और|या|و|أو|أم|من"
)
_JOINER = re.compile(
    rf"(?:[\s,，、(（;；]|(?<!\w)(?:{_JOINING})\.?(?!\w)|还是|以及|或者?|(?<!相)对?比|[和跟与同及]|หรือ|และ|กับ|と|や)+$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"^\s*[)）]")
_PLACE = "county|district|town|township|street|subdistrict|village|city|place|area|side|school|community|team|company"
_WHICH = re.compile(
    rf"\b(?:which|what)(?: one| of (?:the |them )?\w*)?(?: (?:{_PLACE}))?"
    r"(?= (?!is |was )(?:had|has|have|did|does|got|\w+(?:ed|t|s)) )|\bwho(?= \w+ )"
    r"|(?:哪|谁)(?:[个一]?(?:[省市县区镇乡村]|街道|社区|地方|学校|小学)|[个边家方里位])?(?:的(?=[\u4e00-\u9fff]))?",
    re.IGNORECASE,
)
"""What asks which of the names it is."""
_PLAIN = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"[,;(.]?\s*\b(?:and )?how (?:many|much) (?:is it )?(?:for |in )?each(?: of them)?\b\)?", ""),
        (
            r"[,;.]?\s*\b(?:(?:give me|and|with) )*(?:(?:both|the|all) )?(?:numbers|figures)(?: (?:pls|please))?\W*$",
            "?",
        ),
        (r"\bwhich (?:one )?(?:is|was) (?:more|fewer|higher|lower|bigger)\b", "how many"),
        (r"[,;]?\s*从[多大高]到[少小低]排\S*$", ""),
        (r"^\W*(?:did|does|do)\b\s*", ""),
        (r"\bhow (many|much) (?:more|fewer|less)\b", r"how \1"),
        (r"^(.*?)\b(?:more|fewer)\b(?= (?!than\b)[a-z])", r"\1how many"),
        (r"^((?:(?!how many).)*?)\b(?:most|fewest)\b(?= (?!of\b)[a-z])((?:(?!how many).)*)$", r"\1how many\2"),
        (r"\bthe how many\b", "how many"),
        (r"^which of (?=\ue000)", ""),
        (r"[,、;]?各是?(?:几[^\W\d_]|多少)(?=\W?$)", ""),
        (r"([高低大小长短重远])了?多少", r"有多\1"),
        (r"(?<![很许更众不最])[多少]了?(?=多少|几[^\W\d_])", "有"),
        (r"(?:更|比较|要|最)?(?<![很许众不多])[多少](?!少)[些点]?(?=[?。,\s]|$)", "有多少"),
        (r"(?:更|比较|要|最)?(?<![很许众不多])([高低大小长短重远])[些点]?(?=[?。,\s]|$)", r"有多\1"),
        (r"[两三四]个?(?=[省市县区镇乡村家所位名])|加起来|合起来|各(?=[有是设建收派来种])", ""),
        (r"有有", "有"),
        (r"\?+", "?"),
    )
)
"""What turns a question that compares into one for a number."""
_EACH = re.compile(r"[,;]?\s*\b(?:(?:for )?each(?: of them)?|respectively)\b|分别|各自", re.IGNORECASE)
_NAME = "\ue000"
"""Stands for the name while the words around it are changed; no question has it."""
_BETWEEN = 60
"""Characters before a name in which words that join it to another one are looked for."""


def alone(question: str, names: Sequence[str], titles: Sequence[str] = (), *, weighs: bool = True) -> list[str]:
    """Ask a question of each of the names in it; of one that `weighs` them, for a number where it asks who has more.

    `titles` are those of the articles on places, by which a name that is a word counts as one (Question.find). Empty
    where some of the names are not found in the question, or are too many.

    >>> alone("Did Heting or Wuyan send more nurses?", ["河汀镇", "乌岩乡"])
    ['Heting send how many nurses?', 'Wuyan send how many nurses?']
    """
    asked = Question(question)
    found = _found(asked, names, titles)
    if not found:
        return []
    only = _EACH.sub("", _only(asked.plain, _apart(found), weighs))
    if weighs:
        for pattern, plain in _PLAIN:
            only = pattern.sub(plain, only)
    return [" ".join(only.replace(_NAME, asked.plain[slice(*spans[0])]).split()) for spans in found]


def joined(question: str, names: Sequence[str], titles: Sequence[str] = ()) -> bool:
    """Whether nothing but words like and, in or 和 stands between the names: each is asked about, and nothing else."""
    asked = Question(question)
    places = _apart(_found(asked, names, titles))
    between = [asked.plain[one[1] : other[0]] for one, other in pairwise(places)]
    return bool(between) and all(_JOINER.fullmatch(text) for text in between)


def _found(asked: Question, names: Sequence[str], titles: Sequence[str]) -> list[list[Span]]:
    """Find where each of the names stands, the first and longest first; nothing where not all do."""
    found = [
        {_with_particle(asked.plain, span) for title in titles or [""] for span in asked.spans(name_of(name), title)}
        for name in names
    ]
    if not 1 < len(found) <= MOST or not all(found):
        return []
    return [sorted(spans, key=lambda span: (span[0], -span[1])) for spans in found]


def _with_particle(question: str, span: Span) -> Span:
    """Take along what follows a name in Hangul within its word."""
    start, end = span
    while "\uac00" <= question[end : end + 1] <= "\ud7af":
        end += 1
    return start, end


def _apart(found: Sequence[Sequence[Span]]) -> list[Span]:
    """List all spans in order, those inside others left out."""
    places: list[Span] = []
    for span in sorted({span for spans in found for span in spans}, key=lambda span: (span[0], -span[1])):
        if not places or span[0] >= places[-1][1]:
            places.append(span)
    return places


def _asks_which(question: str, places: Sequence[Span]) -> Span | None:
    """Find the words that ask which of the names it is: the name is put there."""
    found = next(
        (m for m in _WHICH.finditer(question) if not any(a < m.end() and m.start() < b for a, b in places)), None
    )
    return found.span() if found else None


def _only(question: str, places: Sequence[Span], weighs: bool) -> str:
    """Put _NAME where the first of the names stands, or what asks which, and leave the others out with their joints."""
    which = _asks_which(question, places) if weighs else None
    if which and which[0] >= places[0][1]:
        out = which[1] - which[0]
        question = question[: which[0]] + question[which[1] :]
        places = [(a - out, b - out) if a >= which[1] else (a, b) for a, b in places]
    (start, end), *others = [which, *places] if which and which[1] <= places[0][0] else places
    kept = question[:start] + _NAME
    for a, b in others:
        between = question[end:a]
        kept += between[:-_BETWEEN] + _JOINER.sub("", between[-_BETWEEN:])
        end = b + len(closing[0]) if (closing := _CLOSING.match(question[b:])) else b
    return kept + question[end:]
