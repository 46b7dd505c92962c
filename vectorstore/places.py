"""The places and bodies an article is about, the main one first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vectorstore.bylines import is_day
from vectorstore.name_words import BODY, COUNTY, LEVEL, STOPS, VILLAGE
from vectorstore.names import LONGEST_TEXT, Mention, mentions_in
from vectorstore.types import Block, Kind

COMING = re.compile(r"(?:从|自|由|来自|赴|前往|去|返|离开|途经|至|毗邻|紧邻)[^，。,；;、]{0,4}$")
GOING = re.compile(r"[^，。,；;、]{0,3}(?:返回|回来|归来|来的|籍|务工|输入)")
_GOAL = re.compile(r"(?:[送运驶][到往]|发往|驰援|支援|[援赴]|前往|抵达)$")
"""What stands before a place in a title that the article is not about: where help goes."""
_BEFORE_COLON = re.compile(r"([\u4e00-\u9fff]{2,4})\s*[:：]")
LEAD = 60
MOST = 5
SIGNED = 3
"""Blocks at an article's end, days among them, that are looked at for its signature and what stands over it."""
LONGEST_WIDENED = 3
"""Characters that stand before a name wherever it occurs and that are part of it."""
_SITUATED = re.compile(r"(?:位于|地处|坐落|[下管]?辖)")
_REPRINTED = re.compile("全国|国际|国内|转载|时政|外媒|省外")
"""Columns of a site whose articles are about other places."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def article_places(blocks: Sequence[Block], over: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the place or body the blocks are about, then the broader ones it is in, as written; at most five names.

    A place in the title comes first, else the one the lead or most of the text names; villages and bodies only if the
    title or lead names them. Where none does, it is what the article is signed by, or the one in the lines `over` it,
    which name the site; these give broader ones too, as does a county in its bylines.
    """
    titles = [mentions_in(block.text) for block in blocks if block.kind is Kind.TITLE]
    bodies = [block.text[:LONGEST_TEXT] for block in blocks if block.kind in (Kind.TEXT, Kind.CAPTION)]
    texts: list[list[Mention]] = []
    length = 0
    for body in bodies:
        texts.append(mentions_in(body) if length < LONGEST_TEXT else [])
        length += len(body)
    lead = next(
        (i for i, b in enumerate(b for b in blocks if b.kind in (Kind.TEXT, Kind.CAPTION)) if b.kind is Kind.TEXT), -1
    )
    first = _first(titles) or _named_first(blocks, bodies)
    counts = Counter(mention.name for mentions in texts for mention in mentions)
    opening = [m for m in (texts[lead] if lead >= 0 else []) if m.end <= LEAD and not _passing(bodies[lead], m)]
    sites = [mentions_in(line) for line in over if not _REPRINTED.search(line)]
    sites += [[m for m in mentions_in(b.text) if m.level == COUNTY] for b in blocks if b.kind is Kind.BYLINE]
    main = first or (_defined(opening, bodies[lead]) if opening else None) or _frequent(texts, counts, opening)
    main = main or _signed(blocks) or _first(sites)
    if main is not None and not any(titles):
        main = next((m for m in opening if m.level == BODY and m.name.startswith(main.name)), main)
    if main is None:
        return ()
    heads = [block.text for block in blocks if block.kind is Kind.TITLE]
    main = replace(main, name=_before_colon(main, heads))
    names = [main.name, *_broader(main, [*titles, *texts])]
    others = [m for mentions in titles for m in mentions] + opening
    for mention in sorted(others, key=lambda m: -m.level):
        if mention.level < min(main.level, 3) and mention.name not in names:
            names.append(mention.name)
    names += _over(names, main, bodies, texts)
    names += _of_site(names, main, sites)
    whole = "\n".join([*heads, *bodies])
    return tuple(dict.fromkeys(_widened(name, whole) for name in names[:MOST]))


def _defined(opening: list[Mention], lead: str) -> Mention | None:
    """Return the place that the lead begins with and tells the situation of (石桥镇位于…)."""
    return next((m for m in opening if m.start == 0 and _SITUATED.match(lead, m.end)), None)


def _signed(blocks: Sequence[Block]) -> Mention | None:
    """Return the place or body that the last block, but for a day, is nothing but the name of, if it ends no list."""
    last = [block for block in blocks[-SIGNED:] if not is_day(block.text)][-2:]
    if len(last) < 2 or last[1].kind is not Kind.TEXT or last[0].text.endswith(("：", ":")) or _whole(last[0].text):
        return None
    return _whole(last[1].text)


def _whole(text: str) -> Mention | None:
    """Return the place or body that a text is nothing but the name of."""
    text = text.strip()
    return next((mention for mention in mentions_in(text[:LEAD]) if mention.name == text), None)


