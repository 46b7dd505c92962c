"""Names of administrative units and public bodies in a text, told by their suffixes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.glosses import senses
from vectorstore.name_words import BODY, COUNTERS, COUNTY, GENERIC, LEVEL, NUMERAL, STOPS, SUFFIX_WORDS, TOWN, VILLAGE

OFFICE = re.compile(r"[省市区县镇乡村州旗](?:委|政府|长|纪委|人大|政协|直|内|里|区|干部|领导|机关|党[委员]|支[书部])")
"""What an office or adjective makes of a suffix: 韶关|市委 names 韶关市."""

STEM_TAGS = frozenset([*"nsfjbamziltqgeoyhkx", "eng", "zg", "ng"])
PROPER = ("ns", "nr", "nrt", "nz", "nt")
PARTED = re.compile(r"([\u4e00-\u9fff]{2,3}[省市县]|[\u4e00-\u9fff]{2}区)[\u4e00-\u9fff]{2,}")
UNIT_FIRST = re.compile("[省市区县镇乡村州旗]")
_SCHOOLS = ("中学", "小学", "学校")
"""What bodies end in whose names may have two characters (望岳中学)."""
_PROVINCES = frozenset("豫鲁皖湘赣鄂粤闽冀晋黔滇陕甘桂浙")
MARKET_TOWN = "集镇"
"""A word for a town of any kind, and how the names of many towns end (…|集镇), but for what stands in _ANY."""
_ANY = frozenset(("农村", "乡村", "山区", "边境", "沿线", "中心", "重点", "城郊", "建设", "传统"))
_BEFORE = frozenset("从在到往赴")
"""What the segmenter takes for the beginning of a name before one that it does not know (从洛桐|县)."""
CUT_ANEW = 16
"""Characters, and the rest of a word, that are cut anew behind a name that the segmenter glued to the next one."""
LONGEST_TEXT = 20_000
"""Text after so many characters is not looked at."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name with its suffix at `start` to `end` of a text."""

    name: str
    level: int
    start: int
    end: int


def mentions_in(text: str) -> list[Mention]:
    """Return the names with a suffix in a text, in rising order, none inside another."""
    text = text[:LONGEST_TEXT]
    tokens = _tokens(text, 0)
    found: list[Mention] = []
    index = -1
    while (index := index + 1) < len(tokens):
        word, _, start = tokens[index]
        suffix = _suffix(word)
        if not suffix:
            continue
        end = start + (1 if _is_begun(word) else len(word))
        mention = _mention(text, tokens, index, end, suffix, found[-1] if found else None)
        if mention is None:
            continue
        while found and mention.start <= found[-1].start:
            found.pop()
        if (parted := PARTED.match(mention.name)) and parted[1] not in ("开发区", "高新区", "经开区"):
            middle = mention.start + len(parted[1])
            found.append(Mention(parted[1], LEVEL[parted[1][-1]], mention.start, middle))
            if mention.level < BODY:
                mention = Mention(mention.name[len(parted[1]) :], mention.level, middle, mention.end)
        if mention.level == BODY and found and found[-1].end == mention.start and found[-1].level < VILLAGE:
            mention = Mention(found[-1].name + mention.name, BODY, found[-1].start, mention.end)
        found.append(mention)
        if _is_begun(word) and not OFFICE.fullmatch(word):  # 东郭|区桥|南|街道: what follows is cut anew
            stop = next((n for n in range(index + 1, len(tokens)) if tokens[n][2] >= end + CUT_ANEW), len(tokens))
            until = tokens[stop][2] if stop < len(tokens) else len(text)
            tokens[index + 1 : stop] = _tokens(text[end:until], end)
    return found


def _tokens(text: str, start: int) -> list[tuple[str, str, int]]:
    """Cut a text into words with their tags and where they begin, if it begins at `start`."""
    import rjieba

    tokens: list[tuple[str, str, int]] = []
    for word, tag in rjieba.tag(text):
        tokens.append((word, tag, start))
        start += len(word)
    return tokens


