"""What a text says was so before it changed: 从95分钟压到40分钟 tells of 95 as of the past, 40 as of now."""

from __future__ import annotations

import re

from rag.interrogatives import any_of
from vectorstore.types import Span

_FROM = re.compile(
    r"[从由](?:原来|原先|过去|最初|起初|此前|以前|之前|当初|去年|上年|上月)?的?(?:约|大约|近|不到|不足)?$"
)
_TO = re.compile(
    r"[^，。；,;]{0,8}?(?:增|提|扩|压|降|减|缩|升|涨|加|延长|发展|恢复|变|改|调整)[^，。；,;\d]{0,4}?[到至为成]|[升增降减涨扩][到至为]"
)
_BEFORE = any_of(
    r"\b(?:before|originally|initially|first|previous(?:ly)?|used to|formerly|earlier|last year)\b",
    r"\b(?:from how many|start\w*)\b",
    r"原来|原先|以前|之前|从前|过去|最初|起初|去年|此前|当初|本来|开始|原本|もともと|이전|원래|처음|당초|작년",
    r"\b(?:antes|originalmente|al principio|avant|auparavant|vorher|zuvor|früher|ursprünglich|anfangs|prima)\b",
    r"\binizialmente\b|раньше|сначала|изначально|прежде|\bдо (?:этого|того)\b|\btrước\b|\b(?:ban|lúc) đầu\b",
    r"\bönce|\bbaşta|\bsebelum|\bawalnya",
    r"قبل|سابق|أصلا|पहले|ก่อน|เดิม",
)


def asks_for_before(question: str) -> bool:
    """Whether a question may ask for what was before a change."""
    return bool(_BEFORE.search(question))


def was_before(text: str, figure: Span, sentence: Span) -> bool:
    """Whether a figure of a sentence is what something changed from.

    >>> text = "等候时间从95分钟压到40分钟。"
    >>> was_before(text, (5, 9), (0, len(text))), was_before(text, (11, 15), (0, len(text)))
    (True, False)
    """
    return bool(_FROM.search(text, sentence[0], figure[0]) and _TO.match(text, figure[1], sentence[1]))
