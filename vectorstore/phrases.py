"""The noun phrase after or before a number in a row, and the verb it is the object of."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.lexicon import (
    CHANGES,
    COMPARISONS,
    COMPLEMENTS,
    COPULAR_VERBS,
    COPULAS,
    COUNTABLE_ACTS,
    GENERIC,
    IDLE,
    JOINS,
    LIGHT,
    PREDICATES,
    SUFFIXES,
)
from vectorstore.rows import (
    AMOUNT,
    CLOSERS,
    DATE,
    Row,
    all_names,
    begins_noun,
    closed,
    is_noun,
    is_verb,
    joins_noun,
    modifies,
    opened,
)
from vectorstore.words import Word

_WHOLE = ("全部", "全体", "全员")
_EXTENTS = "高长宽重深厚"  # 肩高 1米
_WHEN = ("时", "后", "前", "中", "内", "间", "时间内")
_FROM = ("由", "从")
_RELATIVE, _FAR = 16, 10  # words


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words `first` to `last`, exclusive, of a row."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a number: the noun phrase, if any, and the index of the verb in front of it, if any."""

    phrase: Phrase | None
    verb: int | None


def after(row: Row, index: int, measured: bool) -> Phrase | None:
    """Find the noun phrase after the amount at `index`.

    A `measured` amount (3小时, 40人) may have a predicate right behind it.
    """
    at = index + 1
    if at < len(row) and row[at].text == "的":
        at += 1
    first, last, described = at, at, False
    while at < len(row):
        word = row[at]
        if word.tag == AMOUNT or (word.tag == DATE and at > first):
            break
        if (end := closed(row, at)) > at and (last == at > first or word.text not in "("):
            at = last = end
        elif last == at > first and (word.text in JOINS or word.text == "等") and _continues(row, at + 1):
            at += 1
        elif at == first and (target := _relative(row, at, measured)):
            first = last = at = target
        elif word.text == "的" and (described or _describes(row[first:at], last == at)) and begins_noun(row, at + 1):
            first = last = at = at + 1
        elif _qualifies(row, at, first, last):
            described = described or (word.tag == "a" and last == first)
            at += 1
        elif (is_noun(word) and _goes_on(word, last > first)) or (word.text in SUFFIXES and at > first):
            at = last = at + 1
        elif at == first and not measured and is_verb(word) and word.text not in PREDICATES and _continues(row, at + 1):
            described, at = True, at + 1
        else:
            break
    while not measured and last - first > 1 and row[last - 1].tag == "vn" and row[last - 1].text not in COUNTABLE_ACTS:
        last -= 1
    return Phrase(first, last) if last > first else None


def _describes(words: Row, whole: bool) -> bool:
    """Whether the words before 的 only describe what follows it: 家庭困难 的 学生, 河东村 的 党员."""
    return whole and bool(words) and (words[-1].tag in ("an", "l") or all_names(words))


def _qualifies(row: Row, at: int, first: int, last: int) -> bool:
    """Whether the word at `at` qualifies a noun that is still to come."""
    word, following = row[at], row[at + 1] if at + 1 < len(row) else None
    if word.tag == "a" and last > first and following is not None and is_verb(following):
        return False
    if at == first and (
        word.tag == "r" or (word.tag == "d" and following is not None and is_noun(following) and not is_verb(following))
    ):
        return True
    return joins_noun(row, at) or modifies(word)


def _goes_on(word: Word, begun: bool) -> bool:
    return word.text not in _WHEN and not (begun and word.text in _WHOLE)


def before(row: Row, index: int, measured: bool) -> Before:
    """Tell what stands before the amount at `index`: 设置 党员先锋岗 406个, 捐款 5000元, 占 总数 的 30%."""
    at = index - 1
    verb = None
    if at >= 0 and (row[at].text == "的" if measured else row[at].text in _FROM and _changes(row, index + 1)):
        at -= 1
    while at >= 0 and (row[at].text in COPULAS or row[at].tag in ("d", "ul", "ug")):
        at -= 1
    if at >= 0 and row[at].text in CHANGES:
        verb, at = at, at - 1
        if at > 0 and row[at].tag == AMOUNT and row[at - 1].text in _FROM:  # 由 6间 增加到 14间
            at -= 1
        while at >= 0 and (row[at].text in COMPARISONS or row[at].tag in ("d", "p", "t", DATE)):
            at -= 1
    last = at + 1
    first = _leftwards(row, at)
    if first == last:
        return Before(None, verb if verb is not None else _verb(row, at))
    if verb is None and first + 1 < last and _is_predicate(row, first, last):
        return Before(Phrase(first + 1, last), first)
    return Before(Phrase(first, last), verb if verb is not None else _verb(row, first - 1))


