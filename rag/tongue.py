"""Whether a sentence is in the language it should be in, names and quotations aside."""

from __future__ import annotations

import re

from rag.language import CHINESE, JAPANESE, KOREAN, detect
from rag.plain import without_quotations

SURE = 40
"""Letters that a sentence must have for languages of one script to be told apart."""

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]+"),
    "arabic": re.compile(r"[\u0600-\u06ff]+"),
    "hebrew": re.compile(r"[\u0590-\u05ff]+"),
    "greek": re.compile(r"[\u0370-\u03ff]+"),
    "devanagari": re.compile(r"[\u0900-\u097f]+"),
    "thai": re.compile(r"[\u0e00-\u0e7f]{1,5}"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
}
"""What counts as one word of a script; a Chinese character counts as two thirds of one, as in rag.language."""

_OF = {
    CHINESE: "han", JAPANESE: "kana", KOREAN: "hangul", "ru": "cyrillic", "uk": "cyrillic", "ar": "arabic",
    "fa": "arabic", "ur": "arabic", "he": "hebrew", "el": "greek", "hi": "devanagari", "th": "thai",
}  # fmt: skip
_WEIGHTS = {"han": 2 / 3, "kana": 1 / 2, "hangul": 1 / 2}
_FEW = 3
"""Words of a wrong script that may be names."""

_ALIKE = (
    frozenset({"no", "da", "sv"}),
    frozenset({"id", "ms", "tl"}),
    frozenset({"hr", "cs", "sk"}),
    frozenset({"es", "pt"}),
)
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-Þ][\w'’-]*")


def speaks(text: str, language: str) -> bool:
    """Whether a sentence may pass for one in a language, given by its ISO 639-1 code; simplified or traditional is one.

    Script decides; languages of one script are told apart only where there is text enough to be sure.
    """
    own = _OF.get(language, "latin")
    body = without_quotations(text)
    if own != "han":
        body = _BRACKETED.sub(" ", body)
    words = {script: _WEIGHTS.get(script, 1.0) * len(form.findall(body)) for script, form in _SCRIPTS.items()}
    if own == "kana" and (words["kana"] or words["han"] < _FEW):
        words["kana"], words["han"] = words["kana"] + words["han"], 0.0
    if own == "han" and words["kana"] > max(2.0, 0.2 * words["han"]):
        return False
    others = max(count for script, count in words.items() if script != own)
    if others >= _FEW and others > words[own]:
        return False
    return own != "latin" or _is_said_in(body, language)


def _is_said_in(body: str, language: str) -> bool:
    """Whether a text in Latin letters is in a language, as far as its halves agree on another one."""
    said = _NAME.sub(" ", _SCRIPTS["han"].sub(" ", body))
    words = _SCRIPTS["latin"].findall(said)
    if sum(map(len, words)) < SURE:
        return True
    found, half = detect(" ".join(words)), len(words) // 2
    if found == language or any({language, found} <= group for group in _ALIKE):
        return True
    return any(detect(" ".join(part)) != found for part in (words[:half], words[half:]))
