"""Several figures that one sentence gives, one for each of what a question lists: 小学、初中各多少.

Places that articles are about are compared as such (rag.compare.sides); what is listed here stands in one sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rag.asked import Asked, Want
from rag.candidates import Candidate
from rag.comparable import measured, same_measure
from rag.compare import Compared
from rag.extract import extract, fits, worth
from rag.pairs import written
from rag.retrieve import Retrieved
from vectorstore.glosses import STOP_WORDS, english_stems, in_english, stem

MOST = 6
"""Things that a question lists, at most."""
LONGEST = 8
"""Characters of one in Chinese."""

_LIST_ZH = re.compile(r"(?<=[\u4e00-\u9fff])(?:以及|还有|[、和与跟及])(?=[\u4e00-\u9fff])")
_CLAUSES_ZH = re.compile(r"[，,：:；;。？?]")
_LIST = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or|vs\.?|versus)\s+", re.IGNORECASE)
_CLAUSES = re.compile(r"[:;?]\s*")
_NAME = re.compile(r"[A-ZÀ-Ý][\w'’]*(?: [A-ZÀ-Ý][\w'’]*)*")
_WORD = re.compile(r"[a-z][a-z'’-]*", re.IGNORECASE)
_COMMAS = ("、", ",")
"""What joins the things of a list before the last: no list is cut at one."""
_WORDS = 3
"""Words of a thing in English."""
_IN_ORDER = re.compile("分别|依次")
_LISTED = re.compile("以及|[、和与及]")
_ASKS = re.compile(r"(?:how|what|which|who|when|where|why|each|respectively)\b", re.IGNORECASE)
"""What the rest of a question behind a list begins with, and no thing of it."""
_KIND = re.compile("[省市州县区镇乡村]|街道|社区")


def series(found: Retrieved, asked: Asked, lines: Sequence[Candidate]) -> Compared | None:
    """Find the sentence that has a figure for each of what the question lists; None if it lists nothing or none has.

    The figures are of one measure, the largest comes first.
    """
    if asked.want is not Want.NUMBER:
        return None
    figures: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for line in lines:
        if line.line.figure and fits(line, asked):
            figures[line.evidence.id, line.sentence[0]].append(line)
    told = [sorted(some, key=lambda one: one.figure.start) for some in figures.values() if len(some) > 1]
    for listed in _lists(found.question):
        rows = [row for some in told if (row := _rows(listed, some))]
        if rows:
            best = max(rows, key=lambda row: max(worth(one, asked) for _, one in row))
            made = [(name, extract(one, worth(one, asked), asked, found.terms)) for name, one in best]
            return Compared(tuple(sorted(made, key=lambda row: -measured(row[1].candidate.figure))), ())
    return None


def _lists(question: str) -> Iterator[tuple[str, ...]]:
    """Yield what a question may list, as the pieces between what joins them, the longest lists first."""
    clauses, joiner = (_CLAUSES_ZH, _LIST_ZH) if _LIST_ZH.search(question) else (_CLAUSES, _LIST)
    for clause in clauses.split(question):
        pieces = [piece.strip() for piece in joiner.split(clause)]
        while len(pieces) > 1 and _ASKS.match(pieces[-1]):
            pieces.pop()
        begins = next((n for n, piece in enumerate(pieces) if _ASKS.match(piece)), 0)
        commas = [found[0].strip() in _COMMAS for found in joiner.finditer(clause)][begins : len(pieces) - 1]
        pieces, commas = pieces[begins:][: 2 * MOST], commas[: 2 * MOST - 1]
        for size in range(min(MOST, len(pieces)), 1, -1):
            for first in range(len(pieces) - size + 1):
                last = first + size - 1
                goes_on = any(commas[max(first - 1, 0) : first]) or (
                    last < len(commas) and any(commas[last - 1 : last + 1])
                )
                run = pieces[first : first + size]
                if all(run) and not goes_on:
                    yield tuple(run)


def _rows(listed: Sequence[str], figures: Sequence[Candidate]) -> list[tuple[str, Candidate]]:
    """Give each piece of a list as a sentence names it, with its figure; empty if one has none."""
    start, end = figures[0].sentence
    sentence = figures[0].chunk.text[start:end]
    names = [_named(piece, n == 0, n == len(listed) - 1, sentence) for n, piece in enumerate(listed)]
    if not all(names) or len(set(names)) < len(names) or any(a in b for a in names for b in names if a != b):
        return []
    for measure in _by_measure(figures):
        chosen = _in_order(names, measure) or [_own(name, measure) for name in names]
        rows = [(name, one) for name, one in zip(names, chosen, strict=True) if one]
        if len({one.id for _, one in rows}) == len(names):
            return rows
    return []


def _by_measure(figures: Sequence[Candidate]) -> list[list[Candidate]]:
    """Group figures by what they are measured in, those of the first one first."""
    groups: list[list[Candidate]] = []
    for one in figures:
        group = next((some for some in groups if same_measure(some[0].figure, one.figure)), None)
        if group is None:
            groups.append(group := [])
        group.append(one)
    return groups


def _in_order(names: Sequence[str], figures: Sequence[Candidate]) -> list[Candidate | None]:
    """Give the figures of names that stand before 分别, theirs behind it in the same order; empty if it is not so."""
    text, (start, end) = figures[0].chunk.text, figures[0].sentence
    word = _IN_ORDER.search(text, start, end)
    if not word:
        return []
    listed = _LISTED.split(re.split("[，；：]", text[start : word.start()])[-1])
    behind = [one for one in figures if one.figure.start >= word.end()]
    at = [next((n for n, one in enumerate(listed) if name in one), -1) for name in names]
    return [behind[n] for n in at] if len(listed) == len(behind) and -1 not in at else []


def _own(name: str, figures: Sequence[Candidate]) -> Candidate | None:
    """Give the figure of a name: one of what is called so, or else the one that follows it most closely."""
    text, (start, end) = figures[0].chunk.text, figures[0].sentence
    ends = [match.end() for match in re.compile(re.escape(name)).finditer(text, start, end)]
    counted = [one for one in figures if name in one.figure.counted]
    if len(counted) == 1 and counted[0].figure.end <= ends[0]:
        return counted[0]
    behind = [(one.figure.start - at, one) for one in figures for at in ends if one.figure.start >= at]
    return min(behind, key=lambda pair: pair[0])[1] if behind else None


def _named(piece: str, is_first: bool, is_last: bool, sentence: str) -> str:
    """Give what a piece of a list is called in a sentence, "" if it is not named there.

    Before the first thing, and behind the last one, stands the rest of the question.
    """
    if re.search(r"[\u4e00-\u9fff]", piece):
        ends = [piece[-size:] if is_first else piece[:size] for size in range(min(LONGEST, len(piece)), 1, -1)]
        return next((name for name in (ends if is_first or is_last else [piece]) if name in sentence), "")
    if names := _NAME.findall(piece.partition(" ")[2] if is_first else piece):
        name = written(names[-1] if is_first else names[0], [sentence])
        kind = _KIND.match(sentence, sentence.find(name) + len(name)) if name else None
        return name + kind[0] if kind else name
    words = [word for word in _WORD.findall(piece.lower()) if word not in STOP_WORDS]
    for size in range(min(_WORDS, len(words)), 0, -1):
        wanted = {stem(word) for word in (words[-size:] if is_first else words[:size])}
        if (is_first or is_last or size == len(words)) and (name := _glossed(wanted, sentence)):
            return name
    return ""


def _glossed(wanted: set[str], sentence: str) -> str:
    """Give the word of a sentence that has a sense with all of some stems, "" if there is none or several."""
    import rjieba

    meant = {w for w in rjieba.cut(sentence) if any(wanted <= set(english_stems(sense)) for sense in in_english(w))}
    return meant.pop() if len(meant) == 1 else ""
