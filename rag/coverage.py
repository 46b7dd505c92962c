"""How much of a question the evidence covers, and which of its words and names it does not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.language import CHINESE, ENGLISH, JAPANESE
from rag.when import without_dates
from vectorstore.folding import fold, fold_question
from vectorstore.foreign_words import foreign_words
from vectorstore.glosses import english_stems, everyday, meanings, stem, stems_of
from vectorstore.lexical import AREAS, LexicalIndex
from vectorstore.loanwords import loanwords
from vectorstore.terms import BIGRAM, GLOSS, LATIN, MAX_NAME_WORDS, PINYIN, WORD, Terms, whole_words
from vectorstore.vocabulary import alike

Fields = Mapping[str, frozenset[str]]
"""The terms of a document by field, as `LexicalIndex.fields` has them."""

Words = Mapping[str, Iterable[tuple[str, str]]]
"""The words of a question, each with the terms (kind, term) any of which covers it."""

ENGLISH_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_PART = 4
"""Letters of the shortest part of a compound."""

_WORDS_ZH = """
    多少 什么 哪里 哪个 哪些 哪位 哪一 哪天 哪年 哪儿 何时 何处 何人 何种 几个 几名 几天 几次 几家 为什么
    为何 怎么 怎样 怎么样 如何 是否 请问 一共 总共 分别 各有 各自 是谁 谁的 多大 多长 多久 多远 多高
    叫什么 名字 名称 数量 人数 现在 今天 有没有 可以 这个 那个 他们 它们 我们 以及 或者 因为 所以 时候
    最多 最少 最大 最小 最高 最低 更多 更少 哪边 哪家 哪种 哪次 哪支 哪天 谁家 是不是 能不能 到底 究竟 大概 来着 告诉
    为啥 干啥 啥时候 啥样 啥地方 啥子 咋样 咋办 咋回事 几时 有啥 没有 知道 想知道 查一下 问一下 麻烦
    更大 更高 什么样 之间 其中 属于 被称为 被认为 使用 进行 称为 叫做 就是 不是 还有
    干嘛 干吗 干什么 这回 这次 那次 那回 这趟 那位 那家 这家 这位 这里 那里 这边 那边 那时 当时 后来 起来 出来
    总数 总量 不算 算上 一起 真的 块钱 一下 一个 那天 这些 那些 有人 好几
    位于 处于 之前 之后 以前 以后 之中 之一 以来 当中 期间 曾经 已经 正在 仍然 一直 最终 最后 最初 首先 然后 此外
    另外 同时 其他 其它 其余 任何 每个 每次 各个 各种 所有 一些 某个 某些 许多 很多 通过 由于 根据 按照 关于 对于
    随着 除了 为了 因此 但是 不过 虽然 如果 那么 成为 变成 做出 作出 做好 发生 出现 拥有 具有 存在 包括 包含 叫作
    称作 方面 目前 如今 当前
"""
_ASKING_ZH = frozenset(_WORDS_ZH.split())
_KINDS_ZH = frozenset("乡镇 乡里 村里 村子 村庄 乡村 县城 县政府 市里 城区 区域 地区 辖区 街道 地方 一带".split())  # noqa: SIM905
"""Kinds of places, whose words in other languages stand beside a name and say no more than it."""
_WORDS_JA = """
    一番 名前 名称 场所 合计 总额 总数 金额 人数 时期 时间 理由 年龄 时点 全部 全体 现在 其他 今年 去年 昨年 最初
    当时 当日
"""
_ASKING_JA = re.compile(f"何|^(?:{'|'.join(_WORDS_JA.split())})$")
_WORDS_EN = """
    many much number amount long far old often kind type name call tell give list total altogether set say said know
    known made make take took happen mean describe type year day date time place people thing use used show
    compare comparison versus vs please
    whats whos wheres whens hows thats theres heres im ive youre theyre weve dont didnt doesnt wasnt werent isnt arent
    hasnt havent hadnt couldnt wouldnt shouldnt cant wont aint lets pls plz ppl
    still yet already ever even really actually exactly apparently got getting gotten ones guy guys folks yr yrs ago
    percentage percent proportion since till want per every overall entire alone own approx roughly else now yeah ok