def _changes(row: Row, at: int) -> bool:
    return at < len(row) and row[at].text in CHANGES


def verb_before(row: Row, index: int) -> int | None:
    """Find the verb that governs the amount at `index` when its thing follows: 抽调 机关 20名."""
    at = index - 1
    while at >= 0 and (row[at].text in COPULAS or row[at].tag in ("d", "ul", "ug", "uz", "t", "r", "f", "s")):
        if row[at].text in COPULAR_VERBS:
            return None
        at -= 1
    steps = 0
    while at >= 0 and steps < _FAR and _passes(row[at]):
        at, steps = at - 1, steps + 1
    return _verb(row, at)


def parts(row: Row, phrase: Phrase) -> list[Phrase]:
    """Split a phrase at its conjunctions: 卡点、劝导点 are two."""
    cuts = [i for i in range(phrase.first, phrase.last) if row[i].text in JOINS]
    edges = [phrase.first, *(c + 1 for c in cuts)], [*cuts, phrase.last]
    return [Phrase(a, b) for a, b in zip(*edges, strict=True) if a < b]


def _leftwards(row: Row, at: int) -> int:
    """Find the first word of the noun phrase that ends with the word at `at`, `at + 1` if there is none."""
    end = first = at + 1
    join: int | None = None
    listed = False  # 人员摸排、信息登记等 活动: what a list names may be verbs
    while at >= 0:
        word = row[at]
        if word.text in CLOSERS and (opening := opened(row, at)) < at:
            at = opening
            first = first if word.text == ")" else opening
        elif word.text in JOINS and 0 < at < end - 1 and _ends_noun(row[at - 1], listed):
            join = at
        elif (
            is_noun(word)
            or joins_noun(row, at)
            or (at == end - 1 and word.text[-1] in _EXTENTS)
            or (listed and is_verb(word) and word.text not in LIGHT)
        ):
            first = at
        elif at < end - 1 and (modifies(word) or word.tag == "r" or word.text == "等"):
            first, listed = at, listed or word.text == "等"
        else:
            break
        at -= 1
    if join is not None and at >= 0 and row[at].tag == AMOUNT:
        return join + 1
    return first


def _ends_noun(word: Word, listed: bool) -> bool:
    return is_noun(word) or word.text in CLOSERS or (listed and is_verb(word))


def _is_predicate(row: Row, first: int, last: int) -> bool:
    """Whether the noun-like verb that begins a phrase governs the rest: 检测 样本, but not 检测 人员."""
    if not is_verb(row[first]) or row[first + 1].text in SUFFIXES:
        return False
    rest = row[first + 1 : last]
    if first > 0 and (row[first - 1].text in JOINS or (is_verb(row[first - 1]) and row[first - 1].text not in COPULAS)):
        return False
    adverb = first > 0 and (row[first - 1].tag == "d" or row[first - 1].text in COPULAS)
    return adverb or (rest[0].text not in GENERIC and not any(is_verb(w) for w in rest[:1]))


def _verb(row: Row, at: int) -> int | None:
    while at >= 0 and row[at].tag in ("ul", "ug", "uz", "d"):
        at -= 1
    if at > 0 and row[at].text in COMPLEMENTS and is_verb(row[at - 1]):
        at -= 1
    return at if at >= 0 and is_verb(row[at]) and row[at].text not in COPULAS | IDLE else None


def _passes(word: Word) -> bool:
    """Whether the word may stand between a verb and its amount: 抽调 机关及站所 20名."""
    return (is_noun(word) and not is_verb(word)) or word.text in JOINS or word.text in SUFFIXES


def _continues(row: Row, at: int) -> bool:
    """Whether a phrase goes on at `at` behind a conjunction, with a thing that has no number of its own."""
    if at >= len(row) or row[at].tag == "m" or not begins_noun(row, at):
        return False
    while at < len(row) and (is_noun(row[at]) or modifies(row[at]) or joins_noun(row, at)):
        at += 1
    return at == len(row) or row[at].tag != AMOUNT


def _relative(row: Row, at: int, measured: bool) -> int | None:
    """Find where the noun begins that a relative clause at `at` leads to: 3名 来自武汉的 返乡人员."""
    word = row[at]
    if measured or not (is_verb(word) or word.tag in ("p", "d", DATE)) or joins_noun(row, at):
        return None
    for index in range(at + 1, min(at + _RELATIVE, len(row) - 1)):
        if row[index].text == "的":
            return index + 1 if begins_noun(row, index + 1) else None
    return None
