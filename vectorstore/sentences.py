"""Where sentences begin and end, and where one that is too long may be cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

from vectorstore.types import Span

LONGEST_QUOTE = 160
"""A quotation or bracket longer than this, in characters, may be broken between its sentences."""
LONGEST_ATTRIBUTION = 24
"""Longest sentence after a quotation, in characters, that is joined to it (…”他说。)."""
LONGEST_REST = 16
"""Longest piece without an end, in characters, that is joined to the sentence before it (李军 摄)."""

PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "「": "」", "『": "』", "【": "】", "[": "]"}
OPENER = {closer: opener for opener, closer in PAIRS.items()}
BRACKETS = re.compile("[" + re.escape("".join(PAIRS) + "".join(OPENER) + '"') + "]")
END = re.compile(r"[。！？!?…]+[。！？!?…]*|\.{3,}|\.")
CLOSERS = "”’」』】）)\"'"
GOES_ON = "，,、；;：:的等之是为地"
ATTRIBUTION = re.compile(
    r"[^。！？!?]{0,18}(?:说|道|称|表示|介绍|坦言|感慨|感叹|回忆|强调|指出|问|答"
    r"|告诉记者)[^。！？!?，,：:]{0,3}[。！？!?]"
)
ABBREVIATION = re.compile(
    r"(?:^|[\s(（\"“])(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx|Inc|Ltd|Co|Jr|Sr|Fig|Vol|[A-Z]"
    r"|(?:[A-Z]\.)+[A-Z])$"
)
LIST_NUMBER = re.compile(r"(?:^|[\n。；;！？!?.]\s*)\d{1,2}$")
CLAUSE = re.compile(r"[，；、,;：:]+[”’」』）)\"']*\s*|\s+")


def sentences(text: str) -> list[Span]:
    """Return the sentences of a paragraph, as offsets that cover everything but white space.

    They end with 。！？…… or their ASCII forms and the quotes and brackets that close there; not inside a number, an
    abbreviation or an address, nor inside a quotation or bracket of up to LONGEST_QUOTE characters. A line end is
    no boundary.
    """
    partner, inside = _quotes(text)
    cuts = [end for end in _ends(text, partner) if not inside[end]]
    spans: list[Span] = []
    start = 0
    for end in [*cuts, len(text)]:
        low, high = _trim(text, start, end)
        if low < high:
            if spans and (_is_attribution(text, spans[-1], (low, high)) or _is_rest(text, low, high)):
                spans[-1] = (spans[-1][0], high)
            else:
                spans.append((low, high))
        start = end
    return spans


def shorten(text: str, span: Span, size: int, tokens: int, count: Callable[[str], int]) -> list[Span]:
    """Cut a sentence into pieces of at most `size` characters and `tokens` tokens, at clauses or hard."""
    start, end = span
    if end - start <= size and count(text[start:end]) <= tokens:
        return [span]
    pieces: list[Span] = []
    for low, high in _clauses(text, start, end, size):
        pieces += _halved(text, low, high, tokens, count)
    joined: list[Span] = []
    spent = 0
    for low, high in pieces:
        cost = count(text[low:high])
        if joined and high - joined[-1][0] <= size and spent + cost <= tokens:
            joined[-1] = (joined[-1][0], high)
            spent += cost
        else:
            joined.append((low, high))
            spent = cost
    return [trimmed for low, high in joined if (trimmed := _trim(text, low, high))[0] < trimmed[1]]


def _ends(text: str, partner: dict[int, int]) -> list[int]:
    """Return the offsets after sentence-final signs and what closes there; brackets are not looked at."""
    ends: list[int] = []
    for found in END.finditer(text):
        if found[0] == "." and not _is_full_stop(text, found.start()):
            continue
        if found[0][0] in "!?" and _is_address(text, found.start()):
            continue
        end = found.end()
        while end < len(text) and text[end] in CLOSERS and (text[end] not in '"' or partner.get(end, end) < end):
            end += 1
        if end > found.end() and _quotes_a_phrase(text, found[0], end, partner):
            continue
        ends.append(end)
    return ends


def _quotes_a_phrase(text: str, sign: str, end: int, partner: dict[int, int]) -> bool:
    """Whether what closes at `end` is quoted within a sentence that goes on (一直说“狼会来！”而这次)."""
    if end >= len(text):
        return False
    if text[end] in GOES_ON:
        return True
    opener = partner.get(end - 1)
    if "。" in sign or opener is None or text[end].isspace() or text[end] in PAIRS:
        return False
    return opener > 0 and text[opener - 1] not in "：:，,。！？!?…；;” \n"


def _is_full_stop(text: str, index: int) -> bool:
    """Whether the ASCII stop at `index` ends a sentence."""
    before = text[max(0, index - 12) : index]
    after = text[index + 1 : index + 2]
    if not before or (after and after.isascii() and not after.isspace() and after not in "\"')]"):
        return False
    if ABBREVIATION.search(before) or LIST_NUMBER.search(before):
        return False
    following = text[index + 1 : index + 40].lstrip(" \n\"')]”’")
    return not (following and following[0].isascii() and following[0].islower() and following[0].isalpha())


def _is_address(text: str, index: int) -> bool:
    """Whether a ? or ! stands inside something like a web address."""
    left, right = text[index - 1 : index] if index else "", text[index + 1 : index + 2]
    return bool(left and right) and left.isascii() and left.isalnum() and right.isascii() and right.isalnum()


def _quotes(text: str) -> tuple[dict[int, int], list[bool]]:
    """For each closing sign its opener's offset, and for each offset whether it is inside a short pair."""
    stacks: dict[str, list[int]] = {opener: [] for opener in PAIRS}
    straight: int | None = None
    partner: dict[int, int] = {}
    depth = [0] * (len(text) + 2)
    for found in BRACKETS.finditer(text):
        index, sign = found.start(), found[0]
        if sign == '"':
            opened, straight = (straight, None) if straight is not None else (None, index)
            if opened is not None and index - opened > LONGEST_QUOTE:
                opened, straight = None, index
        elif sign in PAIRS:
            stacks[sign].append(index)
            continue
        else:
            stack = stacks[OPENER[sign]]
            opened = stack.pop() if stack else None
        if opened is not None and index - opened <= LONGEST_QUOTE:
            partner[index] = opened
            depth[opened + 1] += 1
            depth[index + 1] -= 1
    return partner, [level > 0 for level in accumulate(depth)]


