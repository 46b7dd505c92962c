"""A chat model's sentence as plain text, and what of it plain text may not have: links, addresses, markup."""

from __future__ import annotations

import re
import unicodedata

from vectorstore.folding import fold

_HEADING = re.compile(r"^(\s*)#{1,6}[ \t]+")
_BULLET = re.compile(r"^(\s*)(?:>\s*)*[*•·‣▪●○◦+–—-][ \t]+")
_NUMBERED = re.compile(r"^(\s*)(?:>\s*)*(\d{1,3}[.)])[ \t]+")
_QUOTED = re.compile(r"^(\s*)(?:>\s*)+")
_STRONG = re.compile(r"\*{2,3}|__|~~|`")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")
_RULE = re.compile(r"^[\s|:=*_-]*$")
_BARS = re.compile(r"^\s*\|[ \t]*|[ \t]*\|\s*$")
_CELLS = re.compile(r"[ \t]*\|[ \t]*")
_BOLD_LINE = re.compile(r"^\s*(?:[*_]{2,3})[^*_\n]{1,60}(?:[*_]{2,3})\s*[:：]?\s*$")

_DOMAINS = (
    "com|cn|net|org|edu|gov|mil|int|info|biz|io|co|me|ai|app|dev|top|xyz|site|online|shop|club|vip|link|live|icu|cc|tv"
    "|ru|de|uk|fr|es|jp|kr|hk|tw|eu|us|in|su|ua|ly|gg|gl|tk|ml|pw|zip|click|work|wang|ren|store|tech|cloud|page|news"
    "|COM|CN|NET|ORG|RU|IO|ME"
)
"""Endings of addresses; in small letters, so that a missing space before a sentence (end.In) is none."""
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://|\b(?:mailto|javascript):|\bwww\s?[.。]|\bhxxps?\b|\bt\.me\b"
    r"|[a-z0-9\u00a1-\uffff_-](?<![。，、；：！？])\s?(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)|。)"
    rf"(?-i:{_DOMAINS})(?![a-z0-9_])|\bdot\s(?-i:{_DOMAINS})\b|点\s?(?:com|cn|net|org)\b"
    r"|(?<![\w.])@[a-z0-9_]{2,}|[\w.+-]+@[\w-]+\.|\]\s?\(|<[a-z/!?][^<>]*>|&(?:[a-z]{2,8}|#x?[0-9a-f]{1,6});"
    r"|```|\{\{|\}\}|<\||\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"“([^“”\n]+)”|„([^„“”\n]+)[“”]|「([^「」\n]+)」|『([^『』\n]+)』|«([^«»\n]+)»|‘([^‘’\n]{12,})’(?!\w)"
    r"|(?<!\w)\"([^\"\n]+)\"(?!\w)|(?<!\w)'([^'\n]{12,})'(?!\w)|(?<=[\u3400-\u9fff，：:。])\"([^\"\n]+)\""
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]")
_NOT_COMPARED = re.compile(r"[\s\W_]+")
_GAP = re.compile(r"…+|\.{3,}|\[[^\]]*\]")
SHORT_TERM = 4
"""A quotation of fewer words in an alphabetic script is a term or name, which translations put in quotes too."""


def plain(line: str) -> str:
    """Give a line without Markdown's marks; bullets become "- ". White space at both ends stays."""
    if _RULE.match(line):
        return ""
    line = _HEADING.sub(r"\1", line)
    if numbered := _NUMBERED.match(line):
        line = f"{numbered[1]}{numbered[2]} {line[numbered.end() :]}"
    elif _BULLET.match(line):
        line = _BULLET.sub(r"\1- ", line)
    else:
        line = _QUOTED.sub(r"\1", line)
    return unmarked(line)


def unmarked(text: str) -> str:
    """Give a piece of a line without Markdown's emphasis and without the bars of a table at its ends."""
    if "|" in text:
        text = _CELLS.sub(" | ", _BARS.sub("", text))
    return _EMPHASIS.sub(lambda m: m[1] or m[2], _STRONG.sub("", text))


def is_heading(sentence: str) -> bool:
    """Whether a sentence is a heading: marked as one, or a short bold line."""
    return bool(_HEADING.match(sentence) or _BOLD_LINE.match(sentence))


def has_link(text: str) -> bool:
    """Whether a text has a link, an address, a user's name, HTML or code, also where it is written to look harmless."""
    return bool(_LINK.search(unicodedata.normalize("NFKC", text)))


def quotations(text: str) -> list[str]:
    """List what a text puts in quotes, terms of a few words in an alphabetic script and 《titles》 aside."""
    found = [next(filter(None, m.groups())) for m in _QUOTES.finditer(text)]
    return [q for q in found if len(_HAN.findall(q)) > 1 or len(q.split()) >= SHORT_TERM]


def without_quotations(text: str) -> str:
    """Give a text without what it puts in quotes."""
    return _QUOTES.sub(" ", text)


def is_verbatim(quotation: str, whole: str) -> bool:
    """Whether a quotation stands in a text, given as `comparable` gives it: only letters and digits are compared.

    Both sides of an ellipsis must stand in it, in their order.
    """
    at = 0
    for piece in _GAP.split(quotation):
        wanted = comparable(piece)
        found = whole.find(wanted, at)
        if found < 0:
            return False
        at = found + len(wanted)
    return True


def comparable(text: str) -> str:
    """Give the letters and digits of a text: half width, small, Chinese ones simplified."""
    return _NOT_COMPARED.sub("", fold(text))
