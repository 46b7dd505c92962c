"""The words of a Chinese text with their parts of speech, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import rjieba

# What jieba takes for measure words, verbs and times.
_NOUNS = frozenset(("点", "口", "站", "树", "花", "米", "收入", "支出", "存款", "开支", "损失", "青年"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start` to `end`; `tag` is its part of speech in jieba's letters (n, ns, nr, v, vn, d and so on)."""

    start: int
    end: int
    text: str
    tag: str


def tagged(text: str, offset: int = 0) -> list[Word]:
    """Tell the words of a text, which cover it without a gap; `offset` is added to where they stand."""
    words: list[Word] = []
    for word, tag in rjieba.tag(text):
        if word in _NOUNS or (word == "长" and words and words[-1].tag in ("n", "zg")):  # 栋 长
            tag = "n"
        if word in "点口站" and words and words[-1].text == "设卡":  # 设 卡点, not 设卡 点
            last = words.pop()
            words.append(Word(last.start, last.start + 1, "设", "v"))
            offset, word = offset - 1, "卡" + word
        words.append(Word(offset, offset + len(word), word, tag))
        offset += len(word)
    return words