def _is_attribution(text: str, before: Span, span: Span) -> bool:
    """Whether a sentence only says who spoke the one before it."""
    return (
        text[before[1] - 1] in '”」』"“'
        and span[1] - span[0] <= LONGEST_ATTRIBUTION
        and bool(ATTRIBUTION.fullmatch(text, *span))
    )


def _is_rest(text: str, low: int, high: int) -> bool:
    """Whether a piece is no sentence of its own: signs without a word, or a credit at the paragraph's end."""
    if high - low > LONGEST_REST:
        return False
    return (high == len(text.rstrip()) and not END.search(text, low, high)) or not any(
        c.isalnum() for c in text[low:high]
    )


def _trim(text: str, low: int, high: int) -> Span:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return low, high


def _clauses(text: str, start: int, end: int, size: int) -> list[Span]:
    """Cut at clause signs, and within clauses longer than `size` after so many characters."""
    cuts = [found.end() for found in CLAUSE.finditer(text, start, end)]
    spans: list[Span] = []
    low = start
    for cut in [*cuts, end]:
        while cut - low > size:
            spans.append((low, low + size))
            low += size
        if cut > low:
            spans.append((low, cut))
        low = cut
    return spans


def _halved(text: str, low: int, high: int, tokens: int, count: Callable[[str], int]) -> list[Span]:
    """Halve a piece until each part has at most `tokens` tokens; one character is never cut."""
    if high - low <= 1 or count(text[low:high]) <= tokens:
        return [(low, high)]
    middle = (low + high) // 2
    return _halved(text, low, middle, tokens, count) + _halved(text, middle, high, tokens, count)
