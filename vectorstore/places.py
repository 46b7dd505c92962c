"""The places and bodies an article is about, by the suffixes of administrative units and public bodies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.types import Block, Kind

LEVELS = {
    0: ("省", "自治区", "特别行政区"),
    1: ("市", "自治州", "州", "地区", "盟"),
    2: ("区", "县", "旗"),
    3: (
        "镇", "乡", "街道", "街道办事处", "街道办", "苏木", "新区", "开发区", "经开区", "高新区", "经济开发区",
        "中心区", "园区", "产业园", "工业园", "示范区", "合作区", "保税区", "度假区", "管理区", "农场", "林场",
    ),
    4: ("社区", "村", "小区"),
    5: (
        "医院", "卫生院", "学校", "大学", "学院", "中学", "小学", "幼儿园", "公司", "集团", "银行", "法院", "检察院",
        "局", "派出所", "支队", "大队", "协会", "研究院", "研究所", "博物馆", "图书馆", "供电所", "合作社",
    ),
}  # fmt: skip
LEVEL = {suffix: level for level, suffixes in LEVELS.items() for suffix in suffixes}
VILLAGE, BODY = 4, 5
SUFFIX = re.compile("|".join(sorted(map(re.escape, LEVEL), key=len, reverse=True)))
OFFICE = re.compile(r"(?:[省市区县镇乡村州旗])(?:委|政府|长|纪委|人大|政协|直|内|里|区)")
"""What an office or adjective makes of a suffix: 韶关|市委 names 韶关市."""

GENERIC = frozenset(
    "大都 大城 老城 新城 主城 中心城 全 该 本 我 各 某 每 两 三 数 多 一 个 这 那 其 邻 外 内 大 小 老 新 辖 城 农 乡 集 社 疫 片 厂 校 库 山 牧 林 景 街 商 灾 震 汛 核心 重点 居民 住宅 生活 "
    "办公 生产 商业 服务 候车 等候 留观 临时 检测 采样 功能 禁 误 战 时 地 封控 管控 防范 风险 高风险 中风险 低风险 隔离 缓冲 污染 污染 相关 附近 所有 整个 部分 "
    "周边 自然 行政 贫困 示范 文明 先进 试点 空心 老旧 智慧 幸福 无疫 城市 省 市 县 区 镇 村 街道 社区 工业 产业 经济 定点 中心 全体 上级 当地 其他 其它 全省 全市 "
    "全县 全区 全镇 全乡 全村 乡镇 村镇 该市 我市 我县 我区 我省 本市 全国 各地 超 上 门 菜 夜 股 楼 都 集贸 农贸 人民 中 高 初级 小学 有限 股份 责任 子 总 分 当 布 格 结 "
    "时代 活动 物流 指挥 文化 民生 便民 疾控 直辖 地级 副省级 县级 特 军 港 行 保障 救助 接种 医疗".split()
)
STEM_TAGS = ("n", "s", "f", "j", "b", "a", "m", "z", "i", "l", "t", "q", "g", "e", "o", "y", "h", "k", "x", "ns", "nr", "nt", "nz", "eng")
PROPER = ("ns", "nr", "nrt", "nz", "nt")
STOPS = frozenset("的 在 来 到 从 由 自 向 和 与 及 对 于 为 把 被 让 给 是 等 地 了 着 过 以 按 经 据 有 去 往 赴 全 各 该 本 我 将 则 而 或 并 并且 其 这 那 个 所 记者 位于 坐落".split())
UNIT_FIRST = re.compile("[省市区县镇乡村州旗]")
COMING = re.compile(r"(?:从|自|由|来自|赴|前往|去|返|离开|途经|至)[^，。,；;、]{0,4}$")
GOING = re.compile(r"[^，。,；;、]{0,3}(?:返回|回来|归来|来的|籍|务工|输入)")
LONGEST_TEXT = 20_000
LEAD = 60
MOST = 5


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name with its suffix at `start` to `end` of a text."""

    name: str
    level: int
    start: int
    end: int


