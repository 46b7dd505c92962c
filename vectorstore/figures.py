"""Every quantity of a passage as a Figure: its value and unit, what it counts, what was done, whose it is, and when."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.amounts import Amount, amounts
from vectorstore.lexicon import COPULAS, JOINS, LEADING
from vectorstore.numerals import fold
from vectorstore.owners import owner
from vectorstore.phrases import Phrase, after, before, parts, verb_before
from vectorstore.rows import AMOUNT, DATE, Row, is_verb
from vectorstore.types import Figure, Span, Unit
from vectorstore.uncounted import WHEN
from vectorstore.units import MEASURES
from vectorstore.words import Word, tagged

_BREAK = re.compile(r"[,，。;；!！?？:：\n…]")
_PERSON = re.compile(
    r"(?:人|员|者|民|[学考新师医]生|[教律厨讲]师|[职员民女义]工|兵|书记|干部|群众|孩子|同志|战士|专家|代表|护士|居民|儿童|妇女|青年|选手|教练|"
    r"夫妇|子女|队长|组长|楼长|主任|会长|烈士|模范|先进个人|亲属|家属|老年|患儿|女性|男性|人口|先锋|骨干|乡贤|骑手|司机|师傅)(?:[(（].*)?$"
)
_PLAIN = ("个", "", "批", "对", "群", "组", "些")  # units that do not tell people from things


@dataclass(frozen=True, slots=True)
class _Fact:
    """The span of the thing counted, the verb, and the index in the row after the amount and its thing."""

    counted: Span
    action: str
    last: int


def figures(text: str, sentences: Sequence[Span]) -> list[Figure]:
    """List the figures of `text` in rising order; `sentences` are offsets into it, and so are the figures'.

    >>> found = figures("全县发放口罩3万只。", [(0, 10)])[0]
    >>> found.text, found.value, found.counted, found.action, found.owner
    ('3万只', 30000.0, '口罩', '发放', '全县')
    """
    return [figure for start, end in sentences for figure in _sentence(text[start:end], start)]


def _sentence(sentence: str, offset: int) -> list[Figure]:
    plain = fold(sentence)
    if not any(c.isnumeric() or c in "两几数半" for c in plain):
        return []
    dates = [m.span() for m in WHEN.finditer(plain)]
    quantities = amounts(plain, tagged(plain), dates)
    found: list[Figure] = []
    subject = ""
    amounts_at = {amount.start: amount for amount in quantities}
    for row in _rows(plain, quantities, dates) if quantities else ():
        named_to, named = owner(row)
        subject = named or subject
        for amount, fact in _facts(row, amounts_at, named_to):
            date = bisect_right(dates, amount.start, key=lambda span: span[1])
            when = sentence[slice(*dates[date - 1])].strip() if date else ""
            counted = _trimmed(sentence[slice(*fact.counted)])
            found.append(_figure(sentence, offset, amount, counted, _plain(fact.action), subject, when))
    return found


def _figure(sentence: str, offset: int, amount: Amount, counted: str, action: str, subject: str, when: str) -> Figure:
    kind = amount.kind
    if kind in (Unit.THINGS, Unit.OTHER) and amount.unit in _PLAIN and counted:
        kind = Unit.PEOPLE if _PERSON.search(counted) else Unit.THINGS
    return Figure(
        start=offset + amount.start,
        end=offset + amount.end,
        text=sentence[amount.start : amount.end],
        value=amount.value,
        upper=amount.upper,
        bound=amount.bound,
        unit=amount.unit,
        kind=kind,
        counted=counted,
        action=action,
        owner=subject,
        when=when,
    )


def _rows(plain: str, quantities: Sequence[Amount], dates: Sequence[Span]) -> list[list[Word]]:
    """Cut a sentence into clauses. Words between amounts and dates are told apart anew, unglued from the numbers."""
    fixed = [(a.start, a.end, AMOUNT) for a in quantities] + [(a, b, DATE) for a, b in dates]
    rows: list[list[Word]] = [[]]
    at = 0
    for start, end, tag in [*sorted(fixed), (len(plain), len(plain), "")]:
        for word in tagged(plain[at:start], at) if start > at else ():
            if _BREAK.match(word.text):
                rows.append([])
            elif word.text.strip():
                rows[-1].append(word)
        if tag and start >= at:
            rows[-1].append(Word(start, end, plain[start:end], tag))
        at = max(at, end)
    return rows


def _facts(row: Row, amounts_at: dict[int, Amount], named_to: int) -> list[tuple[Amount, _Fact]]:
    """Tell what each amount of a row counts, from left to right, so that a list can inherit from its beginning."""
    indices = [index for index, word in enumerate(row) if word.tag == AMOUNT]
    facts = _respectively(row, indices)
    lefts: dict[int, bool] = {}
    for index in reversed(indices):
        lefts[index] = _stands_before(row, index, amounts_at[row[index].start], lefts)
    previous: int | None = None
    for index in indices:
        if index not in facts:
            amount, earlier = amounts_at[row[index].start], facts.get(previous) if previous is not None else None
            same = previous is not None and amounts_at[row[previous].start].unit == amount.unit
            if lefts[index]:
                facts[index] = _before(row, index, amount, named_to, earlier, same)
            else:
                facts[index] = _after(row, index, amount, earlier)
        previous = index
    return [(amounts_at[row[index].start], facts[index]) for index in indices]


def _stands_before(row: Row, index: int, amount: Amount, lefts: dict[int, bool]) -> bool:
    """Whether the thing counted stands before the amount (口罩500个), not after it (500个口罩)."""
    following, preceding = after(row, index, _predicated(amount)), before(row, index, amount.kind in MEASURES).phrase
    if following is None or preceding is None:
        return following is None
    if following.last < len(row) and row[following.last].tag == AMOUNT:
        return lefts.get(following.last, False)
    return amount.kind in MEASURES and is_verb(row[index + 1])


def _predicated(amount: Amount) -> bool:
    return amount.kind in MEASURES or amount.unit in ("人", "人次")


def _after(row: Row, index: int, amount: Amount, earlier: _Fact | None) -> _Fact:
    phrase = after(row, index, _predicated(amount))
    if earlier and earlier.action and _links(row, earlier.last, index):
        action = earlier.action
    else:
        verb = verb_before(row, index)
        action = row[verb].text if verb is not None else ""
    return _Fact(_span(row, phrase), action, phrase.last if phrase else index + 1)


def _before(row: Row, index: int, amount: Amount, named_to: int, earlier: _Fact | None, same_unit: bool) -> _Fact:
    found = before(row, index, amount.kind in MEASURES)
    phrase = found.phrase
    action = row[found.verb].text if found.verb is not None else ""
    if amount.kind is Unit.TIMES and not action and index + 1 < len(row) and is_verb(row[index + 1]):  # 四次 召开 会议
        return _Fact(_span(row, after(row, index + 1, False)), row[index + 1].text, index + 1)
    if phrase is None:
        if not action and earlier and same_unit and _links(row, earlier.last, index):
            return _Fact(earlier.counted, earlier.action, index + 1)
        return _Fact((0, 0), action, index + 1)
    if not action and earlier and _links(row, earlier.last, phrase.first):
        action = earlier.action
    if phrase.first < named_to < phrase.last:
        phrase = Phrase(named_to, phrase.last)
    elif phrase.last == named_to and amount.kind in MEASURES:  # 张三 38个小时: whose, not what
        return _Fact((0, 0), action, index + 1)
    return _Fact(_span(row, phrase), action, index + 1)


def _respectively(row: Row, indices: Sequence[int]) -> dict[int, _Fact]:
    """设卡点、劝导点分别为21个、35个: each number goes to its thing, or all to all if they are not as many."""
    marker = next((index for index, word in enumerate(row) if word.text == "分别"), None)
    targets = [index for index in indices if marker is not None and index > marker]
    if marker is None or len(targets) < 2 or any(not _links(row, a + 1, b) for a, b in pairwise(targets)):
        return {}
    found = before(row, marker, False)
    if found.phrase is None:
        return {}
    things = parts(row, found.phrase)
    each = things if len(things) == len(targets) else [found.phrase] * len(targets)
    action = row[found.verb].text if found.verb is not None else ""
    return {index: _Fact(_span(row, thing), action, index + 1) for index, thing in zip(targets, each, strict=True)}


def _links(row: Row, start: int, end: int) -> bool:
    """Whether nothing but a conjunction or an adverb stands between two members of a list."""
    return start <= end and all(w.text in JOINS or w.text in COPULAS or w.tag == "d" for w in row[start:end])


def _span(row: Row, phrase: Phrase | None) -> Span:
    return (row[phrase.first].start, row[phrase.last - 1].end) if phrase else (0, 0)


def _plain(action: str) -> str:
    return action[1:] if len(action) == 2 and action[0] in "共已均各" else action


def _trimmed(counted: str) -> str:
    for lead in LEADING:
        if counted.startswith(lead) and len(counted) > len(lead) + 1:
            counted = counted[len(lead) :]
    return counted.strip(" 的、")
