"""A page of HTML, decoded and parsed."""

from __future__ import annotations

import re

from lxml import etree, html

from vectorstore.decode import BYTE_ORDER_MARKS, decode

MOST_BAD = 0.001
"""Share of characters that may be wrong in a page that says which encoding it is in."""

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,20})",
    re.IGNORECASE,
)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decode_page(data: bytes, name: str) -> tuple[str, str]:
    """Decode a page: by its byte order mark, as UTF-8 if it is, as it says of itself, or else as any text."""
    if not data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) and b"\0" not in data[:64]:
        found = _CHARSET.search(data[:4096])
        stated = (found[1] or found[2]).decode("ascii").lower() if found else "utf-8"
        for encoding, most in (("utf-8", 0.0), (_CHINESE.get(stated, stated), MOST_BAD)):
            text = _tolerant(data, encoding, most)
            if text is not None:
                return text, encoding
    return decode(data, name)


def parse_page(text: str) -> etree._Element | None:
    """Parse a page; None if it has no element. As pages are repaired, only want of memory makes it fail."""
    data = _CONTROLS.sub("", text).encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError as error:
        raise MemoryError from error


def _tolerant(data: bytes, encoding: str, most: float) -> str | None:
    """Decode bytes; None if the encoding is unknown or more than a share `most` of the characters is wrong."""
    try:
        text = data.decode(encoding, "replace" if most else "strict")
    except (UnicodeDecodeError, LookupError):
        return None
    return text if text.count("\ufffd") <= most * len(text) else None