"""
_ASKING_EN = frozenset(map(stem, _WORDS_EN.split()))
"""Words that ask, and say nothing of what is asked about."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many words of a question could be read, and which of them, as the question has them, the passage lacks.

    The rarest in the index come first.
    """

    missing: tuple[str, ...]
    words: int


def words_of(question: str, language: str, terms: Terms) -> Words:
    """List the words of a question that carry meaning, each with the terms (kind, term) any of which covers it.

    Of a Japanese one these are words that Chinese has too, in which a passage may say the same in others.
    """
    if language == CHINESE:
        cut_off = _cut_off(question)
        whole = [word for word in terms[WORD] if len(alike(word)) > 1]
        parts = {word for word in terms[WORD] if any(word in one and word != one for one in whole)}
        words = [word for word in terms[WORD] if word not in _ASKING_ZH and word not in cut_off | parts]
        return {word: tuple(_forms(word)) for word in words} | _latin(terms)
    if language == JAPANESE:
        return _japanese(question) | _latin(terms)
    if language != ENGLISH:
        return _foreign(question, language)
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    spelt, names = ENGLISH_WORD.findall(fold(without_dates(question))), set(terms[PINYIN])
    for at, word in enumerate(spelt):
        plain = word.replace("'", "").replace("’", "").removesuffix("s") if "'" in word or "’" in word else word
        if stem(plain) in terms[GLOSS] and _ASKING_EN.isdisjoint(roots := stems_of(plain)):
            own = ((kind, one) for one in roots for kind in (GLOSS, LATIN))
            found[word] = (*own, (PINYIN, plain), *_joined(spelt, at, names))
    return found


def _japanese(question: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """List the words of a Japanese question that Chinese has too, and others that are known, with what covers each."""
    folded = fold_question(question)
    found = _foreign(question, JAPANESE)
    for word, english in loanwords(folded).items():
        found[word] = (*found.get(word, ()), *((GLOSS, stem(one)) for one in english))
    for word in whole_words(folded):
        if (stems := meanings(word)) and not _ASKING_JA.search(word):
            own = (*_forms(word), *((GLOSS, one) for one in stems))
            longer = next((one for one in found if word in one), word)
            found[longer] = tuple(dict.fromkeys((*found.get(longer, ()), *own)))
    return found


def _foreign(question: str, language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """List the words of a question in another language that are known, with what covers each."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for word in foreign_words(question, language):
        meant = [stems[0] for one in word.chinese for sense in everyday(one) if len(stems := english_stems(sense)) == 1]
        if _ASKING_EN.isdisjoint(meant) and (_ASKING_ZH | _KINDS_ZH).isdisjoint(word.chinese):
            forms = (form for one in word.chinese for form in _forms(one))
            found[word.written] = tuple(dict.fromkeys((*forms, *((GLOSS, one) for one in meant))))
    return found


def _cut_off(question: str) -> frozenset[str]:
    """List what the segmenter makes of the ends of two words that it does not know together (场场, 人守): no words."""
    import rjieba

    words = ["", *rjieba.cut(fold(question)), ""]
    return frozenset(
        word
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if len(word) == 2
        and not rjieba.has_word(word)
        and any(len(pair) == 2 and rjieba.has_word(pair) for pair in (before[-1:] + word[0], word[1] + after[:1]))
    )


def _forms(word: str) -> Iterator[tuple[str, str]]:
    """Yield the terms that cover a Chinese word or one like it: of a longer unknown one, its beginning (禾泰|开)."""
    import rjieba

    for one in alike(word):
        yield WORD, one
        if len(one) == 2 or not rjieba.has_word(one):
            yield BIGRAM, one[:2]


def _joined(words: Sequence[str], at: int, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that a word is part of together with its neighbours (He Yumei)."""
    for size in range(2, MAX_NAME_WORDS + 1):
        for first in range(max(0, at - size + 1), min(at, len(words) - size) + 1):
            if (name := "".join(words[first : first + size])) in names:
                yield PINYIN, name


def _latin(terms: Terms) -> dict[str, tuple[tuple[str, str], ...]]:
    return {word: ((LATIN, word), (PINYIN, word), (GLOSS, word)) for word in terms[LATIN]}


def coverage(words: Words, leg: LexicalIndex, passage: Fields) -> Coverage:
    """Tell what of `words` (words_of) a passage of the index `leg` does not have."""
    missing = [
        word
        for word, terms in words.items()
        if not any(term in passage.get(f"{area}_{kind}", ()) for kind, term in terms for area in AREAS)
        and not _is_compound(word, passage.get(f"body_{GLOSS}", frozenset()))
    ]
    rarity = {word: max((leg.idf(f"body_{kind}", term) for kind, term in words[word]), default=0.0) for word in missing}
    return Coverage(tuple(sorted(missing, key=lambda w: -(rarity[w] or leg.highest_idf))), len(words))


def together(passages: Iterable[Fields]) -> Fields:
    """Give the terms that any of some passages has, by field."""
    found: dict[str, frozenset[str]] = {}
    for fields in passages:
        for field, terms in fields.items():
            found[field] = found.get(field, frozenset()) | terms
    return found


def _is_compound(word: str, glosses: frozenset[str]) -> bool:
    """Whether an English word is made of two that the glosses have (checkpoint), as Chinese words mostly are (卡点)."""
    plain = word.removesuffix("s")
    parts = ((plain[:i], plain[i:]) for i in range(_PART, len(plain) - _PART + 1))
    return plain.isascii() and any(stem(a) in glosses and stem(b) in glosses for a, b in parts)


def is_known(word: str, words: Words, leg: LexicalIndex) -> bool:
    """Whether some passage of the index has a word of the question."""
    return any(leg.idf(f"{area}_{kind}", term) for kind, term in words[word] for area in AREAS)
