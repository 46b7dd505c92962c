"""Folding: writings of the same text made alike, for comparing; quotes never are.

Full width to half width, traditional and Japanese characters to simplified ones, capitals to small letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

MARKS = r"\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Signs that belong to the letter before them, in the scripts that questions come in."""
_NOT_LETTERS = r"\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
LETTERS = re.compile(rf"[^{_NOT_LETTERS}](?:[^{_NOT_LETTERS}]|[{MARKS}])*")
"""A word in other letters than Chinese characters and kana."""
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_VARIANTS = str.maketrans("衞硏鑛鬭甁槪郞飜餠竝倂愼緖敍襃擧鄕澁", "卫研矿斗瓶概郎翻饼并并慎绪叙褒举乡涩")
"""Forms that OpenCC makes of Japanese characters and leaves so."""


@cache
def _converter(config: str) -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC(config)


def fold(text: str) -> str:
    """Full width to half width, traditional and Japanese characters to simplified ones, capitals to small letters.

    Letters of one script are never more or fewer afterwards than OpenCC and NFKC make them: take no offsets from it.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    return _converter("t2s").convert(text) if _HAN.search(text) else text


def fold_question(question: str) -> str:
    """Fold a question; where it is in Japanese, what only that writes so (県, 沢) becomes the character of Chinese."""
    if not _KANA.search(unicodedata.normalize("NFKC", question)):
        return fold(question)
    return fold_japanese(question)


def fold_japanese(text: str) -> str:
    """Fold a text that is in Japanese, also where it has no kana."""
    return fold(_converter("jp2t").convert(text)).translate(_VARIANTS)


def as_written(question: str, part: str) -> str:
    """Give a part of a folded question as the question has it, where folding leaves its length."""
    folded = fold_question(question)
    at = folded.find(part) if len(folded) == len(question) else -1
    return question[at : at + len(part)] if at >= 0 else part
