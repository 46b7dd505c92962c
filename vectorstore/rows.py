"""A clause as a row of words, in which every amount and every date is one word, and what its words can be."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.lexicon import COPULAS, FEES, GENERIC, NOMINAL, PREDICATES, SUFFIXES
from vectorstore.words import Word

AMOUNT, DATE = "AMOUNT", "DATE"
"""The tags of the words that stand for an amount and a date."""

Row = Sequence[Word]

OPENERS = {"(": ")", "“": "”", "《": "》", "「": "」", '"': '"', "‘": "’"}
CLOSERS = {close: opening for opening, close in OPENERS.items()}
_NOUN = ("n", "j", "l", "i", "eng", "vn", "an", "s", "k", "g", "zg")
_MODIFIER = ("b", "a", "z", "m", "h")
_GRADES = ("以上", "以下")  # 规模以上工业
_BRACKET = 12  # words


def is_noun(word: Word) -> bool:
    """Whether the word can be the head of a noun phrase."""
    return word.tag.startswith(_NOUN) and word.text not in PREDICATES


def is_verb(word: Word) -> bool:
    """Whether the word can be a predicate, even if it may also be a noun (检测, 投资)."""
    return word.tag.startswith("v") or word.text in PREDICATES


def joins_noun(row: Row, index: int) -> bool:
    """Whether the verb at `index` makes one noun with what follows: 采集 点, 流动 劝导 队, 防控 人员."""
    word = row[index]
    if not is_verb(word) or index + 1 == len(row):
        return False
    following = row[index + 1]
    if word.text in PREDICATES:
        return following.text in FEES and len(word.text) > 1
    if following.text in SUFFIXES and len(word.text) > 1:
        return True
    if word.tag == "vn" and is_noun(following):
        return True
    return (word.text in NOMINAL and following.text in GENERIC) or (
        (word.tag == "vn" or word.text in NOMINAL) and joins_noun(row, index + 1)
    )


def modifies(word: Word) -> bool:
    """Whether the word may stand in front of a noun as part of its phrase."""
    return (word.tag in _MODIFIER and word.text not in COPULAS) or word.text in _GRADES


def begins_noun(row: Row, at: int) -> bool:
    """Whether a noun phrase can begin with the word at `at`."""
    if at >= len(row):
        return False
    return is_noun(row[at]) or joins_noun(row, at) or modifies(row[at]) or row[at].text in OPENERS


def all_names(words: Row) -> bool:
    """Whether the words are names and nothing else."""
    return bool(words) and all(w.tag in ("ns", "nt", "nr", "nz") for w in words)


def closed(row: Row, at: int) -> int:
    """Give the index after a short bracket or quotation without numbers that opens at `at`, else `at`."""
    close = OPENERS.get(row[at].text)
    for index in range(at + 1, min(at + _BRACKET, len(row)) if close else at):
        if row[index].tag == AMOUNT:
            return at
        if row[index].text == close:
            return index + 1
    return at


def opened(row: Row, at: int) -> int:
    """Give the index of the bracket that the one at `at` closes, else `at`."""
    opening = CLOSERS[row[at].text]
    for index in range(at - 1, max(-1, at - _BRACKET), -1):
        if row[index].tag == AMOUNT:
            return at
        if row[index].text == opening:
            return index
    return at
