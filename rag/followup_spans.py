"""Where a question of a conversation has places, dates and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.followup_words import KIND_EN, LIGHT, NAMED_BY_KIND
from rag.language import detect
from rag.mentions import Question
from rag.names import key, named
from rag.ordinals import BARE
from rag.people import people
from rag.place_names import is_ordinary, name_of
from rag.when import moments
from vectorstore.catalog import Entry
from vectorstore.folding import fold
from vectorstore.name_words import GENERIC
from vectorstore.names import mentions_in
from vectorstore.terms import question_terms
from vectorstore.transcription import is_pinyin, latin_syllables
from vectorstore.types import Span

WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+(?:['’][^\W\d_]+)*")
"""Words in other letters than Chinese characters and kana."""

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
EDGES = " \t,，.。;；:：?？!！¿¡…、؟،"
ENDS = " \t.。?？!！;；؟"

_HAN_GAP = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])\s+(?=[\u3400-\u4dbf\u4e00-\u9fff])")
_JOINT = re.compile(r"的|\W{0,2}|\W*(?:of|in|de|von|в)\W*", re.IGNORECASE)
"""What may stand between the parts of one place's name."""

_CAPITAL = re.compile(r"(?<=\W)(?!In\b)[A-Z][\w'’]+ $")
_ARTICLE = re.compile(r"\b(?:the|el|la|der|die|das|dem|den|le) $|\bl['’]$", re.IGNORECASE)
_ATTRIBUTIVE = re.compile(
    r"(?: (?:city|county|district|town(?:ship)?|village|central|primary|middle|high|junior|senior|no\.? ?\d+))*"
    r" (?:market|government|committee|authorities|school|hospital|clinic|station|factory|plant|company|office)\b",
    re.IGNORECASE,
)
"""English nouns that a name before them belongs to."""
_PART_HAN = re.compile(
    rf"的?(?:第?[一二三四五六七八九十](?:中学|小学|[中小](?:{BARE}))|第[一二三四五六七八九十]+(?:人民)?医院"
    r"|(?:中心)?(?:小学|中学|幼儿园|卫生院|敬老院|派出所))"
)
"""What of a place is a place itself, told without a name of its own."""
_IN_BRACKETS = re.compile(r" ?[(（][\u4e00-\u9fff]+[)）]")
"""A name once more, in characters."""
_BY_KIND_EN = re.compile(
    rf"\b(?!(?:entire|lone|nine|fine|mine|mining|human|urban|native|home|lane|wine|zone)\b)"
    rf"(?P<name>[a-z][a-z'’]{{3,}}) {KIND_EN}\b",
    re.IGNORECASE,
)

_PART_OF = re.compile(
    r"(?:in|at|on|en|à|aux?|im|am|beim|em|n[ao]|nel|alla?) (?P<place>(?:(?:the|el|l[aeo]s?|de[mnr]|il|os?|as?) )?"
    r"[\w'’-]+(?: [\w'’-]+){0,2} (?:of|del?|du|des|von|der|d[aio]) )",
    re.IGNORECASE,
)
"""What a phrase that is a place as a whole has before its last name (in the market of …, en el mercado de …)."""

_DATE_TOKEN = re.compile(r"\w+")
_DATE_ZH = re.compile(r"(?:(?:19|20)\d{2}年)?(?:的?(?:1[0-2]|0?[1-9])月(?:份|\d{1,2}[日号])?)?")
_ORIGIN = re.compile(r"(?:\b(?:from|de|desde|aus|из|từ)\s+|从|来自|自|由|去|到)$", re.IGNORECASE)
_KOREAN = re.compile(r"[\uac00-\ud7af]{2,}?(?:구|시|군|진|현|향|촌|읍)(?=에서|에는|에|의|은|는|이|\s|$)")
_PLACE_TAGS = ("ns", "nt", "nrt")
_UNITS = "镇乡县区市省村"
_UNIT_NAME = re.compile(rf"([\u4e00-\u9fff]{{2,4}})(?:[{_UNITS}]|街道|社区|新区|开发区|经开区)")
_OFFICES = "長长"
_SHORTEST_SOUND = 5
"""Letters of the shortest capitalised word that is read as pinyin (Wuhan)."""


def plain(question: str) -> str:
    """Normalise a question so that offsets hold in it."""
    text = _HAN_GAP.sub("", unicodedata.normalize("NFKC", " ".join(question.split())))
    return text if len(fold(text)) == len(text) else fold(text)


def place_spans(text: str, articles: Iterable[Entry]) -> list[Span]:
    """Find the places of articles that a text names, each with the wider ones and the article before it."""
    every = list(articles)
    terms = question_terms(text, detect(text))
    meant = named(text, terms, every)
    if not meant:
        return []
    asked = Question(text)
    found = {
        span
        for entry in every
        if key(entry) in meant
        for place in entry.places
        for span in asked.spans(name_of(place), entry.title)
    }
    inside = [(m.start, m.end) for m in mentions_in(text)] if HAN.search(text) else []
    return [_widened(text, span) for span in _joined(text, found, [*inside, *_by_kind(text)])]


