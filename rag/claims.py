"""What a chat model streams, cut into sentences, each with the markers that trail it."""

from __future__ import annotations

import re

from rag.markers import marker_end

LONGEST_QUOTE = 160
"""A quotation or bracket longer than this, in characters, may be broken between its sentences."""

_BREAK_OFF = "\n\0"
_ENDS = re.compile(r"\n|[。！？；؟۔।॥!?]+|…+|\.+")
_SURE = frozenset("。！？؟۔।॥")
_CLOSERS = "”’」』）)》»\"'*_~"
_QUOTES = '”’」』»"'
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "「": "」", "『": "』", "«": "»", "„": "“", '"': '"'}
_BLANK = " \t\u3000\xa0\u202f\r"
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")

_SHORT = """
    mr mrs ms dr prof st vs etc eg ie approx ca inc ltd co jr sr dept est jan feb apr jun jul aug sept oct nov dec
    sra srta ud uds aprox av avda ej tel mm mme mlle env éd cf chap bzw bspw ggf inkl zzgl usw evtl abs str mio mrd tsd
    jh vgl sog гг вв им ул тыс млн млрд руб обл чел напр тел г-н г-жа р-н
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_NUMBERS = frozenset("no nos nr fig vol p pp art sec núm pág págs стр рис ст п tp".split())  # noqa: SIM905
"""Abbreviations where a number follows."""

_WORD = re.compile(r"(?:^|[^\w])([^\W\d_]+(?:-[^\W\d_]+)?)$")
_NUMBERED = re.compile(r"^[\s*_#>+-]*\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})$")
_DAY = re.compile(r"(?:^|[\s(])(?:am|der|die|das|dem|den|des|im|vom|zum|zur|bis|seit|ab)\s+\d{1,3}$", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,2}$")
_MONTH = re.compile(
    r"\s(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.IGNORECASE
)
_NEXT_WORD = re.compile(r"\s+\w*$")


class Claims:
    """Cuts a stream into sentences.

    All sentences joined are the text that was fed; however it was cut into pieces, they are the same. A sentence ends
    with the markers and white space after its end mark. Line ends end sentences; quotations and brackets of up to
    LONGEST_QUOTE characters are not broken.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._looked = 0

    def feed(self, piece: str) -> list[str]:
        """Take a piece of the stream; give the sentences that are complete, which only what comes after them tells."""
        self._rest += piece
        return self._cut()

    def end(self) -> list[str]:
        """Take the end of the stream; give the sentences that are left."""
        length = len(self._rest)
        self._rest += _BREAK_OFF
        found, at = [], 0
        for sentence in [*self._cut(), self._rest]:
            found.append(sentence[: length - at])
            at += len(sentence)
        self._rest, self._looked = "", 0
        return [sentence for sentence in found if sentence]

    def _cut(self) -> list[str]:
        found = []
        while (end := self._next()) is not None:
            found.append(self._rest[:end])
            self._rest, self._looked = self._rest[end:], 0
        return found

    def _next(self) -> int | None:
        """Find the end of the first sentence; None if it is not there yet."""
        text = self._rest
        start = len(text) - len(text.lstrip())
        for mark in _ENDS.finditer(text, max(self._looked, start)):
            self._looked = mark.start()
            end = _sentence_end(text, start, mark)
            if end != 0:
                return end
        self._looked = len(text)
        return None


def sentences(text: str) -> list[str]:
    """Cut a whole text as a stream of it is cut."""
    claims = Claims()
    return [*claims.feed(text), *claims.end()]


def _sentence_end(text: str, start: int, mark: re.Match[str]) -> int | None:
    """Find the end of the sentence from `start` on, if it ends with `mark`: 0 if it does not, None if unknown so far.

    What is told of a text stays true however it goes on.
    """
    if mark[0] == "\n":
        return _after_blank(text, mark.end())
    end = mark.end()
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    if end == len(text):
        return None
    closing = [_closes(text, opener, end) for opener in _open(text, start, end)]
    if any(closing):
        return 0
    if None in closing:
        return None
    ends = _is_over(text, start, mark, end)
    return _after_markers(text, end) if ends else 0 if ends is False else None


def _is_over(text: str, start: int, mark: re.Match[str], end: int) -> bool | None:
    """Whether a sentence is over after an end mark and what closes there, at `end`; None if unknown so far."""
    following, sign = text[end], mark[0]
    if following in "，,、；;：:" or (text[end - 1] in _QUOTES and (following.isalnum() or _HAN.match(following))):
        return False
    if _SURE & set(sign):
        return True
    if following == "\n":
        return not _NUMBERED.match(text[start : mark.start()])
    marked = marker_end(text, end)
    if marked is None:
        return None
    if sign == "；":
        return marked > end or text[start : mark.start()].endswith(("]", "】", "〕", "］"))
    if sign[0] in "!?":
        return following in _BLANK or marked > end or bool(_HAN.match(following))
    if _HAN.search(text[start : mark.start()][-1:]) and (marked > end or _HAN.match(following)):
        return sign == "."
    if following not in _BLANK and marked == end:
        return False
    return _is_full_stop(text, start, mark, end)


def _is_full_stop(text: str, start: int, mark: re.Match[str], end: int) -> bool | None:
    """Whether dots with a space or marker after them end a sentence; None if unknown so far."""
    rest = text[end:].lstrip(_BLANK)
    if not rest:
        return None
    before = text[start : mark.start()]
    if rest[0].islower():
        return False
    if mark[0] != ".":
        return True
    if _NUMBERED.match(before) or _DAY.search(before):
        return False
    if _DIGITS.search(before):
        return None if _NEXT_WORD.fullmatch(text, end) else not _MONTH.match(text, end)
    word = _WORD.search(before)
    if word is None:
        return True
    short = word[1].lower()
    return not (len(short) == 1 or short in _ABBREVIATIONS or (short in _NUMBERS and rest[0].isdigit()))


def _open(text: str, start: int, end: int) -> list[int]:
    """List where the quotations and brackets begin that are open at `end`."""
    stack: list[int] = []
    for at in range(start, end):
        if stack and text[at] == _PAIRS[text[stack[-1]]]:
            stack.pop()
        elif text[at] in _PAIRS:
            stack.append(at)
    return stack


def _closes(text: str, opener: int, after: int) -> bool | None:
    """Whether what opens at `opener` is closed on its line after `after`, and not too far; None if unknown so far."""
    limit = opener + LONGEST_QUOTE
    line = text.find("\n", after, limit)
    if text.find(_PAIRS[text[opener]], after, limit if line < 0 else line) >= 0:
        return True
    return False if line >= 0 or len(text) >= limit else None


def _after_markers(text: str, end: int) -> int | None:
    """Find where the next sentence begins after markers and white space; None if unknown so far."""
    while True:
        at = end
        while at < len(text) and text[at] in _BLANK:
            at += 1
        if at == len(text):
            return None
        marked = marker_end(text, at)
        if marked is None:
            return None
        if marked == at:
            return _after_blank(text, at)
        end = marked
        while end < len(text) and text[end] in ".。":
            end += 1


def _after_blank(text: str, at: int) -> int | None:
    while at < len(text) and text[at].isspace():
        at += 1
    return at if at < len(text) else None