def _of_site(names: list[str], main: Mention, sites: list[list[Mention]]) -> list[str]:
    """Return the places that the site's name has and that are broader than all that is known, from near to far.

    None for cities, which sites of all places write of, and bodies whose place is known.
    """
    if main.level < 2 or (main.level == BODY and len(names) > 1):
        return []
    highest = min((LEVEL.get(name[-1], main.level) for name in names), default=main.level)
    found = [m for mentions in sites for m in mentions if m.level < min(highest, VILLAGE - 1) and m.name not in names]
    return list(dict.fromkeys(m.name for m in sorted(found, key=lambda m: -m.level)))


def _over(names: list[str], main: Mention, bodies: list[str], texts: list[list[Mention]]) -> list[str]:
    """Return broader places, each the only one of its level, whose offices are spoken of or whose name recurs."""
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
    """Return the name with the characters that stand before it wherever it occurs (李庄乡: 大李庄乡), if no word."""
    import rjieba

    more = ""
    while len(more) < LONGEST_WIDENED:
        before = {m[1] for m in re.finditer("(.)?" + re.escape(more + name), text)}
        first = before.pop() if len(before) == 1 else None
        if not first or not _HAN.fullmatch(first) or first in STOPS or first in LEVEL or text.count(name) < 3:
            break
        more = first + more
    return name if len(more) > 1 and rjieba.has_word(more) else more + name


def _first(titles: list[list[Mention]]) -> Mention | None:
    """Return the most exact place of the first chain that a title has (南县|南洲镇: the town)."""
    for mentions in titles:
        chain = mentions[:1]
        for mention in mentions[1:]:
            if mention.start not in (chain[-1].end, chain[-1].start):
                break
            chain.append(mention)
        if chain:
            return chain[-1]
    return None


def _before_colon(main: Mention, titles: Sequence[str]) -> str:
    """Return the name with one or two characters more that a title has before it and a colon (东石桥镇：…)."""
    for title in titles:
        for size in (2, 1):
            more = title[:size]
            if title.startswith((f"{main.name}：", f"{main.name}:"), size) and _HAN.fullmatch(more):
                return main.name if more in STOPS or more[-1] in LEVEL else more + main.name
    return main.name


def _named_first(blocks: Sequence[Block], bodies: list[str]) -> Mention | None:
    """Return a place that the title names without its suffix, in full if the text has it so.

    What stands before the title's colon is one if the text has it so (槐岗：…, 槐岗县).
    """
    import rjieba

    for block in blocks:
        if block.kind is not Kind.TITLE:
            continue
        if (said := _BEFORE_COLON.match(block.text)) and (full := _in_full(said[1], bodies)):
            return Mention(full, LEVEL[full[-1]], 0, said.end(1))
        position = 0
        for word, tag in rjieba.tag(block.text[:200]):
            if (
                tag == "ns"
                and len(word) >= 2
                and not _GOAL.search(block.text, 0, position)
                and sum(body.count(word) for body in bodies) >= 2
            ):
                name = _in_full(word, bodies) or word
                return Mention(name, LEVEL.get(name[-1], 1), position, position + len(word))
            position += len(word)
    return None


def _in_full(name: str, bodies: list[str]) -> str:
    """Return a name with the suffix that the text has it with, "" if it has none."""
    full = Counter(found for body in bodies for found in re.findall(re.escape(name) + "[省市区县旗镇乡村]", body))
    return full.most_common(1)[0][0] if full else ""


def _frequent(texts: list[list[Mention]], counts: Counter[str], opening: list[Mention]) -> Mention | None:
    """Return the place most of the text is about: named often, and early."""
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
    rivals = sum(levels[name].level == levels[best].level and counts[name] >= counts[best] for name in counts)
    if rivals > 2 and counts[best] < 3:
        return None
    inner = [name for name in scores if best in _broader(levels[name], texts) and counts[name] >= 0.4 * counts[best]]
    return levels[max(inner, key=lambda name: scores[name]) if inner else best]


def _broader(main: Mention, texts: list[list[Mention]]) -> list[str]:
    """Return the places written right before the main one, from near to far."""
    names: list[str] = []
    name = main.name
    for _ in range(3):
        parents = Counter(
            before.name
            for mentions in texts
            for before, after in pairwise(mentions)
            if after.name == name and before.level <= after.level
            if before.end == after.start or (after.level == BODY and before.start == after.start)
        )
        if not parents or parents.most_common(1)[0][0] in (*names, main.name):
            break
        name = parents.most_common(1)[0][0]
        names.append(name)
    return names


def _passing(text: str, mention: Mention) -> bool:
    """Whether a place is only where somebody comes from or goes to."""
    return bool(
        COMING.search(text[max(0, mention.start - 8) : mention.start])
        or GOING.match(text[mention.end : mention.end + 8])
    )