def _joined(text: str, spans: Iterable[Span], others: Iterable[Span] = ()) -> list[Span]:
    """Join spans that make one place's name; of `others`, which may be parts of one, those joined to one count."""
    known = set(spans)
    out: list[tuple[int, int, bool]] = []
    for a, b in sorted({*known, *others}):
        if out and (a <= out[-1][1] or _JOINT.fullmatch(text[out[-1][1] : a])):
            out[-1] = (out[-1][0], max(out[-1][1], b), out[-1][2] or (a, b) in known)
        else:
            out.append((a, b, (a, b) in known))
    return [(a, b) for a, b, is_known in out if is_known]


def _widened(text: str, span: Span) -> Span:
    """Take along the capitalised words and the article before a name, and what it is the name of (the market of …)."""
    start, end = span
    part = _PART_OF.fullmatch(text[:start])
    if part and not text[end:].strip(EDGES):
        return part.start("place"), end
    while behind := _ATTRIBUTIVE.match(text, end) or _PART_HAN.match(text, end) or _IN_BRACKETS.match(text, end):
        end = behind.end()
    while before := _CAPITAL.search(text[:start]):
        start = before.start()
    if " " in text[start:end] and (article := _ARTICLE.search(text[:start])):
        start = article.start()
    return start, end


def part_of(place: str) -> str:
    """Give the school or other body that a place's name ends with, "" if it is the place itself."""
    for pattern in (_PART_HAN, _ATTRIBUTIVE):
        for found in pattern.finditer(place):
            if found.start() and found.end() == len(place):
                return found[0]
    return ""


def date_spans(text: str) -> list[Span]:
    """Find the dates of a text that `rag.when` reads."""
    found = [m.span() for m in _DATE_ZH.finditer(text) if m[0]]
    tokens = [m.span() for m in _DATE_TOKEN.finditer(text)]
    words = [text[a:b] for a, b in tokens]
    is_part = [not HAN.search(w) and bool(w.isdecimal() or moments(f"in {w}")) for w in words]
    i = 0
    while i < len(tokens):
        j = i
        while j < len(tokens) and is_part[j]:
            j += 1
        if j > i and moments("in " + text[tokens[i][0] : tokens[j - 1][1]]):
            found.append((tokens[i][0], tokens[j - 1][1]))
        i = max(j, i + 1)
    return sorted(s for s in set(found) if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found))


def names(text: str, language: str, places: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Find what looks like the name of a place, and of anything else, outside of known places.

    Where somebody or something came from does not count: it is not what a question is about.
    """
    han = _han_names(text) if HAN.search(text) else ([], [])
    latin = _latin_names(text, language)
    by_kind = [m.span() for pattern in (_KOREAN, NAMED_BY_KIND) for m in pattern.finditer(text)] + _by_kind(text)
    likely = [*by_kind, *han[0], *latin[0]]
    people_found = [span for span in (*han[1], *latin[1]) if not _meet(span, places)]
    free = [span for span in likely if not _meet(span, [*places, *people_found])]
    kept = [[span for span in spans if not _ORIGIN.search(text[: span[0]])] for spans in (free, people_found)]
    return _joined(text, kept[0]), sorted(kept[1])


def _by_kind(text: str) -> list[Span]:
    """Find names in pinyin without a capital by the English kind of place behind them (mopan village)."""
    return [m.span() for m in _BY_KIND_EN.finditer(text) if is_pinyin(latin_syllables(m["name"].lower()))]


def _meet(span: Span, others: Iterable[Span]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in others)


def _han_names(text: str) -> tuple[list[Span], list[Span]]:
    """Find names of places and of people in characters, by the segmenter's tags; to it a surname is a word."""
    import rjieba

    tokens, at = [], 0
    for word, tag in rjieba.tag(text):
        tokens.append((at, word, tag))
        at += len(word)
    persons = people(text, 0, len(text))
    villages = [(m.start, m.end) for m in mentions_in(text)]
    named = _UNIT_NAME.fullmatch(text)
    if named and not is_ordinary(named[1]) and named[1] not in GENERIC:
        return [named.span()], []
    for (a, surname, tag), (b, given, other) in pairwise(tokens):
        if tag == "nr" and len(surname) == 1 and len(given) <= 2 and other.startswith("n"):
            persons.append((a, b + len(given)))
    places = [
        (a, a + len(word))
        for a, word, tag in tokens
        if len(word) > 1
        and word[-1] not in _OFFICES
        and (tag in _PLACE_TAGS or (word[-1] in _UNITS and tag.startswith("n") and len(word) > 2))
    ]
    return [*places, *villages], persons


def _latin_names(text: str, language: str) -> tuple[list[Span], list[Span]]:
    """Find names by their capitals, Chinese ones (in pinyin) and others; in German only two words together."""
    words = list(WORD.finditer(text))
    capital = [m[0][:1].isupper() and not m[0].isupper() for m in words]
    chinese, others = [], []
    for i, word in enumerate(words):
        sound = latin_syllables(word[0].lower())
        if not capital[i]:
            continue
        if len(sound) >= _SHORTEST_SOUND and sound.isascii() and is_pinyin(sound):
            chinese.append(word.span())
        elif word.start() > 0 and word[0].lower() not in LIGHT and not moments(f"in {word[0]}"):
            near = any(capital[j] for j in (i - 1, i + 1) if 0 < j < len(words))
            if language != "de" or near:
                others.append(word.span())
    return chinese, others
