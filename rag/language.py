"""Which language a question is in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH, CHINESE, JAPANESE, KOREAN = "en", "zh", "ja", "ko"

SUPPORTED = [
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "it",
    "ko",
    "ms",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sv",
    "sw",
    "th",
    "tl",
    "tr",
    "uk",
    "ur",
    "vi",
]
"""Languages told apart by py3langid; the fewer there are, the surer it is of a short question."""

CERTAIN = 0.5
"""Below this probability a question in Latin letters counts as English: mostly names then ("Nanzhou", "and there?")."""

_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_OTHER_WORD = re.compile(r"[^\W\d_\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(SUPPORTED)
    return identifier


def detect(question: str) -> str:
    """Give the ISO 639-1 code of a question's language; English where there is nothing to tell it by.

    Script decides where it can: kana is Japanese, Hangul Korean, Chinese characters Chinese unless other words
    outnumber them (a term or name quoted in a question). Latin words in a question of another script are names.
    """
    question = unicodedata.normalize("NFKC", question)
    if _KANA.search(question):
        return JAPANESE
    if _HANGUL.search(question):
        return KOREAN
    han, words = len(_HAN.findall(question)), len(_OTHER_WORD.findall(question))
    if han and 2 * han > 3 * words:
        return CHINESE
    latin = _HAN.sub(" ", question)
    other = _LATIN_WORD.sub(" ", latin)
    if _LETTERS.search(other):
        return str(_identifier().classify(other)[0])
    language, probability = _identifier().classify(latin)
    return str(language) if probability >= CERTAIN else ENGLISH
