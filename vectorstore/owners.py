"""Whose a clause is about: the place, body or person that is its subject."""

from __future__ import annotations

import re

from vectorstore.lexicon import JOINS, entries
from vectorstore.rows import AMOUNT, DATE, Row, is_noun, is_verb, joins_noun
from vectorstore.words import Word

_RELATIVE = re.compile(
    r"^(?:全|该|我|本|各|此|两|三)[省市州县区旗镇乡村社校院厂国局街组队所司馆店]|^(?:当地|我国|全球|全国|各地|辖区|公司|集团)$"
)
_PLACE = re.compile(
    r".+(?:[省县旗]|(?<![超城上菜夜门股楼开])市|(?<![社小园地辖景厂校病离控院战险灾矿各全])区|(?<![城乡村])镇|(?<![返下回城家老还故入])乡|(?<![驻全进])村"
    r"|(?<![广神沙欧亚美非])州|街道|社区|小区|街道办|自治区|开发区|园区)$"
)
_BODY = re.compile(
    r".+(?:办事处|委员会|党委|支部|政府|[省市县区镇乡]委|[^布结格]局|[^全内外局一干]部|公司|集团|工厂|学校|学院|大学|中学|小学|医院|卫生院|协会|学会|"
    r"基金会|联合会|中心|工作队|突击队|服务队|救援队|指挥部|领导小组|工作组|银行|酒店|法院|检察院|派出所|机关|站所|办|大队|中队|俱乐部|球队|"
    r"研究所|研究院|博物馆|图书馆|车站|机场|合作社|幼儿园)$"
)
_SKIPPED = entries(
    "其中 目前 据统计 据了解 据悉 随后 同时 此外 另外 如今 现在 现 仅 而 并 并且 还 但 但是 因此 记者 了解到 由此 期间"
)
_LONGEST = 24  # words
_NO_NAMES = entries("返乡 城乡 下乡 家乡 阳光 明确 严格 高度 平安 全面")  # which jieba takes for names


def owner(row: Row) -> tuple[int, str]:
    """Find where the subject of a row ends and what it is; (0, "") if it is no place, body or person."""
    at = 0
    while at < len(row) and (row[at].tag in (DATE, "d", "c") or row[at].text in _SKIPPED):
        at += 1
    first, item, best = at, at, 0
    while at < len(row) and at - first < _LONGEST and _in_subject(row, at, first):
        if row[at].text in JOINS:
            item = at + 1
        elif _names("".join(w.text for w in row[item : at + 1]), row[at]):
            best = at + 1
        at += 1
    if best == 0 or (item > first and best < at):  # 甲村、乙村 群众: of a list only a whole one
        return 0, ""
    return best, "".join(w.text for w in row[first:best])


def _in_subject(row: Row, at: int, first: int) -> bool:
    word = row[at]
    if (
        word.tag in (AMOUNT, DATE)
        or (is_verb(word) and not joins_noun(row, at))
        or (word.tag in ("a", "ad") and at == first)
    ):
        return False
    return (
        is_noun(word)
        or word.tag in ("r", "m", "b", "f", "a", "t", "v", "vn")
        or word.text in JOINS
        or word.text in "()"
    )


def _names(item: str, word: Word) -> bool:
    """Whether the words of `item`, of which `word` is the last, name a place, body or person."""
    if len(item) <= 2 and _RELATIVE.search(item):
        return True
    if len(word.text) > 1 and word.tag in ("ns", "nt", "nr") and word.text not in _NO_NAMES:
        return True
    return len(item) > 1 and (_PLACE.fullmatch(item) is not None or _BODY.fullmatch(item) is not None)
