"""Where English and Chinese questions have the thing they ask about, told by the order of their words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.followup_reading import Reading
from rag.followup_spans import ENDS
from rag.followup_words import MEASURE
from rag.language import CHINESE, ENGLISH
from vectorstore.types import Span

_AUXILIARY = "did|does|do|has|have|had|is|are|was|were|can|could|will|would"
_DO = frozenset(("did", "does", "do"))
_BEHIND = _DO | {"has", "have", "had"}
_BE = frozenset(("is", "are", "was", "were"))
_WORD = r"[\w'’-]+"


def _phrase(stop: str) -> str:
    """Make a pattern of English words up to one of `stop`."""
    return rf"(?!(?:{stop})\b){_WORD}(?: (?!(?:{stop})\b){_WORD})*"


_COUNTED_EN = re.compile(
    rf"\bhow (?:many|much) (?P<thing>{_phrase(_AUXILIARY + '|in|at|from|to|for|by|with|on|that|who|which|there')})",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(
    rf"^(?:who|what|where|when)(?:['’]s| is| was| are| were) (?P<thing>(?:the )?{_phrase('of|in|at|for|from')})",
    re.IGNORECASE,
)
_COUNTED_ZH = re.compile(rf"(?:多少|几){MEASURE}?(?P<thing>[\u4e00-\u9fff]+)$")
_NAMED_ZH = re.compile(
    r"(?:的|^)(?P<thing>(?:(?!的)[\u4e00-\u9fff])+?)(?:一共|总共|共)?(?=(?:是|有|为|达|叫|达到|在)?"
    rf"(?:多少|几|谁|什么|哪|多[大高长远久重])(?:{MEASURE}|名字|里|儿|时候|时间|年|天)?$)"
)
_PERSON_EN = re.compile(
    rf"^(?:who|what)(?:['’]s| is| was)(?: the name of)? (?P<person>{_WORD}(?: {_WORD})*)$", re.IGNORECASE
)
_PERSON_ZH = re.compile(r"^(?P<person>[\u4e00-\u9fff]+?)(?:是谁|叫什么(?:名字)?|是哪一?位|的名字是什么|姓什么)$")
_COMPARED_EN = re.compile(
    r"\b(?:which|who)\b.*?\b(?:more|fewer|less|most|fewest|least) "
    rf"(?P<thing>{_phrase(_AUXILIARY + '|in|at|from|to|for|by|with|on|of|than|that|who|which|and|or|between|there')})",
    re.IGNORECASE,
)
_ORDER_EN = re.compile(
    rf"^(?P<asking>how (?:many|much|long|far|often)|who|what|where|when|why|how|which)\b"
    rf"(?: (?P<thing>{_phrase(_AUXILIARY)}))? (?P<auxiliary>{_AUXILIARY}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_ASKED_ZH = re.compile(
    rf"(?:是|叫|达|达到)?(?:谁|什么名字|什么时候|什么|多少{MEASURE}?|几{MEASURE}|哪里|哪儿|多[大高长远久重])$|[吗呢]$"
    rf"|(?:多少|几){MEASURE}?|为什么|什么时候|什么时间|是不是|有没有"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a question has the thing it asks about; `counted` after how many, with `start` before 多少 in Chinese."""

    start: int
    thing: Span
    counted: bool


def slot(last: Reading) -> Slot | None:
    """Find the thing that a question counts or names; None if that is not told, or holds the place too."""
    core = last.core.rstrip(ENDS)
    counted, named = {ENGLISH: (_COUNTED_EN, _NAMED_EN), CHINESE: (_COUNTED_ZH, _NAMED_ZH)}.get(
        last.language, (None, None)
    )
    if counted is None or named is None:
        return None
    if found := counted.search(core):
        if last.language == CHINESE and not _is_noun(found["thing"]):
            return None
        return _apart(last, Slot(found.start(), found.span("thing"), True))
    found = named.search(_without(last, core) if last.language == CHINESE else core)
    return _apart(last, Slot(found.start("thing"), found.span("thing"), False)) if found else None


def _without(last: Reading, core: str) -> str:
    """Put 的 in place of what a Chinese question has before its thing: places and dates."""
    for a, b in (*last.places, *last.dates):
        core = core[:a] + "的" * (b - a) + core[b:]
    return core


def _apart(last: Reading, found: Slot) -> Slot | None:
    start, end = found.thing
    return None if any(a < end and start < b for a, b in last.places) else found


def counted_thing(last: Reading) -> str:
    """Give what a question counts, "" where that is not told."""
    found = slot(last)
    return last.core[slice(*found.thing)] if found and found.counted else ""


def most_of(last: Reading) -> str:
    """Give what an English question asks which of several places has more or most of, "" if it does not."""
    found = _COMPARED_EN.search(last.core) if last.language == ENGLISH else None
    return found["thing"] if found else ""


def described_person(last: Reading) -> str:
    """Give the words by which a question asks for a person (the mayor of …, …的镇长), "" if it has none."""
    pattern = _PERSON_ZH if last.language == CHINESE else _PERSON_EN
    found = pattern.search(last.core.rstrip(ENDS))
    return found["person"] if found else ""


def reordered(last: Reading, interrogative: str) -> str:
    """Ask an English question with another interrogative, "" if that leaves no clause.

    How many posts did the town set up -> when did the town set up posts. Who is the mayor -> nothing.
    """
    found = _ORDER_EN.match(last.core.rstrip(ENDS))
    if not found:
        return ""
    asking, thing, auxiliary, rest = found["asking"].lower(), found["thing"] or "", found["auxiliary"], found["rest"]
    verb = auxiliary.lower()
    if not thing and verb not in _DO and (asking in ("who", "what", "which") or (asking == "where" and verb in _BE)):
        return ""
    if asking == "which" and verb in _BEHIND - _DO:
        return ""
    order = (rest, thing) if verb in _BEHIND else (thing, rest)
    return " ".join(part for part in (interrogative, auxiliary, *order) if part)


def statement(last: Reading) -> str:
    """Make a Chinese question a statement, as far as leaving its interrogative out does."""
    return re.sub(r"[的有是]$", "", _ASKED_ZH.sub("", last.core.rstrip(ENDS))).strip()


def _is_noun(text: str) -> bool:
    """Whether a Chinese phrase is all nouns and what may be part of them."""
    import rjieba

    tags = [tag for _, tag in rjieba.tag(text)]
    return all(tag[0] in "nbajzsxlmv" for tag in tags) and tags[-1][0] not in "ia"