def article_places(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The place or body the blocks are about, then the broader ones it is in, as written; at most five names.

    A place in the title comes first, else the one the lead or most of the text names; villages and bodies only if the
    title or lead names them.
    """
    titles = [_mentions(block.text) for block in blocks if block.kind is Kind.TITLE]
    bodies = [block.text[:LONGEST_TEXT] for block in blocks if block.kind in (Kind.TEXT, Kind.CAPTION)]
    texts: list[list[_Mention]] = []
    length = 0
    for body in bodies:
        texts.append(_mentions(body) if length < LONGEST_TEXT else [])
        length += len(body)
    lead = next((i for i, b in enumerate(b for b in blocks if b.kind in (Kind.TEXT, Kind.CAPTION)) if b.kind is Kind.TEXT), -1)
    first = _first(titles) or _named_first(blocks, bodies)
    counts = Counter(mention.name for mentions in texts for mention in mentions)
    opening = [m for m in (texts[lead] if lead >= 0 else []) if m.end <= LEAD and not _passing(bodies[lead], m)]
    main = first or _frequent(texts, counts, opening)
    if main is None:
        return ()
    names = [main.name, *_broader(main, [*titles, *texts])]
    others = [m for mentions in titles for m in mentions] + opening
    for mention in sorted(others, key=lambda m: -m.level):
        if mention.level < min(main.level, 3) and mention.name not in names:
            names.append(mention.name)
    names += _over(names, main, bodies, texts)
    whole = "\n".join([*(block.text for block in blocks if block.kind is Kind.TITLE), *bodies])
    return tuple(dict.fromkeys(_widened(name, whole) for name in names[:MOST]))


def _over(names: list[str], main: _Mention, bodies: list[str], texts: list[list[_Mention]]) -> list[str]:
    """A broader place that is the only one of its level and whose offices the text speaks of, or whose name recurs."""
    found: list[str] = []
    for level in range(min(main.level, 3) - 1, -1, -1):
        own = [
            (mention, bool(re.match("委|政府|纪委", text[mention.end : mention.end + 2])))
            for text, mentions in zip(bodies, texts, strict=True)
            for mention in mentions
            if mention.level == level and not _passing(text, mention)
        ]
        if len({mention.name for mention, _ in own}) == 1 and own[0][0].name not in names:
            name = own[0][0].name
            if any(office for _, office in own) or len(own) >= 3 or any(known.startswith(name[:2]) for known in names):
                found.append(name)
    return found


def _widened(name: str, text: str) -> str:
    """The name with the character that stands before it wherever it occurs (李庄乡: 大李庄乡)."""
    before = {m[1] for m in re.finditer("(.)?" + re.escape(name), text)}
    first = before.pop() if len(before) == 1 else None
    if first and "\u4e00" <= first <= "\u9fff" and first not in STOPS and first not in LEVEL and text.count(name) >= 3:
        return first + name
    return name


def _first(titles: list[list[_Mention]]) -> _Mention | None:
    """The most exact place of the first chain that a title has (南县|南洲镇: the town)."""
    for mentions in titles:
        chain = mentions[:1]
        for mention in mentions[1:]:
            if mention.start not in (chain[-1].end, chain[-1].start):
                break
            chain.append(mention)
        if chain:
            return chain[-1]
    return None


def _named_first(blocks: Sequence[Block], bodies: list[str]) -> _Mention | None:
    """A place that the title names without its suffix, in full if the text has it so."""
    import rjieba

    for block in blocks:
        if block.kind is not Kind.TITLE:
            continue
        position = 0
        for word, tag in rjieba.tag(block.text[:200]):
            if tag == "ns" and len(word) >= 2 and sum(body.count(word) for body in bodies) >= 2:
                full = Counter(m for body in bodies for m in re.findall(re.escape(word) + "[省市区县旗镇乡村]", body))
                name = full.most_common(1)[0][0] if full else word
                return _Mention(name, LEVEL.get(name[-1], 1), position, position + len(word))
            position += len(word)
    return None


def _frequent(texts: list[list[_Mention]], counts: Counter[str], opening: list[_Mention]) -> _Mention | None:
    """The place most of the text is about: named often, and early."""
    early = {mention.name for mention in opening}
    levels = {m.name: m for mentions in texts for m in mentions}
    scores = {
        name: counts[name] + (3 if name in early else 0) + (0.5 if m.level == 3 else 0)
        for name, m in levels.items()
        if (name in early or counts[name] >= 3) and (m.level < VILLAGE or name in early)
    }
    if not scores:
        return None
    best = max(scores, key=lambda name: (scores[name], levels[name].level))
    inner = [name for name in scores if best in _broader(levels[name], texts) and counts[name] >= 0.4 * counts[best]]
    return levels[max(inner, key=lambda name: scores[name]) if inner else best]


def _broader(main: _Mention, texts: list[list[_Mention]]) -> list[str]:
    """The places written right before the main one, from near to far."""
    names: list[str] = []
    name = main.name
    for _ in range(3):
        parents = Counter(
            before.name
            for mentions in texts
            for before, after in zip(mentions, mentions[1:], strict=False)
            if after.name == name and before.level <= after.level
            if before.end == after.start or (after.level == BODY and before.start == after.start)
        )
        if not parents or parents.most_common(1)[0][0] in (*names, main.name):
            break
        name = parents.most_common(1)[0][0]
        names.append(name)
    return names


def _passing(text: str, mention: _Mention) -> bool:
    """Whether a place is only where somebody comes from or goes to."""
    return bool(COMING.search(text[max(0, mention.start - 8) : mention.start]) or GOING.match(text[mention.end : mention.end + 8]))


def _mentions(text: str) -> list[_Mention]:
    """The names with a suffix in a text, in rising order, none inside another."""
    import rjieba

    tokens: list[tuple[str, str, int]] = []
    position = 0
    for word, tag in rjieba.tag(text[:LONGEST_TEXT]):
        tokens.append((word, tag, position))
        position += len(word)
    found: list[_Mention] = []
    for index, (word, _, start) in enumerate(tokens):
        suffix = _suffix(word)
        if not suffix:
            continue
        end = start + len(word) if not OFFICE.fullmatch(word) else start + 1
        mention = _mention(text, tokens, index, end, suffix, found[-1] if found else None)
        if mention is None:
            continue
        while found and mention.start <= found[-1].start:
            found.pop()
        if parted := re.match("([\u4e00-\u9fff]{2,3}[省市])[\u4e00-\u9fff]{3,}", mention.name):
            middle = mention.start + len(parted[1])
            found.append(_Mention(parted[1], LEVEL[parted[1][-1]], mention.start, middle))
            if mention.level < BODY:
                mention = _Mention(mention.name[len(parted[1]) :], mention.level, middle, mention.end)
        if mention.level == BODY and found and found[-1].end == mention.start and found[-1].level < VILLAGE:
            mention = _Mention(found[-1].name + mention.name, BODY, found[-1].start, mention.end)
        found.append(mention)
    return found


def _suffix(word: str) -> str:
    if OFFICE.fullmatch(word):
        return word[0]
    matches = [suffix for suffix in LEVEL if word.endswith(suffix)]
    return max(matches, key=len, default="")


def _mention(
    text: str, tokens: list[tuple[str, str, int]], index: int, end: int, suffix: str, last: _Mention | None
) -> _Mention | None:
    """The name that ends with the token at `index`, its beginning found by the words before it."""
    import rjieba

    word, tag, start = tokens[index]
    whole = len(word) > len(suffix) and not OFFICE.fullmatch(word)
    if whole and tag in PROPER and word[: -len(suffix)] not in GENERIC:
        low = start
    else:
        low = _reach(tokens, index, suffix, last.end if last else 0)
        if len(word) > len(suffix) and not UNIT_FIRST.match(word) and rjieba.has_word(word):
            return None
    name = text[low:end]
    longest = max((s for s in LEVEL if name.endswith(s)), key=len, default=suffix)
    stem = name[: -len(longest)]
    within = last is not None and last.end == low and last.level < VILLAGE
    if stem[-1:] in ("街", "经") or not (within and LEVEL[longest] == BODY or _is_name(stem, longest, name)):
        return None
    return _Mention(name, LEVEL[longest], low, end)


def _reach(tokens: list[tuple[str, str, int]], index: int, suffix: str, floor: int) -> int:
    """Where a name begins whose suffix stands in the token at `index`."""
    word, tag, low = tokens[index]
    size = len(word)
    limit = 14 if LEVEL[suffix] == BODY else 8
    for before, tag, start in reversed(tokens[max(0, index - 6) : index]):
        joined = before in ("街道", "经济", "技术", "高新", "高新技术", "产业", "工业")
        if start < floor and not joined:
            break
        if before in STOPS or not re.fullmatch(r"[\u4e00-\u9fff]+", before) or size + len(before) > limit:
            break
        if not joined and not tag.startswith("n") and (tag not in STEM_TAGS or (tag == "m" and before[0] != "第")):
            break
        low, size = start, size + len(before)
        if tag in ("ns", "nr") and LEVEL[suffix] < BODY and not joined:
            break
    return low


def _is_name(stem: str, suffix: str, name: str) -> bool:
    """Whether a stem makes a name of its own with its suffix, rather than a common noun (小区, 乡镇, 布局)."""
    import rjieba

    if name in ("高新区", "经开区"):
        return True
    if not stem or stem in GENERIC or any(stem.startswith(word) and len(stem) <= 3 for word in ("全", "该", "各")):
        return False
    if len(stem) == 1 and suffix != "县":
        return False
    if LEVEL[suffix] == BODY and (len(name) < 5 or name[0] in "省市县区镇乡村院校"):
        return False
    proper = any(t in PROPER or w[0] == "第" or not rjieba.has_word(w) for w, t in rjieba.tag(stem))
    if suffix in ("地区", "盟", "州", *LEVELS[BODY]) and not proper or stem[-1] in "联同结欧":
        return False
    tags = rjieba.tag(name)
    return not (len(tags) == 1 and rjieba.has_word(name) and tags[0][1] not in PROPER)