@lru_cache(maxsize=65536)
def _suffix(word: str) -> str:
    if _is_begun(word):
        return word[0]
    matches = [suffix for suffix in LEVEL if word.endswith(suffix)]
    return max(matches, key=len, default="")


@lru_cache(maxsize=65536)
def _is_begun(word: str) -> bool:
    """Whether a word begins with the suffix of the name before it: an office's (市委), or no word at all (乡|收)."""
    import rjieba

    if OFFICE.fullmatch(word):
        return True
    if not 2 <= len(word) <= 3 or not UNIT_FIRST.match(word) or word[1] in LEVEL:
        return False
    return not any(map(rjieba.has_word, {word, word[:2], word[1:] if len(word) > 2 else word}))  # 县|云枥


def _mention(
    text: str, tokens: list[tuple[str, str, int]], index: int, end: int, suffix: str, last: Mention | None
) -> Mention | None:
    """Return the name that ends with the token at `index`, its beginning found by the words before it."""
    import rjieba

    word, tag, start = tokens[index]
    whole = len(word) > len(suffix) + (suffix != "县") and not _is_begun(word)
    parted = len(word) == len(suffix) + 1 and _is_first_of_two(text, tokens, index, last)
    if whole and tag in PROPER and word[: -len(suffix)] not in GENERIC:
        low = start - (1 if parted else _glued(text, start, suffix, len(word) - len(suffix), last))
    else:
        low = start - 1 if parted else _reach(tokens, index, suffix, last.end if last else 0)
        if start - low == 1 and word == suffix and _is_cut(tokens, index, text, last):
            low -= LEVEL[suffix] in (COUNTY, TOWN)
        named = word == MARKET_TOWN and text[low:start] not in _ANY and start - low == 2 and _begins(text, low, last)
        named = named or parted
        if len(word) > len(suffix) and not UNIT_FIRST.match(word) and rjieba.has_word(word) and not named:
            return None
    low = _after_place(text, tokens, low, suffix, last)
    low += text[low] in _BEFORE and end - len(suffix) - low > 2 and not rjieba.has_word(text[low : end - len(suffix)])
    name = text[low:end]
    longest = max((s for s in LEVEL if name.endswith(s)), key=len, default=suffix)
    stem = name[: -len(longest)]
    within = last is not None and last.end == low and last.level < VILLAGE
    if stem[-1:] in ("街", "经") or not ((within and LEVEL[longest] == BODY) or _is_name(stem, longest, name)):
        return None
    return Mention(name, LEVEL[longest], low, end)


def _after_place(text: str, tokens: list[tuple[str, str, int]], low: int, suffix: str, last: Mention | None) -> int:
    """Where a name begins, one or two characters of which stand between it and a broader place (呼宁县|三棵|榆镇)."""
    if last is None or not last.end < low <= last.end + 2 or not last.level < LEVEL[suffix] < BODY:
        return low
    between = [(word, tag) for word, tag, start in tokens if last.end <= start < low]
    if "".join(word for word, _ in between) != text[last.end : low]:
        return low
    of_name = all(
        re.fullmatch(r"[\u4e00-\u9fff]+", word)
        and word not in STOPS
        and word not in GENERIC
        and (tag[0] in "njzg" or (tag == "m" and word[-1] not in COUNTERS))
        for word, tag in between
    )
    return last.end if of_name else low


def _is_first_of_two(text: str, tokens: list[tuple[str, str, int]], index: int, last: Mention | None) -> bool:
    """Whether a name of two characters is cut between them (渌|川县): before it stands one that is no word here."""
    before, tag, start = tokens[index - 1] if index else ("", "", 0)
    return _may_begin(before) and (tag.endswith("g") or (tag[0] in "nj" and _begins(text, start, last)))


def _may_begin(word: str) -> bool:
    """Whether a word is one character that a name may begin with."""
    known = word in STOPS or word in GENERIC or word in LEVEL or word in _PROVINCES
    return re.fullmatch(r"[\u4e00-\u9fff]", word) is not None and not known


