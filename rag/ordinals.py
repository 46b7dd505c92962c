"""Which of several alike things is meant, by its number: the second round, the first dose, No. 1 Middle School."""

from __future__ import annotations

import re

from vectorstore.types import Span

Ordinal = tuple[int, str]
"""A number, and the Chinese word for what is numbered."""

_DIGITS = {sign: n for n, sign in enumerate("一二三四五六七八九十", 1)} | {"首": 1}
BARE = r"(?![^\W\d_])|(?=[的有和与及校师生教共在是为何几多谁什哪复开招今昨明]|全(?!会)|学生|老师)"
"""What follows 中 or 小 where it is short for a school (二中有, but not 第二中级)."""
_HAN = re.compile(
    r"(?:第(?P<n>[一二三四五六七八九十]|\d{1,2})|(?P<first>首))(?P<kind>轮|批|期|剂次?|针|次|阶段|季度|标段)"
    r"|(?<![一二三四五六七八九十百])第?(?P<no>[一二三四五六七八九十])"
    rf"(?P<school>中学|小学|医院|幼儿园|[中小](?:{BARE}))"
)
_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_CARDINALS = "one two three four five six seven eight nine ten"
_ENGLISH = {word: n for words in (_WORDS, _CARDINALS) for n, word in enumerate(words.split(), 1)}
_KINDS = {
    "round": "轮", "batch": "批", "phase": "期", "stage": "阶段", "dose": "剂", "shot": "剂", "jab": "剂",
    "quarter": "季度", "middle school": "中学", "high school": "中学", "primary school": "小学", "hospital": "医院",
}  # fmt: skip
_ALIKE = {"剂次": "剂", "针": "剂", "中": "中学", "小": "小学", "阶段": "期"}
_IN_ENGLISH = re.compile(
    rf"\b(?:(?P<n>{_WORDS.replace(' ', '|')}|\d(?=st|nd|rd|th))(?:st|nd|rd|th)?|no\.? ?(?P<no>\d)) (?:[a-z]+ )?"
    rf"(?P<kind>{'|'.join(_KINDS)})s?\b"
    rf"|\b(?P<before>round|batch|phase|stage|dose|quarter) (?P<behind>{_CARDINALS.replace(' ', '|')}|\d)\b",
    re.IGNORECASE | re.ASCII,
)


def ordinals(text: str) -> list[tuple[Ordinal, Span]]:
    """List what a Chinese or English text tells by its number, and where.

    >>> ordinals("首轮采样1204人,第二轮采样1388人")
    [((1, '轮'), (0, 2)), ((2, '轮'), (9, 12))]
    """
    found = []
    for m in _HAN.finditer(text):
        number, kind = m["n"] or m["first"] or m["no"], m["kind"] or m["school"]
        found.append((_ordinal(number, kind), m.span()))
    for m in _IN_ENGLISH.finditer(text):
        number, kind = m["n"] or m["no"] or m["behind"], (m["kind"] or m["before"]).lower()
        found.append((_ordinal(number.lower(), _KINDS[kind]), m.span()))
    return found


def asked_for(question: str) -> frozenset[Ordinal]:
    """Give what a question asks about by its number; nothing of a kind that it has several of."""
    every = {ordinal for ordinal, _ in ordinals(question)}
    return frozenset(one for one in every if sum(kind == one[1] for _, kind in every) == 1)


def of_another(asked: frozenset[Ordinal], text: str, start: int, end: int, at: int | None) -> bool:
    """Whether what stands at an offset of a sentence, `text[start:end]`, is told of another number than is asked for.

    The nearest one of the kind before it counts, or else the first behind it; all of them without an offset.
    """
    if not asked:
        return False
    told = [(ordinal, span[0] + start) for ordinal, span in ordinals(text[start:end])]
    for number, kind in asked:
        same = [(n, where) for (n, of), where in told if of == kind]
        before = [n for n, where in same if at is None or where <= at]
        near = [n for n, _ in same] if at is None else before[-1:] or [n for n, _ in same[:1]]
        if near and number not in near:
            return True
    return False


def _ordinal(number: str, kind: str) -> Ordinal:
    value = int(number) if number.isdecimal() else _DIGITS.get(number) or _ENGLISH[number]
    return value, _ALIKE.get(kind, kind)
