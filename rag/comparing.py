"""What somebody wants compared, as a question: which place has the most of it."""

from __future__ import annotations

import re

from rag.asked import Want, asked
from rag.comparatives import SUPERLATIVE, WHICH
from rag.language import CHINESE, ENGLISH, detect

_QUESTIONS = {
    "en": "Which place has the most {}?",
    "zh": "{}，哪里最多？",
    "ja": "{}が最も多いのはどこですか？",
    "ko": "{} 가장 많은 곳은 어디입니까?",
    "es": "¿Qué lugar tiene la mayor cantidad de {}?",
    "fr": "Quel endroit a le plus de {} ?",
    "de": "Welcher Ort hat die meisten {}?",
    "ru": "Где больше всего: {}?",
    "vi": "Nơi nào có {} nhiều nhất?",
    "ar": "أي مكان لديه أكبر عدد من {}؟",
}
"""By language, in words that are known to compare (rag.comparatives); other languages get English."""

_HIGHEST = {
    "en": (
        re.compile(r"\b(?:rates?|percentages?|proportions?|shares?|prices?|temperatures?|speeds?)\b", re.I),
        "highest",
    ),
    "zh": (re.compile(r"(?:率|比例|比重|占比|价|价格|温度|气温|高度|速度)$"), "最高"),
}
"""What is not more or less, but higher or lower."""

_ASKS = tuple("?？؟")
_BEST = re.compile(
    r"\b(?:most|(?:few|long|short|old|young|tall|wide|deep|strong|near|far|bigg|fast)est)\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)


def comparison_question(text: str) -> str:
    """Make a question of what is to be compared, in the language of the text; a question is given as it is."""
    text = " ".join(text.split()).strip("。.!！,，;； ")
    if text.endswith(_ASKS) or WHICH.search(text) or asked(text).want is not Want.OTHER:
        return text
    language = detect(text)
    if language == ENGLISH:
        text = _ARTICLE.sub("", text)
    if SUPERLATIVE.search(text) or _BEST.search(text):
        return {CHINESE: f"哪里有{text}？", ENGLISH: f"Which place has the {text}?"}.get(language, text)
    high = _HIGHEST.get(language)
    if high and high[0].search(text):
        return f"{text}，哪里{high[1]}？" if language == CHINESE else f"Which place has the {high[1]} {text}?"
    return _QUESTIONS.get(language, _QUESTIONS[ENGLISH]).format(text)