def _begins(text: str, start: int, last: Mention | None) -> bool:
    """Whether something stands at the beginning of a clause, or right after a place."""
    return (last is not None and last.end == start) or not re.match(r"[\w]", text[max(0, start - 1) : start] or " ")


def _glued(text: str, start: int, suffix: str, stem: int, last: Mention | None) -> int:
    """Give the characters that belong to a name before the word that is taken for all of it.

    They are a numeral at the beginning of a clause or after a place (三|河口镇), or what alone stands between a place
    and a county whose name would have one character (渠|南县).
    """
    before = text[max(0, start - 1) : start]
    if LEVEL[suffix] == TOWN and before in NUMERAL:
        return int(_begins(text, start - 1, last))
    return int(suffix == "县" and stem == 1 and last is not None and last.end == start - 1 and before not in STOPS)


def _reach(tokens: list[tuple[str, str, int]], index: int, suffix: str, floor: int) -> int:
    """Where a name begins whose suffix stands in the token at `index`."""
    import rjieba

    word, tag, low = tokens[index]
    size = len(word)
    limit = 14 if LEVEL[suffix] == BODY else 8
    for before, tag, start in reversed(tokens[max(0, index - 6) : index]):
        joined = before in ("街道", "经济", "技术", "高新", "高新技术", "产业", "工业")
        if start < floor and not joined:
            break
        if before in STOPS or not re.fullmatch(r"[\u4e00-\u9fff]+", before) or size + len(before) > limit:
            break
        known = rjieba.has_word(before) and (tag != "vn" or senses(before))  # the tag of 沙垅 says that it is a verb
        if not joined and not tag.startswith("n") and not _may_name(before, tag) and (known or len(before) == 1):
            break
        if tag == "nr" and len(before) > 2 and size > len(word) + 1:  # 车开进|沙垅|乡
            break
        low, size = start, size + len(before)
        if tag in ("ns", "nr") and LEVEL[suffix] < BODY and not joined:
            break
    return low


def _may_name(word: str, tag: str) -> bool:
    return tag in STEM_TAGS and (tag != "m" or word[0] == "第")


def _is_cut(tokens: list[tuple[str, str, int]], index: int, text: str, last: Mention | None) -> bool:
    """Whether what stands before the token at `index` is the second half of a name in two (望|圩|街道, 岚|岫|县)."""
    if index < 2:
        return False
    (first, before, at), (second, tag, _) = tokens[index - 2 : index]
    of_name = tag.endswith("g") or {before, tag} <= {"ns", "nr"}
    return len(second) == 1 and _may_begin(first) and of_name and _begins(text, at, last)


def _is_name(stem: str, suffix: str, name: str) -> bool:
    """Whether a stem makes a name of its own with its suffix, rather than a common noun (小区, 乡镇, 布局)."""
    import rjieba

    if name in ("高新区", "经开区"):
        return True
    if not stem or stem in GENERIC or any(stem.startswith(word) and len(stem) <= 3 for word in ("全", "该", "各")):
        return False
    if (len(stem) == 1 and (suffix != "县" or stem in STOPS)) or stem[-1] in "全该各两几数":
        return False
    if suffix in "省市县" and stem[-1] in "三四五六七八九十":
        return False
    shortest = 4 if suffix in _SCHOOLS and _is_proper(stem) else 5
    if LEVEL[suffix] == BODY and (len(name) < shortest or name[0] in "省市县区镇乡村院校"):
        return False
    proper = any(t in PROPER or w[0] == "第" or not rjieba.has_word(w) for w, t in rjieba.tag(stem))
    if (suffix in ("地区", "盟", "州", *SUFFIX_WORDS[BODY].split()) and not proper) or stem[-1] in "联同结欧":
        return False
    tags = rjieba.tag(name)
    return not (len(tags) == 1 and rjieba.has_word(name) and tags[0][1] not in PROPER)


def _is_proper(stem: str) -> bool:
    """Whether a stem is a single word that the segmenter takes for a name (望岳)."""
    import rjieba

    tags = rjieba.tag(stem)
    return len(stem) > 1 and len(tags) == 1 and tags[0][1] in PROPER
